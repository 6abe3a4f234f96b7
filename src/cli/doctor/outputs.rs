//! Findings about the outputs: whether the files exist, are valid and match the store.

use std::fs;
use std::io::ErrorKind;

use super::finding::{About, Finding};
use crate::config::Config;
use crate::model::{EntryKind, Listed, Output, OutputOutcome, OutputReport, Timestamp};
use crate::pipeline::{self, ForeignFile, Plan, Storing};
use crate::publish;
use crate::store::Store;

/// The finding about an output. `now` is the report of writing it from the store, if known.
pub(super) fn output(config: &Config, output: &Output, now: Option<&OutputReport>) -> Finding {
    let about = About::new("output", output.path.display().to_string());
    let again = "`feedfold publish` writes it again";
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
    let listed = match publish::verify(output.format, &bytes) {
        // The file does not say whether its entries are stories or changes.
        Ok(Listed::Stories(count)) if output.entries != EntryKind::Stories => {
            Listed::Changes(count)
        }
        Ok(listed) => listed,
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
        Some(OutputOutcome::Unchanged { .. } | OutputOutcome::Written { .. }) => {
            about.ok(format!("whole and up to date, {listed}"))
        }
        None => about.ok(format!("whole, {listed}")),
    }
}

/// The finding about an output file that this store did not write.
pub(super) fn foreign(file: &ForeignFile) -> Finding {
    let about = About::new("output", file.path.display().to_string());
    let failure = file.failure();
    about.wrong(failure.what, failure.remedy)
}

/// Whether stories leave this output by age alone.
fn ages(config: &Config, output: &Output) -> bool {
    let when = output.selection.filter.when.iter();
    let rules = config.rules.iter().map(|rule| &rule.when);
    output.selection.since.is_some()
        || when
            .chain(rules)
            .any(|condition| condition.max_age.is_some())
}

/// Reports what the store would write now, without writing it. `None` if a source was renamed:
/// then only a run can determine it.
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
    // A source that was never read has no entries, and the store would create a row for it.
    let plan = Plan {
        sources: &known,
        ..Plan::new(config)
    };
    Ok(Some(pipeline::publish(plan, store, Storing::DryRun, now)?))
}
