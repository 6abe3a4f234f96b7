//! `run`: runs one pass, prints its report, and sets the exit code for cron.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::failures::{print_failures, print_not_asked};
use super::metrics_file::Ended;
use super::progress::Bar;
use super::table::{self, Column};
use super::{ExitStatus, LOCK_WAIT, Shell, metrics_file, output};
use crate::config::Config;
use crate::model::{
    OutputOutcome, RunReport, SourceName, SourceOutcome, SourceReport, counted, counted_as,
};
use crate::pipeline::{self, LOST_AFTER, Plan, Storing, TakeOver, Which};
use crate::store::{Lock, Store};

const EXAMPLES: &str = "\
Examples:
  feedfold run                          read what is due; says nothing when all is well (for cron)
  feedfold run -v                       the same, with a line for each source
  feedfold run --force --source NAME    read one source now
  feedfold run --dry-run                show what would be new, and store nothing";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct RunArgs {
    /// Read every source now, due or not; still conditionally. Retry-After holds, and 410 unless
    /// --source names it
    #[arg(long)]
    force: bool,

    /// Read this source only
    #[arg(long, value_name = "NAME")]
    source: Option<String>,

    /// Read the sources, show what would be new; store and publish nothing
    #[arg(long)]
    dry_run: bool,

    /// End at once (code 75) when another run is at work, instead of waiting 30 s for it
    #[arg(long)]
    no_wait: bool,

    /// Count failed sources as a failure (code 1)
    #[arg(long)]
    strict: bool,

    /// Begin a new store where the old one is lost: stories keep the ids they have in the output
    /// files
    #[arg(long)]
    new_store: bool,

    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(shell: &Shell, args: &RunArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let ended = run_once(shell, args, &config);
    if !args.dry_run
        && let Some(ended) = Ended::of(&ended)
    {
        metrics_file::write(shell, &config, ended);
    }
    ended
}

fn run_once(shell: &Shell, args: &RunArgs, config: &Config) -> anyhow::Result<ExitStatus> {
    let only = args.source.as_deref().map(SourceName::parse).transpose();
    let only = match only {
        Ok(only) => only,
        Err(error) => {
            shell
                .terminal
                .error(&format!("the name given with --source {error}"));
            return Ok(ExitStatus::Usage);
        }
    };
    let which = if args.force { Which::All } else { Which::Due };
    let storing = if args.dry_run {
        Storing::DryRun
    } else {
        Storing::Keep
    };
    let (lock, mut store) = open_store(args, config, storing)?;
    if args.new_store {
        import_lost_ids(shell, config, &mut store)?;
    }
    let bar = Arc::new(Bar::on(&shell.terminal));
    let progress = Arc::clone(&bar);
    let pass = pipeline::run(
        Plan::new(config),
        store,
        (which, only.as_ref()),
        storing,
        &shell.clock,
        progress,
    );
    let pass = Shell::runtime()?.block_on(pass);
    bar.clear();
    let (mut store, mut report) = pass?;
    store.stop_checkpoints();
    drop(lock);
    output::tell_hub(shell, config, &mut report.outputs)?;
    if storing == Storing::Keep {
        report.messages = output::hand_over(shell, config)?;
        output::add_damaged(&mut report.damaged_texts, &report.messages);
    }

    if config.sources.is_empty() {
        shell.terminal.warning(&format!(
            "{} names no source, so there was nothing to read: `feedfold add ADDRESS` adds one",
            shell.config_path().display()
        ));
    }
    print_report(shell, args, config, &report)?;
    if shell.verbose {
        suggest_refold(shell, &store)?;
    }
    exit_status(shell, args, config, &store, &report)
}

/// Locks and opens the store, and creates it if it is missing. A dry run works on a copy; it locks
/// only a store that exists.
fn open_store(
    args: &RunArgs,
    config: &Config,
    storing: Storing,
) -> anyhow::Result<(Option<Lock>, Store)> {
    let wait = if args.no_wait {
        Duration::ZERO
    } else {
        LOCK_WAIT
    };
    let path = &config.store_path;
    // Check this before creating a store: a lost store must not be replaced by an empty one.
    if !args.new_store && !path.exists() {
        pipeline::require_own(Plan::new(config), None)?;
    }
    Ok(match storing {
        Storing::Keep => (Some(Store::lock(path, wait)?), Store::open(path)?),
        Storing::DryRun => (Store::lock_if_present(path, wait)?, Store::open_copy(path)?),
    })
}

/// Imports the ids from the output files of a lost store, and prints the result.
fn import_lost_ids(shell: &Shell, config: &Config, store: &mut Store) -> anyhow::Result<()> {
    let said = match pipeline::take_over(Plan::new(config), store, shell.now())? {
        TakeOver::NotNeeded => {
            "--new-store is not needed: every output file belongs to the present store".to_owned()
        }
        TakeOver::Ids { feeds, entries } => format!(
            "this is a new store: stories that come again keep the ids of {} in {}",
            counted_as(entries, "published entry", "published entries"),
            counted(feeds, "output file")
        ),
    };
    shell.terminal.warning(&said);
    Ok(())
}

fn print_report(
    shell: &Shell,
    args: &RunArgs,
    config: &Config,
    report: &RunReport,
) -> anyhow::Result<()> {
    let terminal = &shell.terminal;
    print_failures(shell, config, report);
    // Under cron, do not mention sources that are not due.
    if args.force || args.source.is_some() || shell.verbose {
        print_not_asked(shell, config, report);
    }
    if args.json {
        return terminal.json(report);
    }
    if shell.verbose {
        for source in &report.sources {
            for warning in &source.warnings {
                terminal.warning(&format!("{}: {warning}", source.source));
            }
        }
    }
    // Print nothing about a success under cron. A dry run always prints its report.
    if terminal.out_is_person || shell.verbose || args.dry_run {
        terminal.line(&report_table(shell, report))?;
    }
    Ok(())
}

/// Suggests `refold` if another version of the rules read entries or decided about stories.
fn suggest_refold(shell: &Shell, store: &Store) -> anyhow::Result<()> {
    let outdated = pipeline::outdated(store)?;
    if outdated.entries > 0 {
        shell.terminal.warning(&format!(
            "{} read by another version of feedfold's rules for texts: run `feedfold refold`",
            counted_as(outdated.entries, "stored entry was", "stored entries were")
        ));
    } else if outdated.comparison.is_some() {
        shell.terminal.warning(
            "the stories were decided by another version of feedfold's comparison: run `feedfold refold`",
        );
    }
    Ok(())
}

/// Draws the report as a table, with a line for each output below it.
pub(super) fn report_table(shell: &Shell, report: &RunReport) -> String {
    let columns = [
        Column::Left("source"),
        Column::Left("outcome"),
        Column::Right("new"),
        Column::Right("updated"),
        Column::Right("reposts folded"),
        Column::Right("unchanged"),
        Column::Right("failed"),
        Column::Right("bytes"),
        Column::Right("time"),
    ];
    let mut rows: Vec<Vec<String>> = report.sources.iter().map(row).collect();
    let counts = report.counts();
    let bytes = report.sources.iter().map(|source| source.bytes).sum();
    rows.push(vec![
        "all".to_owned(),
        format!(
            "{} of {} read, {} not asked",
            report.read_sources(),
            report.sources.len(),
            report.not_due
        ),
        counts.new.to_string(),
        counts.updated.to_string(),
        counts.folded.to_string(),
        counts.unchanged.to_string(),
        report.failures().count().to_string(),
        table::bytes(bytes),
        table::seconds(report.elapsed),
    ]);
    let spare = ["bytes", "unchanged", "time", "reposts folded"];
    let mut lines = vec![table::draw_without(
        &shell.terminal,
        &columns,
        &rows,
        &spare,
    )];
    lines.extend(report.outputs.iter().map(super::output::line));
    lines.extend(report.messages.iter().map(super::output::delivery_line));
    lines.join("\n")
}

fn row(report: &SourceReport) -> Vec<String> {
    let counts = &report.counts;
    let whole = matches!(report.outcome, SourceOutcome::Failed { .. });
    let failures = report.failures.len() + usize::from(whole);
    let number = |count: u64| {
        if count == 0 {
            "·".to_owned()
        } else {
            count.to_string()
        }
    };
    let outcome = match &report.outcome {
        SourceOutcome::Read if report.failures.is_empty() => "read".to_owned(),
        SourceOutcome::Read => format!("read, {} failed", counted(report.failures.len(), "file")),
        SourceOutcome::NotModified => "not modified".to_owned(),
        SourceOutcome::RetryLater { seconds } => format!("asked to wait {seconds} s"),
        SourceOutcome::Held { seconds } => format!("waits with its host {seconds} s"),
        SourceOutcome::Gone => "gone (410)".to_owned(),
        SourceOutcome::Failed { .. } => "failed".to_owned(),
    };
    let outcome = match &report.cut {
        Some(_) => format!("{outcome}, ends in the middle"),
        None => outcome,
    };
    let outcome = match counts.completed {
        0 => outcome,
        completed => format!("{outcome}, {completed} completed"),
    };
    let outcome = match counts.full_texts {
        0 => outcome,
        texts => format!("{outcome}, {}", counted(texts, "full text")),
    };
    vec![
        report.source.to_string(),
        outcome,
        number(counts.new),
        number(counts.updated),
        number(counts.folded),
        number(counts.unchanged),
        number(failures as u64),
        table::bytes(report.bytes),
        table::seconds(report.elapsed),
    ]
}

fn exit_status(
    shell: &Shell,
    args: &RunArgs,
    config: &Config,
    store: &Store,
    report: &RunReport,
) -> anyhow::Result<ExitStatus> {
    let output_failed = report
        .outputs
        .iter()
        .any(|output| matches!(output.outcome, OutputOutcome::Failed { .. }));
    let refused = report.failures().next().is_some() || report.refusals().next().is_some();
    let strict_failure = args.strict && refused;
    let lost = all_lost(config, store)?;
    if lost {
        shell.terminal.error(
            "not one enabled source has succeeded in its last three tries: see `feedfold sources`, and \
             check the network",
        );
    }
    if output_failed || strict_failure || lost || !report.damaged_texts.is_empty() {
        return Ok(ExitStatus::Failed);
    }
    Ok(ExitStatus::Done)
}

/// Whether every enabled source failed in its last three attempts.
fn all_lost(config: &Config, store: &Store) -> anyhow::Result<bool> {
    let mut any_enabled = false;
    for source in config.sources.iter().filter(|source| source.enabled) {
        any_enabled = true;
        let state = store.source(&source.name)?;
        if state.is_none_or(|state| !state.gone && state.failures < LOST_AFTER) {
            return Ok(false);
        }
    }
    Ok(any_enabled)
}
