//! The meaning of element names in feeds of any format and version, with any prefix and in any
//! case.

/// The vocabulary that a name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// All versions of RSS and Atom, in which no name has two meanings; also elements without a
    /// namespace, or in an unknown default namespace.
    Core,
    Content,
    DublinCore,
    DublinTerms,
    Media,
    Itunes,
    Xhtml,
    Other,
}

/// Namespaces in lower case, without scheme, `www.` and final slash or `#`; see [`vocabulary`].
const NAMESPACES: &[(&str, Vocabulary)] = &[
    ("w3.org/2005/atom", Vocabulary::Core),
    ("purl.org/rss/1.0", Vocabulary::Core),
    ("purl.org/atom/ns", Vocabulary::Core),
    ("my.netscape.com/rdf/simple/0.9", Vocabulary::Core),
    ("channel.netscape.com/rdf/simple/0.9", Vocabulary::Core),
    ("backend.userland.com/rss", Vocabulary::Core),
    ("backend.userland.com/rss2", Vocabulary::Core),
    ("blogs.law.harvard.edu/tech/rss", Vocabulary::Core),
    ("purl.org/rss/1.0/modules/rss091", Vocabulary::Core),
    ("purl.org/pie", Vocabulary::Core),
    ("purl.org/echo", Vocabulary::Core),
    ("purl.org/rss/1.0/modules/content", Vocabulary::Content),
    ("purl.org/dc/elements/1.1", Vocabulary::DublinCore),
    ("purl.org/dc/elements/1.0", Vocabulary::DublinCore),
    ("purl.org/dc/terms", Vocabulary::DublinTerms),
    ("search.yahoo.com/mrss", Vocabulary::Media),
    ("search.yahoo.com/rss", Vocabulary::Media),
    ("video.search.yahoo.com/mrss", Vocabulary::Media),
    ("tools.search.yahoo.com/mrss", Vocabulary::Media),
    ("rssboard.org/media-rss", Vocabulary::Media),
    ("itunes.com/dtds/podcast-1.0.dtd", Vocabulary::Itunes),
    // Its element names are the same.
    ("google.com/schemas/play-podcasts/1.0", Vocabulary::Itunes),
    ("w3.org/1999/xhtml", Vocabulary::Xhtml),
    ("w3.org/2000/svg", Vocabulary::Other),
    ("w3.org/1998/math/mathml", Vocabulary::Other),
    ("w3.org/1999/02/22-rdf-syntax-ns", Vocabulary::Other),
    ("purl.org/rss/1.0/modules/slash", Vocabulary::Other),
    ("purl.org/rss/1.0/modules/syndication", Vocabulary::Other),
    ("georss.org/georss", Vocabulary::Other),
    ("rssnamespace.org/feedburner/ext/1.0", Vocabulary::Other),
];

/// The usual prefixes of these namespaces, for documents that do not declare them.
pub(in crate::parse) const USUAL_PREFIXES: &[(&str, &str)] = &[
    ("atom", "http://www.w3.org/2005/Atom"),
    ("atom10", "http://www.w3.org/2005/Atom"),
    ("a10", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("mrss", "http://search.yahoo.com/mrss/"),
    ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    (
        "googleplay",
        "http://www.google.com/schemas/play-podcasts/1.0",
    ),
    ("xhtml", "http://www.w3.org/1999/xhtml"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("slash", "http://purl.org/rss/1.0/modules/slash/"),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
    ("georss", "http://www.georss.org/georss"),
    ("feedburner", "http://rssnamespace.org/feedburner/ext/1.0"),
    ("wfw", "http://wellformedweb.org/CommentAPI/"),
];

/// The former and the present host of the modules of RSS 1.0.
const OLD_HOST: &str = "web.resource.org/";
const NEW_HOST: &str = "purl.org/";

/// Returns the vocabulary of a declared namespace; `prefix` is its prefix, which may be empty.
///
/// Publishers vary scheme, `www.`, case and the final slash or `#`; no two namespaces differ only
/// in these. An unknown namespace has the usual meaning of its prefix; without a prefix it belongs
/// to [`Vocabulary::Core`].
pub(super) fn vocabulary(namespace: &str, prefix: &str) -> Vocabulary {
    namespace_vocabulary(namespace).unwrap_or_else(|| {
        if prefix.is_empty() {
            Vocabulary::Core
        } else {
            usual_vocabulary(prefix)
        }
    })
}

fn namespace_vocabulary(namespace: &str) -> Option<Vocabulary> {
    let plain = without_prefix(namespace.trim(), "https:");
    let plain = without_prefix(plain, "http:").trim_start_matches('/');
    let plain = without_prefix(plain, "www.").trim_end_matches(['/', '#']);
    let rest = without_prefix(plain, OLD_HOST);
    let host = if rest.len() < plain.len() {
        NEW_HOST
    } else {
        ""
    };
    let known = |known: &str| {
        let behind = known.strip_prefix(host);
        behind.is_some_and(|known| known.eq_ignore_ascii_case(rest))
    };
    let mut namespaces = NAMESPACES.iter();
    let found = namespaces.find(|(namespace, _)| known(namespace));
    found.map(|(_, vocabulary)| *vocabulary)
}

/// Removes `start` from the beginning of a text, if it is there in any ASCII case.
fn without_prefix<'t>(text: &'t str, start: &str) -> &'t str {
    match text.split_at_checked(start.len()) {
        Some((first, rest)) if first.eq_ignore_ascii_case(start) => rest,
        _ => text,
    }
}

/// Whether a prefix usually means one namespace.
pub(super) fn is_usual_prefix(prefix: &str) -> bool {
    USUAL_PREFIXES
        .iter()
        .any(|(known, _)| known.eq_ignore_ascii_case(prefix))
}

/// Returns the usual vocabulary of an undeclared prefix.
pub(super) fn usual_vocabulary(prefix: &str) -> Vocabulary {
    USUAL_PREFIXES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(prefix))
        .and_then(|(_, namespace)| namespace_vocabulary(namespace))
        .unwrap_or(Vocabulary::Other)
}

/// The role of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Entry,
    Title,
    MediaTitle,
    Link,
    Guid,
    Published,
    Updated,
    /// `dc:date`: the date of publication, if the feed has no other.
    Dated,
    Created,
    Description,
    Summary,
    Content,
    /// A text about an attached file: the entry's text if it has no other.
    Caption,
    /// A shorter text of that kind.
    Subtitle,
    /// A text that is not used; elements in it do not belong to the feed.
    Passage,
    Author,
    /// A person's name by itself.
    Creator,
    Contributor,
    Name,
    Email,
    /// A person's address on the web.
    Uri,
    Category,
    /// `itunes:category`: the term is an attribute, and the element may contain narrower
    /// categories.
    ItunesCategory,
    /// Terms in one element, separated by commas.
    Keywords,
    Enclosure,
    Source,
    Thumbnail,
    MediaContent,
    ItunesImage,
    /// `itunes:link`: the picture in old podcasts.
    ItunesLink,
    /// `itunes:duration`.
    Duration,
    /// The picture or the search field of the feed, with its own title and link.
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
    /// Whether the content of the element is one value, including any markup in it.
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
                | Self::ItunesLink
                | Self::ItunesCategory
                | Self::Other
        )
    }
}

/// What an element may contain, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum ContentModel {
    /// An entry's fields, and no other entry.
    Fields,
    /// Only characters: an address, a date, a name.
    Line,
    /// A line of text, perhaps with markup.
    Title,
    /// A text, perhaps with markup.
    Text,
    /// Anything.
    Anything,
}

/// Names of fields that are also names in HTML or its dialects.
const SHARED_WITH_HTML: &[&str] = &[
    "title",
    "link",
    "description",
    "content",
    "summary",
    "id",
    "author",
];

/// What is known of an element in a damaged document by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) struct ElementTraits {
    /// What it may contain.
    pub(in crate::parse) inside: ContentModel,
    /// Whether it belongs to feeds, so that no text contains it.
    pub(in crate::parse) is_field: bool,
    /// Whether HTML has the same name.
    pub(in crate::parse) in_html: bool,
}

/// Returns what is known of an element by its name; prefixes have their usual meaning.
pub(in crate::parse) fn element_traits(name: &str) -> ElementTraits {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let vocabulary = if prefix.is_empty() {
        Vocabulary::Core
    } else {
        usual_vocabulary(prefix)
    };
    let role = role(vocabulary, local);
    let inside = match role {
        Role::Entry => ContentModel::Fields,
        Role::Title | Role::MediaTitle => ContentModel::Title,
        Role::Description
        | Role::Summary
        | Role::Content
        | Role::Caption
        | Role::Subtitle
        | Role::Passage => ContentModel::Text,
        _ if role.is_value() => ContentModel::Line,
        _ => ContentModel::Anything,
    };
    let in_html = prefix.is_empty()
        && SHARED_WITH_HTML
            .iter()
            .any(|shared| shared.eq_ignore_ascii_case(local));
    // Any markup may have `body`, `image`, `name` and the like.
    let only_in_feeds = !matches!(
        role,
        Role::Other
            | Role::Aside
            | Role::Source
            | Role::Name
            | Role::Email
            | Role::Uri
            | Role::Skipped
    ) && vocabulary != Vocabulary::Xhtml
        && !local.eq_ignore_ascii_case("body")
        && !local.eq_ignore_ascii_case("info");
    ElementTraits {
        inside,
        is_field: only_in_feeds || local.eq_ignore_ascii_case("channel"),
        in_html,
    }
}

/// Length of the longest name with a role, in bytes.
const MAX_NAME_BYTES: usize = 16;

/// Returns the role of an element by its vocabulary and local name, in any case.
pub(super) fn role(vocabulary: Vocabulary, local: &str) -> Role {
    let mut buffer = [0; MAX_NAME_BYTES];
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
            b"description" => Role::Caption,
            b"text" => Role::Subtitle,
            b"category" => Role::Category,
            b"keywords" => Role::Keywords,
            _ => Role::Other,
        },
        Vocabulary::Itunes => match lower {
            b"author" => Role::Creator,
            b"image" => Role::ItunesImage,
            b"title" => Role::MediaTitle,
            b"duration" => Role::Duration,
            b"summary" | b"description" => Role::Caption,
            b"subtitle" => Role::Subtitle,
            b"category" => Role::ItunesCategory,
            b"keywords" => Role::Keywords,
            b"link" => Role::ItunesLink,
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
        b"date" => Role::Dated,
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
        b"uri" | b"url" | b"homepage" => Role::Uri,
        b"category" => Role::Category,
        b"keywords" | b"tags" => Role::Keywords,
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

#[cfg(test)]
mod tests {
    use super::{Vocabulary, vocabulary};

    #[test]
    fn a_namespace_is_known_however_nearly_right_it_is_written() {
        let known = [
            ("purl.org/rss/1.0/modules/content/", Vocabulary::Content),
            ("purl.org/dc/elements/1.1/", Vocabulary::DublinCore),
            ("purl.org/dc/terms/", Vocabulary::DublinTerms),
            ("search.yahoo.com/mrss/", Vocabulary::Media),
            ("rssboard.org/media-rss", Vocabulary::Media),
            ("itunes.com/dtds/podcast-1.0.dtd", Vocabulary::Itunes),
            ("w3.org/2005/Atom", Vocabulary::Core),
            ("w3.org/1999/xhtml", Vocabulary::Xhtml),
        ];
        for (name, expected) in known {
            for start in [
                "http://",
                "https://",
                "http://www.",
                "https://www.",
                "HTTP://",
                "//",
                "",
            ] {
                for end in ["", "/", "//", "#"] {
                    let name = format!("{start}{}{end}", name.trim_end_matches('/'));
                    for spelled in [name.clone(), name.to_uppercase(), format!(" {name}\n")] {
                        assert_eq!(vocabulary(&spelled, "x"), expected, "{spelled}");
                    }
                }
            }
        }
        let old = "http://web.resource.org/rss/1.0/modules/content/";
        assert_eq!(vocabulary(old, "x"), Vocabulary::Content);
    }

    #[test]
    fn an_unknown_namespace_is_what_its_prefix_usually_stands_for() {
        for (prefix, expected) in [
            ("content", Vocabulary::Content),
            ("dc", Vocabulary::DublinCore),
            ("a10", Vocabulary::Core),
            ("georss", Vocabulary::Other),
            ("x", Vocabulary::Other),
            ("", Vocabulary::Core),
        ] {
            assert_eq!(vocabulary("http://example.org/made-up/", prefix), expected);
        }
        // A known namespace does not have the meaning of its prefix.
        let slash = "http://purl.org/rss/1.0/modules/slash/";
        assert_eq!(vocabulary(slash, "content"), Vocabulary::Other);
        let lookalike = "http://example.org/purl.org/dc/elements/1.1/";
        assert_eq!(vocabulary(lookalike, "x"), Vocabulary::Other);
    }
}
