//! The Atom feed of alarms, which `serve` answers with at `/alarms.atom`.
//!
//! An alarm is one entry, which changes once, when it ends. A reminder is an entry of its own, so
//! that a reader shows it as new.

use atom_syndication::{Content, Entry, Feed, Link, Person};

use super::RenderError;
use super::atom::{date, text, write};
use super::line::CleanLine;
use crate::html::escape;
use crate::model::{Alarm, Disclosure, RaisedAlarm, Site, Timestamp};

/// The file name of the feed.
const NAME: &str = "alarms.atom";

/// Renders the alarms, open ones and those that ended. Leaves out what was silenced. `empty` is
/// the time of a feed without alarms. Fails if `atom_syndication` cannot write them.
pub fn alarms(
    site: &Site,
    disclosure: &Disclosure,
    alarms: &[RaisedAlarm],
    empty: Timestamp,
) -> Result<Vec<u8>, RenderError> {
    let own = format!("{}{NAME}", site.url.expose());
    let heard = alarms.iter().filter(|raised| !raised.quiet);
    let mut entries: Vec<(Timestamp, Entry)> = Vec::new();
    for raised in heard {
        entries.push((
            raised.ended.unwrap_or(raised.raised),
            entry(&own, disclosure, raised, 0),
        ));
        if raised.reminders > 0 && raised.ended.is_none() {
            entries.push((
                raised.told,
                entry(&own, disclosure, raised, raised.reminders),
            ));
        }
    }
    entries.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let newest = entries.first().map_or(empty, |(at, _)| *at);
    let title = format!("{}: alarms", site.title);
    let title = CleanLine::first([title.as_str(), "alarms"]);
    let feed = Feed {
        id: own.clone(),
        title: title.as_ref().map(text).unwrap_or_default(),
        updated: date(newest),
        authors: vec![Person {
            name: site.author.clone(),
            ..Person::default()
        }],
        links: vec![Link {
            href: own,
            rel: "self".to_owned(),
            mime_type: Some("application/atom+xml".to_owned()),
            ..Link::default()
        }],
        lang: Some("en".to_owned()),
        entries: entries.into_iter().map(|(_, entry)| entry).collect(),
        ..Feed::default()
    };
    write(&feed)
}

/// One alarm, or the last reminder of it.
fn entry(own: &str, disclosure: &Disclosure, raised: &RaisedAlarm, reminder: u32) -> Entry {
    let alarm = &raised.alarm;
    let kind = alarm.key.kind.as_str();
    let (about, found, command) = disclosed(alarm, disclosure);
    let state = match (raised.ended, reminder) {
        (Some(_), _) => "ended: ",
        (None, 0) => "",
        (None, _) => "still: ",
    };
    let title = CleanLine::first([format!("{state}{about}: {kind}").as_str(), kind]);
    let at = match (raised.ended, reminder) {
        (Some(ended), _) => ended,
        (None, 0) => raised.raised,
        (None, _) => raised.told,
    };
    let number = match reminder {
        0 => raised.number.to_string(),
        reminder => format!("{}-{reminder}", raised.number),
    };
    let content = format!(
        "<p>{}</p><p>Since {}. What to do: {}.</p><pre>{}</pre>",
        escape(&found),
        alarm.since,
        escape(&alarm.remedy),
        escape(&command)
    );
    Entry {
        // Numbers of alarms begin anew in a new store.
        id: format!("{own}#{}-{number}", raised.raised.as_second()),
        title: title.as_ref().map(text).unwrap_or_default(),
        updated: date(at),
        published: Some(date(match reminder {
            0 => raised.raised,
            _ => raised.told,
        })),
        content: Some(Content {
            value: Some(content),
            content_type: Some("html".to_owned()),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

/// What an alarm is about, what was found, and the command that helps; without what a private
/// source must not show.
fn disclosed(alarm: &Alarm, disclosure: &Disclosure) -> (String, String, String) {
    let Some(source) = &alarm.key.source else {
        let about = match alarm.key.about.as_str() {
            "" => "feedfold",
            about => about,
        };
        return (about.to_owned(), alarm.found.clone(), alarm.command.clone());
    };
    let name = disclosure.title(source, source.as_str()).into_owned();
    let found = disclosure.report(source, alarm.found.clone());
    let found = disclosure.title(source, &found).into_owned();
    // An address of a private source may be in the command.
    let command = if disclosure.is_private(source) {
        "feedfold doctor".to_owned()
    } else {
        alarm.command.clone()
    };
    (name, found, command)
}
