//! Reads `[[sources]]`.

use std::path::Path;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::Environment;
use super::defaults;
use super::fetch::{FetchDraft, read_headers};
use super::keys::SOURCE;
use super::problem::Refusal;
use super::value::{self, SourceUrl};
use super::walk::{Table, Value};
use crate::model::{
    FetchPolicy, FilePattern, FullText, Label, Location, Source, SourceName, WebUrl,
};

/// The file name extensions that a source can read.
const FILE_ENDINGS: [&str; 5] = ["md", "xml", "rss", "atom", "json"];

/// The valid parts of one `[[sources]]` table, with the values that the checks in `cross_checks` point
/// at.
pub(super) struct SourceDraft<'a> {
    pub(super) name: Option<(SourceName, Value<'a>)>,
    pub(super) was: Option<(SourceName, Value<'a>)>,
    pub(super) written: Option<Value<'a>>,
    pub(super) location: Option<Location>,
    pub(super) labels: Vec<Label>,
    pub(super) source: Option<Source>,
}

/// What a source inherits from `[site]`, `[fetch]` and the folder of the file.
pub(super) struct Inherited<'s> {
    pub(super) folder: &'s Path,
    pub(super) fetch: &'s FetchDraft,
    pub(super) timezone: &'s TimeZone,
    pub(super) environment: &'s Environment<'s>,
}

pub(super) fn read_sources<'a>(
    root: &Table<'a>,
    inherited: &Inherited<'_>,
) -> Vec<SourceDraft<'a>> {
    root.get("sources")
        .map(|value| value.tables(&SOURCE))
        .unwrap_or_default()
        .iter()
        .map(|table| read_source(table, inherited))
        .collect()
}

fn read_source<'a>(table: &Table<'a>, inherited: &Inherited<'_>) -> SourceDraft<'a> {
    let named = |value: Value<'a>| {
        let name = value.parsed(|text| value::name(text, SourceName::parse))?;
        Some((name, value))
    };
    let name = table
        .required("name", "name = \"sina-finance\"")
        .and_then(named);
    let was = table.get("was").and_then(named);
    let (location, written) = read_location(table, inherited);
    let labels = table
        .get("labels")
        .map(|value| read_labels(&value.list()))
        .unwrap_or_default();
    let text = |key| {
        table
            .get(key)
            .and_then(|value: Value<'_>| value.parsed(value::plain_text))
    };
    let (title, category) = (text("title"), text("category"));
    let priority = table.get("priority").and_then(|value| value.integer());
    let interval = table
        .get("interval")
        .and_then(|value| read_interval(&value, location.as_ref(), &inherited.fetch.policy));
    let charset = table
        .get("charset")
        .and_then(|value| value.parsed(value::charset));
    let timezone = table
        .get("timezone")
        .and_then(|value| value.parsed(value::timezone));
    let headers = read_headers(table, inherited.environment);
    let enabled = table.get("enabled").and_then(|value| {
        let enabled = value.flag()?;
        if !enabled {
            value.warn(Refusal::new(
                "a source that is read",
                "remove `enabled = false`, unless the source shall not be read",
            ));
        }
        Some(enabled)
    });
    let backlog = table
        .get("backlog")
        .and_then(|value| value.count(0, defaults::MOST));
    let full_text = read_full_text(table);
    if let Some(Location::Files(_)) = location {
        warn_unused(table);
    }
    let source = match (&name, &location) {
        (Some((name, _)), Some(location)) => Some(Source {
            name: name.clone(),
            was: was.as_ref().map(|(was, _)| was.clone()),
            location: location.clone(),
            title,
            category,
            labels: labels.clone(),
            priority: priority.unwrap_or(0),
            interval,
            charset,
            timezone: timezone.unwrap_or_else(|| inherited.timezone.clone()),
            headers,
            enabled: enabled.unwrap_or(true),
            backlog: backlog
                .and_then(|count| usize::try_from(count).ok())
                .unwrap_or(defaults::BACKLOG),
            full_text: full_text.filter(|_| matches!(location, Location::Web(_))),
        }),
        _ => None,
    };
    SourceDraft {
        name,
        was,
        written,
        location,
        labels,
        source,
    }
}

/// Reads `full_text` and `selector`: whether texts come from the pages, and from which element.
///
/// A selector without `full_text` is refused: its author wants us to read the pages, and otherwise
/// no message would say why we do not. Beside `full_text = false` the selector has no effect.
fn read_full_text(table: &Table<'_>) -> Option<FullText> {
    let flag = table.get("full_text");
    let selector = table.get("selector");
    let parsed = selector
        .as_ref()
        .and_then(|value| value.parsed(value::selector));
    let Some(flag) = flag else {
        if let Some(selector) = selector
            && !table.has_misspelling_of("full_text")
        {
            selector.refuse(
                Refusal::new(
                    "it beside full_text = true",
                    "add full_text = true to read the pages of the entries, or remove it",
                )
                .found("it alone"),
            );
        }
        return None;
    };
    flag.flag()?.then_some(FullText { selector: parsed })
}

/// Warns of keys that have an effect only on feeds over HTTP.
fn warn_unused(table: &Table<'_>) {
    for key in ["interval", "headers", "full_text", "selector"] {
        if let Some(value) = table.get(key) {
            value.warn(
                Refusal::new(
                    "it beside a url",
                    "remove it: local files are read at every run, without requests",
                )
                .found("it beside a path"),
            );
        }
    }
}

fn read_location<'a>(
    table: &Table<'a>,
    inherited: &Inherited<'_>,
) -> (Option<Location>, Option<Value<'a>>) {
    match (table.get("url"), table.get("path")) {
        (Some(url), None) => {
            let location = read_url(&url, inherited.fetch).map(Location::Web);
            (location, Some(url))
        }
        (None, Some(path)) => {
            let location = path
                .parsed(|text| read_pattern(text, inherited.folder))
                .map(Location::Files);
            (location, Some(path))
        }
        (None, None)
            if SOURCE
                .one_of
                .iter()
                .any(|key| table.has_misspelling_of(key)) =>
        {
            (None, None)
        }
        (None, None) => {
            table.refuse_missing(
                "url",
                Refusal::new(
                    "one of the keys `url` and `path`",
                    "add: url = \"https://…\" for a feed, or path = \"posts/*.md\" for local files",
                )
                .found("none"),
            );
            (None, None)
        }
        (Some(url), Some(path)) => {
            path.refuse_conflict(
                Refusal::new(
                    "one of the keys `url` and `path`",
                    "remove one, or make two sources of them",
                )
                .found("both"),
                (url.span(), "the other"),
            );
            (None, Some(url))
        }
    }
}

fn read_url(value: &Value<'_>, fetch: &FetchDraft) -> Option<WebUrl> {
    match value.parsed(|text| value::source_url(text, fetch.rsshub.as_ref()))? {
        SourceUrl::Web(url) => Some(url),
        SourceUrl::NoInstance => {
            // `read_fetch` has already refused an instance that is invalid.
            if !fetch.names_rsshub {
                value.refuse(
                    Refusal::new(
                        "an RSSHub instance to read it on",
                        "name one below [fetch]: rsshub = \"https://rsshub.app\", or your own",
                    )
                    .found("no `rsshub` in [fetch]"),
                );
            }
            None
        }
    }
}

fn read_pattern(text: &str, folder: &Path) -> Result<FilePattern, Refusal> {
    let text = value::path(text)?;
    let ending = text
        .rsplit('/')
        .next()
        .and_then(|file| file.rsplit_once('.'))
        .map(|(_, ending)| ending.to_lowercase());
    if let Some(ending) = ending
        && ending.chars().all(char::is_alphanumeric)
        && !FILE_ENDINGS.contains(&ending.as_str())
    {
        return Err(Refusal::new(
            "files that end in .md, .xml, .rss, .atom or .json",
            "name the files so: .md holds a post, the others feeds",
        ));
    }
    FilePattern::parse(folder, &text).map_err(|error| {
        Refusal::new(
            "a path, in which `*`, `?`, `[…]` and `**` may stand for others",
            format!("correct it: this one {error}"),
        )
    })
}

/// Reads the interval of a source. Hosts in `allow_private` may have a shorter one.
fn read_interval(
    value: &Value<'_>,
    location: Option<&Location>,
    policy: &FetchPolicy,
) -> Option<Duration> {
    let floor = match location {
        Some(Location::Web(url)) => policy.floor(url),
        // The host of an invalid address is unknown.
        _ => FetchPolicy::OWN_FLOOR,
    };
    value.parsed(|text| value::interval(text, floor))
}

/// Reads labels and drops repeated ones.
pub(super) fn read_labels(values: &[Value<'_>]) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for item in values {
        if let Some(label) = item.parsed(|text| value::name(text, Label::parse))
            && !labels.contains(&label)
        {
            labels.push(label);
        }
    }
    labels
}
