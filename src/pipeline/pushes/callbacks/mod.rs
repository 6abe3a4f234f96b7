//! What the server may answer to hubs, and what it heard from them. The loop of `watch` and the
//! server share it, each on its own thread: the server never waits for the store.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ring::hmac;
use subtle::ConstantTimeEq as _;
use url::form_urlencoded;

use crate::model::{Secret, Subscription, SubscriptionRow, SubscriptionState, Timestamp};

/// Longest challenge that is sent back, in bytes.
const LONGEST_CHALLENGE: usize = 1_024;

/// The methods of signatures (W3C WebSub 7.1).
const METHODS: [(&str, hmac::Algorithm); 4] = [
    ("sha1", hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
    ("sha256", hmac::HMAC_SHA256),
    ("sha384", hmac::HMAC_SHA384),
    ("sha512", hmac::HMAC_SHA512),
];

/// The callbacks of all subscriptions, and what came there.
#[derive(Debug, Default)]
pub struct Callbacks(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// By token; `None` until the store was read.
    known: Option<HashMap<String, Known>>,
    /// At most one row for each subscription, however much came.
    came: BTreeMap<SubscriptionRow, Came>,
}

#[derive(Debug)]
struct Known {
    row: SubscriptionRow,
    topic: String,
    secret: Secret,
    wish: Wish,
}

/// What we want of a hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Hear,
    Leave,
}

/// What came to one callback since the store was last written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Came {
    /// What the hub last said about the subscription.
    pub(super) word: Option<Word>,
    /// Pushes with a correct signature.
    pub(super) pushes: u64,
    /// Number of pushes whose signature was missing or wrong.
    pub(super) ignored: u64,
    /// When the last push or word came.
    pub(super) at: Timestamp,
}

/// What a hub said about a subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// It confirms the subscription, for the length of the lease if it names one.
    Subscribed(Option<Duration>),
    /// It confirms the end of the subscription.
    Unsubscribed,
    /// It refuses the subscription, with the reason if it names one.
    Denied(Option<String>),
}

/// The answer to a request by which a hub verifies what we want (W3C WebSub 5.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// We want that: send the challenge back.
    Confirmed(String),
    /// It was news, and needs no confirmation.
    Noted,
    /// There is no such callback, or we do not want that.
    Unknown,
    /// The store was not read yet: the hub is to ask again.
    TooEarly,
}

/// A push whose body is being received.
#[derive(Debug)]
pub struct Push {
    row: SubscriptionRow,
    /// `None` if no signature came that could be checked.
    check: Option<(hmac::Context, Vec<u8>)>,
}

impl Push {
    /// Takes the next part of the body. Nothing of it is kept.
    pub fn receive(&mut self, part: &[u8]) {
        if let Some((context, _)) = &mut self.check {
            context.update(part);
        }
    }

    fn has_correct_signature(self) -> bool {
        self.check
            .is_some_and(|(context, claimed)| context.sign().as_ref().ct_eq(&claimed).into())
    }
}

impl Callbacks {
    /// Answers to the query of a request by which a hub verifies what we want, or tells that it
    /// denies a subscription.
    pub fn verify(&self, token: &str, query: &str, now: Timestamp) -> Verdict {
        let mut state = self.state();
        let Some(known) = &state.known else {
            return Verdict::TooEarly;
        };
        let Some(known) = known.get(token) else {
            return Verdict::Unknown;
        };
        let field = |name: &str| {
            let mut fields = form_urlencoded::parse(query.as_bytes());
            fields.find_map(|(own, value)| (own == name).then(|| value.into_owned()))
        };
        if field("hub.topic").as_deref() != Some(known.topic.as_str()) {
            return Verdict::Unknown;
        }
        let word = match (field("hub.mode").as_deref(), known.wish) {
            (Some("subscribe"), Wish::Hear) => {
                let seconds = field("hub.lease_seconds").and_then(|lease| lease.parse().ok());
                Word::Subscribed(seconds.map(Duration::from_secs))
            }
            (Some("unsubscribe"), Wish::Leave) => Word::Unsubscribed,
            (Some("denied"), _) => Word::Denied(field("hub.reason")),
            _ => return Verdict::Unknown,
        };
        let verdict = match word {
            Word::Denied(_) => Verdict::Noted,
            Word::Subscribed(_) | Word::Unsubscribed => {
                let challenge = field("hub.challenge");
                match challenge.filter(|challenge| challenge.len() <= LONGEST_CHALLENGE) {
                    Some(challenge) => Verdict::Confirmed(challenge),
                    None => return Verdict::Unknown,
                }
            }
        };
        let row = known.row;
        let came = state.came.entry(row).or_default();
        came.word = Some(word);
        came.at = now;
        verdict
    }

    /// Begins to receive a push with this value of `X-Hub-Signature`; `None` if there is no such
    /// callback.
    pub fn push(&self, token: &str, signature: Option<&str>) -> Option<Push> {
        let state = self.state();
        let known = state.known.as_ref()?.get(token)?;
        let check = signature.and_then(|signature| {
            let (method, digest) = signature.trim().split_once('=')?;
            let is_it = |(name, _): &&(&str, _)| method.eq_ignore_ascii_case(name);
            let (_, algorithm) = METHODS.iter().find(is_it)?;
            let key = hmac::Key::new(*algorithm, known.secret.expose().as_bytes());
            Some((hmac::Context::with_key(&key), bytes_of(digest.trim())?))
        });
        Some(Push {
            row: known.row,
            check,
        })
    }

    /// Notes a push whose body has come whole. One without a correct signature is only counted.
    pub fn received(&self, push: Push, now: Timestamp) {
        let row = push.row;
        let is_signed = push.has_correct_signature();
        let mut state = self.state();
        let came = state.came.entry(row).or_default();
        if is_signed {
            came.pushes += 1;
            came.at = now;
        } else {
            came.ignored += 1;
        }
    }

    /// Whether something came since the last look.
    pub fn has_come(&self) -> bool {
        !self.state().came.is_empty()
    }

    /// Whether it is known that the store has no subscription.
    pub(super) fn is_empty(&self) -> bool {
        let known = &self.state().known;
        known.as_ref().is_some_and(HashMap::is_empty)
    }

    /// Whether the subscriptions of the store are known.
    pub fn is_ready(&self) -> bool {
        self.state().known.is_some()
    }

    /// Takes over the stored subscriptions.
    pub(super) fn know(&self, subscriptions: &[Subscription]) {
        let known = subscriptions.iter().map(|subscription| {
            let callback = &subscription.callback;
            let known = Known {
                row: subscription.row,
                topic: callback.topic.clone(),
                secret: callback.secret.clone(),
                wish: match subscription.state {
                    SubscriptionState::Leaving => Wish::Leave,
                    _ => Wish::Hear,
                },
            };
            (callback.token.expose().to_owned(), known)
        });
        self.state().known = Some(known.collect());
    }

    /// Takes away what came.
    pub(super) fn take(&self) -> BTreeMap<SubscriptionRow, Came> {
        std::mem::take(&mut self.state().came)
    }

    /// Puts back what could not be stored.
    pub(super) fn put_back(&self, came: BTreeMap<SubscriptionRow, Came>) {
        let mut state = self.state();
        for (row, before) in came {
            let now = state.came.entry(row).or_default();
            now.word = now.word.take().or(before.word);
            now.pushes += before.pushes;
            now.ignored += before.ignored;
            now.at = now.at.max(before.at);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The bytes that a text in hexadecimal digits stands for.
fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = digits.chars().map(|digit| digit.to_digit(16)).collect();
    let pairs = digits?;
    let pairs = pairs.chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests;
