//! Reads an RSS, RDF, Atom or CDF document with both parsers and merges their results.
//!
//! See the [documentation of `parse`](super) for what each parser gives. The merge goes entry by
//! entry, in document order. If feed-rs rejects a document or finds another number of entries,
//! only the result of the lenient parser counts. A document that is not well-formed is repaired
//! first, so that both parsers read the same text.

use std::convert::identity;
use std::ops::ControlFlow;
use std::time::Duration;

use jiff::tz::TimeZone;
use url::Url;

use super::date::Dates;
use super::entry::{self, EntryReader};
use super::feed::Refusal;
use super::field::{FieldReader, MAX_ADDRESS, MAX_ENTRIES, MAX_LINE, MAX_LIST};
use super::lenient::{LenientFeed, Limits, read_lenient};
use super::relative::ExpansionBudget;
use super::{Error, MAX_WARNING, clean, field, oldest_first, portions, repair};
use crate::model::{Completeness, DocumentEnd, FeedHead, ParsedFeed, RawEntry, SkipTimes};

const LIMITS: Limits = Limits {
    entries: MAX_ENTRIES,
    list: MAX_LIST,
};

/// All versions of RSS with the root element `rss`.
const RSS_VERSIONS: &[&str] = &["0.90", "0.91", "0.92", "0.93", "0.94", "2.0", "2.0.1"];

/// Reads a document in UTF-8 without an XML declaration.
pub(super) fn read<T>(
    text: &str,
    zone: &TimeZone,
    base: Option<&Url>,
    each: impl FnMut(RawEntry) -> T,
) -> Result<ParsedFeed<T>, Error> {
    let strict = read_lenient(text, base, LIMITS);
    if strict.cut.is_some()
        && let Some(tail) = oldest_first::last_entries(
            text,
            &strict.items,
            &dates_of(text, &strict, zone, base),
            base,
            LIMITS,
        )
    {
        drop(strict);
        let last = read_lenient(&tail.text, base, LIMITS);
        let mut feed = read_repaired(&tail.text, &last, zone, base, each)?;
        let all = tail.all;
        feed.warnings.insert(
            0,
            format!("holds {all} entries, the oldest first; the last {MAX_ENTRIES} were taken"),
        );
        return Ok(feed);
    }
    read_repaired(text, &strict, zone, base, each)
}

/// Reads a document, after a repair if necessary. `strict` is the result of the lenient parser
/// before any repair.
fn read_repaired<T>(
    text: &str,
    strict: &LenientFeed<'_>,
    zone: &TimeZone,
    base: Option<&Url>,
    each: impl FnMut(RawEntry) -> T,
) -> Result<ParsedFeed<T>, Error> {
    if !strict.faults.need_repair() {
        let dates = dates_of(text, strict, zone, base);
        return merge(text, strict, &dates, Vec::new(), each);
    }
    Ok(repaired(text, strict, zone, base)?.map_entries(each))
}

/// Reads a document after a repair.
fn repaired(
    text: &str,
    strict: &LenientFeed<'_>,
    zone: &TimeZone,
    base: Option<&Url>,
) -> Result<ParsedFeed, Error> {
    let repaired = repair::repair(text, &strict.faults);
    let lenient = read_lenient(&repaired.text, base, LIMITS);
    let dates = dates_of(&repaired.text, &lenient, zone, base);
    let mut feed = merge(&repaired.text, &lenient, &dates, repaired.notes, identity)?;
    // If the document exceeds a limit, the parser did not read its end.
    if strict.faults.excessive || lenient.cut.is_some() {
        return Ok(feed);
    }
    feed.end = repaired.end;
    if repaired.last_entry != Completeness::Whole
        && let Some(mut last) = feed.entries.pop()
    {
        last.completeness = repaired.last_entry;
        if field::is_recognisable(&last, &feed.entries) {
            feed.entries.push(last);
        } else {
            feed.truncated_entry = Some(last);
            feed.warnings.push(
                "the entry it breaks off in has no guid, link or title yet by which to know it \
                 again; it is left out until it comes whole"
                    .to_owned(),
            );
        }
    }
    Ok(feed)
}

/// Merges the results of both parsers, one portion of the document after the other. That of
/// feed-rs counts only if it has the same number of entries.
fn merge<T>(
    text: &str,
    lenient: &LenientFeed<'_>,
    dates: &Dates<'_>,
    mut warnings: Vec<String>,
    mut each: impl FnMut(RawEntry) -> T,
) -> Result<ParsedFeed<T>, Error> {
    let budget = ExpansionBudget::for_document(text);
    let fields = FieldReader {
        bases: &lenient.bases,
        budget: &budget,
    };
    let authors = field::inheritable_authors(entry::names(&lenient.head.authors));
    let reader = EntryReader {
        fields,
        dates,
        kind: lenient.kind,
        authors: &authors,
    };
    let mut entries = Vec::with_capacity(lenient.items.len());
    let mut items = lenient.items.iter();
    let read = portions::feed_rs_entries(text, lenient, &budget, &mut |number, parts| {
        if parts.len() != number {
            return ControlFlow::Break(());
        }
        // In this order: `zip` asks the second iterator only if the first one has more.
        let pairs = parts.into_iter().zip(items.by_ref());
        entries.extend(pairs.map(|(part, item)| each(reader.entry(item, Some(part)))));
        ControlFlow::Continue(())
    });
    if let Err(refusal) = read
        && lenient.items.is_empty()
        && lenient.head.title.is_none()
    {
        return Err(Error::Damaged(match refusal {
            Refusal::Refused(why) => clean::line(&why, MAX_WARNING).unwrap_or_default(),
            Refusal::Panicked => "the parser gave up on it".to_owned(),
        }));
    }
    if entries.len() != lenient.items.len() {
        let items = lenient.items.iter();
        entries = items.map(|item| each(reader.entry(item, None))).collect();
    }
    let controls = clean::forbidden(text);
    if controls > 0 {
        warnings.push(format!(
            "control characters that XML forbids were left out: {controls}"
        ));
    }
    push_warnings(lenient, &mut warnings);
    let head = head(lenient, fields);
    warnings.extend(budget.warnings());
    Ok(ParsedFeed {
        head,
        entries,
        truncated_entry: None,
        end: DocumentEnd::Reached,
        warnings,
    })
}

/// Creates the parser for the dates of a document. All of its dates together show whether it
/// writes the day or the month first.
fn dates_of<'a>(
    text: &'a str,
    lenient: &LenientFeed<'_>,
    zone: &'a TimeZone,
    base: Option<&'a Url>,
) -> Dates<'a> {
    let language = language(lenient);
    let mut dates = Dates::new(zone, text, language.as_deref(), base);
    let written = lenient.items.iter().flat_map(|item| {
        let written = [item.published, item.updated, item.dated, item.created];
        written.into_iter().flatten()
    });
    dates.learn(written.map(|value| value.text_before_markup()));
    dates
}

fn push_warnings(lenient: &LenientFeed<'_>, warnings: &mut Vec<String>) {
    let faults = &lenient.faults;
    if lenient.cut.is_some() {
        warnings.push(format!(
            "holds more than {MAX_ENTRIES} entries; the first {MAX_ENTRIES} were taken"
        ));
    }
    if let Some(name) = faults.undeclared_entity {
        let name = clean::line(name, MAX_LINE).unwrap_or_default();
        warnings.push(format!(
            "`&{name};` is no entity of XML; it was read as HTML's"
        ));
    }
    if let Some(name) = faults.odd_case {
        let name = clean::line(name, 40).unwrap_or_default();
        warnings.push(format!("the name `{name}` was read in lower case"));
    }
    if faults.excessive {
        warnings.push(
            "nested deeper, or with more or longer attributes, than any feed has a use for; what goes \
             beyond was left out"
                .to_owned(),
        );
    }
    let version = lenient.head.version.map(str::trim);
    if lenient.head.root.eq_ignore_ascii_case("rss")
        && version.is_none_or(|version| !RSS_VERSIONS.contains(&version))
    {
        let shown = version.and_then(|version| clean::line(version, 20));
        warnings.push(match shown {
            Some(shown) => format!("`{shown}` is no version of RSS; it was read as 2.0"),
            None => "does not say which version of RSS it is; it was read as 2.0".to_owned(),
        });
    }
}

fn head(lenient: &LenientFeed<'_>, fields: FieldReader<'_>) -> FeedHead {
    let head = &lenient.head;
    let minutes = head.ttl.and_then(|ttl| ttl.text().trim().parse().ok());
    FeedHead {
        title: head.title.and_then(|title| field::line(&title)),
        link: head.link.and_then(|link| fields.address(&link)),
        id: head.id.and_then(|id| clean::line(&id.text(), MAX_ADDRESS)),
        kind: lenient.kind,
        encoding: String::new(),
        language: language(lenient),
        ttl: minutes.map(|minutes: u32| Duration::from_secs(u64::from(minutes) * 60)),
        skip: skip(lenient),
        hub: head.hub.and_then(|hub| fields.address(&hub)),
        own_address: head.own_address.and_then(|own| fields.address(&own)),
    }
}

/// Returns the language tag of a document.
fn language(lenient: &LenientFeed<'_>) -> Option<String> {
    let head = &lenient.head;
    let lang = head.lang.and_then(|lang| clean::line(lang, MAX_LINE));
    lang.or_else(|| field::line(&head.language?))
}

/// Reads the hours, 0 to 23 (24 means midnight, as in RSS 0.91), and the days by their English
/// names.
fn skip(lenient: &LenientFeed<'_>) -> SkipTimes {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let head = &lenient.head;
    let hour = |text: &str| text.trim().parse().ok().filter(|hour: &u8| *hour <= 24);
    let hours = head.skip_hours.iter();
    let mut hours: Vec<u8> = hours
        .filter_map(|value| hour(&value.text()).map(|hour| hour % 24))
        .collect();
    let days = head.skip_days.iter().filter_map(|value| {
        let name = value.text().trim().to_ascii_lowercase();
        let place = DAYS.iter().position(|day| name.starts_with(day))?;
        u8::try_from(place).ok()
    });
    let mut days: Vec<u8> = days.collect();
    hours.sort_unstable();
    hours.dedup();
    days.sort_unstable();
    days.dedup();
    SkipTimes { hours, days }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FeedKind;

    #[test]
    fn a_long_document_is_merged_portion_by_portion_and_every_entry_once() {
        let text = "<p>灯塔亮了。</p>".repeat(200);
        let item = |number: i32| {
            format!(
                "<item><title>{number}</title><author>a{number}@e.example (N{number})</author>\
                 <description><![CDATA[{number} {text}]]></description></item>"
            )
        };
        let items = (0..600).map(item).collect::<Vec<_>>().concat();
        let text = format!("<rss version='2.0'><channel><title>t</title>{items}</channel></rss>");
        assert!(text.len() > 2 << 20);
        let mut number = 0;
        let feed = read(&text, &TimeZone::UTC, None, |entry| {
            number += 1;
            entry
        });
        let feed = feed.unwrap();
        assert_eq!((number, feed.entries.len()), (600, 600));
        for (number, entry) in feed.entries.iter().enumerate() {
            assert_eq!(entry.title, Some(number.to_string()));
            let content = entry.content.as_deref().unwrap();
            assert!(content.starts_with(&format!("{number} ")), "{number}");
        }
    }

    #[test]
    fn a_document_feed_rs_refuses_is_read_all_the_same() {
        let text = "<rss version='9'><channel><title>t</title><item><title>一</title>\
                    <description>&lt;p>a&lt;/p></description></item></channel></rss>";
        let feed = read(text, &TimeZone::UTC, None, identity).unwrap();
        assert_eq!(feed.entries[0].title.as_deref(), Some("一"));
        assert_eq!(feed.entries[0].content.as_deref(), Some("<p>a</p>"));
        assert_eq!(feed.head.kind, FeedKind::Rss);
        assert!(feed.warnings[0].contains("`9` is no version"));
    }
}
