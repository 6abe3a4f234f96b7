//! Measures the full-text index of a store: how long it takes to fill, how large it is, and how
//! long a search takes for the first twenty stories.
//!
//! `cargo bench --bench search -- FEEDS.TOML` works on a copy of the store of that configuration;
//! `cargo bench --bench run -- 1000000` leaves one in `target/tmp/stored-1000000`.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark: figures for the terminal, measured by the clock"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use feedfold::clock::{Clock as _, SystemClock};
use feedfold::config::Config;
use feedfold::model::SearchOrder;
use feedfold::pipeline::{self, BoundedSearch, Plan, Query};
use feedfold::store::Store;
use rusqlite::Connection;

/// Searches of each kind; the slowest one counts.
const ASKED: usize = 20;

/// Numbers of stories that the terms of the measured searches have.
const COMMON: [u64; 5] = [10, 1_000, 10_000, 100_000, 1_000_000];

fn main() -> anyhow::Result<()> {
    // `cargo bench` adds words of its own.
    let Some(file) = std::env::args().skip(1).find(|word| !word.starts_with('-')) else {
        println!("search: `cargo bench --bench search -- FEEDS.TOML` names the store to measure");
        return Ok(());
    };
    let loaded = Config::load(Path::new(&file), &|name| std::env::var(name).ok());
    let loaded = loaded.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store.db");
    std::fs::copy(&loaded.store_path, &path).context("the store cannot be copied")?;
    let mut store = Store::open(&path)?;
    let before = path.metadata()?.len();
    let (filled, took) = timed(|| pipeline::rebuild_search(&mut store))?;
    store.stop_checkpoints();
    drop(store);
    let grown = path.metadata()?.len().saturating_sub(before);
    let stories = filled.stories.max(1);
    println!(
        "fill: {stories} stories in {took:.1?}, {} ns and {} B each",
        took.as_nanos() / u128::from(stories),
        grown / stories
    );
    let mut store = Store::open(&path)?;
    let (_, took) = timed(|| pipeline::fill_search(&mut store, u64::MAX))?;
    println!("fill again, nothing new: {took:.1?}");
    let terms = terms(&path)?;
    for stories in COMMON {
        let of_kind = terms
            .iter()
            .filter(|(_, count)| *count >= stories / 10 && *count < stories);
        let words: Vec<&str> = of_kind.map(|(term, _)| term.as_str()).take(ASKED).collect();
        let pairs: Vec<String> = words.windows(2).map(|pair| pair.join(" ")).collect();
        let begins: Vec<String> = words
            .iter()
            .filter_map(|word| word.chars().next().map(String::from))
            .collect();
        for (kind, queries) in [
            (
                "one word",
                words.iter().map(|word| (*word).to_owned()).collect(),
            ),
            ("two words", pairs),
            ("one letter", begins),
        ] {
            slowest(&loaded, &store, kind, stories, &queries)?;
        }
    }
    Ok(())
}

fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<(T, Duration), E> {
    let started = Instant::now();
    Ok((work()?, started.elapsed()))
}

/// The terms of the index that are words, with the number of stories that have each.
fn terms(path: &PathBuf) -> anyhow::Result<Vec<(String, u64)>> {
    let store = Connection::open(path)?;
    store.execute_batch(
        "CREATE VIRTUAL TABLE temp.terms USING fts5vocab (main, search_texts, row)",
    )?;
    let mut statement = store.prepare(
        "SELECT term, doc FROM temp.terms WHERE length(term) >= 2 AND unicode(term) < 57344",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Prints the slowest of some searches, in both orders.
fn slowest(
    config: &Config,
    store: &Store,
    kind: &str,
    stories: u64,
    queries: &[String],
) -> anyhow::Result<()> {
    let plan = Plan::new(config);
    for (order, name) in [(SearchOrder::Newest, "newest"), (SearchOrder::Best, "best")] {
        let mut slowest = (Duration::ZERO, "");
        for text in queries {
            let Ok(query) = Query::parse(text, &config.site.timezone) else {
                continue;
            };
            let wanted = BoundedSearch {
                query: &query,
                order,
                after: None,
                limit: 20,
                examined: 400,
                allowed: |_| true,
            };
            let (_, took) = timed(|| pipeline::search(plan, store, wanted, SystemClock.now()))?;
            slowest = slowest.max((took, text));
        }
        if !queries.is_empty() {
            let (took, text) = slowest;
            println!(
                "{kind} of terms in up to {stories} stories, {name} first: {took:.1?} (`{text}`)"
            );
        }
    }
    Ok(())
}
