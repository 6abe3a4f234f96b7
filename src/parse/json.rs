//! JSON Feed 1.0 and 1.1, leniently: one odd field costs that field only.
//!
//! Read as a stream, entry by entry, so that a million of them cost no memory and what stands before
//! a break is kept. feed-rs is not asked: it refuses a whole document for one numeric id, which the
//! specification tells readers to expect (1.1, `id`), and version 1.0's `author` is lost.

use std::collections::VecDeque;
use std::fmt;

use jiff::tz::TimeZone;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use url::Url;

use super::field::{self, MAX_ADDRESS, MAX_ENTRIES, MAX_LINE, MAX_LIST};
use super::relative::{self, Growth};
use super::{Error, MAX_WARNING, clean, date, newest, plain};
use crate::model::{Category, Enclosure, FeedHead, FeedKind, ParsedFeed, RawEntry};

/// Reads a JSON Feed.
pub(super) fn read(text: &str, zone: &TimeZone, base: Option<&Url>) -> Result<ParsedFeed, Error> {
    let growth = Growth::of(text);
    let mut feed = Feed {
        zone,
        base,
        growth: &growth,
        head: FeedHead {
            kind: FeedKind::Json,
            ..FeedHead::default()
        },
        entries: Vec::new(),
        later: VecDeque::new(),
        beyond: 0,
        recognised: false,
    };
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let mut reader = serde_json::Deserializer::from_str(text);
    let end = DeserializeSeed::deserialize(&mut feed, &mut reader);
    if !feed.recognised {
        return Err(match end {
            Err(error) => {
                let why = clean::line(&error.to_string(), MAX_WARNING).unwrap_or_default();
                Error::Damaged(format!("it is no JSON: {why}"))
            }
            Ok(()) => Error::OtherFormat("JSON without the `items` of a JSON Feed".to_owned()),
        });
    }
    let mut warnings = Vec::new();
    if feed.beyond > 0 {
        let all = MAX_ENTRIES + feed.beyond;
        let which = if newest::is_oldest_first(&feed.entries, &feed.later) {
            feed.entries.drain(..feed.later.len());
            feed.entries.extend(feed.later);
            ", the oldest first; the last"
        } else {
            "; the first"
        };
        warnings.push(format!(
            "holds {all} entries{which} {MAX_ENTRIES} were taken"
        ));
    }
    if let Err(error) = end {
        warnings.push(format!(
            "the JSON breaks off; what stands before was kept: {error}"
        ));
    }
    warnings.extend(growth.notes());
    Ok(ParsedFeed {
        head: feed.head,
        entries: feed.entries,
        half: None,
        warnings,
    })
}

struct Feed<'r> {
    zone: &'r TimeZone,
    base: Option<&'r Url>,
    growth: &'r Growth,
    head: FeedHead,
    entries: Vec<RawEntry>,
    /// Of those beyond the limit, the last.
    later: VecDeque<RawEntry>,
    beyond: usize,
    recognised: bool,
}

impl<'de> DeserializeSeed<'de> for &mut Feed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Feed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON Feed")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "items" => {
                    self.recognised = true;
                    map.next_value_seed(Items(self))?;
                }
                "version" => {
                    let version = map.next_value::<Scalar>()?.0.unwrap_or_default();
                    self.recognised |= version.contains("jsonfeed");
                }
                "title" => {
                    let title = map.next_value::<Scalar>()?.0;
                    self.head.title = title.and_then(|text| clean::line(&text, MAX_LINE));
                }
                "home_page_url" => {
                    let link = map.next_value::<Scalar>()?.0;
                    self.head.link =
                        link.and_then(|text| field::address(&text, self.base, self.growth));
                }
                "feed_url" => {
                    let id = map.next_value::<Scalar>()?.0;
                    self.head.id = id.and_then(|text| clean::line(&text, MAX_ADDRESS));
                }
                "language" => {
                    let language = map.next_value::<Scalar>()?.0;
                    self.head.language = language.and_then(|text| clean::line(&text, MAX_LINE));
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The list of entries, each read by itself.
struct Items<'f, 'r>(&'f mut Feed<'r>);

impl<'de> DeserializeSeed<'de> for Items<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the list of entries")
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<(), S::Error> {
        while self.0.entries.len() < MAX_ENTRIES {
            let Some(item) = items.next_element::<Item>()? else {
                return Ok(());
            };
            let entry = item.entry(self.0.zone, self.0.base, self.0.growth);
            self.0.entries.push(entry);
        }
        while let Some(item) = items.next_element::<Item>()? {
            if self.0.later.len() == MAX_ENTRIES {
                self.0.later.pop_front();
            }
            let entry = item.entry(self.0.zone, self.0.base, self.0.growth);
            self.0.later.push_back(entry);
            self.0.beyond += 1;
        }
        Ok(())
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Item {
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

#[derive(Deserialize, Default)]
#[serde(default)]
struct Person {
    name: Scalar,
    url: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Attachment {
    url: Scalar,
    mime_type: Scalar,
    size_in_bytes: Scalar,
}

impl Item {
    fn entry(self, zone: &TimeZone, base: Option<&Url>, growth: &Growth) -> RawEntry {
        let line = |text: Option<String>| clean::line(&plain::from_html(&text?), MAX_LINE);
        let address = |text: Option<String>| field::address(&text?, base, growth);
        let instant = |text: Option<String>| date::read(&text?, zone);
        let html = self
            .content_html
            .0
            .and_then(|body| field::html_of(body, true, growth));
        let html = html.map(|html| match base {
            Some(base) => relative::resolved(html, base, growth),
            None => html,
        });
        let mut authors = Vec::new();
        for person in self.authors.0.into_iter().chain(self.author.0) {
            let name = line(person.name.0.or(person.url.0));
            authors.extend(name.filter(|name| !authors.contains(name)));
        }
        let tags = self.tags.0.into_iter().filter_map(|tag| line(tag.0));
        let enclosures = self.attachments.0.into_iter().filter_map(|file| {
            Some(Enclosure {
                url: address(file.url.0)?,
                media_type: line(file.mime_type.0),
                length: file.size_in_bytes.0.and_then(|size| size.parse().ok()),
            })
        });
        RawEntry {
            guid: self.id.0.and_then(|id| clean::line(&id, MAX_ADDRESS)),
            link: address(self.url.0).or_else(|| address(self.external_url.0)),
            title: line(self.title.0),
            summary: self
                .summary
                .0
                .and_then(|text| field::html_of(text, false, growth)),
            content: html.or_else(|| field::html_of(self.content_text.0?, false, growth)),
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
            image: address(self.image.0).or_else(|| address(self.banner_image.0)),
            enclosures: enclosures.collect(),
            language: line(self.language.0),
            origin: None,
            file: None,
        }
    }
}

/// A string, or a number or truth value written as one; anything else counts as absent.
#[derive(Default)]
struct Scalar(Option<String>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar(Some(text.to_owned())))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Scalar, E> {
        Ok(Scalar(Some(text)))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar(Some(number.to_string())))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar(Some(number.to_string())))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar(Some(number.to_string())))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Scalar, S::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Scalar, M::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }
}

/// A bounded list; a single object counts as a list of one, anything else as none.
struct Few<T>(Vec<T>);

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Few<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(FewVisitor(std::marker::PhantomData))
    }
}

struct FewVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for FewVisitor<T> {
    type Value = Few<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Few<T>, S::Error> {
        let mut few = Vec::new();
        while few.len() < MAX_LIST {
            let Some(item) = items.next_element()? else {
                return Ok(Few(few));
            };
            few.push(item);
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Few(few))
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Few<T>, M::Error> {
        let one = T::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(Few(vec![one]))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Few<T>, E> {
        Ok(Few::default())
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Few<T>, E> {
        Ok(Few::default())
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Few<T>, E> {
        Ok(Few::default())
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Few<T>, E> {
        Ok(Few::default())
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Few<T>, E> {
        Ok(Few::default())
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Few<T>, E> {
        Ok(Few::default())
    }
}
