//! What the names in a feed mean, whatever prefix, case or decade they are written in.

/// The vocabulary a name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// RSS and Atom of all versions, which share no name with different meanings; also elements
    /// without a namespace, and those of a default namespace nobody knows.
    Core,
    Content,
    DublinCore,
    DublinTerms,
    Media,
    Itunes,
    Xhtml,
    Other,
}

/// Namespaces, lower case: publishers vary in case and in the last slash.
const NAMESPACES: &[(&str, Vocabulary)] = &[
    ("http://www.w3.org/2005/atom", Vocabulary::Core),
    ("http://purl.org/rss/1.0", Vocabulary::Core),
    ("http://purl.org/atom/ns#", Vocabulary::Core),
    ("http://my.netscape.com/rdf/simple/0.9", Vocabulary::Core),
    (
        "http://channel.netscape.com/rdf/simple/0.9",
        Vocabulary::Core,
    ),
    ("http://backend.userland.com/rss", Vocabulary::Core),
    ("http://backend.userland.com/rss2", Vocabulary::Core),
    ("http://blogs.law.harvard.edu/tech/rss", Vocabulary::Core),
    ("http://purl.org/rss/1.0/modules/rss091#", Vocabulary::Core),
    ("http://purl.org/pie", Vocabulary::Core),
    ("http://purl.org/echo", Vocabulary::Core),
    (
        "http://purl.org/rss/1.0/modules/content",
        Vocabulary::Content,
    ),
    ("http://purl.org/dc/elements/1.1", Vocabulary::DublinCore),
    ("http://purl.org/dc/elements/1.0", Vocabulary::DublinCore),
    ("http://purl.org/dc/terms", Vocabulary::DublinTerms),
    ("http://search.yahoo.com/mrss", Vocabulary::Media),
    (
        "http://www.itunes.com/dtds/podcast-1.0.dtd",
        Vocabulary::Itunes,
    ),
    ("http://www.w3.org/1999/xhtml", Vocabulary::Xhtml),
    ("http://www.w3.org/2000/svg", Vocabulary::Other),
    ("http://www.w3.org/1998/math/mathml", Vocabulary::Other),
    (
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        Vocabulary::Other,
    ),
    ("http://purl.org/rss/1.0/modules/slash", Vocabulary::Other),
    (
        "http://purl.org/rss/1.0/modules/syndication",
        Vocabulary::Other,
    ),
    ("http://www.georss.org/georss", Vocabulary::Other),
    (
        "http://rssnamespace.org/feedburner/ext/1.0",
        Vocabulary::Other,
    ),
];

/// The prefixes these namespaces usually have, and the namespace each stands for when a document
/// forgets to declare it.
pub(in crate::parse) const USUAL_PREFIXES: &[(&str, &str)] = &[
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("xhtml", "http://www.w3.org/1999/xhtml"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("slash", "http://purl.org/rss/1.0/modules/slash/"),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
    ("georss", "http://www.georss.org/georss"),
    ("feedburner", "http://rssnamespace.org/feedburner/ext/1.0"),
    ("wfw", "http://wellformedweb.org/CommentAPI/"),
];

/// The vocabulary a namespace stands for; `prefixed` says whether its names carry a prefix.
pub(super) fn vocabulary(namespace: &str, prefixed: bool) -> Vocabulary {
    let plain = namespace.trim().trim_end_matches('/');
    NAMESPACES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(plain))
        .map_or(
            if prefixed {
                Vocabulary::Other
            } else {
                Vocabulary::Core
            },
            |(_, vocabulary)| *vocabulary,
        )
}

/// Whether an undeclared prefix stands for one namespace only.
pub(super) fn is_usual(prefix: &str) -> bool {
    USUAL_PREFIXES
        .iter()
        .any(|(known, _)| known.eq_ignore_ascii_case(prefix))
}

/// What an undeclared prefix most likely means.
pub(super) fn of_undeclared(prefix: &str) -> Vocabulary {
    USUAL_PREFIXES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(prefix))
        .map_or(Vocabulary::Other, |(_, namespace)| {
            vocabulary(namespace, true)
        })
}

/// What an element is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Entry,
    Title,
    MediaTitle,
    Link,
    Guid,
    Published,
    Updated,
    /// `dc:date`: the day of publication, in feeds that have no other date.
    Dated,
    Created,
    Description,
    Summary,
    Content,
    /// Text of no interest whose inside must not be taken for the feed's own elements.
    Passage,
    Author,
    /// A person's name by itself.
    Creator,
    Contributor,
    Name,
    Email,
    Category,
    Enclosure,
    Source,
    Thumbnail,
    MediaContent,
    ItunesImage,
    /// `itunes:duration`.
    Duration,
    /// A picture or search field of the feed, with a title and a link of its own.
    Aside,
    Language,
    Ttl,
    SkipHours,
    SkipDays,
    /// `hour` or `day`.
    Skipped,
    Other,
}

impl Role {
    /// Whether the element's inside is one value, markup in it included.
    pub(super) fn is_value(self) -> bool {
        !matches!(
            self,
            Self::Entry
                | Self::Author
                | Self::Contributor
                | Self::Source
                | Self::Aside
                | Self::SkipHours
                | Self::SkipDays
                | Self::MediaContent
                | Self::Thumbnail
                | Self::Enclosure
                | Self::ItunesImage
                | Self::Other
        )
    }
}

/// What may stand inside an element, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Inside {
    /// An entry's fields, and no other entry.
    Fields,
    /// Characters alone: an address, a date, a name.
    Line,
    /// A line of text, perhaps with markup.
    Title,
    /// A text, perhaps with markup.
    Text,
    /// Anything.
    Anything,
}

/// Names of fields that HTML has, too, or that turn up in its dialects.
const SHARED_WITH_HTML: &[&str] = &[
    "title",
    "link",
    "description",
    "content",
    "summary",
    "id",
    "author",
];

/// What a name alone says of an element in a damaged document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) struct Known {
    /// What may stand inside it.
    pub(in crate::parse) inside: Inside,
    /// Whether it belongs to feeds, so that it stands in no text.
    pub(in crate::parse) is_field: bool,
    /// Whether HTML has a name like it.
    pub(in crate::parse) in_html: bool,
}

/// What is known of an element by its name; prefixes count in their usual meaning.
pub(in crate::parse) fn known(name: &str) -> Known {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let vocabulary = if prefix.is_empty() {
        Vocabulary::Core
    } else {
        of_undeclared(prefix)
    };
    let role = role(vocabulary, local);
    let inside = match role {
        Role::Entry => Inside::Fields,
        Role::Title | Role::MediaTitle => Inside::Title,
        Role::Description | Role::Summary | Role::Content | Role::Passage => Inside::Text,
        _ if role.is_value() => Inside::Line,
        _ => Inside::Anything,
    };
    let in_html = prefix.is_empty()
        && SHARED_WITH_HTML
            .iter()
            .any(|shared| shared.eq_ignore_ascii_case(local));
    // `body`, `image`, `name` and the like are met in any markup.
    let only_in_feeds = !matches!(
        role,
        Role::Other | Role::Aside | Role::Source | Role::Name | Role::Email | Role::Skipped
    ) && vocabulary != Vocabulary::Xhtml
        && !local.eq_ignore_ascii_case("body")
        && !local.eq_ignore_ascii_case("info");
    Known {
        inside,
        is_field: only_in_feeds || local.eq_ignore_ascii_case("channel"),
        in_html,
    }
}

/// The longest name with a meaning.
const LONGEST: usize = 16;

/// The role of an element by its vocabulary and local name, in any case.
pub(super) fn role(vocabulary: Vocabulary, local: &str) -> Role {
    let mut buffer = [0; LONGEST];
    let Some(lower) = buffer.get_mut(..local.len()) else {
        return Role::Other;
    };
    lower.copy_from_slice(local.as_bytes());
    lower.make_ascii_lowercase();
    let lower: &[u8] = lower;
    match vocabulary {
        Vocabulary::Core => core(lower),
        Vocabulary::Content if lower == b"encoded" => Role::Content,
        Vocabulary::DublinCore => match lower {
            b"title" => Role::Title,
            b"date" => Role::Dated,
            b"creator" | b"author" => Role::Creator,
            b"subject" => Role::Category,
            b"description" => Role::Description,
            b"language" => Role::Language,
            _ => Role::Other,
        },
        Vocabulary::DublinTerms => match lower {
            b"issued" => Role::Published,
            b"modified" => Role::Updated,
            b"created" => Role::Created,
            _ => Role::Other,
        },
        Vocabulary::Media => match lower {
            b"title" => Role::MediaTitle,
            b"thumbnail" => Role::Thumbnail,
            b"content" => Role::MediaContent,
            b"description" | b"text" => Role::Passage,
            _ => Role::Other,
        },
        Vocabulary::Itunes => match lower {
            b"author" => Role::Creator,
            b"image" => Role::ItunesImage,
            b"duration" => Role::Duration,
            b"summary" | b"subtitle" => Role::Passage,
            _ => Role::Other,
        },
        Vocabulary::Xhtml if lower == b"body" => Role::Content,
        Vocabulary::Content | Vocabulary::Xhtml | Vocabulary::Other => Role::Other,
    }
}

fn core(lower: &[u8]) -> Role {
    match lower {
        b"item" | b"entry" => Role::Entry,
        b"title" => Role::Title,
        b"link" => Role::Link,
        b"guid" | b"id" => Role::Guid,
        b"pubdate" | b"published" | b"issued" => Role::Published,
        b"updated" | b"modified" | b"lastbuilddate" => Role::Updated,
        b"created" => Role::Created,
        b"description" | b"abstract" => Role::Description,
        b"summary" => Role::Summary,
        b"content" | b"body" | b"fullitem" => Role::Content,
        b"subtitle" | b"tagline" | b"rights" | b"copyright" | b"info" | b"generator" => {
            Role::Passage
        }
        b"author" | b"managingeditor" => Role::Author,
        b"contributor" => Role::Contributor,
        b"name" => Role::Name,
        b"email" => Role::Email,
        b"category" => Role::Category,
        b"enclosure" => Role::Enclosure,
        b"source" => Role::Source,
        b"image" | b"textinput" => Role::Aside,
        b"language" => Role::Language,
        b"ttl" => Role::Ttl,
        b"skiphours" => Role::SkipHours,
        b"skipdays" => Role::SkipDays,
        b"hour" | b"day" => Role::Skipped,
        _ => Role::Other,
    }
}
