//! `eval`: measures folding on labels, prints every wrong pair with its evidence, and fits the
//! weights.

mod fitted;
mod report;
mod sets;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ExitStatus, Shell, arguments};
use crate::eval::{self, GroupsReport, IgnoredPair, JudgedPair, Labelled, MeasuredSet, Truth};
use crate::store::Store;

const EXAMPLES: &str = "\
A label is one JSON object a line: an entry by `entry` (its key), by `file`, or by `source` and \
`guid`; its `group`; and its `relation` to it: full, excerpt, single, rewrite or digest. Pairs of \
full texts and excerpts of one group should fold, pairs of two groups should not; a pair with a \
rewrite or a digest of its own group counts neither way.

A line of SETS is one JSON object: `name`, `store` (a store file), and `labels` (with or without \
`ignore`), `pairs`, or all three: files of the formats above. Lines of one name are one set. \
Relative paths count from the folder of SETS.

`--fit` fits the weights to all sets and to the pairs that it generates from stored entries. It \
prints them, and how each set is decided under today's weights, under weights fitted to the other \
sets, and under weights fitted to all sets. It changes nothing.

Examples:
  feedfold eval labels.jsonl --ignore ignore.jsonl   precision, recall, F1, ARI and every wrong pair
  feedfold eval --pairs pairs.jsonl                  how many judged pairs are right
  feedfold eval --fit june.jsonl july.jsonl          fits to two files of labels for one store
  feedfold eval --fit --sets sets.jsonl              fits to sets in several stores

Exit codes: 0 measured, whatever the result is · 1 a labelled entry is not in the store, or a file \
cannot be read · 2 usage or configuration";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct EvalArgs {
    /// JSON lines that put entries of the store into groups; each of several files is measured by
    /// itself
    #[arg(value_name = "LABELS", required_unless_present_any = ["pairs", "sets"])]
    labels: Vec<PathBuf>,

    /// JSON lines {"a","b"}: pairs that count neither way, by entry key, file or guid. The first
    /// file belongs to the first LABELS, and so on
    #[arg(long, value_name = "FILE")]
    ignore: Vec<PathBuf>,

    /// Score judged pairs instead: JSON lines {"a","b","fold": true, false or null}
    #[arg(long, value_name = "FILE", conflicts_with_all = ["labels", "ignore", "fit"])]
    pairs: Option<PathBuf>,

    /// Fit the weights of the terms in src/fold/evidence to the pairs within each set and print
    /// them. A set is a file of LABELS for the store of the configuration, or a line of --sets
    #[arg(long)]
    fit: bool,

    /// Fit to the sets of this file, each in its own store: JSON lines
    /// {"name","store","labels","ignore","pairs"}. No configuration is read
    #[arg(long, value_name = "SETS", requires = "fit", conflicts_with_all = ["labels", "ignore", "pairs"])]
    sets: Option<PathBuf>,

    /// Show at most this many wrong pairs of each file, false folds first
    #[arg(long, value_name = "N", default_value_t = usize::MAX, hide_default_value = true, value_parser = arguments::number)]
    show: usize,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// A file of labels, read.
struct LabelFile {
    name: String,
    labels: Vec<Labelled>,
    ignored: Vec<IgnoredPair>,
}

/// The measurements on one file of labels.
#[derive(Debug, Serialize)]
struct Measured {
    labels: String,
    #[serde(flatten)]
    report: GroupsReport,
}

pub(super) fn eval(shell: &Shell, args: &EvalArgs) -> anyhow::Result<ExitStatus> {
    if args.ignore.len() > args.labels.len() && args.pairs.is_none() {
        shell.terminal.error(
            "there are more --ignore files than LABELS: each belongs to one of them, in order",
        );
        return Ok(ExitStatus::Usage);
    }
    if let Some(path) = &args.sets {
        return fit(shell, sets::read(path)?, args);
    }
    let config = shell.load()?;
    let store = Store::open_to_read(&config.store_path)?;
    if let Some(path) = &args.pairs {
        return score_pairs(shell, args, &store, path);
    }
    let files = label_files(args)?;
    if args.fit {
        let sets = files.into_iter().map(|file| {
            let truth = Truth {
                labels: file.labels,
                ignored: file.ignored,
                pairs: Vec::new(),
            };
            MeasuredSet::read(file.name, &store, &truth)
        });
        return fit(shell, sets.collect::<Result<_, _>>()?, args);
    }
    score_labels(shell, args, &store, files)
}

/// `--pairs`: measures how many judged pairs are right.
fn score_pairs(
    shell: &Shell,
    args: &EvalArgs,
    store: &Store,
    path: &Path,
) -> anyhow::Result<ExitStatus> {
    let pairs: Vec<JudgedPair> = lines(path)?;
    let report = eval::score_pairs(store, &pairs, args.show)?;
    if args.json {
        shell.terminal.json(&report)?;
    } else {
        shell.terminal.line(&report::pairs(&report, args.show))?;
    }
    Ok(exit_status(&report.missing))
}

/// Measures each file of labels by itself.
fn score_labels(
    shell: &Shell,
    args: &EvalArgs,
    store: &Store,
    files: Vec<LabelFile>,
) -> anyhow::Result<ExitStatus> {
    let mut missing = Vec::new();
    let mut measured = Vec::new();
    for file in files {
        let labels = (file.labels.as_slice(), file.ignored.as_slice());
        let report = eval::score_labels(store, labels, args.show)?;
        missing.extend(report.missing.iter().cloned());
        measured.push(Measured {
            labels: file.name,
            report,
        });
    }
    if args.json {
        // For one file, print one object instead of a list.
        match measured.as_slice() {
            [only] => shell.terminal.json(only)?,
            several => shell.terminal.json(&several)?,
        }
    } else {
        let report = report::labels(shell, &measured, args.show);
        shell.terminal.line(&report)?;
    }
    Ok(exit_status(&missing))
}

fn fit(shell: &Shell, sets: Vec<MeasuredSet>, args: &EvalArgs) -> anyhow::Result<ExitStatus> {
    let fitting = eval::fit(sets);
    if args.json {
        shell.terminal.json(&fitting)?;
    } else {
        shell.terminal.line(&fitted::show(shell, &fitting))?;
    }
    Ok(exit_status(&fitting.missing))
}

fn exit_status(missing: &[String]) -> ExitStatus {
    if missing.is_empty() {
        ExitStatus::Done
    } else {
        ExitStatus::Failed
    }
}

/// Reads every file of labels and the pairs to ignore in it.
fn label_files(args: &EvalArgs) -> anyhow::Result<Vec<LabelFile>> {
    let ignore = args.ignore.iter().map(Some).chain(std::iter::repeat(None));
    let files = args.labels.iter().zip(ignore);
    files
        .map(|(labels, ignore)| {
            Ok(LabelFile {
                name: labels.display().to_string(),
                labels: lines(labels)?,
                ignored: ignore.map_or(Ok(Vec::new()), |path| lines(path))?,
            })
        })
        .collect()
}

fn lines<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    eval::read_lines(&text).with_context(|| format!("cannot understand {shown}"))
}
