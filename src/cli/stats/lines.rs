//! Draws the numbers of a window as tables of at most 80 columns, or as comma-separated values.

use std::collections::BTreeMap;

use super::summary::{Entries, SourceNumbers, Summary};
use crate::cli::table::{self, Column};
use crate::cli::terminal::{Terminal, safe};
use crate::model::{DailyCounts, SourceName, counted};

/// Most sources in the table of lags.
const BUSIEST: usize = 12;

/// Terminal columns of the longest name in a table.
const NAME: usize = 24;

/// Terminal columns of a name and of a lag in the table of lags.
const LEADER: usize = 16;
const LAG: usize = 5;

/// The tables, each under a line that says what it counts.
pub(super) fn tables(terminal: &Terminal, summary: &Summary) -> Vec<String> {
    let mut lines = vec![
        format!(
            "{} to {}, days of {}",
            summary.from, summary.to, summary.zone
        ),
        "What a source sent at its first read is not counted.".to_owned(),
    ];
    if summary.sources.is_empty() {
        let none = "No entries are counted in this window: what a source had at its first read \
                    never is. Try another `--from`.";
        lines.push(none.to_owned());
        lines.extend(messages(terminal, summary));
        return lines;
    }
    let days = summary.days.iter();
    let days = days.map(|day| [vec![day.day.to_string()], numbers(day.entries)].concat());
    section(&mut lines, "Entries by day", {
        let columns = [&[Column::Left("day")], NUMBERS.as_slice()].concat();
        table::draw(terminal, &columns, &days.collect::<Vec<_>>())
    });
    section(&mut lines, "Entries by source", sources(terminal, summary));
    lines.push(
        "first: in how many of the stories that several sources carried it was first\n\
         lag: median time after the first source; known only to the interval at which\n\
         feedfold reads each source"
            .to_owned(),
    );
    let stories = summary.stories.iter();
    let stories = stories.map(|row| vec![row.sources.to_string(), row.stories.to_string()]);
    section(
        &mut lines,
        "Stories by the number of sources that carried them",
        {
            let columns = [Column::Right("sources"), Column::Right("stories")];
            table::draw(terminal, &columns, &stories.collect::<Vec<_>>())
        },
    );
    lines.extend(lags(summary));
    lines.extend(messages(terminal, summary));
    lines
}

fn section(lines: &mut Vec<String>, title: &str, table: String) {
    lines.extend([String::new(), title.to_owned(), table]);
}

const NUMBERS: [Column; 3] = [
    Column::Right("new"),
    Column::Right("own"),
    Column::Right("reposts"),
];

fn numbers(entries: Entries) -> Vec<String> {
    [entries.new, entries.own, entries.reposts]
        .map(|number| number.to_string())
        .to_vec()
}

fn sources(terminal: &Terminal, summary: &Summary) -> String {
    let rows = summary.sources.iter().map(|numbers_of| {
        let SourceNumbers {
            source,
            entries,
            shared,
            first,
            median_lag_minutes,
        } = numbers_of;
        let first = match shared {
            0 => String::new(),
            shared => format!("{first} of {shared}"),
        };
        let lag = median_lag_minutes.map_or_else(String::new, written);
        let name = vec![short(source.as_str(), NAME)];
        [name, numbers(*entries), vec![first, lag]].concat()
    });
    let name = [Column::Left("source")];
    let last = [Column::Right("first"), Column::Right("lag")];
    let columns = [name.as_slice(), &NUMBERS, &last].concat();
    table::draw(terminal, &columns, &rows.collect::<Vec<_>>())
}

/// How many messages each webhook and command has taken; these are no numbers of the window.
fn messages(terminal: &Terminal, summary: &Summary) -> Vec<String> {
    let mut lines = Vec::new();
    if summary.messages.is_empty() {
        return lines;
    }
    let rows = summary.messages.iter().map(|of| {
        let numbers = [of.sent, of.queued, of.failed, of.given_up].map(|one| one.to_string());
        [vec![short(&of.output, NAME)], numbers.to_vec()].concat()
    });
    let names = ["sent", "waiting", "failed tries", "given up"].map(Column::Right);
    let columns = [[Column::Left("output")].as_slice(), &names].concat();
    let table = table::draw(terminal, &columns, &rows.collect::<Vec<_>>());
    let title = "Messages of webhooks and commands, since they began";
    section(&mut lines, title, table);
    lines
}

/// A lag in its greatest unit.
fn written(minutes: u64) -> String {
    match minutes {
        0 => "<1m".to_owned(),
        1..120 => format!("{minutes}m"),
        120..2880 => format!("{}h", minutes / 60),
        _ => format!("{}d", minutes / 1440),
    }
}

fn short(name: &str, columns: usize) -> String {
    console::truncate_str(&safe(name), columns, "…").into_owned()
}

/// The table of lags among the busiest sources: a row for each source that was first, a column for
/// each that followed.
fn lags(summary: &Summary) -> Vec<String> {
    let mut shared: Vec<&SourceNumbers> = summary.sources.iter().collect();
    shared.retain(|source| source.shared > 0);
    shared.sort_by_key(|source| std::cmp::Reverse(source.shared));
    shared.truncate(BUSIEST);
    let busiest: Vec<&SourceName> = shared.iter().map(|source| &source.source).collect();
    let mut medians: BTreeMap<(&SourceName, &SourceName), u64> = BTreeMap::new();
    for pair in &summary.pairs {
        medians.insert((&pair.first, &pair.follower), pair.median_lag_minutes);
    }
    let leads = |source: &&&SourceName| medians.keys().any(|(first, _)| first == *source);
    let follows = |source: &&&SourceName| medians.keys().any(|(_, other)| other == *source);
    let rows: Vec<&&SourceName> = busiest.iter().filter(leads).collect();
    let columns: Vec<(usize, &&SourceName)> = (1..)
        .zip(&busiest)
        .filter(|(_, source)| follows(source))
        .collect();
    if rows.is_empty() || columns.is_empty() {
        return Vec::new();
    }
    let count = counted(busiest.len(), "source");
    let mut lines = vec![
        String::new(),
        format!("Who follows whom: median lag among the {count} with the most shared stories"),
    ];
    let cells = columns.iter().map(|(number, _)| format!("{number:>LAG$}"));
    lines.push(format!(
        "{:LEADER$}   {}",
        "first, follower",
        cells.collect::<String>()
    ));
    for (number, source) in (1..).zip(&busiest) {
        let name = short(source.as_str(), LEADER);
        let padding = " ".repeat(LEADER.saturating_sub(console::measure_text_width(&name)));
        let cells = columns.iter().map(|(_, follower)| {
            let lag = medians.get(&(*source, **follower));
            let lag = lag.map_or_else(String::new, |lag| written(*lag));
            format!("{lag:>LAG$}")
        });
        let line = format!("{number:>2} {name}{padding}{}", cells.collect::<String>());
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The names of the columns of [`csv`].
pub(super) const CSV_HEAD: &str = "day,source,new,own,reposts,shared,first";

/// The line of a day and source, as RFC 4180 writes it.
pub(super) fn csv(of_day: &DailyCounts) -> String {
    let counts = of_day.counts;
    format!(
        "{},{},{},{},{},{},{}",
        of_day.day,
        quoted(of_day.source.as_str()),
        counts.entries,
        counts.own,
        counts.reposts(),
        counts.shared,
        counts.first
    )
}

/// A field of CSV (RFC 4180), in quotation marks if it needs them.
pub(in crate::cli) fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}
