//! How subscriptions go on, from first request to last push.

use super::*;
use crate::model::{Callback, Cause, Failure, Secret, SourceName, Step, SubscriptionRow, WebUrl};

const HOUR: i64 = 3600;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn new() -> Subscription {
    let secret = || Secret::new("s".to_owned());
    Subscription {
        row: SubscriptionRow(1),
        callback: Callback {
            source: SourceName::parse("a").unwrap(),
            token: secret(),
            secret: secret(),
            server: WebUrl::parse("https://push.example.org/").unwrap(),
            hub: WebUrl::parse("https://hub.example/").unwrap(),
            topic: "https://outlet.example/feed".to_owned(),
        },
        state: SubscriptionState::New,
        lease_end: None,
        next_attempt: at(0),
        failures: 0,
        trouble: None,
        heard: Heard::default(),
    }
}

/// A subscription with a lease of 100 hours from the begin.
fn active() -> Subscription {
    let mut subscription = new();
    taken(&mut subscription, at(0));
    verified(&mut subscription, Some(Duration::from_hours(100)), at(0));
    subscription
}

fn no_answer(retry_after: Option<u64>) -> Undelivered {
    Undelivered {
        failure: Failure {
            step: Step::Fetch,
            cause: Cause::Server,
            what: "it answered 500".to_owned(),
            remedy: "wait".to_owned(),
        },
        retry_after: retry_after.map(Duration::from_secs),
    }
}

fn hours(subscription: &Subscription) -> i64 {
    subscription.next_attempt.duration_since(at(0)).as_hours()
}

#[test]
fn a_lease_is_renewed_when_four_fifths_are_over_and_again_before_it_ends() {
    let mut subscription = active();
    assert!(is_live(&subscription, at(100 * HOUR - 1)));
    assert!(!is_live(&subscription, at(100 * HOUR)));
    assert_eq!(hours(&subscription), 80);
    assert!(!is_due(&subscription, at(80 * HOUR - 1)));
    assert!(is_due(&subscription, at(80 * HOUR)));
    taken(&mut subscription, at(80 * HOUR));
    assert_eq!(
        subscription.state,
        SubscriptionState::Active,
        "it still tells"
    );
    assert_eq!(hours(&subscription), 85);
    verified(&mut subscription, None, at(81 * HOUR));
    assert_eq!(hours(&subscription), 81 + 192, "four fifths of ten days");
}

#[test]
fn the_lease_that_a_hub_names_has_bounds() {
    let mut subscription = active();
    verified(&mut subscription, Some(Duration::MAX), at(0));
    assert_eq!(subscription.lease_end, Some(at(30 * 24 * HOUR)));
    verified(&mut subscription, Some(Duration::ZERO), at(0));
    assert_eq!(subscription.lease_end, Some(at(0)));
    assert_eq!(subscription.next_attempt, at(600));
}

#[test]
fn a_lease_that_ends_unrenewed_and_one_of_a_clock_set_back_hold_no_longer() {
    let mut subscription = active();
    assert!(!overdue(&mut subscription, at(99 * HOUR)));
    assert!(!is_live(&subscription, at(-31 * 24 * HOUR)));
    assert!(overdue(&mut subscription, at(100 * HOUR)));
    assert_eq!(subscription.state, SubscriptionState::Failed);
    assert!(subscription.trouble.unwrap().contains("lease ended"));
}

#[test]
fn a_hub_that_fails_is_asked_again_ever_less_often() {
    let mut subscription = new();
    let mut waits = Vec::new();
    for _ in 0..10 {
        refused(&mut subscription, no_answer(None), at(0));
        waits.push(subscription.next_attempt.duration_since(at(0)).as_mins());
    }
    assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]);
    refused(&mut subscription, no_answer(Some(100 * 3600)), at(0));
    assert_eq!(hours(&subscription), 48, "as it asked, within bounds");
    assert_eq!(subscription.state, SubscriptionState::Failed);
    taken(&mut subscription, at(0));
    assert_eq!(subscription.state, SubscriptionState::Asked);
    assert!(!overdue(&mut subscription, at(HOUR - 1)));
    assert!(overdue(&mut subscription, at(HOUR)), "it never verified");
    assert_eq!(subscription.state, SubscriptionState::Failed);
    assert!(!is_due(&subscription, at(HOUR)));
}

#[test]
fn a_denial_ends_also_what_was_agreed_and_is_asked_about_again_after_a_day() {
    let mut subscription = active();
    denied(&mut subscription, Some(&"x".repeat(9_999)), at(0));
    assert!(!is_live(&subscription, at(1)));
    assert_eq!(hours(&subscription), 24);
    assert!(subscription.trouble.unwrap().len() < 300);
}

#[test]
fn a_hub_that_knows_the_callback_is_asked_to_end_it_three_times_at_most() {
    assert!(!left(&mut new(), at(0)), "no hub knows of it");
    let mut subscription = active();
    assert!(left(&mut subscription, at(0)));
    assert_eq!(subscription.state, SubscriptionState::Leaving);
    for _ in 0..3 {
        assert!(left(&mut subscription, at(0)));
        taken(&mut subscription, at(0));
        assert_eq!(hours(&subscription), 1);
        verified(&mut subscription, None, at(0));
        denied(&mut subscription, None, at(0));
        assert_eq!(subscription.state, SubscriptionState::Leaving);
    }
    assert!(!left(&mut subscription, at(0)));
    let mut subscription = active();
    assert!(
        !left(&mut subscription, at(100 * HOUR)),
        "it has ended by itself"
    );
}

/// Reads after a push or without one, each with its news.
fn read_after(subscription: &mut Subscription, push: bool, new: u64, second: i64) {
    if push {
        pushed(&mut subscription.heard, (1, 0), at(second));
    }
    read(subscription, (new, 0), at(second), at(second));
}

#[test]
fn a_hub_is_relied_on_after_it_told_of_entries_and_until_it_was_silent_about_one() {
    let mut subscription = active();
    assert!(!is_relied_on(&subscription, at(1)));
    read_after(&mut subscription, false, 5, 1);
    assert!(!is_relied_on(&subscription, at(1)), "the entries of before");
    assert_eq!(subscription.heard.missed, 0);
    read_after(&mut subscription, true, 1, 2);
    assert!(is_relied_on(&subscription, at(2)));
    read_after(&mut subscription, false, 0, 3);
    assert!(is_relied_on(&subscription, at(3)));
    read_after(&mut subscription, false, 1, 4);
    assert_eq!(subscription.heard.missed, 1);
    assert!(!is_relied_on(&subscription, at(4)));
    // After each silence, it has to tell once more than the time before.
    read_after(&mut subscription, true, 1, 5);
    assert!(!is_relied_on(&subscription, at(5)));
    read_after(&mut subscription, true, 1, 6);
    assert!(is_relied_on(&subscription, at(6)));
    assert!(
        !is_relied_on(&subscription, at(100 * HOUR)),
        "its lease is over"
    );
}

#[test]
fn a_push_whose_entries_are_not_there_yet_is_not_taken_for_an_empty_one_at_once() {
    let mut subscription = active();
    read_after(&mut subscription, true, 1, 1);
    read_after(&mut subscription, true, 0, 2);
    assert!(
        !is_relied_on(&subscription, at(2)),
        "read again at the usual pace"
    );
    read_after(&mut subscription, false, 1, 3);
    assert_eq!(
        (subscription.heard.announced, subscription.heard.missed),
        (2, 0)
    );
    read_after(&mut subscription, true, 0, 4);
    read_after(&mut subscription, false, 0, 5);
    assert!(is_relied_on(&subscription, at(5)), "it was empty");
}

#[test]
fn a_push_during_a_read_is_about_what_comes_after_it() {
    let mut subscription = active();
    pushed(&mut subscription.heard, (3, 1), at(10));
    read(&mut subscription, (0, 0), at(5), at(11));
    assert_eq!(subscription.heard.unmet, Some(0));
    read(&mut subscription, (1, 0), at(5), at(11));
    assert_eq!(subscription.heard.unmet, Some(0));
    read(&mut subscription, (0, 1), at(20), at(21));
    assert_eq!(subscription.heard.unmet, None);
    assert_eq!(
        (subscription.heard.pushes, subscription.heard.ignored),
        (3, 1)
    );
}
