//! Asks the hubs of feeds to tell of changes, and stores what they answer.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use futures_util::future::join_all;
use ring::rand::{SecureRandom as _, SystemRandom};

use super::agenda::{self, Announced};
use super::agreement::{self, LEASE};
use super::{Callbacks, rely_on};
use crate::clock::Clock;
use crate::fetch::{Fetcher, HubRequest, Undelivered};
use crate::model::{
    FetchPolicy, Secret, SourceName, Subscription, SubscriptionRow, SubscriptionState, Timestamp,
    WebUrl,
};
use crate::pipeline::{Error, Plan};
use crate::store::{Store, SubscriptionChange};

/// Most hubs that are asked at once: the caller has a next pass to make.
const AT_ONCE: usize = 16;

/// The shortest wait until hubs are asked again.
const PAUSE: Duration = Duration::from_secs(1);

/// What became of the subscriptions.
#[derive(Debug, Default)]
pub struct Negotiated {
    /// When to do so again; `None` if no subscription waits for anything.
    pub next: Option<Timestamp>,
    /// The hubs that failed for the first time in a row: the source, and what happened.
    pub failed: Vec<(SourceName, String)>,
}

/// Begins, renews and ends subscriptions, as what the feeds name demands it now.
///
/// Call it without the lock of the store. The store is written before a hub is asked, since the
/// hub may verify the request before it answers. A hub that fails makes nothing fail: its source is
/// read at its usual pace.
///
/// # Errors
/// If the store cannot be read or written, or another command holds its lock; then nothing was
/// asked.
pub async fn negotiate(
    plan: Plan<'_>,
    path: &Path,
    callbacks: &Callbacks,
    clock: &dyn Clock,
) -> Result<Negotiated, Error> {
    let is_idle = plan.callbacks.is_none() && callbacks.is_empty();
    if is_idle || !path.exists() {
        return Ok(Negotiated::default());
    }
    let asked = prepare(plan, path, callbacks, clock.now())?;
    let answers = ask(plan, &asked, clock.now()).await?;
    conclude(path, callbacks, answers, clock.now()).await
}

/// Brings the stored subscriptions in line with what feeds announce; returns those whose hub is to
/// be asked now.
fn prepare(
    plan: Plan<'_>,
    path: &Path,
    callbacks: &Callbacks,
    now: Timestamp,
) -> Result<Vec<Subscription>, Error> {
    let _lock = Store::lock(path, Duration::ZERO)?;
    let mut store = Store::open(path)?;
    let mut subscriptions = store.subscriptions()?;
    if !callbacks.is_ready() {
        // While no server listened, pushes were lost.
        forget_reads(&mut store, &mut subscriptions)?;
    }
    let announced: Vec<Announced> = agenda::announced(plan, &store.sources()?);
    let changes = agenda::agenda((plan.callbacks, announced), subscriptions, now, random);
    store.change_subscriptions(&changes)?;
    let subscriptions = store.subscriptions()?;
    callbacks.know(&subscriptions);
    rely_on(&mut store, &subscriptions, now)?;
    let due = subscriptions.into_iter();
    let due = due.filter(|subscription| agreement::is_due(subscription, now));
    Ok(due.take(AT_ONCE).collect())
}

/// Relies on no hub until its source was read again.
fn forget_reads(store: &mut Store, subscriptions: &mut [Subscription]) -> Result<(), Error> {
    let mut changes = Vec::new();
    for subscription in subscriptions {
        if subscription.heard.last_read.take().is_some() {
            changes.push(SubscriptionChange::Become(Box::new(subscription.clone())));
        }
    }
    Ok(store.change_subscriptions(&changes)?)
}

/// The answer of a hub to the request about a subscription.
type Answer = (Subscription, Result<(), Undelivered>);

async fn ask(plan: Plan<'_>, asked: &[Subscription], now: Timestamp) -> Result<Vec<Answer>, Error> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let fetcher = Fetcher::new(plan.policy)?;
    let public_only = Fetcher::new(&FetchPolicy {
        allow_private: Vec::new(),
        ..plan.policy.clone()
    })?;
    let requests = asked.iter().map(async |subscription| {
        let callback = &subscription.callback;
        let mut sources = plan.sources.iter();
        let source = sources.find(|source| source.name == callback.source);
        // A hub that is asked to end a subscription took it, so that it might be asked then.
        let may_be_private = subscription.state == SubscriptionState::Leaving
            || source.is_some_and(|source| agenda::may_name_private_hub(plan, source));
        let fetcher = if may_be_private {
            &fetcher
        } else {
            &public_only
        };
        let request = match subscription.state {
            SubscriptionState::Leaving => HubRequest::Unsubscribe,
            _ => HubRequest::Subscribe {
                secret: &callback.secret,
                lease: LEASE,
            },
        };
        let address = address_of(&callback.server, &callback.token);
        let about = (&address, callback.topic.as_str());
        let answer = fetcher.ask_hub(&callback.hub, about, &request, now).await;
        (subscription.clone(), answer)
    });
    Ok(join_all(requests).await)
}

/// Stores what the hubs answered. Meanwhile they may have verified the requests.
async fn conclude(
    path: &Path,
    callbacks: &Callbacks,
    answers: Vec<Answer>,
    now: Timestamp,
) -> Result<Negotiated, Error> {
    let mut negotiated = Negotiated::default();
    if !answers.is_empty() {
        let _lock = crate::pipeline::outputs::lock(path).await?;
        let mut store = Store::open(path)?;
        let stored = store.subscriptions()?.into_iter();
        let mut stored: BTreeMap<SubscriptionRow, Subscription> = stored
            .map(|subscription| (subscription.row, subscription))
            .collect();
        let mut changes = Vec::new();
        for (asked, answer) in answers {
            let Some(mut subscription) = stored.remove(&asked.row) else {
                continue;
            };
            match answer {
                Ok(()) => agreement::taken(&mut subscription, now),
                Err(why) => {
                    if is_new_failure(&subscription) {
                        let what = why.failure.what.clone();
                        negotiated.failed.push((asked.callback.source, what));
                    }
                    agreement::refused(&mut subscription, why, now);
                }
            }
            changes.push(SubscriptionChange::Become(Box::new(subscription)));
        }
        store.change_subscriptions(&changes)?;
        // A hub may have verified its request already, and that comes after its answer.
        super::hear_with(&mut store, callbacks, now)?;
    }
    let subscriptions = Store::open_to_read(path)?.subscriptions()?;
    callbacks.know(&subscriptions);
    let times = subscriptions.iter().flat_map(|subscription| {
        let lease_end = subscription.lease_end;
        let is_active = subscription.state == SubscriptionState::Active;
        [
            Some(subscription.next_attempt),
            lease_end.filter(|_| is_active),
        ]
    });
    let soonest = agreement::later(now, PAUSE);
    negotiated.next = times.flatten().min().map(|next| next.max(soonest));
    Ok(negotiated)
}

/// Whether a failure of the hub is worth telling people of: it is the first one in a row, and they
/// want to hear of changes.
fn is_new_failure(subscription: &Subscription) -> bool {
    subscription.failures == 0 && subscription.state != SubscriptionState::Leaving
}

/// The address at which a hub calls.
fn address_of(server: &WebUrl, token: &Secret) -> url::Url {
    let mut address = server.expose().clone();
    let path = format!("{}websub/{}", address.path(), token.expose());
    address.set_path(&path);
    address
}

/// A random token of 160 bits, and a random secret of 256, in hexadecimal digits.
fn random() -> Option<(Secret, Secret)> {
    let system = SystemRandom::new();
    let (mut token, mut secret) = ([0_u8; 20], [0_u8; 32]);
    system.fill(&mut token).ok()?;
    system.fill(&mut secret).ok()?;
    Some((in_digits(&token), in_digits(&secret)))
}

fn in_digits(bytes: &[u8]) -> Secret {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digits = halves.filter_map(|half| char::from_digit(u32::from(half), 16));
    Secret::new(digits.collect())
}
