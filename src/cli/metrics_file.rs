//! Writes the numbers for the text file collector of the node exporter after a run, also after one
//! that failed.

use super::{ExitStatus, Shell};
use crate::config::Config;
use crate::pipeline::{self, Plan};
use crate::publish::{metrics::MetricsText, write_metrics};
use crate::store::{self, Store};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    Well,
    Badly,
}

impl Ended {
    /// How a command ended; `None` if another run was at work, which writes the file.
    pub(super) fn of(ended: &anyhow::Result<ExitStatus>) -> Option<Self> {
        match ended {
            Ok(ExitStatus::Done) => Some(Self::Well),
            Ok(_) => Some(Self::Badly),
            Err(error) => match error.downcast_ref() {
                Some(store::Error::Locked { .. }) => None,
                _ => Some(Self::Badly),
            },
        }
    }
}

/// Writes the file that the configuration names, if it names one. A failure is a warning.
pub(super) fn write(shell: &Shell, config: &Config, ended: Ended) {
    let Some(path) = &config.metrics_path else {
        return;
    };
    let now = shell.now();
    let numbers = Store::open_to_read(&config.store_path)
        .map_err(pipeline::Error::from)
        .and_then(|store| pipeline::metrics(Plan::new(config), &store, now));
    let mut text = MetricsText::of_store(numbers.ok().as_ref());
    text.gauge(
        "feedfold_run_success",
        "1 if the last run ended well, 0 if it failed.",
    )
    .sample(&[], u8::from(ended == Ended::Well));
    text.gauge("feedfold_run_timestamp_seconds", "When the last run ended.")
        .sample(&[], now.as_second());
    if let Err(error) = write_metrics(path, &text.into_string()) {
        shell.terminal.warning(&format!(
            "the file of `[metrics]`: {}",
            error.failure().what
        ));
    }
}
