//! Simulates a year of `watch` over 200 sources: `MALLOC_ARENA_MAX=2 cargo bench --bench year`;
//! with `-- DAYS` another time, in steps of 30 days. The variable is what the units and the
//! container set: without it, the heaps of glibc's threads grow though little of them is in use.
//!
//! It fails if an entry or an alarm is lost or there twice, if a source is asked before its time,
//! if the memory of this process grows in the second half year, if the store grows by more for
//! each entry than before, or if the year takes longer than a quarter of an hour.
//! `tests/it/year/simulation` says what happens to the sources.
#![expect(
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a benchmark: figures for the terminal, measured by the clock"
)]

#[expect(
    dead_code,
    reason = "the server of the integration tests can do more than is needed here"
)]
#[path = "../it/server.rs"]
mod server;
#[path = "../it/year/simulation/mod.rs"]
mod simulation;

use std::time::{Duration, Instant};

use anyhow::ensure;
use simulation::{Month, Scale, simulate};

const LONGEST: Duration = Duration::from_mins(15);

/// What memory and store may differ by from what was to be expected.
const TOLERANCE: f64 = 0.15;

fn main() -> anyhow::Result<()> {
    // `cargo bench` adds words of its own.
    let days = std::env::args().find_map(|word| word.parse().ok());
    let days = days.unwrap_or(360);
    // A source copies others from day 60 to day 130.
    ensure!(
        !(61..=134).contains(&days),
        "of so many days, it is not known which alarms are due: simulate 60 or 150"
    );
    let scale = Scale {
        days,
        interval: 5 * 60 + 30,
        step: 3600,
    };
    let folder = tempfile::tempdir()?;
    let begin = Instant::now();
    let mut months = Vec::new();
    println!("{}    time", Month::HEAD);
    simulate(scale, folder.path(), &mut |month| {
        println!("{} {:5} s", month.row(), begin.elapsed().as_secs());
        months.push(*month);
    });
    let [_, second, third, .., last] = months.as_slice() else {
        return Ok(());
    };
    let per_entry =
        third.store.saturating_sub(second.store) as f64 / (third.entries - second.entries) as f64;
    let more = (last.entries - third.entries) as f64;
    let predicted = third.store as f64 + more * per_entry;
    let store = last.store as f64 / predicted;
    // Caches fill in the first half year.
    let half_year = months.get(5).unwrap_or(last);
    let memory = last.memory as f64 / half_year.memory as f64;
    println!(
        "store: {per_entry:.0} bytes an entry in month 3, at the end {store:.2} of what that \
         predicts; memory: {memory:.2} of that of month 6"
    );
    ensure!(
        (store - 1.0).abs() <= TOLERANCE,
        "the store is not as large as predicted"
    );
    ensure!(
        memory <= 1.0 + TOLERANCE,
        "the memory grows; is MALLOC_ARENA_MAX=2 set?"
    );
    ensure!(
        begin.elapsed() <= LONGEST,
        "it took longer than {LONGEST:?}"
    );
    Ok(())
}
