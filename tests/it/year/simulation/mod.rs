//! A simulated time: `watch` reads 200 sources of a local server to which everything happens, on
//! a clock that the loop drives. An oracle knows what each source sent, when it may be asked and
//! which alarms people should be told of.
//!
//! `tests/it/year.rs` simulates 30 days, and `cargo bench --bench year` a year.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "test code: what is not there is a failed test"
)]

mod incidents;
mod oracle;
mod pace;
mod publisher;
mod world;

use std::path::Path;

use feedfold::config::Config;
use feedfold::watch;

use crate::server::Server;
use world::World;

pub(crate) const SOURCES: usize = 200;

/// Sources of one category have their holidays together.
const CATEGORIES: usize = 5;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Monday, 2026-01-05, 00:00 UTC.
const BEGIN: i64 = 1_767_571_200;

/// How long, and how finely.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    pub(crate) days: i64,
    /// The interval of the sources, in minutes.
    pub(crate) interval: i64,
    /// The clock goes on by so many seconds at least, so that many sources are read in one pass.
    pub(crate) step: i64,
}

/// What was seen after each 30 days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Month {
    pub(crate) number: i64,
    pub(crate) entries: usize,
    pub(crate) stories: usize,
    pub(crate) requests: usize,
    pub(crate) passes: usize,
    pub(crate) alarms: usize,
    /// Bytes of the store and of its log.
    pub(crate) store: u64,
    /// Resident bytes of this process.
    pub(crate) memory: u64,
}

impl Month {
    /// A line for people, below [`Month::HEAD`].
    pub(crate) fn row(&self) -> String {
        format!(
            "{:5} {:8} {:8} {:9} {:7} {:7} {:7} KiB {:7} KiB",
            self.number,
            self.entries,
            self.stories,
            self.requests,
            self.passes,
            self.alarms,
            self.store / 1024,
            self.memory / 1024
        )
    }

    /// What the columns of a row are.
    pub(crate) const HEAD: &str =
        "month  entries  stories  requests  passes  alarms       store      memory";
}

/// Simulates that time in a folder. Fails if the oracle disagrees; tells of each month.
pub(crate) fn simulate(scale: Scale, folder: &Path, told: &mut dyn FnMut(&Month)) {
    let server = Server::start();
    let mut world = World::new(&server, scale, folder, told);
    let config = Config::load(&folder.join("feeds.toml"), &|_| None).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(watch::watch(&mut world, config));
    world.assert_alarms();
}
