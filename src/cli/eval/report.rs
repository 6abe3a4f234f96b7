//! Prints the measurements: the figures, then every wrong pair with its evidence.

use super::Measured;
use crate::cli::Shell;
use crate::cli::explain::verdict;
use crate::cli::table::{self, Column};
use crate::cli::terminal::safe;
use crate::eval::{NamedEntry, PairReport, Wrong, WrongPair};
use crate::model::counted_as;
use crate::pipeline::PairVerdict;

/// How many names of missing entries to show; `--json` has them all.
const MAX_MISSING: usize = 10;

/// How many terms of evidence to show for a wrong pair.
const MAX_TERMS: usize = 6;

/// Draws the measurements on files of labels.
pub(super) fn labels(shell: &Shell, measured: &[Measured], show: usize) -> String {
    let mut lines = Vec::new();
    for Measured { labels, report } in measured {
        lines.extend(wrong(&report.wrong));
        left_out(
            &mut lines,
            report.tally.false_folds + report.tally.missed,
            show,
        );
        lines.extend(missing(&report.missing));
        if report.neither + report.ignored > 0 {
            lines.push(format!(
                "{}: {}; of {} with a rewrite or a digest, {} shown together",
                safe(labels),
                counted_as(report.ignored, "pair is ignored", "pairs are ignored"),
                report.neither,
                counted_as(report.together, "is", "are")
            ));
        }
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    let columns = [
        Column::Left("labels"),
        Column::Right("entries"),
        Column::Right("missing"),
        Column::Right("folded"),
        Column::Right("false"),
        Column::Right("missed"),
        Column::Right("precision"),
        Column::Right("recall"),
        Column::Right("F1"),
        Column::Right("ARI"),
    ];
    let rows = measured.iter().map(|Measured { labels, report }| {
        let tally = &report.tally;
        vec![
            labels.clone(),
            report.entries.to_string(),
            report.missing.len().to_string(),
            tally.folded.to_string(),
            tally.false_folds.to_string(),
            tally.missed.to_string(),
            share(tally.precision()),
            share(tally.recall()),
            share(tally.f1()),
            share(report.ari),
        ]
    });
    lines.push(table::draw_without(
        &shell.terminal,
        &columns,
        &rows.collect::<Vec<_>>(),
        &["ARI", "folded"],
    ));
    lines.join("\n")
}

/// Draws the measurements on judged pairs.
pub(super) fn pairs(report: &PairReport, show: usize) -> String {
    let mut lines = wrong(&report.wrong);
    left_out(&mut lines, report.false_folds + report.missed, show);
    lines.extend(missing(&report.missing));
    lines.push(format!(
        "{} of {} pairs are right ({:.1} %): {} missed, {} false; {} count neither way",
        report.right,
        report.pairs,
        100.0 * report.share,
        report.missed,
        report.false_folds,
        report.neither
    ));
    lines.join("\n")
}

/// A ratio between 0 and 1, with four decimals.
pub(super) fn share(value: f64) -> String {
    format!("{value:.4}")
}

/// Names the labelled entries that are not in the store.
pub(super) fn missing(names: &[String]) -> Vec<String> {
    if names.is_empty() {
        return Vec::new();
    }
    let shown: Vec<String> = names
        .iter()
        .take(MAX_MISSING)
        .map(|name| safe(name))
        .collect();
    let more = names.len().saturating_sub(MAX_MISSING);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    vec![format!(
        "{} not in the store, or several have the name: {}{more}",
        counted_as(names.len(), "labelled entry is", "labelled entries are"),
        shown.join(", ")
    )]
}

fn left_out(lines: &mut Vec<String>, wrong: usize, show: usize) {
    if wrong > show {
        lines.push(counted_as(
            wrong - show,
            "more wrong pair is not shown",
            "more wrong pairs are not shown",
        ));
    }
}

fn wrong(pairs: &[WrongPair]) -> Vec<String> {
    pairs.iter().flat_map(wrong_pair).collect()
}

fn wrong_pair(pair: &WrongPair) -> Vec<String> {
    let what = match pair.wrong {
        Wrong::False => "FALSE ",
        Wrong::Missed => "missed",
    };
    let mut lines = vec![
        format!("{what}  {}", named(&pair.a)),
        format!("        {}", named(&pair.b)),
    ];
    let decided = verdict(pair.verdict);
    if is_decided_by_key(pair.verdict) {
        lines.push(format!("        {decided}"));
        return lines;
    }
    lines.push(format!("        score {:+.2}: {decided}", pair.score));
    let terms = pair.terms.iter().take(MAX_TERMS);
    lines.extend(terms.map(|term| {
        format!(
            "        {:+6.2}  {} ({:.2})",
            term.points, term.means, term.value
        )
    }));
    lines
}

/// Whether a person, an official number, the mark of a correction or equal texts decided, so that
/// the score did not count.
fn is_decided_by_key(verdict: PairVerdict) -> bool {
    match verdict {
        PairVerdict::MergedByHand
        | PairVerdict::SplitByHand
        | PairVerdict::OtherNumber
        | PairVerdict::Corrected
        | PairVerdict::Withdrawn
        | PairVerdict::OneIsMarked
        | PairVerdict::SameText => true,
        PairVerdict::Alike
        | PairVerdict::HeldByOthers
        | PairVerdict::RefusedByOthers
        | PairVerdict::NotCompared
        | PairVerdict::Related
        | PairVerdict::NotAlike
        | PairVerdict::Pruned => false,
    }
}

fn named(entry: &NamedEntry) -> String {
    format!(
        "{} · {} · {}",
        safe(&entry.name),
        safe(&entry.outlet),
        safe(&entry.title)
    )
}
