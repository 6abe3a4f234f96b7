//! What hubs are answered, and which of their pushes count.

use super::*;
use crate::model::{Callback, Heard, SourceName, WebUrl};

const TOPIC: &str = "https://outlet.example/feed?a=1&b=2";
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn callbacks(state: SubscriptionState) -> Callbacks {
    let callbacks = Callbacks::default();
    callbacks.know(&[Subscription {
        row: SubscriptionRow(1),
        callback: Callback {
            source: SourceName::parse("a").unwrap(),
            token: Secret::new("t0ken".to_owned()),
            secret: Secret::new("Jefe".to_owned()),
            server: WebUrl::parse("https://push.example.org/").unwrap(),
            hub: WebUrl::parse("https://hub.example/").unwrap(),
            topic: TOPIC.to_owned(),
        },
        state,
        lease_end: None,
        next_attempt: NOW,
        failures: 0,
        trouble: None,
        heard: Heard::default(),
    }]);
    callbacks
}

fn query(mode: &str, topic: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("hub.mode", mode)
        .append_pair("hub.topic", topic)
        .append_pair("hub.challenge", "c&h")
        .append_pair("hub.lease_seconds", "60")
        .finish()
}

#[test]
fn only_what_we_want_is_confirmed() {
    let confirmed = Verdict::Confirmed("c&h".to_owned());
    for (state, mode, topic, token, expected) in [
        (
            SubscriptionState::Asked,
            "subscribe",
            TOPIC,
            "t0ken",
            &confirmed,
        ),
        (
            SubscriptionState::Active,
            "subscribe",
            TOPIC,
            "t0ken",
            &confirmed,
        ),
        (
            SubscriptionState::Leaving,
            "unsubscribe",
            TOPIC,
            "t0ken",
            &confirmed,
        ),
        (
            SubscriptionState::Asked,
            "denied",
            TOPIC,
            "t0ken",
            &Verdict::Noted,
        ),
        (
            SubscriptionState::Asked,
            "subscribe",
            TOPIC,
            "other",
            &Verdict::Unknown,
        ),
        (
            SubscriptionState::Asked,
            "subscribe",
            "https://x.example/",
            "t0ken",
            &Verdict::Unknown,
        ),
        (
            SubscriptionState::Active,
            "unsubscribe",
            TOPIC,
            "t0ken",
            &Verdict::Unknown,
        ),
        (
            SubscriptionState::Leaving,
            "subscribe",
            TOPIC,
            "t0ken",
            &Verdict::Unknown,
        ),
        (
            SubscriptionState::Asked,
            "publish",
            TOPIC,
            "t0ken",
            &Verdict::Unknown,
        ),
    ] {
        let callbacks = callbacks(state);
        let verdict = callbacks.verify(token, &query(mode, topic), NOW);
        assert_eq!(verdict, *expected, "{state:?} {mode} {topic} {token}");
        assert_eq!(callbacks.has_come(), verdict != Verdict::Unknown);
    }
}

#[test]
fn a_request_without_a_challenge_or_with_an_endless_one_is_not_confirmed() {
    let callbacks = callbacks(SubscriptionState::Asked);
    let whole = query("subscribe", TOPIC);
    for query in [
        whole.replace("hub.challenge", "challenge"),
        whole.replace("c%26h", &"c".repeat(LONGEST_CHALLENGE + 1)),
        String::new(),
        "%".to_owned(),
    ] {
        assert_eq!(callbacks.verify("t0ken", &query, NOW), Verdict::Unknown);
    }
    assert_eq!(
        Callbacks::default().verify("t0ken", &whole, NOW),
        Verdict::TooEarly
    );
}

/// The second test case of RFC 2202 and of RFC 4231.
#[test]
fn a_push_counts_with_a_correct_signature_of_any_method_and_with_no_other() {
    let sha1 = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";
    let sha256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    let sha384 = "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649";
    let sha512 = "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737";
    for (signature, is_correct) in [
        (Some(format!("sha1={sha1}")), true),
        (Some(format!("sha256={sha256}")), true),
        (Some(format!("SHA256={}", sha256.to_uppercase())), true),
        (Some(format!("sha384={sha384}")), true),
        (Some(format!("sha512={sha512}")), true),
        (Some(format!("sha256={sha1}")), false),
        (Some(format!("sha256={}", sha256.replace('5', "6"))), false),
        (
            Some(format!("sha256={}", sha256.replace("3843", "38"))),
            false,
        ),
        (
            Some(format!("sha256={}", sha256.replace("3843", "384"))),
            false,
        ),
        (Some("sha256=".to_owned()), false),
        (Some(format!("md5={sha256}")), false),
        (Some(sha256.to_owned()), false),
        (None, false),
    ] {
        let callbacks = callbacks(SubscriptionState::Active);
        let mut push = callbacks.push("t0ken", signature.as_deref()).unwrap();
        push.receive(b"what do ya want ");
        push.receive(b"for nothing?");
        callbacks.received(push, NOW);
        let came = callbacks.take().remove(&SubscriptionRow(1)).unwrap();
        let expected = (u64::from(is_correct), u64::from(!is_correct));
        assert_eq!((came.pushes, came.ignored), expected, "{signature:?}");
    }
    assert!(
        callbacks(SubscriptionState::Active)
            .push("other", None)
            .is_none()
    );
}
