//! Fails when a source is asked before its time, or never again.

use super::{DAY, HOUR};

/// An answer, as far as it says when to come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// The document, or that nothing changed.
    Well,
    /// That something failed.
    Failed,
    /// Not to come for so many seconds.
    Later(i64),
    /// Never to come again.
    Gone,
}

/// When a source was last asked, and what it said.
#[derive(Debug, Default)]
pub(super) struct Pace {
    last: Option<(i64, Said)>,
    failures: u32,
    pub(super) requests: usize,
}

impl Pace {
    /// Notes a request and its answer.
    pub(super) fn asked(&mut self, source: usize, now: i64, said: Said, interval: i64) {
        self.requests += 1;
        // A redirect and its target are one exchange.
        if let Some((at, said)) = self.last.filter(|(at, _)| *at < now) {
            let wait = self.wait(said, interval);
            assert!(
                now >= at + wait,
                "source {source} is asked at {now} after {at}: {said:?}"
            );
        }
        self.failures = match said {
            Said::Failed => self.failures + 1,
            Said::Later(_) => self.failures,
            Said::Well | Said::Gone => 0,
        };
        self.last = Some((now, said));
    }

    /// Fails if the source should have been asked in the meantime.
    pub(super) fn assert_not_forgotten(&self, source: usize, now: i64, interval: i64) {
        let (at, said) = self.last.unwrap();
        let longest = match said {
            Said::Well => interval,
            Said::Failed | Said::Later(_) => DAY.max(self.wait(said, interval)),
            Said::Gone => return,
        };
        let late = now - at - longest;
        assert!(
            late <= 12 * HOUR,
            "source {source} was last asked at {at}, and now is {now}"
        );
    }

    /// Somebody wrote another address, which may be asked at once.
    pub(super) fn forget(&mut self) {
        (self.last, self.failures) = (None, 0);
    }

    fn wait(&self, said: Said, interval: i64) -> i64 {
        match said {
            Said::Well => interval,
            Said::Failed => {
                let factor = 1 << (self.failures.max(1) - 1).min(16);
                (interval * factor).min(DAY.max(interval))
            }
            Said::Later(seconds) => interval.max(seconds.min(2 * DAY)),
            Said::Gone => i64::MAX / 2,
        }
    }
}
