//! What happened to an output, in one line.

use super::terminal::safe;
use crate::model::{OutputOutcome, OutputReport};

pub(super) fn line(report: &OutputReport) -> String {
    let path = safe(&report.path);
    match &report.outcome {
        OutputOutcome::Written { stories } => format!("wrote {path} ({stories} stories)"),
        OutputOutcome::Unchanged { stories } => format!("{path} is unchanged ({stories} stories)"),
        OutputOutcome::Held { stories } => {
            format!("{path} would be written ({stories} stories): dry run")
        }
        OutputOutcome::Failed { .. } => format!("{path} could not be written"),
    }
}
