//! The list of all sources, with the state of each.

use maud::{Markup, html};
use serde::Serialize;

use super::address::Root;
use super::dates::Dates;
use super::inline::name;
use super::layout::{Frame, SitePart, scrolling};
use super::words::PageWords;
use crate::model::{AlarmKind, Cause, Site, Timestamp};
use crate::publish::line::CleanLine;

/// A source and its state.
#[derive(Debug, Clone, Serialize)]
pub struct SourceRow {
    /// Its name.
    pub name: String,
    /// How it is called.
    pub title: CleanLine,
    /// Its state.
    pub health: SourceHealth,
    /// The format of its feed.
    pub kind: Option<String>,
    /// When it was last read.
    pub last_success: Option<Timestamp>,
    /// When it is read next.
    pub due: Option<Timestamp>,
    /// What went wrong at the last try, in English.
    pub error: Option<CleanLine>,
    /// The kind of that failure.
    pub cause: Option<Cause>,
    /// Its open alarms that people should see.
    pub alarms: Vec<OpenAlarm>,
}

/// An open alarm of a source.
#[derive(Debug, Clone, Serialize)]
pub struct OpenAlarm {
    /// What it is about.
    pub kind: AlarmKind,
    /// The time since which the alarm is open.
    pub since: Timestamp,
    /// The command with which to begin; without an address that readers may not see.
    pub command: String,
}

/// The state of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceHealth {
    /// The last try succeeded.
    Ok,
    /// It was never read.
    New,
    /// The last try failed.
    Failing,
    /// Its documents end in the middle.
    Cut,
    /// Its publisher withdrew it.
    Gone,
    /// The configuration switches it off.
    Disabled,
}

/// Renders the list of all sources.
pub fn sources(site: &Site, sources: &[SourceRow]) -> String {
    let dates = Dates::of(site);
    let words = dates.words;
    let root = Root::HERE;
    let moment = |at: Option<Timestamp>| {
        html! { @if let Some(at) = at { (dates.time(at, &dates.moment(at))) } }
    };
    let table = html! {
        table.list {
            thead {
                tr {
                    th scope="col" { (words.source) }
                    th scope="col" { (words.state) }
                    th scope="col" { (words.format) }
                    th scope="col" { (words.last_read) }
                    th scope="col" { (words.next_read) }
                    th scope="col" { (words.trouble) }
                }
            }
            tbody {
                @for source in sources {
                    tr {
                        th scope="row" {
                            a href=(root.named("sources", &source.name)) { (name(source.title.as_str())) }
                        }
                        td { (health(words, source.health)) }
                        td { (source.kind.as_deref().unwrap_or_default()) }
                        td.n { (moment(source.last_success)) }
                        td.n { (moment(source.due)) }
                        td.t {
                            @for alarm in &source.alarms { strong { (words.alarm(alarm.kind)) } " " }
                            (error(words, source))
                        }
                    }
                }
            }
        }
    };
    let content = html! {
        h1 { (words.sources) }
        @if sources.is_empty() { p { (words.no_source) } }
        @else { (scrolling(words.sources, &table)) }
    };
    let frame = Frame {
        json: Some("sources.json"),
        ..Frame::new(site, root, words.sources, SitePart::Sources)
    };
    frame.around(&content)
}

pub(super) fn health(words: &PageWords, health: SourceHealth) -> Markup {
    let (class, said) = match health {
        SourceHealth::Ok => ("", words.reads_well),
        SourceHealth::New => ("", words.unread),
        SourceHealth::Failing => ("bad", words.failing),
        SourceHealth::Cut => ("warn", words.cut),
        SourceHealth::Gone => ("warn", words.withdrawn_feed),
        SourceHealth::Disabled => ("nul", words.disabled),
    };
    html! { span class=[Some(class).filter(|class| !class.is_empty())] { (said) } }
}

/// What went wrong at the last try, with the English message behind a Chinese phrase.
pub(super) fn error(words: &PageWords, source: &SourceRow) -> Markup {
    let phrase = source.cause.and_then(|cause| words.cause(cause));
    html! {
        @if let Some(error) = &source.error {
            @if let Some(phrase) = phrase { (phrase) (words.gap) }
            span lang="en" { (error.as_str()) }
        }
    }
}
