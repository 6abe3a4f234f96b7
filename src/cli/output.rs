//! Prints what happened to the outputs, and decides how a command that wrote them ends.

use super::terminal::safe;
use super::{Ending, Shell};
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

/// Prints a line for every output that did not fail.
pub(super) fn print(shell: &Shell, reports: &[OutputReport]) -> anyhow::Result<()> {
    for report in reports {
        if !matches!(report.outcome, OutputOutcome::Failed { .. }) {
            shell.terminal.line(&line(report))?;
        }
    }
    Ok(())
}

/// Prints to standard error which outputs failed. The command fails if one did.
pub(super) fn ending(shell: &Shell, reports: &[OutputReport]) -> Ending {
    let mut ending = Ending::Done;
    for report in reports {
        if let OutputOutcome::Failed { failure } = &report.outcome {
            ending = Ending::Failed;
            shell.terminal.error(&format!(
                "output {}: {}; {}",
                report.output, failure.what, failure.remedy
            ));
        }
    }
    ending
}
