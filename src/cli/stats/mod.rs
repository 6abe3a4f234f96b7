//! `stats`: prints numbers by day and source, who was first, and who follows whom.

mod lines;
mod summary;

pub(super) use lines::quoted;

use clap::Args;
use jiff::ToSpan as _;
use jiff::civil::Date;

use self::summary::Summary;
use super::{ExitStatus, Shell, arguments};
use crate::pipeline::{self, Plan};
use crate::publish::page::statistics_alone;
use crate::store::Store;

const EXAMPLES: &str = "\
Examples:
  feedfold stats                              the last 30 days
  feedfold stats --from 2026-11-01 --to 2026-11-28
  feedfold stats --csv > days.csv             one line for each day and source
  feedfold stats --html > numbers.html        one page that needs no other file";

/// Days in the window if the command line names none.
const DAYS: i64 = 30;

/// Days of which the numbers are in memory at once.
const DAYS_PER_QUERY: i64 = 92;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct StatsArgs {
    /// First day of the window, as 2026-11-01; without it, 30 days before the end
    #[arg(long, value_name = "DAY", value_parser = arguments::day)]
    from: Option<Date>,

    /// Last day of the window; without it, today
    #[arg(long, value_name = "DAY", value_parser = arguments::day)]
    to: Option<Date>,

    /// Print one JSON object
    #[arg(long, conflicts_with_all = ["csv", "html"])]
    json: bool,

    /// Print comma-separated values, one line for each day and source
    #[arg(long, conflicts_with = "html")]
    csv: bool,

    /// Print the page of numbers that `serve` has, as one HTML file; it has at most 92 days
    #[arg(long)]
    html: bool,
}

pub(super) fn stats(shell: &Shell, args: &StatsArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let store = Store::open_to_read(&config.store_path)?;
    let today = config.site.timezone.to_datetime(shell.now()).date();
    let to = args.to.unwrap_or(today);
    let from = args
        .from
        .unwrap_or_else(|| to.saturating_sub((DAYS - 1).days()));
    if from > to {
        shell.terminal.error(&format!(
            "the window ends before it begins: {from} is after {to}"
        ));
        return Ok(ExitStatus::Usage);
    }
    let statistics = store.statistics((from, to))?;
    if statistics.zone != config.site.timezone {
        shell.terminal.warning(&format!(
            "the days are those of {}: `feedfold refold` counts again in days of {}",
            summary::name(&statistics.zone),
            summary::name(&config.site.timezone)
        ));
    }
    if args.csv {
        return csv(shell, &store, (from, to));
    }
    if args.html {
        let window = (Some(from), Some(to));
        let page = pipeline::statistics_page(Plan::new(&config), &store, window, shell.now())?;
        if page.window.from != from {
            shell.terminal.warning(&format!(
                "a page has at most {} days: it begins on {}",
                page.longest, page.window.from
            ));
        }
        let html = statistics_alone(&config.site, &page);
        shell.terminal.bytes(html.as_bytes())?;
        return Ok(ExitStatus::Done);
    }
    let lags = store.lags((from, to))?;
    let summary = Summary::new((from, to), &statistics, &lags, store.recipients()?);
    if args.json {
        shell.terminal.json(&summary)?;
    } else {
        let lines = lines::tables(&shell.terminal, &summary);
        shell.terminal.line(&lines.join("\n"))?;
    }
    Ok(ExitStatus::Done)
}

/// Prints the numbers of each day and source.
fn csv(shell: &Shell, store: &Store, (from, to): (Date, Date)) -> anyhow::Result<ExitStatus> {
    // All numbers are those of one state of the store.
    let _snapshot = store.snapshot()?;
    shell.terminal.line(lines::CSV_HEAD)?;
    let mut begin = from;
    loop {
        let end = begin.saturating_add((DAYS_PER_QUERY - 1).days()).min(to);
        for day in store.daily((begin, end))? {
            shell.terminal.line(&lines::csv(&day))?;
        }
        if end >= to {
            return Ok(ExitStatus::Done);
        }
        begin = end.saturating_add(1.day());
    }
}
