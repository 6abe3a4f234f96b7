//! Decides which permanent redirects to remember.

use std::time::Duration;

use crate::model::{PermanentMove, Timestamp, WebUrl};

/// How long an address must redirect to the same target before we believe it.
const CONFIRMED_AFTER: Duration = Duration::from_hours(24);

/// Failures in a row after which we forget a remembered move.
const GIVEN_UP_AFTER: u32 = 5;

/// The permanent redirect to remember after an answer that was parsed without error.
///
/// `configured` is the source's own address, `moved_to` comes from the outcome. The second
/// identical answer at least 24 hours after the first confirms a move. Any other answer before
/// that starts over, so that a mistaken or hijacked redirect does not last. Once the move is
/// confirmed, we request the new address. If that redirects elsewhere, we follow it each time but
/// do not remember it, because we no longer ask the old address, which may have another owner by
/// now. If it leads back to the configured address, we forget the move.
pub fn remember(
    configured: &WebUrl,
    remembered: Option<PermanentMove>,
    moved_to: Option<&WebUrl>,
    now: Timestamp,
) -> Option<PermanentMove> {
    match (remembered, moved_to) {
        (Some(old), to) if old.confirmed => (to != Some(configured)).then_some(old),
        (_, None) => None,
        (Some(old), Some(to)) if old.to == *to => {
            let age = Duration::try_from(now.duration_since(old.first_seen));
            match age {
                Ok(age) => Some(PermanentMove {
                    confirmed: age >= CONFIRMED_AFTER,
                    ..old
                }),
                // The clock was set back: count from now.
                Err(_) => Some(first(to, now)),
            }
        }
        (_, Some(to)) => Some(first(to, now)),
    }
}

/// The move that we still remember after `failures` failed fetches in a row.
///
/// After five we request the configured address again: the publisher may have removed the
/// redirect.
pub fn after_failure(remembered: Option<PermanentMove>, failures: u32) -> Option<PermanentMove> {
    remembered.filter(|_| failures < GIVEN_UP_AFTER)
}

fn first(to: &WebUrl, now: Timestamp) -> PermanentMove {
    PermanentMove {
        to: to.clone(),
        first_seen: now,
        confirmed: false,
    }
}

#[cfg(test)]
mod tests {
    use super::{after_failure, remember};
    use crate::model::{PermanentMove, Timestamp, WebUrl};

    fn url(text: &str) -> WebUrl {
        WebUrl::parse(text).unwrap()
    }

    fn old() -> WebUrl {
        url("http://example.com/old")
    }

    fn new() -> WebUrl {
        url("http://example.com/new")
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn seen(confirmed: bool) -> PermanentMove {
        PermanentMove {
            to: new(),
            first_seen: at("2026-03-22T08:00:00Z"),
            confirmed,
        }
    }

    #[test]
    fn the_first_answer_is_noted_but_not_believed() {
        let now = at("2026-03-22T08:00:00Z");
        assert_eq!(remember(&old(), None, Some(&new()), now), Some(seen(false)));
    }

    #[test]
    fn the_same_answer_confirms_after_a_day_and_not_before() {
        for (now, confirmed) in [
            ("2026-03-22T09:00:00Z", false),
            ("2026-03-23T07:59:59Z", false),
            ("2026-03-23T08:00:00Z", true),
        ] {
            let kept = remember(&old(), Some(seen(false)), Some(&new()), at(now));
            assert_eq!(kept, Some(seen(confirmed)), "{now}");
        }
    }

    #[test]
    fn another_answer_before_it_is_confirmed_starts_over() {
        let now = at("2026-03-24T08:00:00Z");
        assert_eq!(remember(&old(), Some(seen(false)), None, now), None);
        let other = url("http://example.com/other");
        let kept = remember(&old(), Some(seen(false)), Some(&other), now).unwrap();
        assert_eq!(
            (kept.to, kept.first_seen, kept.confirmed),
            (other, now, false)
        );
    }

    #[test]
    fn a_clock_set_back_counts_from_its_new_time() {
        let now = at("2020-01-01T00:00:00Z");
        let kept = remember(&old(), Some(seen(false)), Some(&new()), now).unwrap();
        assert_eq!((kept.first_seen, kept.confirmed), (now, false));
    }

    #[test]
    fn a_confirmed_move_stays_until_it_leads_back() {
        let now = at("2026-04-22T08:00:00Z");
        let other = url("http://elsewhere.example/");
        assert_eq!(
            remember(&old(), Some(seen(true)), None, now),
            Some(seen(true))
        );
        assert_eq!(
            remember(&old(), Some(seen(true)), Some(&other), now),
            Some(seen(true))
        );
        assert_eq!(remember(&old(), Some(seen(true)), Some(&old()), now), None);
    }

    #[test]
    fn a_move_that_keeps_failing_is_forgotten() {
        assert_eq!(after_failure(Some(seen(true)), 4), Some(seen(true)));
        assert_eq!(after_failure(Some(seen(true)), 5), None);
    }
}
