//! A progress bar during a pass, on a terminal only.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::{Terminal, safe};
use crate::model::{SourceName, SourceReport};
use crate::pipeline::Progress;

/// How often to redraw the elapsed time.
const TICK: Duration = Duration::from_secs(1);

/// Shows how many sources are done and which one the pass waits for. Does nothing if standard
/// error is no terminal.
pub(super) struct Bar {
    bar: ProgressBar,
    left: Mutex<Unfinished>,
}

impl Bar {
    pub(super) fn on(terminal: &Terminal) -> Self {
        let bar = bar_on(terminal);
        let style =
            ProgressStyle::with_template("{bar:16} {pos}/{len} sources  {elapsed}  {wide_msg}");
        Self {
            bar: match style {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            },
            left: Mutex::default(),
        }
    }

    /// Removes the bar from the terminal.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn show(&self, change: impl FnOnce(&mut Unfinished)) {
        if self.bar.is_hidden() {
            return;
        }
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut left);
        self.bar.set_message(safe(&left.words()));
    }
}

impl Progress for Bar {
    fn begin(&self, sources: &[SourceName]) {
        if sources.is_empty() {
            self.bar.set_draw_target(ProgressDrawTarget::hidden());
        } else if !self.bar.is_hidden() {
            self.bar.enable_steady_tick(TICK);
        }
        self.bar.set_length(sources.len() as u64);
        self.show(|left| left.0 = sources.iter().cloned().collect());
    }

    fn done(&self, report: &SourceReport) {
        self.show(|left| left.remove(&report.source));
        self.bar.inc(1);
    }
}

/// A bar that is drawn only if a person sees standard error.
fn bar_on(terminal: &Terminal) -> ProgressBar {
    let target = if terminal.err_is_person {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    ProgressBar::with_draw_target(None, target)
}

/// Shows how many of a known number of steps are done. Does nothing if standard error is no
/// terminal.
pub(super) struct CountBar(ProgressBar);

impl CountBar {
    /// A bar that shows which part of the steps is done.
    pub(super) fn on(terminal: &Terminal) -> Self {
        Self::with(terminal, "{bar:16} {percent}%  {elapsed}, {eta} left")
    }

    /// A bar that counts entries, and says what is being done.
    pub(super) fn of_entries(terminal: &Terminal) -> Self {
        Self::with(
            terminal,
            "{bar:16} {pos}/{len} entries  {elapsed}, {eta} left  {wide_msg}",
        )
    }

    fn with(terminal: &Terminal, template: &str) -> Self {
        let bar = bar_on(terminal);
        Self(match ProgressStyle::with_template(template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }

    /// Says what is being done.
    pub(super) fn say(&self, what: &str) {
        self.0.set_message(safe(what));
    }

    /// Shows that so many of all steps are done.
    pub(super) fn show(&self, done: u64, all: u64) {
        self.0.set_length(all);
        self.0.set_position(done);
    }

    /// Removes the bar from the terminal.
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

/// The sources that have begun but are not done, in the order in which they began.
#[derive(Debug, Default)]
struct Unfinished(VecDeque<SourceName>);

impl Unfinished {
    /// Removes a source that is done. Most that are done are among the first that began.
    fn remove(&mut self, source: &SourceName) {
        if let Some(place) = self.0.iter().position(|name| name == source) {
            self.0.remove(place);
        }
    }

    /// The number of them, and the one that began first.
    fn words(&self) -> String {
        match (self.0.front(), self.0.len()) {
            (None, _) => "writing the outputs".to_owned(),
            (Some(name), 1) => format!("waiting for {name}"),
            (Some(name), number) => format!("waiting for {name} and {} more", number - 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Unfinished;
    use crate::model::SourceName;

    #[test]
    fn the_source_that_hangs_is_named_and_none_that_is_done() {
        let name = |name: &str| SourceName::parse(name).unwrap();
        let mut left = Unfinished(["slow", "quick", "late"].map(name).into());
        assert_eq!(left.words(), "waiting for slow and 2 more");
        left.remove(&name("quick"));
        assert_eq!(left.words(), "waiting for slow and 1 more");
        left.remove(&name("late"));
        assert_eq!(left.words(), "waiting for slow");
        left.0.clear();
        assert_eq!(left.words(), "writing the outputs");
    }
}
