//! Decides which subscriptions begin and end. Pure.

use std::collections::HashMap;

use super::agreement;
use crate::model::{
    Callback, Location, Secret, Source, SourceName, Subscription, SubscriptionState, Timestamp,
    WebUrl, is_public,
};
use crate::pipeline::Plan;
use crate::pipeline::sources::source_settings_hash;
use crate::store::{SourceState, SubscriptionChange};

/// A source whose feed names a hub that may be asked to tell of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Announced {
    pub(super) source: SourceName,
    pub(super) hub: WebUrl,
    /// As the feed names it.
    pub(super) topic: String,
}

/// The sources whose feeds name a hub and themselves. Left out are disabled and withdrawn ones, and
/// all of which a hub must not learn: private ones, those that are read with headers or
/// credentials of their own, and those that name an address which readers may not see.
pub(super) fn announced(
    plan: Plan<'_>,
    states: &HashMap<SourceName, SourceState>,
) -> Vec<Announced> {
    let disclosure = plan.disclosure();
    let enabled = plan.sources.iter().filter(|source| source.enabled);
    let open = enabled.filter(|source| {
        let is_open = |url: &WebUrl| !url.has_credential();
        let is_web = matches!(&source.location, Location::Web(url) if is_open(url));
        is_web && source.headers.is_empty() && !disclosure.is_private(&source.name)
    });
    open.filter_map(|source| {
        let state = states.get(&source.name)?;
        // What was read at another address says nothing about this one.
        let is_as_read = state.settings_hash == Some(source_settings_hash(source));
        if !is_as_read || state.gone {
            return None;
        }
        let topic = state.feed_topic.clone()?;
        let address = WebUrl::parse(&topic).ok()?;
        if !disclosure.shows(&source.name, address.expose()) {
            return None;
        }
        let hub = WebUrl::parse(state.feed_hub.as_deref()?).ok()?;
        let has_user = !hub.expose().username().is_empty() || hub.expose().password().is_some();
        (!has_user).then(|| Announced {
            source: source.name.clone(),
            hub,
            topic,
        })
    })
    .collect()
}

/// Whether the feed of a source may name a hub of a private network that the configuration allows:
/// it must be in one itself. Otherwise any feed could make us post to what only we can reach.
pub(super) fn may_name_private_hub(plan: Plan<'_>, source: &Source) -> bool {
    match &source.location {
        Location::Web(url) => !is_public(url, &plan.policy.allow_private),
        Location::Files(_) => false,
    }
}

/// The changes that bring the stored subscriptions in line with what feeds announce. Without a
/// public address of this server, all end, and no hub hears of it: none could verify that.
///
/// `random` gives the random parts of a callback: its token and its secret.
pub(super) fn agenda(
    (server, announced): (Option<&WebUrl>, Vec<Announced>),
    subscriptions: Vec<Subscription>,
    now: Timestamp,
    random: impl Fn() -> Option<(Secret, Secret)>,
) -> Vec<SubscriptionChange> {
    let Some(server) = server else {
        let rows = subscriptions.into_iter();
        return rows
            .map(|subscription| SubscriptionChange::End(subscription.row))
            .collect();
    };
    let mut new: HashMap<SourceName, Announced> = announced
        .into_iter()
        .map(|announced| (announced.source.clone(), announced))
        .collect();
    let mut changes = Vec::new();
    for mut subscription in subscriptions {
        let callback = &subscription.callback;
        let is_wanted = |announced: &Announced| {
            subscription.state != SubscriptionState::Leaving
                && callback.server == *server
                && callback.hub == announced.hub
                && callback.topic == announced.topic
        };
        if new.get(&callback.source).is_some_and(is_wanted) {
            new.remove(&callback.source);
            if agreement::overdue(&mut subscription, now) {
                changes.push(SubscriptionChange::Become(Box::new(subscription)));
            }
            continue;
        }
        let before = subscription.state;
        if !agreement::left(&mut subscription, now) {
            changes.push(SubscriptionChange::End(subscription.row));
        } else if subscription.state != before {
            changes.push(SubscriptionChange::Become(Box::new(subscription)));
        }
    }
    let mut new: Vec<Announced> = new.into_values().collect();
    new.sort_by(|one, other| one.source.cmp(&other.source));
    let begun = new.into_iter().filter_map(|announced| {
        let (token, secret) = random()?;
        let callback = Callback {
            source: announced.source,
            token,
            secret,
            server: server.clone(),
            hub: announced.hub,
            topic: announced.topic,
        };
        Some(SubscriptionChange::Begin(Box::new(callback), now))
    });
    changes.extend(begun);
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Heard, SubscriptionRow};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn url(text: &str) -> WebUrl {
        WebUrl::parse(text).unwrap()
    }

    fn announced(hub: &str, topic: &str) -> Vec<Announced> {
        vec![Announced {
            source: SourceName::parse("a").unwrap(),
            hub: url(hub),
            topic: topic.to_owned(),
        }]
    }

    /// What happens to a subscription in a state, in the words of the changes.
    fn changes(
        state: SubscriptionState,
        server: Option<&str>,
        announced: Vec<Announced>,
    ) -> Vec<String> {
        let subscription = Subscription {
            row: SubscriptionRow(1),
            callback: Callback {
                source: SourceName::parse("a").unwrap(),
                token: Secret::new("t".to_owned()),
                secret: Secret::new("s".to_owned()),
                server: url("https://push.example.org/"),
                hub: url("https://hub.example/"),
                topic: "https://outlet.example/".to_owned(),
            },
            state,
            lease_end: NOW.checked_add(std::time::Duration::from_hours(1)).ok(),
            next_attempt: NOW.checked_add(std::time::Duration::from_hours(1)).unwrap(),
            failures: 0,
            trouble: None,
            heard: Heard::default(),
        };
        let server = server.map(url);
        let changes = agenda(
            (server.as_ref(), announced),
            vec![subscription],
            NOW,
            || Some((Secret::new("t".to_owned()), Secret::new("s".to_owned()))),
        );
        let words = changes.into_iter().map(|change| match change {
            SubscriptionChange::Begin(callback, _) => format!("begin at {}", callback.hub),
            SubscriptionChange::Become(after) => after.state.as_str().to_owned(),
            SubscriptionChange::End(_) => "end".to_owned(),
        });
        words.collect()
    }

    #[test]
    fn a_subscription_ends_when_its_hub_topic_or_server_changes_and_another_begins() {
        const SERVER: Option<&str> = Some("https://push.example.org/");
        let same = || announced("https://hub.example/", "https://outlet.example/");
        let active = SubscriptionState::Active;
        assert!(changes(active, SERVER, same()).is_empty());
        let begun = "begin at https://hub.example/";
        for (server, announced, expected) in [
            (SERVER, Vec::new(), &["leaving"][..]),
            (
                Some("https://new.example.org/"),
                same(),
                &["leaving", begun],
            ),
            (
                SERVER,
                announced("https://hub.example/", "https://outlet.example/2"),
                &["leaving", begun],
            ),
            (
                SERVER,
                announced("https://second.example/", "https://outlet.example/"),
                &["leaving", "begin at https://second.example/"],
            ),
            (None, same(), &["end"]),
        ] {
            assert_eq!(changes(active, server, announced), expected);
        }
        for state in [
            SubscriptionState::New,
            SubscriptionState::Denied,
            SubscriptionState::Failed,
        ] {
            assert_eq!(changes(state, SERVER, Vec::new()), ["end"], "{state:?}");
        }
        assert!(changes(SubscriptionState::Leaving, SERVER, Vec::new()).is_empty());
        assert_eq!(changes(SubscriptionState::Leaving, SERVER, same()), [begun]);
    }
}
