//! `sources --boilerplate`: prints the lines and texts that sources repeat.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::display::local_time;
use super::table::{self, Column};
use super::{ExitStatus, Shell};
use crate::model::{Source, Timestamp};
use crate::pipeline::{self, Wall, WallPlace};
use crate::store::Store;

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
    /// A whole text under the titles of different stories, or on their pages.
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
                match wall.shown {
                    WallPlace::Entries => "text",
                    WallPlace::Pages => "page",
                }
                .to_owned(),
                local_time(wall.since, zone),
                wall.entries.to_string(),
                wall.text,
            ],
        }
    }
}

/// Prints what these sources repeat, as JSON or as a table in this zone.
pub(super) fn print(
    shell: &Shell,
    sources: &[&Source],
    store: Option<&Store>,
    (json, zone): (bool, &TimeZone),
) -> anyhow::Result<ExitStatus> {
    let mut repeated = Vec::new();
    for source in sources {
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
    if json {
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
    let cells = repeated.into_iter().map(|repeated| repeated.cells(zone));
    let cells: Vec<_> = cells.collect();
    shell
        .terminal
        .line(&table::draw(&shell.terminal, &columns, &cells))?;
    Ok(ExitStatus::Done)
}
