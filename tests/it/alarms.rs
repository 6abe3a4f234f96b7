//! Alarms over six weeks of a simulated clock: each is raised once and ended once, and a holiday
//! raises none.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what cannot be set up is a failed test"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use feedfold::clock::Clock;
use feedfold::config::Config;
use feedfold::model::{AlarmKind, RaisedAlarm, SourceName, SourceReport, Timestamp};
use feedfold::pipeline::{self, Plan, Progress, Storing, Which};
use feedfold::store::Store;

use crate::server::{Reply, Server};

const HOUR: i64 = 3_600;

/// Seconds between two passes.
const STEP: i64 = 6 * HOUR;

/// Monday, 2026-01-05, 00:00 UTC.
const BEGIN: i64 = 1_767_571_200;

const DAYS: i64 = 42;

/// The days on which the server of `falls` is down.
const DOWN: std::ops::Range<i64> = 30..33;

/// The days on which nobody publishes.
const HOLIDAY: std::ops::Range<i64> = 34..38;

/// The day on which `skips` sends a document without any entry of the one before.
const GAP: i64 = 32;

struct At(i64);

impl Clock for At {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0).unwrap()
    }
}

struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &[SourceName]) {}
    fn done(&self, _: &SourceReport) {}
}

/// The days before `day` on which there is news, the newest last.
fn days_of_news(day: i64) -> Vec<i64> {
    let days = (0..=day).filter(|day| !HOLIDAY.contains(day));
    days.collect()
}

/// The document of a source on a day: its entries of the last days of news, three a day.
fn feed(name: &str, day: i64) -> String {
    let mut days = days_of_news(day);
    // More than the outage of `falls` lasts.
    let kept = if name == "skips" && day >= GAP { 1 } else { 6 };
    let older = days.len().saturating_sub(kept);
    if name == "skips" && day >= GAP {
        days.retain(|day| *day >= GAP);
    } else {
        days.drain(..older);
    }
    let mut items = String::new();
    for (day, part) in days
        .iter()
        .flat_map(|day| (0..3).map(move |part| (day, part)))
    {
        let at = Timestamp::from_second(BEGIN + day * 24 * HOUR + part * STEP).unwrap();
        write!(
            items,
            "<entry><id>urn:{name}:{day}:{part}</id><title>{name} {day}-{part}</title>\
             <updated>{at}</updated><content>{name} day {day} part {part}: the harbour of {name} \
             counted {} ships and {} tons of grain on the quay.</content></entry>",
            day * 7 + part,
            day * 131 + part * 17
        )
        .unwrap();
    }
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>{name}</title><id>urn:{name}</id>\
         <updated>2026-01-05T00:00:00Z</updated>{items}</feed>"
    )
}

/// The alarms of all six weeks over these sources.
async fn alarms_of(names: &[&str]) -> Vec<RaisedAlarm> {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let mut text = "[site]\ntitle = \"T\"\nurl = \"https://e.org/\"\nauthor = \"A\"\n\
         [fetch]\nallow_private = [\"127.0.0.1\"]\nretry_after_scope = \"feed\"\n\
         [[outputs]]\nname = \"all\"\npath = \"all.atom\"\n"
        .to_owned();
    for name in names {
        let url = server.url(&format!("/{name}"));
        write!(
            text,
            "[[sources]]\nname = \"{name}\"\nurl = \"{url}\"\ninterval = \"1h\"\ncategory = \"ports\"\n"
        )
        .unwrap();
    }
    let file = folder.path().join("feeds.toml");
    let config = Config::from_bytes(text.as_bytes(), "feeds.toml", Path::new(&file), &|_| None);
    let config = config.map_err(|problems| problems.to_string()).unwrap();
    let plan = Plan::new(&config);
    let mut store = Store::open(&folder.path().join("store.db")).unwrap();
    for step in 0..DAYS * 24 * HOUR / STEP {
        let now = BEGIN + step * STEP + HOUR;
        let day = step * STEP / (24 * HOUR);
        for name in names {
            let reply = if *name == "falls" && DOWN.contains(&day) {
                Reply::status(503)
            } else {
                Reply::ok(feed(name, day))
            };
            server.route(&format!("/{name}"), reply);
        }
        let which = (Which::Due, None);
        let clock = At(now);
        let pass = pipeline::run(plan, store, which, Storing::Keep, &clock, Arc::new(Silent));
        (store, _) = pass.await.unwrap();
    }
    store.alarms(100).unwrap()
}

#[tokio::test]
async fn over_six_weeks_each_alarm_is_raised_once_and_ended_once_and_a_holiday_raises_none() {
    let alarms = alarms_of(&["falls", "skips", "calm", "quiet"]).await;
    let kinds: Vec<_> = alarms
        .iter()
        .map(|raised| {
            (
                raised.alarm.key.kind,
                raised.alarm.key.source.as_ref().map(SourceName::as_str),
            )
        })
        .collect();
    let expected = [
        (AlarmKind::Unreachable, Some("falls")),
        (AlarmKind::Gap, Some("skips")),
    ];
    for alarm in &expected {
        assert_eq!(
            kinds.iter().filter(|kind| *kind == alarm).count(),
            1,
            "{alarms:#?}"
        );
    }
    assert_eq!(kinds.len(), expected.len(), "{alarms:#?}");
    let outage = alarms
        .iter()
        .find(|raised| raised.alarm.key.kind == AlarmKind::Unreachable);
    let ended = outage.unwrap().ended.unwrap().as_second();
    let up_again = BEGIN + DOWN.end * 24 * HOUR;
    assert!(
        (up_again..up_again + 24 * HOUR).contains(&ended),
        "{alarms:#?}"
    );
}
