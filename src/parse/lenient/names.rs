//! The meaning of element names in feeds of any format and version, with any prefix and in any
//! case.

use super::namespaces::{Vocabulary, usual_vocabulary};

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
