//! `sources`: prints the health of every source and when it is due.

use std::collections::HashMap;

use clap::Args;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::display::local_time;
use super::source_hub::SourceHub;
use super::table::{self, Column};
use super::terminal::shell_quoted;
use super::{ExitStatus, LOCK_WAIT, Shell, boilerplate};
use crate::config::Config;
use crate::health::rhythm::Pace;
use crate::model::{Alarm, Location, RaisedAlarm, Read, Source, Timestamp};
use crate::pipeline::{self, Plan, SourceHealth};
use crate::store::{SourceState, Store};

const EXAMPLES: &str = "\
Examples:
  feedfold sources                      each source: its last success, and when it is due
  feedfold sources NAME                 one source with its alarms and its last reads
  feedfold sources --quiet NAME         tell nobody of its alarms; `--undo` takes it back
  feedfold sources --json | jq .";
/// How many of its last reads `sources NAME` shows.
const SHOWN_READS: usize = 20;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SourcesArgs {
    /// Only this source, with its last reads
    name: Option<String>,

    /// Show instead what each source repeats in different stories: lines, which are not compared,
    /// and whole texts that it shows instead of articles (subscribe, accept cookies)
    #[arg(long, alias = "furniture")]
    boilerplate: bool,

    /// Silence the alarms of this source, present and future ones
    #[arg(long, value_name = "NAME", conflicts_with_all = ["name", "boilerplate", "json"])]
    quiet: Option<String>,

    /// Let the alarms of that source be heard again
    #[arg(long, requires = "quiet")]
    undo: bool,

    /// Print one JSON array
    #[arg(long)]
    json: bool,
}

/// One source, as listed.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    address: String,
    state: &'static str,
    title: Option<String>,
    kind: Option<String>,
    entries: u64,
    stories: u64,
    /// How many entries have the text of their page, and how many pages gave no text.
    full_texts: u64,
    pages_in_vain: u64,
    last_success: Option<Timestamp>,
    last_try: Option<Timestamp>,
    due: Option<Timestamp>,
    failures: u32,
    error: Option<String>,
    /// Since when the documents of the source end in the middle.
    cut_since: Option<Timestamp>,
    moved_to: Option<String>,
    /// Since when it could not be read.
    failing_since: Option<Timestamp>,
    #[serde(flatten)]
    health: SourceHealth,
    /// The subscription at the hub that the feed names.
    hub: Option<SourceHub>,
    /// The last reads, the newest first; only of a source that was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    reads: Option<Vec<Read>>,
}

impl Row {
    /// The row of the table, in the order of its columns.
    fn cells(self, zone: &TimeZone) -> Vec<String> {
        let due = match (self.state, self.due) {
            ("gone" | "disabled", _) => "never".to_owned(),
            (_, Some(due)) => local_time(due, zone),
            (_, None) => "now".to_owned(),
        };
        let full_texts = match (self.full_texts, self.pages_in_vain) {
            (0, 0) => String::new(),
            (taken, in_vain) => format!("{taken} of {}", taken + in_vain),
        };
        let last_success = match self.last_success {
            Some(at) => local_time(at, zone),
            None => "never".to_owned(),
        };
        let open = self.health.alarms.iter().filter(|raised| !raised.quiet);
        let alarms: Vec<&str> = open.map(|raised| raised.alarm.key.kind.as_str()).collect();
        let last_error = match (self.error, self.cut_since) {
            (Some(error), _) => match self.failing_since {
                Some(since) => format!("{error} (since {})", local_time(since, zone)),
                None => error,
            },
            (None, Some(since)) => format!("ends in the middle since {}", local_time(since, zone)),
            (None, None) => String::new(),
        };
        vec![
            self.name,
            self.state.to_owned(),
            self.kind.unwrap_or_default(),
            self.entries.to_string(),
            self.stories.to_string(),
            full_texts,
            self.health.pace.map_or("", Pace::as_str).to_owned(),
            self.health
                .new_per_day
                .map_or_else(String::new, |new| new.to_string()),
            self.health
                .reposts_percent
                .map_or_else(String::new, |share| format!("{share} %")),
            self.health
                .median_lag_minutes
                .map_or_else(String::new, |lag| format!("{lag} min")),
            last_success,
            due,
            alarms.join(", "),
            last_error,
        ]
    }
}

pub(super) fn sources(shell: &Shell, args: &SourcesArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    if let Some(name) = &args.quiet {
        return quiet(shell, &config, name, args.undo);
    }
    let store = match Store::open_to_read(&config.store_path) {
        Ok(store) => Some(store),
        Err(crate::store::Error::Missing { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    if args.boilerplate {
        let sources = named(&config, args.name.as_deref())?;
        let zone = &config.site.timezone;
        return boilerplate::print(shell, &sources, store.as_ref(), (args.json, zone));
    }
    let mut rows = Vec::new();
    let sources = named(&config, args.name.as_deref())?;
    let health = match &store {
        Some(store) => {
            let sources = sources.iter().copied();
            pipeline::source_health(Plan::new(&config), store, sources, shell.now())?
        }
        None => sources.iter().map(|_| SourceHealth::default()).collect(),
    };
    let mut hubs = match &store {
        Some(store) => pipeline::subscriptions(store)?,
        None => HashMap::new(),
    };
    for (source, health) in sources.into_iter().zip(health) {
        let mut row = row(source, store.as_ref())?;
        row.health = health;
        let hub = hubs.remove(&source.name);
        row.hub = hub.map(|hub| SourceHub::new(hub, shell.now()));
        if args.name.is_some() {
            let reads = |store: &Store| store.reads(&source.name, Timestamp::MIN, SHOWN_READS);
            row.reads = Some(store.as_ref().map(reads).transpose()?.unwrap_or_default());
        }
        rows.push(row);
    }
    if args.json {
        shell.terminal.json(&rows)?;
        return Ok(ExitStatus::Done);
    }
    if rows.is_empty() {
        let line = "the configuration names no source: `feedfold add ADDRESS` adds one";
        shell.terminal.line(line)?;
    } else {
        print(shell, rows, &config.site.timezone)?;
    }
    Ok(ExitStatus::Done)
}

/// The columns of the table of sources.
const COLUMNS: &[Column] = &[
    Column::Left("source"),
    Column::Left("state"),
    Column::Left("kind"),
    Column::Right("entries"),
    Column::Right("stories"),
    Column::Right("full texts"),
    Column::Left("rhythm"),
    Column::Right("new a day"),
    Column::Right("reposts"),
    Column::Right("lag"),
    Column::Left("last success"),
    Column::Left("due"),
    Column::Left("alarms"),
    Column::Left("last error"),
];

/// The columns that a narrow terminal goes without, the first one first.
const SPARE_COLUMNS: &[&str] = &[
    "kind",
    "full texts",
    "lag",
    "stories",
    "reposts",
    "entries",
    "new a day",
    "rhythm",
    "last success",
    "alarms",
];

/// The columns of the table of the last reads of a source.
const READ_COLUMNS: &[Column] = &[
    Column::Left("read"),
    Column::Left("outcome"),
    Column::Right("status"),
    Column::Right("bytes"),
    Column::Right("new"),
    Column::Right("updated"),
    Column::Right("known"),
];

/// Prints the sources as a table; of one that was named, also its alarms and its last reads.
fn print(shell: &Shell, rows: Vec<Row>, zone: &TimeZone) -> anyhow::Result<()> {
    let reads: Vec<Vec<String>> = rows
        .iter()
        .flat_map(|row| row.reads.iter().flatten())
        .map(|read| read_cells(read, zone))
        .collect();
    let alarms: Vec<String> = rows
        .iter()
        .filter(|row| row.reads.is_some())
        .flat_map(|row| &row.health.alarms)
        .map(|raised| alarm_line(raised, zone))
        .collect();
    let named = rows.iter().filter(|row| row.reads.is_some());
    let hubs = named.filter_map(|row| Some(row.hub.as_ref()?.line(zone)));
    let hubs: Vec<String> = hubs.collect();
    let cells: Vec<_> = rows.into_iter().map(|row| row.cells(zone)).collect();
    shell.terminal.line(&table::draw_without(
        &shell.terminal,
        COLUMNS,
        &cells,
        SPARE_COLUMNS,
    ))?;
    for line in alarms.iter().chain(&hubs) {
        shell.terminal.safe_line(line)?;
    }
    if !reads.is_empty() {
        let reads = table::draw(&shell.terminal, READ_COLUMNS, &reads);
        shell.terminal.line(&format!("\n{reads}"))?;
    }
    Ok(())
}

/// What an open alarm says.
fn alarm_line(raised: &RaisedAlarm, zone: &TimeZone) -> String {
    let Alarm {
        key,
        since,
        found,
        remedy,
        command,
    } = &raised.alarm;
    let quiet = if raised.quiet { " (silenced)" } else { "" };
    format!(
        "alarm {}{quiet} since {}: {found}\n→ {remedy}: `{command}`",
        key.kind.as_str(),
        local_time(*since, zone)
    )
}

/// Silences the alarms of a source, or lets them be heard again.
fn quiet(shell: &Shell, config: &Config, name: &str, undo: bool) -> anyhow::Result<ExitStatus> {
    let Some(source) = named(config, Some(name))?.pop() else {
        return Ok(ExitStatus::Usage);
    };
    let path = &config.store_path;
    Store::require(path)?;
    let _lock = Store::lock(path, LOCK_WAIT)?;
    let mut store = Store::open(path)?;
    store.register(&[(&source.name, source.was.as_ref())])?;
    store.set_quiet(&source.name, (!undo).then(|| shell.now()))?;
    let quoted = shell_quoted(name);
    shell.terminal.safe_line(&if undo {
        format!("the alarms of `{name}` are heard again")
    } else {
        format!(
            "nobody is told of the alarms of `{name}`; `feedfold sources {quoted}` shows them, and \
             `feedfold sources --quiet {quoted} --undo` takes it back"
        )
    })?;
    Ok(ExitStatus::Done)
}

/// One row of the table of reads. A read without a document has no numbers of entries.
fn read_cells(read: &Read, zone: &TimeZone) -> Vec<String> {
    let number = |number: u64| match read.entries() {
        Some(_) => number.to_string(),
        None => String::new(),
    };
    vec![
        local_time(read.at, zone),
        read.outcome.as_str().replace('-', " "),
        read.status
            .map_or_else(String::new, |status| status.to_string()),
        table::bytes(read.bytes),
        number(read.new),
        number(read.updated),
        number(read.known),
    ]
}

/// The command line names a source that the configuration does not have.
#[derive(Debug, thiserror::Error)]
#[error("the configuration has no source `{0}`: `feedfold sources` lists them")]
pub(super) struct UnknownSource(String);

/// The sources of the configuration, or the one of this name.
fn named<'a>(config: &'a Config, name: Option<&str>) -> anyhow::Result<Vec<&'a Source>> {
    let is_named = |source: &&Source| name.is_none_or(|name| source.name.as_str() == name);
    let sources: Vec<&Source> = config
        .sources
        .iter()
        .map(AsRef::as_ref)
        .filter(is_named)
        .collect();
    if let (Some(name), true) = (name, sources.is_empty()) {
        return Err(UnknownSource(name.to_owned()).into());
    }
    Ok(sources)
}

fn row(source: &Source, store: Option<&Store>) -> anyhow::Result<Row> {
    let (state, (entries, stories), (full_texts, pages_in_vain)) = match store {
        Some(store) => (
            store.source(&source.name)?,
            store.extent(&source.name)?,
            store.articles(&source.name)?,
        ),
        None => (None, (0, 0), (0, 0)),
    };
    let address = match &source.location {
        Location::Web(url) => url.to_string(),
        Location::Files(pattern) => pattern.as_str().to_owned(),
    };
    let word = match &state {
        _ if !source.enabled => "disabled",
        Some(state) if state.gone => "gone",
        Some(state) if state.failures > 0 => "failing",
        Some(SourceState {
            cut_since: Some(_), ..
        }) => "cut",
        Some(SourceState {
            last_success: Some(_),
            ..
        }) => "ok",
        _ => "new",
    };
    let moved = state
        .as_ref()
        .and_then(|state| state.remembered.moved.as_ref());
    let moved_to = moved.map(|moved| moved.to.to_string());
    Ok(Row {
        name: source.name.to_string(),
        address,
        state: word,
        entries,
        stories,
        full_texts,
        pages_in_vain,
        moved_to,
        failing_since: match (&state, store) {
            (Some(state), Some(store)) if state.failures > 0 => {
                pipeline::failing_since(store, &source.name)?
            }
            _ => None,
        },
        health: SourceHealth::default(),
        hub: None,
        title: state.as_ref().and_then(|state| state.feed_title.clone()),
        kind: state.as_ref().and_then(|state| state.feed_kind.clone()),
        last_success: state.as_ref().and_then(|state| state.last_success),
        last_try: state.as_ref().and_then(|state| state.last_try),
        due: state.as_ref().and_then(|state| state.due),
        failures: state.as_ref().map_or(0, |state| state.failures),
        cut_since: state.as_ref().and_then(|state| state.cut_since),
        error: state.and_then(|state| state.last_error),
        reads: None,
    })
}
