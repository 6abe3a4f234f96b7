//! Keeps the subscriptions at WebSub hubs, and the due times of the sources of which hubs tell.

use rusqlite::{Connection, Row, named_params, params};

use crate::model::{
    Callback, Heard, Secret, SourceName, Subscription, SubscriptionRow, SubscriptionState,
    Timestamp, WebUrl,
};
use crate::store::columns::{
    optional_timestamp, seconds, source_name, timestamp, to_json, unreadable,
};
use crate::store::{Error, Store};

/// A change of the stored subscriptions.
#[derive(Debug, Clone)]
pub enum SubscriptionChange {
    /// There is a new one. The hub is asked at this time.
    Begin(Box<Callback>, Timestamp),
    /// It is in this state now.
    Become(Box<Subscription>),
    /// It has ended.
    End(SubscriptionRow),
}

impl Store {
    /// All subscriptions, the oldest first.
    pub fn subscriptions(&self) -> Result<Vec<Subscription>, Error> {
        self.read(|connection| {
            let mut all = connection.prepare_cached(
                "SELECT subscriptions.*, sources.name AS name FROM subscriptions
                 JOIN sources ON sources.id = subscriptions.source ORDER BY subscriptions.id",
            )?;
            let all = all.query_map([], subscription)?;
            Ok(all.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Stores changes of subscriptions, all or none of them.
    pub fn change_subscriptions(&mut self, changes: &[SubscriptionChange]) -> Result<(), Error> {
        if changes.is_empty() {
            return Ok(());
        }
        self.write(|connection| {
            let transaction = connection.transaction()?;
            for change in changes {
                match change {
                    SubscriptionChange::Begin(callback, at) => begin(&transaction, callback, *at)?,
                    SubscriptionChange::Become(subscription) => write(&transaction, subscription)?,
                    SubscriptionChange::End(row) => {
                        transaction.execute("DELETE FROM subscriptions WHERE id = ?1", [row.0])?;
                    }
                }
            }
            transaction.commit()?;
            Ok(())
        })
    }

    /// Puts off the next read of a source of which a hub tells, and remembers when it would be due
    /// otherwise.
    pub fn put_off(&mut self, source: &SourceName, until: Timestamp) -> Result<(), Error> {
        self.write(|connection| {
            connection
                .prepare_cached(
                    "UPDATE sources SET usual_due = coalesce(usual_due, due), due = ?2
                     WHERE name = ?1 AND due < ?2",
                )?
                .execute(params![source.as_str(), seconds(until)])?;
            Ok(())
        })
    }

    /// Gives every source that was put off its usual due time back, except for these. Returns how
    /// many got it back.
    pub fn put_off_only(&mut self, sources: &[&SourceName]) -> Result<usize, Error> {
        // Read first: most passes have nothing to change.
        let is_any = self.read(|connection| {
            let put_off = "SELECT 1 FROM sources WHERE usual_due IS NOT NULL";
            Ok(connection.prepare_cached(put_off)?.exists([])?)
        })?;
        if !is_any {
            return Ok(0);
        }
        self.write(|connection| {
            let names: Vec<&str> = sources.iter().map(|source| source.as_str()).collect();
            Ok(connection.execute(
                "UPDATE sources SET due = usual_due, usual_due = NULL
                 WHERE usual_due IS NOT NULL
                     AND name NOT IN (SELECT value FROM json_each(?1))",
                [to_json(&names)?],
            )?)
        })
    }
}

fn begin(connection: &Connection, callback: &Callback, at: Timestamp) -> Result<(), Error> {
    let Callback {
        source,
        token,
        secret,
        server,
        hub,
        topic,
    } = callback;
    connection
        .prepare_cached(
            "INSERT INTO subscriptions (source, token, secret, server, hub, topic, state, next_attempt)
             SELECT id, :token, :secret, :server, :hub, :topic, :state, :at
             FROM sources WHERE name = :source",
        )?
        .execute(named_params! {
            ":source": source.as_str(),
            ":token": token.expose(),
            ":secret": secret.expose(),
            ":server": server.expose().as_str(),
            ":hub": hub.expose().as_str(),
            ":topic": topic,
            ":state": SubscriptionState::New.as_str(),
            ":at": seconds(at),
        })?;
    Ok(())
}

fn write(connection: &Connection, subscription: &Subscription) -> Result<(), Error> {
    let Subscription {
        row,
        callback: _,
        state,
        lease_end,
        next_attempt,
        failures,
        trouble,
        heard,
    } = subscription;
    connection
        .prepare_cached(
            "UPDATE subscriptions SET state = :state, lease_end = :lease_end,
                 next_attempt = :next_attempt, failures = :failures, trouble = :trouble,
                 pushes = :pushes, last_push = :last_push, ignored = :ignored, unmet = :unmet,
                 announced = :announced, missed = :missed, last_read = :last_read
             WHERE id = :row",
        )?
        .execute(named_params! {
            ":row": row.0,
            ":state": state.as_str(),
            ":lease_end": lease_end.map(seconds),
            ":next_attempt": seconds(*next_attempt),
            ":failures": failures,
            ":trouble": trouble,
            ":pushes": heard.pushes,
            ":last_push": heard.last_push.map(seconds),
            ":ignored": heard.ignored,
            ":unmet": heard.unmet,
            ":announced": heard.announced,
            ":missed": heard.missed,
            ":last_read": heard.last_read.map(seconds),
        })?;
    Ok(())
}

fn subscription(row: &Row<'_>) -> rusqlite::Result<Subscription> {
    let secret = |column| row.get(column).map(Secret::new);
    Ok(Subscription {
        row: SubscriptionRow(row.get("id")?),
        callback: Callback {
            source: source_name(row, "name")?,
            token: secret("token")?,
            secret: secret("secret")?,
            server: web_url(row, "server")?,
            hub: web_url(row, "hub")?,
            topic: row.get("topic")?,
        },
        state: state(row)?,
        lease_end: optional_timestamp(row, "lease_end")?,
        next_attempt: timestamp(row, "next_attempt")?,
        failures: row.get("failures")?,
        trouble: row.get("trouble")?,
        heard: Heard {
            pushes: row.get("pushes")?,
            last_push: optional_timestamp(row, "last_push")?,
            ignored: row.get("ignored")?,
            unmet: row.get("unmet")?,
            announced: row.get("announced")?,
            missed: row.get("missed")?,
            last_read: optional_timestamp(row, "last_read")?,
        },
    })
}

fn web_url(row: &Row<'_>, column: &str) -> rusqlite::Result<WebUrl> {
    let text: String = row.get(column)?;
    WebUrl::parse(&text).map_err(|error| unreadable(column, error))
}

fn state(row: &Row<'_>) -> rusqlite::Result<SubscriptionState> {
    let word: String = row.get("state")?;
    let mut all = SubscriptionState::ALL.into_iter();
    all.find(|state| state.as_str() == word)
        .ok_or_else(|| unreadable("state", std::io::Error::other(format!("unknown: {word}"))))
}
