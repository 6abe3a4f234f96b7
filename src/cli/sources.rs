//! `sources`: prints the health of every source and when it is due.

use clap::Args;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::table::{self, Column};
use super::{ExitStatus, Shell};
use crate::config::Config;
use crate::model::{Location, Source, Timestamp};
use crate::pipeline::{self, Wall};
use crate::store::{SourceState, Store};

const EXAMPLES: &str = "\
Examples:
  feedfold sources                      each source: its last success, and when it is due
  feedfold sources --json | jq .";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SourcesArgs {
    /// Only this source
    name: Option<String>,

    /// Show instead what each source repeats in different stories: lines, which are not compared,
    /// and whole texts that it shows instead of articles (subscribe, accept cookies)
    #[arg(long, alias = "furniture")]
    boilerplate: bool,

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
        let last_error = match (self.error, self.cut_since) {
            (Some(error), _) => error,
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
            last_success,
            due,
            last_error,
        ]
    }
}

pub(super) fn sources(shell: &Shell, args: &SourcesArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let store = match Store::open_to_read(&config.store_path) {
        Ok(store) => Some(store),
        Err(crate::store::Error::Missing { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    if args.boilerplate {
        return boilerplate(shell, args, &config, store.as_ref());
    }
    let mut rows = Vec::new();
    for source in named(&config, args.name.as_deref())? {
        rows.push(row(source, store.as_ref())?);
    }
    if args.json {
        shell.terminal.json(&rows)?;
        return Ok(ExitStatus::Done);
    }
    if rows.is_empty() {
        let line = "the configuration names no source: `feedfold add ADDRESS` adds one";
        shell.terminal.line(line)?;
        return Ok(ExitStatus::Done);
    }
    let columns = [
        Column::Left("source"),
        Column::Left("state"),
        Column::Left("kind"),
        Column::Right("entries"),
        Column::Right("stories"),
        Column::Right("full texts"),
        Column::Left("last success"),
        Column::Left("due"),
        Column::Left("last error"),
    ];
    let zone = &config.site.timezone;
    let cells: Vec<_> = rows.into_iter().map(|row| row.cells(zone)).collect();
    let spare = ["kind", "full texts", "stories", "entries", "last success"];
    shell.terminal.line(&table::draw_without(
        &shell.terminal,
        &columns,
        &cells,
        &spare,
    ))?;
    Ok(ExitStatus::Done)
}

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
        anyhow::bail!("the configuration has no source `{name}`: `feedfold sources` lists them");
    }
    Ok(sources)
}

/// What a source repeats.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Repeated {
    /// A line of different stories.
    Line {
        source: String,
        line: String,
        learned: Timestamp,
    },
    /// A whole text under the titles of different stories.
    Text {
        source: String,
        #[serde(flatten)]
        wall: Wall,
    },
}

impl Repeated {
    fn cells(self, zone: &TimeZone) -> Vec<String> {
        match self {
            Self::Line {
                source,
                line,
                learned,
            } => vec![
                source,
                "line".to_owned(),
                local_time(learned, zone),
                String::new(),
                line,
            ],
            Self::Text { source, wall } => vec![
                source,
                "text".to_owned(),
                local_time(wall.since, zone),
                wall.entries.to_string(),
                wall.text,
            ],
        }
    }
}

fn boilerplate(
    shell: &Shell,
    args: &SourcesArgs,
    config: &Config,
    store: Option<&Store>,
) -> anyhow::Result<ExitStatus> {
    let mut repeated = Vec::new();
    for source in named(config, args.name.as_deref())? {
        let Some(store) = store else { continue };
        let name = source.name.to_string();
        let walls = pipeline::walls(store, &source.name)?;
        repeated.extend(walls.into_iter().map(|wall| Repeated::Text {
            source: name.clone(),
            wall,
        }));
        let lines = store.boilerplate(&source.name)?;
        repeated.extend(lines.into_iter().map(|line| Repeated::Line {
            source: name.clone(),
            line: line.text,
            learned: line.learned,
        }));
    }
    if args.json {
        shell.terminal.json(&repeated)?;
        return Ok(ExitStatus::Done);
    }
    let columns = [
        Column::Left("source"),
        Column::Left("repeats"),
        Column::Left("since"),
        Column::Right("entries"),
        Column::Left("text"),
    ];
    let zone = &config.site.timezone;
    let cells = repeated.into_iter().map(|repeated| repeated.cells(zone));
    let cells: Vec<_> = cells.collect();
    shell
        .terminal
        .line(&table::draw(&shell.terminal, &columns, &cells))?;
    Ok(ExitStatus::Done)
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
        title: state.as_ref().and_then(|state| state.feed_title.clone()),
        kind: state.as_ref().and_then(|state| state.feed_kind.clone()),
        last_success: state.as_ref().and_then(|state| state.last_success),
        last_try: state.as_ref().and_then(|state| state.last_try),
        due: state.as_ref().and_then(|state| state.due),
        failures: state.as_ref().map_or(0, |state| state.failures),
        cut_since: state.as_ref().and_then(|state| state.cut_since),
        error: state.and_then(|state| state.last_error),
    })
}

/// An instant in the zone of the site, to the minute.
pub(super) fn local_time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}
