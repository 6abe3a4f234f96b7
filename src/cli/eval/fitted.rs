//! Prints fitted weights for the rows of `src/fold/evidence`, and how each set is decided under
//! them.

use super::report::{missing, share};
use crate::cli::Shell;
use crate::cli::table::{self, Column};
use crate::eval::{FittedOn, Fitting, GeneratedOutcome, SetOutcome, Under};

/// Draws the result of a fit.
pub(super) fn show(shell: &Shell, fitting: &Fitting) -> String {
    let mut parts = vec![
        format!(
            "The weights, for the rows of their terms in src/fold/evidence.\n{}",
            weights(shell, fitting)
        ),
        sets(shell, &fitting.sets),
        format!(
            "Each set, decided as a pass does: exact keys, then the arrangement into stories.\n{}",
            outcomes(shell, &fitting.outcomes)
        ),
    ];
    if !fitting.generated.is_empty() {
        parts.push(format!(
            "The generated pairs of all sets, each decided by its own score.\n{}",
            generated(shell, &fitting.generated)
        ));
    }
    if fitting.sets.len() < 2 {
        parts.push(
            "A single set cannot be left out: give several to see how the weights decide labels \
             that the fit has not seen."
                .to_owned(),
        );
    }
    let missing = missing(&fitting.missing);
    if !missing.is_empty() {
        parts.push(missing.join("\n"));
    }
    parts.join("\n\n")
}

/// The weight of every term, before and after.
fn weights(shell: &Shell, fitting: &Fitting) -> String {
    let columns = [
        Column::Left("term"),
        Column::Left("side"),
        Column::Right("prior"),
        Column::Right("this version"),
        Column::Right("fitted"),
    ];
    let bias = vec![
        "BIAS".to_owned(),
        String::new(),
        String::new(),
        weight(fitting.bias_before),
        weight(fitting.bias),
    ];
    let terms = fitting.terms.iter().map(|term| {
        vec![
            term.name.to_owned(),
            term.side.to_owned(),
            weight(term.prior),
            weight(term.before),
            weight(term.weight),
        ]
    });
    let rows: Vec<Vec<String>> = std::iter::once(bias).chain(terms).collect();
    table::draw(&shell.terminal, &columns, &rows)
}

/// A weight with three decimals and without a negative zero.
fn weight(value: f64) -> String {
    let shown = format!("{value:.3}");
    if shown == "-0.000" {
        "0.000".to_owned()
    } else {
        shown
    }
}

fn sets(shell: &Shell, sets: &[FittedOn]) -> String {
    let columns = [
        Column::Left("fitted to"),
        Column::Right("entries"),
        Column::Right("pairs with anything in common"),
        Column::Right("to fold"),
        Column::Right("to fold, nothing in common"),
        Column::Right("siblings"),
        Column::Right("copies"),
    ];
    let rows = sets.iter().map(|set| {
        vec![
            set.name.clone(),
            set.entries.to_string(),
            set.candidates.to_string(),
            set.true_pairs.to_string(),
            set.out_of_reach.to_string(),
            set.siblings.to_string(),
            set.copies.to_string(),
        ]
    });
    table::draw(&shell.terminal, &columns, &rows.collect::<Vec<_>>())
}

fn under(under: Under) -> &'static str {
    match under {
        Under::ThisVersion => "of this version",
        Under::OthersFitted => "fitted to the other sets",
        Under::AllFitted => "fitted to all sets",
    }
}

fn outcomes(shell: &Shell, outcomes: &[SetOutcome]) -> String {
    let columns = [
        Column::Left("set"),
        Column::Left("weights"),
        Column::Right("folded"),
        Column::Right("false"),
        Column::Right("missed"),
        Column::Right("precision"),
        Column::Right("recall"),
        Column::Right("siblings folded"),
        Column::Right("copies missed"),
    ];
    let rows = outcomes.iter().map(|outcome| {
        let decided = &outcome.decided;
        let tally = &decided.stories;
        vec![
            outcome.name.clone(),
            under(outcome.under).to_owned(),
            tally.folded.to_string(),
            tally.false_folds.to_string(),
            tally.missed.to_string(),
            share(tally.precision()),
            share(tally.recall()),
            decided.siblings_folded.to_string(),
            decided.copies_missed.to_string(),
        ]
    });
    table::draw(&shell.terminal, &columns, &rows.collect::<Vec<_>>())
}

fn generated(shell: &Shell, outcomes: &[GeneratedOutcome]) -> String {
    let columns = [
        Column::Left("generated"),
        Column::Left("weights"),
        Column::Right("pairs"),
        Column::Right("wrong"),
    ];
    let rows = outcomes.iter().map(|outcome| {
        vec![
            outcome.change.means().to_owned(),
            under(outcome.under).to_owned(),
            outcome.pairs.to_string(),
            outcome.wrong.to_string(),
        ]
    });
    table::draw(&shell.terminal, &columns, &rows.collect::<Vec<_>>())
}
