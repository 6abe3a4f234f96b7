//! Reads one entry of a JSON Feed, each field by itself, so that an invalid field costs only
//! itself.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use url::Url;

use super::value::{Few, Scalar};
use crate::model::{Category, Completeness, Enclosure, RawEntry};
use crate::parse::clean;
use crate::parse::date::Dates;
use crate::parse::entry::picture_among;
use crate::parse::field::{self, MAX_ADDRESS, MAX_LINE};
use crate::parse::relative::{self, ExpansionBudget};

/// The known fields of an entry; an invalid field is empty.
#[derive(Default)]
pub(super) struct Item {
    id: Scalar,
    url: Scalar,
    external_url: Scalar,
    title: Scalar,
    content_html: Scalar,
    content_text: Scalar,
    summary: Scalar,
    image: Scalar,
    banner_image: Scalar,
    date_published: Scalar,
    date_modified: Scalar,
    language: Scalar,
    author: Few<Person>,
    authors: Few<Person>,
    tags: Few<Scalar>,
    attachments: Few<Attachment>,
}

/// An author: an object, or in some feeds only the name.
#[derive(Default)]
pub(super) struct Person {
    name: Scalar,
    url: Scalar,
}

impl<'de> Deserialize<'de> for Person {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Fields {
            name: Scalar,
            url: Scalar,
        }
        let value = <&RawValue>::deserialize(reader)?;
        if value.get().starts_with('{') {
            let Fields { name, url } = value_of(value);
            return Ok(Self { name, url });
        }
        Ok(Self {
            name: Scalar(value_of(value)),
            url: Scalar(None),
        })
    }
}

/// Returns the names of people, each once.
pub(super) fn names(people: Few<Person>) -> Vec<String> {
    let mut names = Vec::new();
    for person in people.0 {
        let name = person.name.0.as_deref().and_then(field::person);
        let name = name.or_else(|| clean::line(&person.url.0?, MAX_LINE));
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names
}

/// A place that tells of changes of the feed (JSON Feed 1.1, `hubs`).
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Hub {
    #[serde(rename = "type")]
    kind: Scalar,
    url: Scalar,
}

/// Returns the address of the first WebSub hub.
pub(super) fn websub_hub(hubs: Few<Hub>) -> Option<String> {
    let is_websub = |hub: &Hub| {
        let kind = hub.kind.0.as_deref();
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case("websub"))
    };
    hubs.0.into_iter().find(is_websub)?.url.0
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Attachment {
    url: Scalar,
    mime_type: Scalar,
    size_in_bytes: Scalar,
    duration_in_seconds: Scalar,
}

impl Item {
    /// Reads an entry; `None` if it is not an object.
    pub(super) fn read(entry: &RawValue) -> Option<Self> {
        if !entry.get().starts_with('{') {
            return None;
        }
        // An unreadable field name would otherwise cost all fields after it.
        Self::filled(entry.get())
            .or_else(|| Self::filled(&replace_lone_surrogates(entry.get())))
            .or_else(|| Some(Self::default()))
    }

    /// Reads the fields of an object; `None` if it is not valid JSON.
    pub(super) fn filled(json: &str) -> Option<Self> {
        let mut item = Self::default();
        let mut reader = serde_json::Deserializer::from_str(json);
        reader.deserialize_map(&mut item).ok()?;
        Some(item)
    }

    /// Sets one field. Of several fields with one name, the last counts, as in JavaScript.
    fn set(&mut self, name: &str, value: &RawValue) {
        match name {
            "id" => self.id = value_of(value),
            "url" => self.url = value_of(value),
            "external_url" => self.external_url = value_of(value),
            "title" => self.title = value_of(value),
            "content_html" => self.content_html = value_of(value),
            "content_text" => self.content_text = value_of(value),
            "summary" => self.summary = value_of(value),
            "image" => self.image = value_of(value),
            "banner_image" => self.banner_image = value_of(value),
            "date_published" => self.date_published = value_of(value),
            "date_modified" => self.date_modified = value_of(value),
            "language" => self.language = value_of(value),
            "author" => self.author = value_of(value),
            "authors" => self.authors = value_of(value),
            "tags" => self.tags = value_of(value),
            "attachments" => self.attachments = value_of(value),
            _ => {}
        }
    }

    /// Returns the entry as the publisher sent it.
    pub(super) fn entry(
        self,
        dates: &Dates<'_>,
        base: Option<&Url>,
        budget: &ExpansionBudget,
    ) -> RawEntry {
        let line = |text: Option<String>| clean::line(&text?, MAX_LINE);
        let address = |text: Option<String>| field::address(&text?, base, budget);
        let instant = |text: Option<String>| dates.read(&text?);
        let html = self
            .content_html
            .0
            .and_then(|body| field::body_to_html(body, true, budget));
        let html = html.map(|html| match base {
            Some(base) => relative::resolved(html, base, budget),
            None => html,
        });
        let authors = self.authors.0.into_iter().chain(self.author.0);
        let authors = names(Few(authors.collect()));
        let tags = self.tags.0.into_iter().filter_map(|tag| line(tag.0));
        let enclosures = self.attachments.0.into_iter().filter_map(|file| {
            Some(Enclosure {
                url: address(file.url.0)?,
                media_type: line(file.mime_type.0),
                length: file.size_in_bytes.0.and_then(|size| field::length(&size)),
                duration: file
                    .duration_in_seconds
                    .0
                    .and_then(|seconds| field::duration(&seconds)),
            })
        });
        let enclosures: Vec<Enclosure> = enclosures.collect();
        RawEntry {
            guid: self.id.0.and_then(|id| clean::line(&id, MAX_ADDRESS)),
            link: address(self.url.0).or_else(|| address(self.external_url.0)),
            title: line(self.title.0),
            summary: self
                .summary
                .0
                .and_then(|text| field::body_to_html(text, false, budget)),
            content: html.or_else(|| field::body_to_html(self.content_text.0?, false, budget)),
            authors,
            categories: tags
                .map(|term| Category {
                    term,
                    scheme: None,
                    label: None,
                })
                .collect(),
            published: instant(self.date_published.0),
            updated: instant(self.date_modified.0),
            image: address(self.image.0)
                .or_else(|| address(self.banner_image.0))
                .or_else(|| picture_among(&enclosures)),
            enclosures,
            language: line(self.language.0),
            file: None,
            completeness: Completeness::Whole,
        }
    }
}

impl<'de> Visitor<'de> for &mut Item {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an entry")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
            self.set(&name, value);
        }
        Ok(())
    }
}

/// Converts a value; an invalid value becomes the default.
pub(super) fn value_of<T: for<'de> Deserialize<'de> + Default>(value: &RawValue) -> T {
    let text = value.get();
    serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(&replace_lone_surrogates(text)))
        .unwrap_or_default()
}

/// Replaces lone surrogates in JSON by U+FFFD. They result from programs that cut a text at 16-bit
/// units.
fn replace_lone_surrogates(json: &str) -> String {
    let mut mended = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, escape)) = rest.split_once('\\') {
        mended.push_str(before);
        let (kept, after) = match (unit(escape), escape.get(5..)) {
            (Some(0xD800..=0xDBFF), Some(after)) => {
                let second = after.strip_prefix('\\').and_then(unit);
                match (second, escape.get(..11), escape.get(11..)) {
                    (Some(0xDC00..=0xDFFF), Some(pair), Some(after)) => (pair, after),
                    _ => ("ufffd", after),
                }
            }
            (Some(0xDC00..=0xDFFF), Some(after)) => ("ufffd", after),
            _ => {
                let length = escape.chars().next().map_or(0, char::len_utf8);
                escape.split_at_checked(length).unwrap_or((escape, ""))
            }
        };
        mended.push('\\');
        mended.push_str(kept);
        rest = after;
    }
    mended.push_str(rest);
    mended
}

/// Reads the 16-bit unit of `uXXXX` at the beginning of a text.
fn unit(escape: &str) -> Option<u16> {
    u16::from_str_radix(escape.strip_prefix('u')?.get(..4)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::replace_lone_surrogates;

    #[test]
    fn only_halves_of_pairs_are_replaced() {
        for (json, mended) in [
            (r#""\ud83d\ude00\n\u4e2d""#, r#""\ud83d\ude00\n\u4e2d""#),
            (r#""a\ud83d""#, r#""a\ufffd""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ude00\u0041""#, r#""\ufffd\u0041""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\u12""#, r#""\u12""#),
        ] {
            assert_eq!(replace_lone_surrogates(json), mended);
        }
    }
}
