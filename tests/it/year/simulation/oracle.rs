//! What the sources sent and what the server was asked; compares it with the store.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use feedfold::clock::Clock;
use feedfold::model::Timestamp;
use feedfold::pipeline::{self, Plan};
use feedfold::store::Store;

use super::incidents::{self, Incident};
use super::pace::{Pace, Said};
use super::publisher::{Numbers, Publisher, copied_by, read_link};
use super::{BEGIN, DAY, SOURCES, Scale};
use crate::server::{Reply, Request, Server};

/// All sources, and the second since the begin in which they are.
pub(super) struct Publishers {
    scale: Scale,
    pub(super) second: i64,
    sources: Vec<Publisher>,
    paces: Vec<Pace>,
}

pub(super) type Shared = Arc<Mutex<Publishers>>;

pub(super) fn look(publishers: &Shared) -> MutexGuard<'_, Publishers> {
    publishers.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The clock of the simulation.
pub(super) struct SharedClock(pub(super) Shared);

impl Clock for SharedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(BEGIN + look(&self.0).second).unwrap()
    }
}

impl Publishers {
    /// Sources on the server, at `/0` and so on; what happens at the new addresses begins with
    /// that.
    pub(super) fn on(server: &Server, scale: Scale) -> Shared {
        let mut befallen: Vec<Vec<_>> = vec![Vec::new(); SOURCES];
        for one in incidents::all(scale.days) {
            befallen[one.source].push(one);
        }
        let numbered = befallen.into_iter().enumerate();
        let publishers = Arc::new(Mutex::new(Self {
            scale,
            second: 0,
            sources: numbered.map(|(at, all)| Publisher::new(at, all)).collect(),
            paces: (0..SOURCES).map(|_| Pace::default()).collect(),
        }));
        for source in 0..SOURCES {
            for path in [format!("/{source}"), format!("/{source}/new")] {
                let shared = Arc::clone(&publishers);
                server.route_with(&path, move |request| look(&shared).answer(source, request));
            }
        }
        publishers
    }

    fn answer(&mut self, source: usize, request: &Request) -> Reply {
        let now = self.second;
        let (said, reply) = self.reply(source, request);
        let interval = self.scale.interval * 60;
        self.paces[source].asked(source, now, said, interval);
        reply
    }

    fn reply(&mut self, source: usize, request: &Request) -> (Said, Reply) {
        let now = self.second;
        let copied = copied_by(source).and_then(|of| self.sources[of].copied_by_others(now));
        let publisher = &mut self.sources[source];
        let is_new = request.path().ends_with("/new");
        if publisher.begun(Incident::Moves, now).is_some() && !is_new {
            return (Said::Well, Reply::redirect(301, format!("/{source}/new")));
        }
        if publisher.begun(Incident::Gone, now).is_some() && !is_new {
            return (Said::Gone, Reply::status(410));
        }
        if publisher.suffers(Incident::LimitsRates, now) {
            let limit = publisher.begun(Incident::LimitsRates, now).unwrap();
            let seconds = limit.when.end - now;
            let reply = Reply::status(429).header("Retry-After", seconds.to_string());
            return (Said::Later(seconds), reply);
        }
        if incidents::is_network_down(now)
            || publisher.suffers(Incident::FailsForDays, now)
            || publisher.suffers(Incident::FailsForHours, now)
        {
            return (Said::Failed, Reply::status(500));
        }
        publisher.publish_until(now, copied);
        let (document, numbers) = publisher.document(now);
        let tag = format!("\"{:016x}\"", hash(&document));
        if request.header("if-none-match") != Some(tag.as_bytes()) {
            for number in numbers {
                publisher.sent.insert(number);
            }
        }
        let reply = Reply::ok(document).header("ETag", tag).conditional();
        (Said::Well, reply)
    }

    /// The operator wrote another address of this source.
    pub(super) fn readdressed(&mut self, source: usize) {
        self.paces[source].forget();
    }

    /// How often the server was asked.
    pub(super) fn requests(&self) -> usize {
        self.paces.iter().map(|pace| pace.requests).sum()
    }

    /// Fails if a source should have been asked and was not.
    pub(super) fn assert_pace(&self) {
        for (source, pace) in self.paces.iter().enumerate() {
            pace.assert_not_forgotten(source, self.second, self.scale.interval * 60);
        }
    }

    /// Fails unless the store has each entry that was sent, once, and each text in one story.
    /// Returns how many entries and stories those are.
    pub(super) fn assert_stored(&self, plan: Plan<'_>, store: &Store) -> (usize, usize) {
        let mut stored = vec![Numbers::default(); SOURCES];
        let mut texts = vec![Numbers::default(); SOURCES];
        let now = Timestamp::from_second(BEGIN + self.second).unwrap();
        pipeline::export(plan, store, now, &mut |curated| {
            let mut carried = None;
            for member in curated.story.members() {
                let link = member.link.as_deref().unwrap();
                let [source, number, of, text] = read_link(link).unwrap();
                assert!(stored[source].insert(number), "{link} is stored twice");
                let known = *carried.get_or_insert((of, text));
                assert_eq!(known, (of, text), "{link} is in the wrong story");
            }
            let (of, text) = carried.unwrap();
            assert!(
                texts[of].insert(text),
                "text {text} of {of} is in two stories"
            );
            Ok(())
        })
        .unwrap()
        .unwrap();
        for (source, publisher) in self.sources.iter().enumerate() {
            assert_eq!(stored[source], publisher.sent, "entries of source {source}");
        }
        let count = |all: &[Numbers]| all.iter().map(Numbers::len).sum();
        (count(&stored), count(&texts))
    }

    /// Number of the month that ends now, counted from 1.
    pub(super) fn ended_month(&self) -> Option<i64> {
        (self.second > 0 && self.second % (30 * DAY) == 0).then_some(self.second / (30 * DAY))
    }
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
