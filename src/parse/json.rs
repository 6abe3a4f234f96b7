//! JSON Feed 1.0 and 1.1, leniently: one odd field costs that field only.
//!
//! Read as a stream, entry by entry, so that a million of them cost no memory and what stands before
//! a break is kept. feed-rs is not asked: it refuses a whole document for one numeric id, which the
//! specification tells readers to expect (1.1, `id`), and version 1.0's `author` is lost.

mod item;
mod value;

use std::collections::VecDeque;
use std::fmt;

use jiff::tz::TimeZone;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use url::Url;

use super::date::Dates;
use super::field::{self, MAX_ADDRESS, MAX_ENTRIES, MAX_LINE};
use super::relative::Growth;
use super::{Error, MAX_WARNING, clean, newest};
use crate::model::{FeedHead, FeedKind, ParsedFeed, RawEntry};
use item::{Item, value_of};
use value::Scalar;

/// Reads a JSON Feed.
pub(super) fn read(text: &str, zone: &TimeZone, base: Option<&Url>) -> Result<ParsedFeed, Error> {
    let growth = Growth::of(text);
    let language = strings(text, "language").next();
    let mut dates = Dates::new(zone, text, language, base);
    dates.learn(strings(text, "date_published").chain(strings(text, "date_modified")));
    let mut feed = Feed {
        dates: &dates,
        base,
        growth: &growth,
        head: FeedHead {
            kind: FeedKind::Json,
            ..FeedHead::default()
        },
        entries: Vec::new(),
        later: VecDeque::new(),
        beyond: 0,
        odd: 0,
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
    if feed.odd > 0 {
        let odd = feed.odd;
        warnings.push(format!("entries that are no objects were left out: {odd}"));
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

/// The strings that stand behind a name anywhere in a JSON text, as written: enough to see in which
/// order a feed writes its dates before its entries are read one by one.
fn strings<'t>(text: &'t str, name: &str) -> impl Iterator<Item = &'t str> {
    let name = format!("\"{name}\"");
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, behind) = rest.split_once(&name)?;
        rest = behind;
        Some(behind)
    })
    .filter_map(|behind| {
        let value = behind.trim_start().strip_prefix(':')?.trim_start();
        Some(value.strip_prefix('"')?.split_once('"')?.0)
    })
}

struct Feed<'r> {
    dates: &'r Dates<'r>,
    base: Option<&'r Url>,
    growth: &'r Growth,
    head: FeedHead,
    entries: Vec<RawEntry>,
    /// Of those beyond the limit, the last.
    later: VecDeque<RawEntry>,
    beyond: usize,
    /// Of those that are no objects, how many there were.
    odd: usize,
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
                    let version = value_of::<Scalar>(map.next_value()?).0.unwrap_or_default();
                    self.recognised |= version.contains("jsonfeed");
                }
                "title" => {
                    let title = value_of::<Scalar>(map.next_value()?).0;
                    self.head.title = title.and_then(|text| clean::line(&text, MAX_LINE));
                }
                "home_page_url" => {
                    let link = value_of::<Scalar>(map.next_value()?).0;
                    self.head.link =
                        link.and_then(|text| field::address(&text, self.base, self.growth));
                }
                "feed_url" => {
                    let id = value_of::<Scalar>(map.next_value()?).0;
                    self.head.id = id.and_then(|text| clean::line(&text, MAX_ADDRESS));
                }
                "language" => {
                    let language = value_of::<Scalar>(map.next_value()?).0;
                    self.head.language = language.and_then(|text| clean::line(&text, MAX_LINE));
                }
                _ => {
                    map.next_value::<&RawValue>()?;
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
        let feed = self.0;
        // The syntax is checked here; what stands in an entry can no longer break the list.
        while let Some(item) = items.next_element::<&RawValue>()? {
            let Some(item) = Item::read(item) else {
                feed.odd += 1;
                continue;
            };
            let entry = item.entry(feed.dates, feed.base, feed.growth);
            if feed.entries.len() < MAX_ENTRIES {
                feed.entries.push(entry);
                continue;
            }
            if feed.later.len() == MAX_ENTRIES {
                feed.later.pop_front();
            }
            feed.later.push_back(entry);
            feed.beyond += 1;
        }
        Ok(())
    }
}
