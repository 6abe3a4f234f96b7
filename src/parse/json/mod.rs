//! Reads JSON Feed 1.0 and 1.1 leniently: an invalid field costs only itself.
//!
//! Reads the document as a stream, entry by entry, so that a million entries need little memory,
//! and the entries before a damaged place count. Does not use feed-rs, which rejects a whole
//! document for one numeric id, although the specification tells readers to expect them (1.1,
//! `id`), and loses the `author` of version 1.0.

mod item;
mod mended;
mod truncated;
mod value;

use std::collections::VecDeque;
use std::fmt;

use jiff::tz::TimeZone;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use url::Url;

use super::date::Dates;
use super::field::{self, MAX_ADDRESS, MAX_ENTRIES, MAX_LINE};
use super::relative::ExpansionBudget;
use super::{Error, MAX_WARNING, clean, oldest_first, sniff};
use crate::model::{DocumentEnd, FeedHead, FeedKind, ParsedFeed, RawEntry};
use item::{Item, value_of};
use value::Scalar;

/// Reads a JSON Feed.
pub(super) fn read(text: &str, zone: &TimeZone, base: Option<&Url>) -> Result<ParsedFeed, Error> {
    let budget = ExpansionBudget::for_document(text);
    let mut warnings = Vec::new();
    let text = without_prefix(text, &mut warnings);
    let own_link = match base {
        Some(_) => None,
        None => mended::own_link(text),
    };
    let base = base.or(own_link.as_ref());
    let dates = dates_of(text, zone, base);
    let read = |text: &str| {
        let mut feed = Feed::new(&dates, base, &budget);
        let mut reader = serde_json::Deserializer::from_str(text);
        let end = DeserializeSeed::deserialize(&mut feed, &mut reader);
        (feed, end)
    };
    let (mut feed, mut end) = read(text);
    let mut mended = None;
    if let Err(error) = &end
        && error.is_syntax()
        && let Some(text) = mended::mended(text)
    {
        warnings.push(format!("the JSON is not valid and was mended: {error}"));
        (feed, end) = read(&text);
        mended = Some(text);
    }
    let text = mended.as_deref().unwrap_or(text);
    let resumed = match &end {
        Err(error) if feed.recognised && error.is_syntax() => feed.resume(text, error),
        _ => Resumed::No,
    };
    if !feed.recognised {
        return Err(not_a_feed(end));
    }
    warnings.extend(feed.keep_newest());
    if feed.odd > 0 {
        let odd = feed.odd;
        warnings.push(format!("entries that are no objects were left out: {odd}"));
    }
    let is_cut = end.as_ref().is_err_and(serde_json::Error::is_eof);
    let truncated_entry = is_cut.then(|| feed.take_truncated(text)).flatten();
    if let Err(error) = end {
        warnings.push(resumed.warning(&error));
    }
    feed.inherit_authors();
    warnings.extend(budget.warnings());
    Ok(ParsedFeed {
        head: feed.head,
        entries: feed.entries,
        truncated_entry,
        end: if is_cut {
            DocumentEnd::Missing
        } else {
            DocumentEnd::Reached
        },
        warnings,
    })
}

/// Returns the text from the first character of the JSON on. Warns if it leaves out more than
/// white space.
fn without_prefix<'t>(text: &'t str, warnings: &mut Vec<String>) -> &'t str {
    let start = sniff::json_start(text).unwrap_or(0);
    let before = text.get(..start).unwrap_or_default();
    if !before.trim_matches(sniff::is_blank).is_empty() {
        warnings.push("the text before the JSON was left out".to_owned());
    }
    text.get(start..).unwrap_or(text)
}

/// The error for a document in which no JSON Feed was recognised; `end` is how its reading ended.
fn not_a_feed(end: Result<(), serde_json::Error>) -> Error {
    match end {
        Err(error) => {
            let why = clean::line(&error.to_string(), MAX_WARNING).unwrap_or_default();
            Error::Damaged(format!("it is no JSON: {why}"))
        }
        Ok(()) => Error::OtherFormat("JSON without the `items` of a JSON Feed".to_owned()),
    }
}

/// Creates the parser for the dates of a feed. All of its dates together show whether it writes
/// the day or the month first.
fn dates_of<'a>(text: &'a str, zone: &'a TimeZone, base: Option<&'a Url>) -> Dates<'a> {
    let language = strings(text, "language").next();
    let mut dates = Dates::new(zone, text, language, base);
    dates.learn(strings(text, "date_published").chain(strings(text, "date_modified")));
    dates
}

/// Returns the strings after a name anywhere in a JSON text, as written. This is enough to learn
/// the order of day and month before the entries are read one by one.
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

/// Whether there are entries after a damaged place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resumed {
    Yes,
    No,
}

impl Resumed {
    /// The warning about the damage, which is where the reading ended with `error`.
    fn warning(self, error: &serde_json::Error) -> String {
        match self {
            Self::No => {
                format!("the JSON breaks off; the part before the break was kept: {error}")
            }
            Self::Yes => {
                format!("the JSON is damaged; the parts around the damage were kept: {error}")
            }
        }
    }
}

struct Feed<'r> {
    dates: &'r Dates<'r>,
    base: Option<&'r Url>,
    budget: &'r ExpansionBudget,
    head: FeedHead,
    /// Names of the authors of the feed.
    authors: Vec<String>,
    entries: Vec<RawEntry>,
    /// The last of the entries beyond the limit.
    later: VecDeque<RawEntry>,
    beyond: usize,
    /// Number of entries that are not objects.
    odd: usize,
    recognised: bool,
}

impl<'r> Feed<'r> {
    fn new(dates: &'r Dates<'r>, base: Option<&'r Url>, budget: &'r ExpansionBudget) -> Self {
        Self {
            dates,
            base,
            budget,
            head: FeedHead {
                kind: FeedKind::Json,
                ..FeedHead::default()
            },
            authors: Vec::new(),
            entries: Vec::new(),
            later: VecDeque::new(),
            beyond: 0,
            odd: 0,
            recognised: false,
        }
    }

    /// Adds one entry.
    fn take(&mut self, item: &RawValue) {
        let Some(item) = Item::read(item) else {
            self.odd += 1;
            return;
        };
        let entry = item.entry(self.dates, self.base, self.budget);
        if self.entries.len() < MAX_ENTRIES {
            self.entries.push(entry);
            return;
        }
        if self.later.len() == MAX_ENTRIES {
            self.later.pop_front();
        }
        self.later.push_back(entry);
        self.beyond += 1;
    }

    /// Keeps the newest entries of a feed with more than [`MAX_ENTRIES`]: the first ones, or the
    /// last ones if the feed has the oldest entry first. Returns a warning about the others.
    fn keep_newest(&mut self) -> Option<String> {
        if self.beyond == 0 {
            return None;
        }
        let all = MAX_ENTRIES + self.beyond;
        let which = if oldest_first::is_oldest_first(&self.entries, &self.later) {
            self.entries.drain(..self.later.len());
            self.entries.extend(std::mem::take(&mut self.later));
            ", the oldest first; the last"
        } else {
            "; the first"
        };
        Some(format!(
            "holds {all} entries{which} {MAX_ENTRIES} were taken"
        ))
    }

    /// Gives the authors of the feed to the entries that name none.
    fn inherit_authors(&mut self) {
        self.authors = field::inheritable_authors(std::mem::take(&mut self.authors));
        for entry in &mut self.entries {
            if entry.authors.is_empty() {
                entry.authors.clone_from(&self.authors);
            }
        }
    }

    /// Adds the entry in which the text is cut off. Returns it instead if it does not have what
    /// would identify it in a later document.
    fn take_truncated(&mut self, text: &str) -> Option<RawEntry> {
        if self.beyond > 0 || self.entries.len() >= MAX_ENTRIES {
            return None;
        }
        let last = self.truncated_entry(text)?;
        let has_words = last.title.is_some() || last.content.is_some() || last.summary.is_some();
        if has_words && field::is_recognisable(&last, &self.entries) {
            self.entries.push(last);
            return None;
        }
        Some(last)
    }

    /// Returns the entry in which the text is cut off.
    fn truncated_entry(&self, text: &str) -> Option<RawEntry> {
        let (json, completeness) = truncated::close(text)?;
        let item = Item::filled(&json)?;
        let mut entry = item.entry(self.dates, self.base, self.budget);
        entry.completeness = completeness;
        Some(entry)
    }

    /// Adds the entries and fields after the place where the JSON is damaged.
    fn resume(&mut self, text: &str, error: &serde_json::Error) -> Resumed {
        let behind = mended::entries_after(text, error);
        for entry in &behind.entries {
            self.take(entry);
        }
        if let Some(fields) = behind.fields {
            let fields = ["{", fields].concat();
            let mut reader = serde_json::Deserializer::from_str(&fields);
            // The caller reports the damage.
            let _ignored = DeserializeSeed::deserialize(&mut *self, &mut reader);
        }
        if behind.entries.is_empty() {
            Resumed::No
        } else {
            Resumed::Yes
        }
    }
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
                        link.and_then(|text| field::address(&text, self.base, self.budget));
                }
                "feed_url" => {
                    let id = value_of::<Scalar>(map.next_value()?).0;
                    let id = id.and_then(|text| clean::line(&text, MAX_ADDRESS));
                    self.head.own_address = id
                        .as_deref()
                        .and_then(|own| field::address(own, self.base, self.budget));
                    self.head.id = id;
                }
                "hubs" => {
                    let hub = item::websub_hub(value_of(map.next_value()?));
                    self.head.hub =
                        hub.and_then(|hub| field::address(&hub, self.base, self.budget));
                }
                // Version 1.0 has one `author`; many feeds write both, for readers of both
                // versions.
                "authors" | "author" => {
                    for name in item::names(value_of(map.next_value()?)) {
                        if !self.authors.contains(&name) {
                            self.authors.push(name);
                        }
                    }
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

/// Reads the list of entries, each entry by itself.
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
        // This checks the syntax, so that the content of an entry cannot break the list.
        while let Some(item) = items.next_element::<&RawValue>()? {
            feed.take(item);
        }
        Ok(())
    }
}
