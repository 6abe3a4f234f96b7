//! `[[sources]]`: the feeds and files to read.

use std::path::Path;
use std::time::Duration;

use encoding_rs::Encoding;
use jiff::tz::TimeZone;

use super::Environment;
use super::fetch::{FetchDraft, read_headers};
use super::keys::{Demand, MOST, RootKeys, ValueType};
use super::problem::Refusal;
use super::readers::{
    Count, FLAG, INTEGER, InContext, Plain, Text, Texts, count, in_context, text, texts,
};
use super::typed::keys;
use super::value::{self, SourceUrl};
use super::walk::{Table, Value};
use crate::model::{
    FetchPolicy, FilePattern, FullText, Label, Location, Selector, Source, SourceName, WebUrl,
};

/// An http(s) address or an RSSHub route. A simple expression can check only its scheme.
const HTTP_OR_RSSHUB: &str = r"^\s*([hH][tT][tT][pP][sS]?|[rR][sS][sS][hH][uU][bB]):";

keys! {
    /// A feed or a set of local files to read.
    SourceKeys("source", "[[sources]]") {
        example: "write a line [[sources]] before each source, and name and url below it",
        demand: Demand::OneOf(&["url", "path"]),
        needs: &[("selector", "full_text")],
    }

    /// Unique and stable: part of the identity of the entries.
    NAME: Text<SourceName> = "name", text(|text| value::name(text, SourceName::parse)),
        required "name = \"sina-finance\"";
    /// The name this source had before.
    WAS: Text<SourceName> = "was", text(|text| value::name(text, SourceName::parse)),
        without "none";
    /// Feed over http(s), or rsshub://route.
    URL: InContext = "url", in_context(ValueType::Shaped(HTTP_OR_RSSHUB)), without "path";
    /// Local files: .md posts, or .xml .rss .atom .json feeds.
    PATH: InContext = "path", in_context(ValueType::Text), without "url";
    /// Shown instead of the feed's title.
    TITLE: Text<String> = "title", text(value::plain_text), without "the feed's own";
    /// Free grouping for reports.
    CATEGORY: Text<String> = "category", text(value::plain_text), without "none";
    /// Attached to every entry of the source.
    LABELS: Texts<Label> = "labels", texts(value::label), without "none";
    /// The member of a story with the highest priority represents it.
    PRIORITY: Plain<i32> = "priority", INTEGER, default 0;
    /// How long to wait between two requests; 5m or more, 30s on an allow_private host.
    INTERVAL: InContext = "interval", in_context(ValueType::Duration), without "that of [fetch]";
    /// Encoding of documents that do not say theirs.
    CHARSET: Text<&'static Encoding> = "charset", text(value::charset), without "detected";
    /// Zone of dates written without one.
    TIMEZONE: Text<TimeZone> = "timezone", text(value::timezone), without "that of [site]";
    /// Extra request headers; ${NAME} is taken from the environment.
    HEADERS: InContext = "headers", in_context(ValueType::Headers), without "none";
    /// false: runs do not read it; its stories stay published.
    ENABLED: Plain<bool> = "enabled", FLAG, default true;
    /// true: nothing published names an address of the source, as of a feed that you pay for.
    PRIVATE: Plain<bool> = "private", FLAG, default false;
    /// How many of the newest entries are published when the source is new.
    BACKLOG: Count<usize> = "backlog", count(0, MOST), default 50;
    /// true: the feed carries summaries, the texts are read from the entries' pages.
    FULL_TEXT: Plain<bool> = "full_text", FLAG, default false;
    /// CSS selector of the text on those pages; needs full_text.
    SELECTOR: Text<Selector> = "selector", text(value::selector), without "detected";
}

/// The file name extensions that a source can read.
const FILE_ENDINGS: [&str; 5] = ["md", "xml", "rss", "atom", "json"];

/// The valid parts of one `[[sources]]` table, with the values that the checks in `cross_checks`
/// point at.
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
    let tables = RootKeys::SOURCES.tables(root);
    tables
        .iter()
        .map(|table| read_source(table, inherited))
        .collect()
}

fn read_source<'a>(table: &Table<'a>, inherited: &Inherited<'_>) -> SourceDraft<'a> {
    let name = SourceKeys::NAME.located(table);
    let was = SourceKeys::WAS.located(table);
    let (location, written) = read_location(table, inherited);
    let labels = without_repeats(SourceKeys::LABELS.read(table));
    let title = SourceKeys::TITLE.read(table);
    let category = SourceKeys::CATEGORY.read(table);
    let priority = SourceKeys::PRIORITY.read_or_default(table);
    let interval = read_interval(table, location.as_ref(), &inherited.fetch.policy);
    let charset = SourceKeys::CHARSET.read(table);
    let timezone = SourceKeys::TIMEZONE.read(table);
    let headers = read_headers(SourceKeys::HEADERS.find(table), inherited.environment);
    let enabled = SourceKeys::ENABLED.read_or_default(table);
    let private = SourceKeys::PRIVATE.read_or_default(table);
    let backlog = SourceKeys::BACKLOG.read_or_default(table);
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
            priority,
            interval,
            charset,
            timezone: timezone.unwrap_or_else(|| inherited.timezone.clone()),
            headers,
            enabled,
            private,
            backlog,
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
    let selector = SourceKeys::SELECTOR.read(table);
    if SourceKeys::FULL_TEXT.find(table).is_none()
        && let Some(value) = SourceKeys::SELECTOR.find(table)
        && !table.has_misspelling_of(SourceKeys::FULL_TEXT.name)
    {
        value.refuse(
            Refusal::new(
                "it beside full_text = true",
                "add full_text = true to read the pages of the entries, or remove it",
            )
            .found("it alone"),
        );
    }
    SourceKeys::FULL_TEXT
        .read_or_default(table)
        .then_some(FullText { selector })
}

/// Warns of keys that have an effect only on feeds over HTTP.
fn warn_unused(table: &Table<'_>) {
    let unused = [
        SourceKeys::INTERVAL.find(table),
        SourceKeys::HEADERS.find(table),
        SourceKeys::FULL_TEXT.find(table),
        SourceKeys::SELECTOR.find(table),
    ];
    for value in unused.into_iter().flatten() {
        value.warn(
            Refusal::new(
                "it beside a url",
                "remove it: local files are read at every run, without requests",
            )
            .found("it beside a path"),
        );
    }
}

fn read_location<'a>(
    table: &Table<'a>,
    inherited: &Inherited<'_>,
) -> (Option<Location>, Option<Value<'a>>) {
    match (SourceKeys::URL.find(table), SourceKeys::PATH.find(table)) {
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
        (None, None) if table.has_one_of(["url", "path"]) => (None, None),
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
            path.refuse_in_file(
                Refusal::new(
                    "one of the keys `url` and `path`",
                    "remove one, or make two sources of them",
                )
                .found("both")
                .beside(url.span(), "the other"),
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
            "a path, with `*`, `?`, `[…]` and `**` as wildcards",
            format!("correct it: this one {error}"),
        )
    })
}

/// Reads the interval of a source. Hosts in `allow_private` may have a shorter one.
fn read_interval(
    table: &Table<'_>,
    location: Option<&Location>,
    policy: &FetchPolicy,
) -> Option<Duration> {
    let floor = match location {
        Some(Location::Web(url)) => policy.floor(url),
        // The host of an invalid address is unknown.
        _ => FetchPolicy::OWN_FLOOR,
    };
    SourceKeys::INTERVAL
        .find(table)?
        .parsed(|text| value::interval(text, floor))
}

/// The labels under a key, each once.
pub(super) fn without_repeats(labels: Option<Vec<Label>>) -> Vec<Label> {
    let mut unique: Vec<Label> = Vec::new();
    for label in labels.unwrap_or_default() {
        if !unique.contains(&label) {
            unique.push(label);
        }
    }
    unique
}
