//! What happened to an output, in one line.

use super::terminal::safe;
use crate::model::{OutputOutcome, OutputReport, counted};

pub(super) fn line(report: &OutputReport) -> String {
    let path = safe(&report.path);
    match &report.outcome {
        OutputOutcome::Written { stories } => {
            format!("wrote {path} ({})", counted(stories, "story"))
        }
        OutputOutcome::Unchanged { stories } => {
            format!("{path} is unchanged ({})", counted(stories, "story"))
        }
        OutputOutcome::Held { stories } => {
            format!(
                "{path} would be written ({}): dry run",
                counted(stories, "story")
            )
        }
        OutputOutcome::Failed { .. } => format!("{path} could not be written"),
    }
}
