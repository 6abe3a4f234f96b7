//! `eval`: measures folding on labels, prints every wrong pair with its evidence, and fits the
//! weights.

mod fitted;
mod report;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Ending, Shell};
use crate::pipeline::eval::{self, IgnoredPair, JudgedPair, LabelSet, Labelled, Report};
use crate::store::Store;

const EXAMPLES: &str = "\
A label is one JSON object a line: an entry by `entry` (its key), by `file`, or by `source` and
`guid`; its `group`; and its `relation` to it: full, excerpt, single, rewrite or digest. Pairs of
full texts and excerpts of one group should fold, pairs of two groups should not; a pair with a
rewrite or a digest of its own group counts neither way.

Examples:
  feedfold eval labels.jsonl --ignore ignore.jsonl   precision, recall, F1, ARI and every wrong pair
  feedfold eval --pairs pairs.jsonl                  how many judged pairs are right
  feedfold eval --fit june.jsonl july.jsonl          weights for src/fold/weights.rs from both months,
                                                     and each month measured with the other's

Exit codes: 0 measured, whatever came out · 1 a labelled entry is not in the store, or a file cannot
be read · 2 usage or configuration";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct EvalArgs {
    /// JSON lines that put entries of the store into groups; several files are measured one by one
    #[arg(value_name = "LABELS", required_unless_present = "pairs")]
    labels: Vec<PathBuf>,

    /// JSON lines {"a","b"}: pairs that count neither way, by entry key, file or guid. The first
    /// file belongs to the first LABELS, and so on
    #[arg(long, value_name = "FILE")]
    ignore: Vec<PathBuf>,

    /// Score judged pairs instead: JSON lines {"a","b","fold": true, false or null}
    #[arg(long, value_name = "FILE", conflicts_with_all = ["labels", "ignore", "fit"])]
    pairs: Option<PathBuf>,

    /// Fit the weights of src/fold/weights.rs to the pairs within each LABELS and print them
    #[arg(long)]
    fit: bool,

    /// Show at most this many wrong pairs of each file, false folds first
    #[arg(long, value_name = "N", default_value_t = usize::MAX, hide_default_value = true)]
    show: usize,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// The measurements on one file of labels.
#[derive(Debug, Serialize)]
struct Measured {
    labels: String,
    #[serde(flatten)]
    report: Report,
}

pub(super) fn eval(shell: &Shell, args: &EvalArgs) -> anyhow::Result<Ending> {
    if args.ignore.len() > args.labels.len() && args.pairs.is_none() {
        shell.terminal.error(
            "there are more --ignore files than LABELS: each belongs to one of them, in order",
        );
        return Ok(Ending::Usage);
    }
    let config = shell.load()?;
    let store = Store::open_to_read(&config.store_path)?;
    if let Some(path) = &args.pairs {
        let pairs: Vec<JudgedPair> = lines(path)?;
        let report = eval::score_pairs(&store, &pairs, args.show)?;
        if args.json {
            shell.terminal.json(&report)?;
        } else {
            shell.terminal.line(&report::pairs(&report, args.show))?;
        }
        return Ok(ending(&report.missing));
    }
    let sets = sets(args)?;
    if args.fit {
        let fitting = eval::fit(&store, &sets)?;
        if args.json {
            shell.terminal.json(&fitting)?;
        } else {
            shell.terminal.line(&fitted::show(shell, &fitting))?;
        }
        return Ok(ending(&fitting.missing));
    }
    let mut missing = Vec::new();
    let mut measured = Vec::new();
    for set in sets {
        let report = eval::score_labels(&store, &set.labels, &set.ignored, args.show)?;
        missing.extend(report.missing.iter().cloned());
        measured.push(Measured {
            labels: set.name,
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
        shell
            .terminal
            .line(&report::labels(shell, &measured, args.show))?;
    }
    Ok(ending(&missing))
}

fn ending(missing: &[String]) -> Ending {
    if missing.is_empty() {
        Ending::Done
    } else {
        Ending::Failed
    }
}

/// Reads every file of labels and the pairs to ignore in it.
fn sets(args: &EvalArgs) -> anyhow::Result<Vec<LabelSet>> {
    let ignore = args.ignore.iter().map(Some).chain(std::iter::repeat(None));
    let files = args.labels.iter().zip(ignore);
    files
        .map(|(labels, ignore)| {
            let ignored: Vec<IgnoredPair> = match ignore {
                Some(path) => lines(path)?,
                None => Vec::new(),
            };
            Ok(LabelSet {
                name: labels.display().to_string(),
                labels: lines::<Labelled>(labels)?,
                ignored,
            })
        })
        .collect()
}

fn lines<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    eval::read_lines(&text).with_context(|| format!("cannot understand {shown}"))
}
