//! An entry, put together: what the side pass found of it, and the part feed-rs read.

use url::Url;

use super::clean;
use super::date::Dates;
use super::feed::Part;
use super::field::{self, Fields, MAX_ADDRESS, MAX_LINE};
use super::outline::{Item, Value};
use crate::model::{Category, Enclosure, FeedKind, Origin, RawEntry, Timestamp};

/// What holds for every entry of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'b> {
    /// Reads values.
    pub(super) fields: Fields<'b>,
    /// Reads dates.
    pub(super) dates: &'b Dates<'b>,
    /// Format of the document.
    pub(super) kind: FeedKind,
}

impl Reader<'_> {
    /// The entry; `part` is feed-rs's reading of it, if there is one.
    pub(super) fn entry(&self, item: &Item<'_>, part: Option<Part>) -> RawEntry {
        let part = part.unwrap_or_default();
        let (summary, content) = self.bodies(item, part.summary, part.content);
        let (published, updated) = self.dates(item);
        let language = item.lang.and_then(|text| clean::line(text, MAX_LINE));
        let thumbnail = item.thumbnail.and_then(|url| self.fields.address(&url));
        RawEntry {
            guid: guid(item),
            link: self.link(item),
            title: item.title.and_then(|title| field::line(&title)),
            summary,
            content,
            authors: or_else(part.authors, || authors(item)),
            categories: or_else(part.categories, || categories(item)),
            published,
            updated,
            image: thumbnail.or(part.image),
            enclosures: or_else(part.enclosures, || self.enclosures(item)),
            language: language.or_else(|| field::line(&item.language?)),
            origin: self.origin(item),
            file: None,
        }
    }

    /// The link, else a guid that is an address and does not deny to be one (RSS 2.0 `guid`).
    fn link(&self, item: &Item<'_>) -> Option<String> {
        let link = item.link.and_then(|link| self.fields.address(&link));
        link.or_else(|| {
            let guid = item.guid.filter(|_| item.guid_is_link)?;
            let address = self.fields.address(&guid)?;
            is_web(&address).then_some(address)
        })
    }

    fn dates(&self, item: &Item<'_>) -> (Option<Timestamp>, Option<Timestamp>) {
        let instant = |value: Option<Value<'_>>| self.dates.read(&value?.plain());
        let published = instant(item.published).or_else(|| instant(item.dated));
        let updated = instant(item.updated);
        let published = match (published, updated) {
            (None, None) => instant(item.created),
            (published, _) => published,
        };
        // RSS repeats the publication date here; only another one says something.
        let repeats = self.kind == FeedKind::Rss && updated == published;
        (published, updated.filter(|_| !repeats))
    }

    /// Summary and content. feed-rs reads escaped markup and XHTML; markup that stands unescaped in
    /// RSS, and what it does not know, is read beside it.
    fn bodies(
        &self,
        item: &Item<'_>,
        summary: Option<String>,
        content: Option<String>,
    ) -> (Option<String>, Option<String>) {
        let rss = self.kind == FeedKind::Rss;
        let body = |value: Option<Value<'_>>, read: Option<String>| {
            let Some(value) = value else { return read };
            match read.filter(|_| !(rss && value.nested)) {
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
        match (summary, content) {
            // The fuller text is the content; RSS without `content:encoded` has it in the
            // description, and some repeat the element.
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
        }
    }

    fn enclosures(&self, item: &Item<'_>) -> Vec<Enclosure> {
        let mut enclosures: Vec<Enclosure> = Vec::new();
        for attachment in &item.enclosures {
            let Some(url) = self.fields.address(&attachment.url) else {
                continue;
            };
            if enclosures.iter().all(|known| known.url != url) {
                enclosures.push(Enclosure {
                    url,
                    media_type: attachment.media_type.and_then(|kind| field::line(&kind)),
                    length: attachment
                        .length
                        .and_then(|length| length.trim().parse().ok()),
                });
            }
        }
        enclosures
    }

    fn origin(&self, item: &Item<'_>) -> Option<Origin> {
        let source = item.source.as_ref()?;
        let url = source.url.and_then(|url| self.fields.address(&url));
        let id = || {
            let id = field::id(&source.id?)?;
            is_web(&id).then_some(id)
        };
        let origin = Origin {
            title: source.title.and_then(|title| field::line(&title)),
            url: url.or_else(id),
        };
        (origin.title.is_some() || origin.url.is_some()).then_some(origin)
    }
}

/// The id the publisher gave; an element inside the entry stands above `rdf:about`.
fn guid(item: &Item<'_>) -> Option<String> {
    let guid = item.guid.and_then(|guid| field::id(&guid));
    guid.or_else(|| field::id(&item.about?))
}

fn authors(item: &Item<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for name in item
        .authors
        .iter()
        .filter_map(|name| field::person(&name.text()))
    {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn categories(item: &Item<'_>) -> Vec<Category> {
    let category = |term: &super::outline::Term<'_>| {
        Some(Category {
            term: field::line(&term.name)?,
            scheme: term
                .scheme
                .and_then(|text| clean::line(&text.text(), MAX_ADDRESS)),
            label: term.label.and_then(|text| field::line(&text)),
        })
    };
    item.categories.iter().filter_map(category).collect()
}

fn or_else<T>(read: Vec<T>, other: impl FnOnce() -> Vec<T>) -> Vec<T> {
    if read.is_empty() { other() } else { read }
}

fn is_web(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}
