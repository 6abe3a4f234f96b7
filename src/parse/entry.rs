//! Builds an entry from the results of the lenient parser and of feed-rs.

use url::Url;

use super::date::Dates;
use super::feed::FeedRsEntry;
use super::field::{self, FieldReader, MAX_ADDRESS, MAX_LINE, MAX_LIST};
use super::lenient::{Item, Markup, Term, Value};
use super::{clean, title};
use crate::html;
use crate::model::{Category, Completeness, Enclosure, FeedKind, RawEntry, Timestamp};

/// Builds the entries of one document.
#[derive(Debug, Clone, Copy)]
pub(super) struct EntryReader<'b> {
    /// Reads the values of elements.
    pub(super) fields: FieldReader<'b>,
    /// Reads dates.
    pub(super) dates: &'b Dates<'b>,
    /// The format of the document.
    pub(super) kind: FeedKind,
    /// Names of the authors of the feed.
    pub(super) authors: &'b [String],
}

impl EntryReader<'_> {
    /// Builds an entry; `part` is the result of feed-rs, if there is one.
    pub(super) fn entry(&self, item: &Item<'_>, part: Option<FeedRsEntry>) -> RawEntry {
        let part = part.unwrap_or_default();
        let title = item.title.and_then(|title| field::line(&title));
        let (summary, content) = self.bodies(item, title.as_deref(), part.summary, part.content);
        let (published, updated) = self.dates(item);
        let language = item.lang.and_then(|text| clean::line(text, MAX_LINE));
        let address = |url: Option<Value<'_>>| self.fields.address(&url?);
        let enclosures = or_else(self.enclosures(item), || part.enclosures);
        let image = address(item.picture)
            .or_else(|| address(item.thumbnail))
            .or_else(|| address(item.itunes_image))
            .or_else(|| picture_among(&enclosures));
        RawEntry {
            guid: guid(item),
            link: self.link(item),
            title,
            summary,
            content,
            authors: or_else(part.authors, || self.authors(item)),
            categories: categories(item),
            published,
            updated,
            image,
            enclosures,
            language: language.or_else(|| field::line(&item.language?)),
            file: None,
            completeness: Completeness::Whole,
        }
    }

    /// Returns the link, or else the guid, if it is an address and `isPermaLink` is missing or
    /// `true` (RSS 2.0 `guid`).
    fn link(&self, item: &Item<'_>) -> Option<String> {
        let links = [item.link, item.document_link];
        let link = links
            .iter()
            .flatten()
            .find_map(|link| self.fields.address(link));
        link.or_else(|| {
            let guid = item.guid.filter(|_| item.guid_is_link)?;
            // `17` is an id, although it could be a relative address; with `xml:base` it is one.
            let text = guid.text_before_markup();
            let is_path = text.trim_start().starts_with('/') || guid.has_stated_base();
            let is_address = is_path || field::has_scheme(text.trim());
            let address = self.fields.address(&guid).filter(|_| is_address)?;
            is_web(&address).then_some(address)
        })
    }

    fn dates(&self, item: &Item<'_>) -> (Option<Timestamp>, Option<Timestamp>) {
        let instant = |value: Option<Value<'_>>| self.dates.read(&value?.text_before_markup());
        let published = instant(item.published).or_else(|| instant(item.dated));
        let updated = instant(item.updated);
        let published = match (published, updated) {
            (None, None) => instant(item.created),
            (published, _) => published,
        };
        // RSS feeds often repeat the publication date as the update.
        let repeats = self.kind == FeedKind::Rss && updated == published;
        (published, updated.filter(|_| !repeats))
    }

    /// Returns summary and content: from feed-rs for escaped markup and XHTML; from the lenient
    /// parser for unescaped markup that should be escaped, and for elements that feed-rs does not
    /// know.
    fn bodies(
        &self,
        item: &Item<'_>,
        title: Option<&str>,
        summary: Option<String>,
        content: Option<String>,
    ) -> (Option<String>, Option<String>) {
        let rss = self.kind == FeedKind::Rss;
        let body = |value: Option<Value<'_>>, read: Option<String>| {
            let Some(value) = value else { return read };
            let is_unescaped = value.nested && (rss || value.markup != Markup::Xhtml);
            let is_read_here = is_unescaped || value.markup.is_guessed();
            match read.filter(|_| !is_read_here) {
                Some(read) => Some(self.fields.rebased(read, &value)),
                None => self.fields.body(&value, rss),
            }
        };
        let (short, other) = if rss {
            (item.description.or(item.summary), item.summary)
        } else {
            (item.summary.or(item.description), item.description)
        };
        let summary = body(short, summary);
        let content = body(item.content, content);
        let (summary, content) = match (summary, content) {
            // The longer text is the content. RSS without `content:encoded` has it in the
            // description, and some feeds have two descriptions.
            (Some(summary), None) if rss => {
                let fuller = other.filter(|_| item.description.is_some());
                let fuller = fuller.and_then(|value| self.fields.body(&value, rss));
                match fuller {
                    Some(fuller) if fuller.len() > summary.len() => (Some(summary), Some(fuller)),
                    Some(shorter) if shorter != summary => (Some(shorter), Some(summary)),
                    _ => (None, Some(summary)),
                }
            }
            both => both,
        };
        let captions = [item.caption, item.subtitle];
        let caption = || {
            let bodies = captions
                .iter()
                .flatten()
                .filter_map(|text| self.fields.body(text, false));
            bodies.into_iter().find(|body| field::has_text(body))
        };
        let (summary, content) = with_text(summary, content, caption);
        match (summary, content) {
            (Some(summary), Some(content))
                if repeats_title(&content, title) && !repeats_title(&summary, title) =>
            {
                (None, Some(summary))
            }
            both => both,
        }
    }

    /// Returns the authors of the entry; else those of the feed that it was copied from; else
    /// those of the feed (RFC 4287 4.2.1). RSS has no such rule: the authors of the feed did not
    /// write an item that names its source.
    fn authors(&self, item: &Item<'_>) -> Vec<String> {
        let of_source = item.source_authors.as_deref();
        let own = or_else(names(&item.authors), || {
            names(of_source.unwrap_or_default())
        });
        or_else(own, || match (self.kind, of_source) {
            (FeedKind::Rss, Some(_)) => Vec::new(),
            _ => self.authors.to_vec(),
        })
    }

    fn enclosures(&self, item: &Item<'_>) -> Vec<Enclosure> {
        let mut enclosures: Vec<Enclosure> = Vec::new();
        for attachment in &item.enclosures {
            let Some(url) = self.fields.address(&attachment.url) else {
                continue;
            };
            let file = Enclosure {
                url,
                media_type: attachment.media_type.and_then(|kind| field::line(&kind)),
                length: attachment.length.and_then(field::length),
                duration: attachment.duration.and_then(field::duration),
            };
            match enclosures.iter_mut().find(|known| known.url == file.url) {
                Some(known) => {
                    known.media_type = known.media_type.take().or(file.media_type);
                    known.length = known.length.or(file.length);
                    known.duration = known.duration.or(file.duration);
                }
                None => enclosures.push(file),
            }
        }
        // The playing time of the entry is that of its first audio or video file.
        let duration = item
            .duration
            .and_then(|text| field::duration(&text.text_before_markup()));
        let playable = enclosures.iter_mut().find(|file| {
            let kind = file.media_type.as_deref().unwrap_or("audio/");
            kind.starts_with("audio/") || kind.starts_with("video/")
        });
        if let Some(file) = playable {
            file.duration = file.duration.or(duration);
        }
        enclosures
    }
}

/// Returns the publisher's id; an element in the entry has precedence over `rdf:about`.
fn guid(item: &Item<'_>) -> Option<String> {
    let guid = item.guid.and_then(|guid| field::id(&guid));
    guid.or_else(|| field::id(&item.about?))
}

/// Returns the address of the first attached picture.
pub(super) fn picture_among(files: &[Enclosure]) -> Option<String> {
    let is_picture = |file: &&Enclosure| {
        match file.media_type.as_deref() {
            Some(kind) if kind.contains('/') => kind.to_ascii_lowercase().starts_with("image/"),
            // It has no valid media type.
            _ => html::looks_like_picture(&file.url),
        }
    };
    files.iter().find(is_picture).map(|file| file.url.clone())
}

/// Returns the names of people, each once.
pub(super) fn names(people: &[Value<'_>]) -> Vec<String> {
    let mut names = Vec::new();
    for name in people.iter().filter_map(|name| field::person(&name.text())) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Returns summary and content such that one of them has text if the entry has any. The summary
/// replaces a content without text (an empty paragraph or a picture); the caption of a file
/// replaces a summary without text.
fn with_text(
    summary: Option<String>,
    content: Option<String>,
    caption: impl FnOnce() -> Option<String>,
) -> (Option<String>, Option<String>) {
    let has_text = |body: &String| field::has_text(body);
    if content.as_ref().or(summary.as_ref()).is_some_and(has_text) {
        return (summary, content);
    }
    let text = match (&content, summary.as_ref().filter(|body| has_text(body))) {
        (Some(_), Some(text)) => Some(text.clone()),
        _ => caption(),
    };
    let Some(text) = text else {
        return (summary, content);
    };
    let pictures = content
        .or(summary)
        .filter(|body| field::has_media(body) && !field::has_media(&text));
    (
        None,
        Some(match pictures {
            Some(pictures) => format!("{pictures}\n{text}"),
            None => text,
        }),
    )
}

/// Whether a body has no picture and only repeats the title.
fn repeats_title(body: &str, title: Option<&str>) -> bool {
    /// Most bytes of markup around a repeated title.
    const MAX_MARKUP: usize = 512;
    title.is_some_and(|title| {
        body.len() <= 2 * title.len() + MAX_MARKUP
            && !field::has_media(body)
            && clean::line(&title::from_html(body), MAX_LINE).as_deref() == Some(title)
    })
}

/// Returns the categories and keywords, each once.
fn categories(item: &Item<'_>) -> Vec<Category> {
    let category = |term: &Term<'_>| {
        Some(Category {
            term: field::term(&term.name)?,
            scheme: term
                .scheme
                .and_then(|text| clean::line(&text.text(), MAX_ADDRESS)),
            label: term.label.and_then(|text| field::line(&text)),
        })
    };
    let keywords = item.keywords.iter().flat_map(field::terms);
    let terms = keywords.map(|term| Category {
        term,
        scheme: None,
        label: None,
    });
    let named = item.categories.iter().filter_map(category);
    let mut categories: Vec<Category> = Vec::new();
    for category in named.chain(terms) {
        let is_known = |known: &Category| {
            known.term == category.term
                && (known.scheme == category.scheme || category.scheme.is_none())
        };
        if categories.len() < MAX_LIST && !categories.iter().any(is_known) {
            categories.push(category);
        }
    }
    categories
}

fn or_else<T>(read: Vec<T>, other: impl FnOnce() -> Vec<T>) -> Vec<T> {
    if read.is_empty() { other() } else { read }
}

fn is_web(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}
