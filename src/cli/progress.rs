//! A progress bar while sources are read, on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::{Terminal, safe};
use crate::model::SourceReport;
use crate::pipeline::Progress;

/// Shows how many sources are done; silent when standard error is no terminal.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn on(terminal: &Terminal) -> Self {
        let target = if terminal.err_is_person {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let style =
            ProgressStyle::with_template("{bar:32} {pos}/{len} sources  {elapsed}  {wide_msg}");
        Self(match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }

    /// Takes the bar off the terminal.
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn begin(&self, sources: usize) {
        if sources == 0 {
            self.0.set_draw_target(ProgressDrawTarget::hidden());
        }
        self.0.set_length(sources as u64);
    }

    fn done(&self, report: &SourceReport) {
        self.0.set_message(safe(report.source.as_str()));
        self.0.inc(1);
    }
}
