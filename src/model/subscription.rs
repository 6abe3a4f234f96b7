//! Subscriptions at WebSub hubs: what the store keeps of each (W3C WebSub).

use super::{Secret, SourceName, Timestamp, WebUrl};

/// The row of a subscription in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriptionRow(pub i64);

/// How far a hub and we have agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubscriptionState {
    /// The hub was not asked yet.
    New,
    /// The hub took the request, and is to verify that it was ours.
    Asked,
    /// The hub verified the request: until the end of the lease it tells of changes.
    Active,
    /// The hub denied the subscription.
    Denied,
    /// The hub could not be asked, or did not verify the request in time.
    Failed,
    /// We asked the hub to end it, and the hub is to verify that.
    Leaving,
}

impl SubscriptionState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::New,
        Self::Asked,
        Self::Active,
        Self::Denied,
        Self::Failed,
        Self::Leaving,
    ];

    /// The word that the store and JSON have for it, which must not change.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Asked => "asked",
            Self::Active => "active",
            Self::Denied => "denied",
            Self::Failed => "failed",
            Self::Leaving => "leaving",
        }
    }
}

/// What identifies a subscription, and never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// The source that a push makes due.
    pub source: SourceName,
    /// The random end of the address at which the hub calls.
    pub token: Secret,
    /// The key with which the hub signs what it sends.
    pub secret: Secret,
    /// The public address of this server, below which the callback is.
    pub server: WebUrl,
    /// The hub.
    pub hub: WebUrl,
    /// The address under which the hub knows the feed, exactly as the feed names it.
    pub topic: String,
}

/// A subscription at a hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its row.
    pub row: SubscriptionRow,
    /// What identifies it.
    pub callback: Callback,
    /// How far it has come.
    pub state: SubscriptionState,
    /// Until when the hub tells of changes; `None` if it has never agreed.
    pub lease_end: Option<Timestamp>,
    /// When the hub is asked next.
    pub next_attempt: Timestamp,
    /// How often in a row the hub could not be asked, or did not verify.
    pub failures: u32,
    /// Why it failed last, or why the hub denied it.
    pub trouble: Option<String>,
    /// What the hub has told.
    pub heard: Heard,
}

impl Subscription {
    /// Whether the lease ended and nobody has renewed it, as when no `watch --serve` runs.
    pub fn has_lapsed(&self, now: Timestamp) -> bool {
        self.state == SubscriptionState::Active && self.lease_end.is_none_or(|end| end <= now)
    }
}

/// What a hub has told, and whether it told of everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heard {
    /// Pushes with a correct signature.
    pub pushes: u64,
    /// When the last of them came.
    pub last_push: Option<Timestamp>,
    /// Pushes without one, which were ignored.
    pub ignored: u64,
    /// How many reads since the last push found nothing. `None` once its entries were found, or
    /// after the second such read.
    pub unmet: Option<u32>,
    /// Pushes whose entries were found, since the last entry of which the hub did not tell.
    pub announced: u32,
    /// Reads that found entries of which the hub did not tell.
    pub missed: u32,
    /// The last read while this server could hear the hub; `None` before the first.
    pub last_read: Option<Timestamp>,
}
