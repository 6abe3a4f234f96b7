//! Prints what happened to the outputs, and decides how a command that wrote them ends.

use super::terminal::safe;
use super::{ExitStatus, Shell, damaged};
use crate::config::Config;
use crate::model::{DamagedText, Delivery, HubOutcome, OutputOutcome, OutputReport, counted};
use crate::pipeline::{self, Plan};

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

/// Tells the hub of the site which outputs changed, and prints a warning if that failed.
pub(super) fn tell_hub(
    shell: &Shell,
    config: &Config,
    reports: &mut [OutputReport],
) -> anyhow::Result<()> {
    if config.site.hub.is_none() {
        return Ok(());
    }
    Shell::runtime()?.block_on(pipeline::tell_hub(Plan::new(config), reports));
    print_hub_failures(shell, reports);
    Ok(())
}

/// Hands over the messages that wait, and prints a warning for each recipient that took none.
pub(super) fn hand_over(shell: &Shell, config: &Config) -> anyhow::Result<Vec<Delivery>> {
    if config.recipients.is_empty() {
        return Ok(Vec::new());
    }
    let store = &config.store_path;
    let never = std::future::pending();
    let handing = pipeline::hand_over(Plan::new(config), store, &shell.clock, never);
    let deliveries = Shell::runtime()?.block_on(handing);
    print_delivery_failures(shell, &deliveries);
    Ok(deliveries)
}

/// Prints a warning for each recipient that did not take a message, or lost messages.
pub(super) fn print_delivery_failures(shell: &Shell, deliveries: &[Delivery]) {
    for delivery in deliveries {
        let output = &delivery.output;
        if let Some(failure) = &delivery.failure {
            shell.terminal.warning(&format!(
                "output {output}: {}, {} waiting; {}",
                failure.what,
                counted(
                    usize::try_from(delivery.queued).unwrap_or(usize::MAX),
                    "message"
                ),
                failure.remedy
            ));
        }
        if delivery.given_up > 0 {
            shell.terminal.warning(&format!(
                "output {output}: {} given up, after a day of failures; the stories are in the other \
                 outputs and in `feedfold stories`",
                counted(delivery.given_up, "message")
            ));
        }
    }
}

/// Adds the damaged texts that messages needed to those that the outputs needed.
pub(super) fn add_damaged(damaged: &mut Vec<DamagedText>, deliveries: &[Delivery]) {
    for text in deliveries.iter().flat_map(|one| &one.damaged_texts) {
        if !damaged.contains(text) {
            damaged.push(text.clone());
        }
    }
}

/// The line about the messages of a recipient.
pub(super) fn delivery_line(delivery: &Delivery) -> String {
    let Delivery {
        output,
        sent,
        queued,
        ..
    } = delivery;
    let waiting = match queued {
        0 => String::new(),
        queued => format!(", {queued} waiting"),
    };
    format!("sent {} to {output}{waiting}", counted(*sent, "message"))
}

/// Prints a warning for each output of which the hub did not hear.
pub(super) fn print_hub_failures(shell: &Shell, reports: &[OutputReport]) {
    for report in reports {
        if let Some(HubOutcome::Failed { failure }) = &report.hub {
            shell.terminal.warning(&format!(
                "output {}: {}; {}",
                report.output, failure.what, failure.remedy
            ));
        }
    }
}

/// Prints to standard error which outputs failed, and which texts they lack because these are
/// damaged. The command fails if there is one.
pub(super) fn exit_status(
    shell: &Shell,
    reports: &[OutputReport],
    damaged: &[DamagedText],
) -> ExitStatus {
    damaged::print(shell, damaged);
    let mut status = if damaged.is_empty() {
        ExitStatus::Done
    } else {
        ExitStatus::Failed
    };
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
