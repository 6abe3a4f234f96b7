//! Prints what happened to the outputs, and decides how a command that wrote them ends.

use super::terminal::safe;
use super::{ExitStatus, Shell};
use crate::model::{OutputOutcome, OutputReport};

pub(super) fn line(report: &OutputReport) -> String {
    let path = safe(&report.path);
    match &report.outcome {
        OutputOutcome::Written { listed } => {
            format!("wrote {path} ({listed})")
        }
        OutputOutcome::Unchanged { listed } => {
            format!("{path} is unchanged ({listed})")
        }
        OutputOutcome::Held { listed } => {
            format!("{path} would be written ({listed}): dry run")
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
pub(super) fn exit_status(shell: &Shell, reports: &[OutputReport]) -> ExitStatus {
    let mut status = ExitStatus::Done;
    for report in reports {
        if let OutputOutcome::Failed { failure } = &report.outcome {
            status = ExitStatus::Failed;
            shell.terminal.error(&format!(
                "output {}: {}; {}",
                report.output, failure.what, failure.remedy
            ));
        }
    }
    status
}
