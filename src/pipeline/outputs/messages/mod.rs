//! Messages: each story that is new to an output that is a webhook or a command, and each
//! correction of it, is handed over once.
//!
//! ```text
//! publish ─► file outputs written ─► entering   which stories and changes enter the queue?
//!                                        ▼
//!                                 queue in the store
//!                                        ▼
//! after the pass, without its lock: hand_over ─► compose   the message as the story is now
//!                                        └─────► webhook, command
//! ```
//! A message leaves the queue after its recipient took it. If the process is killed between the
//! two, the message is sent again with the same key, by which the recipient can recognise it. One
//! process at a time hands over, so that in the ordinary case each message is sent once.
//!
//! [`trouble_of`] is the place from which alarms about recipients are to be raised.

mod command;
mod compose;
mod entering;
mod queue;

use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::join_all;

use self::compose::{Composed, Composer};
use super::{Error, Plan};
use crate::clock::Clock;
use crate::fetch::{Fetcher, Undelivered};
use crate::model::{
    Cause, Delivery, DeliveryTrouble, Failure, Means, Message, MessageRow, Recipient,
    RecipientState, Step, Timestamp,
};
use crate::store::{self, Fate, Lock, Store};

pub(super) use entering::enter;

/// After this time, one call of [`hand_over`] begins no other message: the caller has a next pass
/// to make.
const BUDGET: Duration = Duration::from_mins(1);

/// How long [`hand_over`] waits for the lock of the store, which a pass may hold.
const LOCK_WAIT: Duration = Duration::from_secs(30);

/// How often it tries to take that lock meanwhile.
const LOCK_RETRY: Duration = Duration::from_millis(50);

/// What somebody should know of a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecipientTrouble<'s> {
    /// Attempts have failed for a while, and messages wait.
    Failing(&'s DeliveryTrouble),
    /// Messages were given up within the last week.
    GaveUp {
        /// When the last one was.
        at: Timestamp,
        /// The present series of failures, if the recipient still takes nothing.
        trouble: Option<&'s DeliveryTrouble>,
    },
}

/// Decides what somebody should know of a recipient; `None` if all is well. `doctor` reports it.
pub fn trouble_of(state: &RecipientState, now: Timestamp) -> Option<RecipientTrouble<'_>> {
    let trouble = state.trouble.as_ref();
    let is_recent = |at: &Timestamp| queue::is_within(*at, queue::REMEMBERED, now);
    match state.last_given_up.filter(is_recent) {
        Some(at) => Some(RecipientTrouble::GaveUp { at, trouble }),
        None => trouble
            .filter(|_| state.queued > 0)
            .map(RecipientTrouble::Failing),
    }
}

/// Hands over what waits in the queues, and reports on each recipient for which something waited.
///
/// Each gets at most `max_per_run` messages, and none if it failed a moment ago.
/// Call it after a pass, without the lock of the store: a slow recipient must not keep another
/// pass waiting. If another process is handing over, this one leaves it to that. When `stop`
/// completes, no other message is begun. A failure makes no run fail: messages wait in the queue.
pub async fn hand_over(
    plan: Plan<'_>,
    store: &Path,
    clock: &dyn Clock,
    stop: impl Future<Output = ()>,
) -> Vec<Delivery> {
    if plan.recipients.is_empty() || !store.exists() {
        return Vec::new();
    }
    match try_hand_over(plan, store, clock, stop).await {
        Ok(deliveries) => deliveries,
        Err(Error::Store(store::Error::Locked { .. })) => Vec::new(),
        Err(error) => {
            let failure = Failure {
                step: Step::Publish,
                cause: Cause::Setup,
                what: format!("messages cannot be handed over: {error}"),
                remedy: "nothing is lost: they wait in the queue".to_owned(),
            };
            let failed = |recipient: &Recipient| Delivery {
                output: recipient.name.clone(),
                sent: 0,
                queued: 0,
                given_up: 0,
                failure: Some(failure.clone()),
                next: None,
                damaged_texts: Vec::new(),
            };
            plan.recipients.iter().map(failed).collect()
        }
    }
}

async fn try_hand_over(
    plan: Plan<'_>,
    path: &Path,
    clock: &dyn Clock,
    stop: impl Future<Output = ()>,
) -> Result<Vec<Delivery>, Error> {
    let begun = Instant::now();
    let _sending = Store::lock_sending(path)?;
    let mut queues = take(plan, path, clock.now()).await?;
    let stop = stop.fuse();
    futures_util::pin_mut!(stop);
    if queues.iter().any(|queue| !queue.waiting.is_empty()) {
        let fetcher = Fetcher::new(plan.policy)?;
        while begun.elapsed() < BUDGET && stop.as_mut().now_or_never().is_none() {
            let now = clock.now();
            let round = queues
                .iter_mut()
                .map(|queue| queue.send_next(&fetcher, now));
            if !join_all(round).await.contains(&Sent::Tried) {
                break;
            }
            settle(&mut queues, path, clock.now()).await?;
        }
    }
    finish(queues, path, clock.now()).await
}

/// The messages of one recipient in one call of [`hand_over`].
struct Queue<'p> {
    recipient: &'p Recipient,
    /// What is left to send, the next one last.
    waiting: Vec<(Message, Composed)>,
    /// What became of others and is not stored yet.
    fates: Vec<(MessageRow, Fate)>,
    /// The last failure that is not stored yet.
    undelivered: Option<Undelivered>,
    delivery: Delivery,
}

/// Whether a queue tried to send a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Tried,
    Nothing,
}

impl Queue<'_> {
    /// Sends the next message; after a failure no other.
    async fn send_next(&mut self, fetcher: &Fetcher, now: Timestamp) -> Sent {
        if self.delivery.failure.is_some() {
            return Sent::Nothing;
        }
        let Some((message, composed)) = self.waiting.pop() else {
            return Sent::Nothing;
        };
        let recipient = self.recipient;
        let sent =
            match &recipient.means {
                Means::Webhook(webhook) => {
                    let json = composed.posted(recipient, webhook.body.as_ref());
                    let message = (composed.key.as_str(), json);
                    fetcher
                        .post_message(webhook, message, recipient.timeout, now)
                        .await
                }
                Means::Command(command) => command::run(command, recipient, &composed)
                    .await
                    .map_err(|failure| Undelivered {
                        failure,
                        retry_after: None,
                    }),
            };
        let fate = match sent {
            Ok(()) => {
                self.delivery.sent += 1;
                Fate::Sent
            }
            Err(undelivered) => {
                self.delivery.failure = Some(undelivered.failure.clone());
                self.undelivered = Some(undelivered);
                Fate::Failed
            }
        };
        self.fates.push((message.row, fate));
        Sent::Tried
    }
}

/// Takes what is due from the queues and composes it.
async fn take<'p>(
    plan: Plan<'p>,
    path: &Path,
    now: Timestamp,
) -> Result<Vec<Queue<'p>>, store::Error> {
    let _lock = lock(path).await?;
    let mut store = Store::open(path)?;
    let states = store.recipients()?;
    let mut queues = Vec::new();
    for recipient in plan.recipients {
        let Some(state) = states.get(recipient.name.as_str()) else {
            continue;
        };
        if state.queued == 0 {
            continue;
        }
        let mut queue = Queue {
            recipient,
            waiting: Vec::new(),
            fates: Vec::new(),
            undelivered: None,
            delivery: Delivery {
                output: recipient.name.clone(),
                sent: 0,
                queued: state.queued,
                given_up: 0,
                failure: None,
                next: None,
                damaged_texts: Vec::new(),
            },
        };
        if !queue::is_held(state.trouble.as_ref(), now) {
            let messages = store.take_messages(&recipient.name, recipient.max_per_run)?;
            let composer = Composer::new(plan, &store, now)?;
            for message in messages.into_iter().rev() {
                match composer.compose(recipient, &message)? {
                    Some(composed) => queue.waiting.push((message, composed)),
                    None => queue.fates.push((message.row, Fate::Void)),
                }
            }
            queue.delivery.damaged_texts = store.take_damaged_texts()?;
        }
        queues.push(queue);
    }
    Ok(queues)
}

/// Stores what became of the messages so far.
async fn settle(queues: &mut [Queue<'_>], path: &Path, now: Timestamp) -> Result<(), store::Error> {
    let _lock = lock(path).await?;
    let mut store = Store::open(path)?;
    for queue in queues {
        let name = &queue.recipient.name;
        let fates = std::mem::take(&mut queue.fates);
        store.settle(name, &fates, now)?;
        let has_sent = fates.iter().any(|(_, fate)| *fate == Fate::Sent);
        let before = store.recipients()?.remove(name.as_str());
        let before = before.and_then(|state| state.trouble);
        if let Some(undelivered) = queue.undelivered.take() {
            let trouble = queue::after_failure(before.as_ref(), &undelivered, now);
            store.write_trouble(name, Some(&trouble))?;
            if let Some(limit) = queue::limit(&trouble, now) {
                queue.delivery.given_up += store.give_up(name, limit, now)?;
            }
        } else if has_sent && before.is_some() {
            store.write_trouble(name, None)?;
        }
    }
    Ok(())
}

/// Puts back what was not tried, and reports.
async fn finish(
    mut queues: Vec<Queue<'_>>,
    path: &Path,
    now: Timestamp,
) -> Result<Vec<Delivery>, Error> {
    for queue in &mut queues {
        let untried = std::mem::take(&mut queue.waiting).into_iter();
        let untried = untried.map(|(message, _)| (message.row, Fate::Untried));
        queue.fates.extend(untried);
    }
    if queues.iter().any(|queue| !queue.fates.is_empty()) {
        settle(&mut queues, path, now).await?;
    }
    let states = Store::open_to_read(path)?.recipients()?;
    let reports = queues.into_iter().map(|queue| {
        let state = states.get(queue.recipient.name.as_str());
        Delivery {
            queued: state.map_or(0, |state| state.queued),
            next: state.and_then(|state| queue::next(state, now)),
            ..queue.delivery
        }
    });
    Ok(reports.collect())
}

/// Takes the lock of the store without blocking this thread.
pub(in crate::pipeline) async fn lock(path: &Path) -> Result<Lock, store::Error> {
    let begun = Instant::now();
    loop {
        match Store::lock(path, Duration::ZERO) {
            Err(store::Error::Locked { .. }) if begun.elapsed() < LOCK_WAIT => {
                tokio::time::sleep(LOCK_RETRY).await;
            }
            taken => return taken,
        }
    }
}
