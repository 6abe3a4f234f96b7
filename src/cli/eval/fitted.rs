//! Shows fitted weights as the lines of `src/fold/weights.rs`, and what they are worth on unseen labels.

use super::report::{missing, share};
use crate::cli::Shell;
use crate::cli::table::{self, Column};
use crate::pipeline::eval::{FittedOn, Fitting, HeldOut, TermFitted};

/// Everything a fit came to.
pub(super) fn show(shell: &Shell, fitting: &Fitting) -> String {
    let mut parts = vec![source(fitting), windows(shell, &fitting.windows)];
    if fitting.left_out.is_empty() {
        parts.push(
            "One file cannot be left out: give several LABELS to see what a fit is worth on labels \
             that it has not seen."
                .to_owned(),
        );
    } else {
        parts.push(format!(
            "Each window under weights fitted on the others: by each pair's own score, and by stories as a \
             pass arranges them.\n{}",
            left_out(shell, &fitting.left_out)
        ));
    }
    let missing = missing(&fitting.missing);
    if !missing.is_empty() {
        parts.push(missing.join("\n"));
    }
    parts.join("\n\n")
}

/// As `rustfmt` leaves it.
fn source(fitting: &Fitting) -> String {
    let terms: String = fitting.terms.iter().map(term).collect();
    format!(
        "/// The score of a pair without evidence.\n\
         pub const BIAS: f64 = {};\n\n\
         /// Every term, in the order in which `evidence` measures them.\n\
         pub const TERMS: [Term; COUNT] = [\n{terms}];",
        weight(fitting.bias)
    )
}

fn term(term: &TermFitted) -> String {
    format!(
        "    term(\n        {:?},\n        Side::{},\n        {:?},\n        {},\n        {:?},\n    ),\n",
        term.name,
        term.side,
        term.prior,
        weight(term.weight),
        term.means
    )
}

/// Three decimals; no negative zero.
fn weight(value: f64) -> String {
    let shown = format!("{value:.3}");
    if shown == "-0.000" {
        "0.000".to_owned()
    } else {
        shown
    }
}

fn windows(shell: &Shell, windows: &[FittedOn]) -> String {
    let columns = [
        Column::Left("fitted on"),
        Column::Right("entries"),
        Column::Right("pairs with anything in common"),
        Column::Right("true"),
        Column::Right("true ones without"),
    ];
    let rows = windows.iter().map(|window| {
        vec![
            window.name.clone(),
            window.entries.to_string(),
            window.candidates.to_string(),
            window.true_pairs.to_string(),
            window.out_of_reach.to_string(),
        ]
    });
    table::draw(&shell.terminal, &columns, &rows.collect::<Vec<_>>())
}

fn left_out(shell: &Shell, left_out: &[HeldOut]) -> String {
    let columns = [
        Column::Left("left out"),
        Column::Left("decided by"),
        Column::Right("folded"),
        Column::Right("false"),
        Column::Right("missed"),
        Column::Right("precision"),
        Column::Right("recall"),
    ];
    let rows = left_out.iter().flat_map(|left| {
        [("pair", &left.pairs), ("stories", &left.stories)].map(|(by, tally)| {
            vec![
                left.name.clone(),
                by.to_owned(),
                tally.folded.to_string(),
                tally.false_folds.to_string(),
                tally.missed.to_string(),
                share(tally.precision()),
                share(tally.recall()),
            ]
        })
    });
    table::draw(&shell.terminal, &columns, &rows.collect::<Vec<_>>())
}
