//! Slows down those who guess the password.
//!
//! Each address has a few tries, and then a growing pause in which no password of it is looked at.
//! The pause is short enough that people behind the same proxy as an attacker can still edit, and
//! reading never needs a password.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::peers::client;

/// Wrong passwords in a row before the first pause.
const FREE: u32 = 5;
/// The first pause; each further wrong password doubles it.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(16);
/// After this time without a wrong password, an address begins anew.
const FORGET_AFTER: Duration = Duration::from_mins(15);
/// Most addresses that are remembered; all further ones share one count.
const ADDRESSES: usize = 4_096;

/// Wrong passwords by address.
#[derive(Debug, Default)]
pub(super) struct Guesses(Mutex<HashMap<IpAddr, Wrong>>);

#[derive(Debug, Clone, Copy)]
struct Wrong {
    count: u32,
    last: Instant,
}

impl Guesses {
    /// Whether the password of an address is right; `None` if it comes too soon to be looked at.
    pub(super) fn judge(
        &self,
        peer: IpAddr,
        now: Instant,
        is_right: impl FnOnce() -> bool,
    ) -> Option<bool> {
        // Held until the result is recorded, so that tries at the same time count one by one.
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_old = |wrong: &Wrong| now.saturating_duration_since(wrong.last) >= FORGET_AFTER;
        if all.len() >= ADDRESSES {
            all.retain(|_, wrong| !is_old(wrong));
        }
        let mut of = client(peer);
        if all.len() >= ADDRESSES && !all.contains_key(&of) {
            of = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
        }
        let before = all.get(&of).filter(|wrong| !is_old(wrong)).copied();
        if before.is_some_and(|wrong| now < wrong.last + pause(wrong.count)) {
            return None;
        }
        if is_right() {
            all.remove(&of);
            return Some(true);
        }
        let count = before.map_or(0, |wrong| wrong.count).saturating_add(1);
        all.insert(of, Wrong { count, last: now });
        Some(false)
    }
}

/// The pause after so many wrong passwords.
fn pause(wrong: u32) -> Duration {
    match wrong.checked_sub(FREE) {
        None => Duration::ZERO,
        Some(doublings) => {
            let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX).max(1);
            FIRST_PAUSE.saturating_mul(factor).min(LONGEST_PAUSE)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::time::{Duration, Instant};

    use super::{ADDRESSES, FORGET_AFTER, FREE, Guesses, LONGEST_PAUSE, pause};

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn after_a_few_wrong_passwords_even_the_right_one_waits_and_others_do_not() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        let one = address("192.0.2.1");
        for _ in 0..FREE {
            assert_eq!(guesses.judge(one, now, || false), Some(false));
        }
        assert_eq!(guesses.judge(one, now, || true), None);
        assert_eq!(
            guesses.judge(address("192.0.2.2"), now, || true),
            Some(true)
        );
        let later = now + Duration::from_secs(1);
        assert_eq!(guesses.judge(one, later, || false), Some(false));
        assert_eq!(
            guesses.judge(one, later + Duration::from_secs(1), || true),
            None
        );
        assert_eq!(
            guesses.judge(one, later + Duration::from_secs(2), || true),
            Some(true)
        );
        assert_eq!(guesses.judge(one, later, || false), Some(false), "anew");
    }

    #[test]
    fn the_pause_doubles_up_to_a_bound_and_is_forgotten() {
        assert_eq!(pause(FREE - 1), Duration::ZERO);
        assert_eq!(pause(FREE + 2), Duration::from_secs(4));
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
        let (guesses, now) = (Guesses::default(), Instant::now());
        let one = address("2001:db8::1");
        for guess in 0..100 {
            let at = now + LONGEST_PAUSE * guess;
            assert_eq!(guesses.judge(one, at, || false), Some(false));
        }
        let last = now + LONGEST_PAUSE * 99;
        assert_eq!(guesses.judge(address("2001:db8::2"), last, || true), None);
        assert_eq!(
            guesses.judge(one, last + FORGET_AFTER, || false),
            Some(false)
        );
        assert_eq!(guesses.judge(one, last + FORGET_AFTER, || true), Some(true));
    }

    #[test]
    fn many_addresses_share_one_count_and_no_memory_grows() {
        let (guesses, now) = (Guesses::default(), Instant::now());
        let mut looked_at = 0;
        for number in 0..(u32::try_from(ADDRESSES).unwrap() + 100) {
            let peer = IpAddr::V4(number.into());
            looked_at += usize::from(guesses.judge(peer, now, || false).is_some());
        }
        assert_eq!(looked_at, ADDRESSES + usize::try_from(FREE).unwrap());
        assert!(guesses.0.lock().unwrap().len() <= ADDRESSES + 1);
    }
}
