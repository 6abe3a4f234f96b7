//! The outputs: there, whole, and what the store gives now.

use std::fs;
use std::io::ErrorKind;

use super::super::plan;
use super::finding::{About, Finding};
use crate::config::Config;
use crate::model::{Output, OutputOutcome, OutputReport, Timestamp, counted};
use crate::pipeline::{self, ForeignFile, Storing};
use crate::publish;
use crate::store::Store;

/// What is to be said of an output; `now` says what the store would give, when that is known.
pub(super) fn output(config: &Config, output: &Output, now: Option<&OutputReport>) -> Finding {
    let about = About::new("output", output.path.display().to_string());
    let again = "`feedfold publish` writes it anew";
    let bytes = match fs::read(&output.path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return about.wrong("it is not there", again);
        }
        Err(error) => {
            return about.wrong(
                format!("it cannot be read ({error})"),
                "`path` must name a file that this user may read",
            );
        }
    };
    let entries = match publish::verify(&bytes) {
        Ok(entries) => entries,
        Err(fault) => return about.wrong(format!("it is not whole: {fault}"), again),
    };
    match now.map(|report| &report.outcome) {
        Some(OutputOutcome::Held { .. }) => {
            let found = "it is not what the store gives now";
            if ages(config, output) {
                about.note(format!("{found}; stories may have aged out"), again)
            } else {
                about.wrong(found, again)
            }
        }
        Some(OutputOutcome::Failed { failure }) => {
            about.wrong(failure.what.clone(), failure.remedy.clone())
        }
        Some(OutputOutcome::Unchanged { .. } | OutputOutcome::Written { .. }) => about.ok(format!(
            "whole and up to date, {}",
            counted(entries, "entry")
        )),
        None => about.ok(format!("whole, {}", counted(entries, "entry"))),
    }
}

/// What is to be said of a file that the store did not write.
pub(super) fn others(file: &ForeignFile) -> Finding {
    let about = About::new("output", file.path.display().to_string());
    let failure = file.failure();
    about.wrong(failure.what, failure.remedy)
}

/// Whether time alone takes stories out of this output.
fn ages(config: &Config, output: &Output) -> bool {
    let when = output.selection.when.iter();
    let rules = config.rules.iter().map(|rule| &rule.when);
    output.selection.since.is_some()
        || when
            .chain(rules)
            .any(|condition| condition.max_age.is_some())
}

/// What the store would give now, writing nothing; `None` when only a run can tell: a source was renamed.
pub(super) fn up_to_date(
    config: &Config,
    store: &mut Store,
    now: Timestamp,
) -> anyhow::Result<Option<Vec<OutputReport>>> {
    let stored = store.sources()?;
    let mut known = Vec::new();
    for source in &config.sources {
        if stored.contains_key(&source.name) {
            known.push(source.clone());
        } else if source.was.is_some() {
            return Ok(None);
        }
    }
    // A source that was never read has nothing to give, and would be written down.
    let plan = pipeline::Plan {
        sources: &known,
        ..plan(config)
    };
    Ok(Some(pipeline::publish(plan, store, Storing::DryRun, now)?))
}
