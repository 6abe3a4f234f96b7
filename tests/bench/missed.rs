//! Measures how many pairs of entries that carry one text feedfold never compared.
//!
//! `cargo bench --bench missed -- STORE`: it compares every two entries of the store that were
//! published within a day of each other, which takes minutes, and counts the pairs that score
//! above zero. A pair among them that has no link in the store was never compared.
#![expect(
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark: small numbers, figures for the terminal, and rows that only it asks for"
)]

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context as _;
use feedfold::fold::{Profile, ProfiledEntry, compare};
use feedfold::model::{EntryKey, EntryTexts, Relation};
use feedfold::pipeline;
use feedfold::store::Store;

/// Longest time between two entries that are compared, in seconds.
const DAY: i64 = 24 * 3600;

/// Missed pairs whose titles are printed, those of the highest score first.
const SHOWN: usize = 20;

/// An entry of the store.
struct Stored {
    row: i64,
    at: i64,
    entry: EntryTexts,
    profile: Profile,
}

impl Stored {
    fn side(&self) -> ProfiledEntry<'_> {
        ProfiledEntry {
            entry: &self.entry,
            profile: &self.profile,
        }
    }
}

/// Two entries that carry one text.
struct Pair<'a> {
    score: f64,
    one: &'a Stored,
    other: &'a Stored,
}

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|word| word != "--bench");
    let Some(path) = arguments.next() else {
        println!("missed pairs: `cargo bench --bench missed -- STORE` counts them in a store");
        return Ok(());
    };
    let entries = entries(&path).with_context(|| format!("cannot read the store {path}"))?;
    let links = links(&path)?;
    let pairs = pairs(&entries);
    let is_missed = |pair: &&Pair<'_>| {
        let (one, other) = (pair.one.row, pair.other.row);
        !links.contains(&(one.min(other), one.max(other)))
    };
    let mut missed: Vec<&Pair<'_>> = pairs.iter().filter(is_missed).collect();
    missed.sort_by(|a, b| b.score.total_cmp(&a.score));
    println!(
        "{} entries: {} pairs within a day carry one text; {} of them ({:.2} %) were never compared",
        entries.len(),
        pairs.len(),
        missed.len(),
        100.0 * missed.len() as f64 / pairs.len().max(1) as f64
    );
    for Pair { score, one, other } in missed.into_iter().take(SHOWN) {
        println!("{score:+.1}  {} | {}", one.entry.title, other.entry.title);
    }
    Ok(())
}

/// The dated entries of a store, the earliest first.
fn entries(path: &str) -> anyhow::Result<Vec<Stored>> {
    let connection = rusqlite::Connection::open(path)?;
    let store = Store::open_to_read(path.as_ref())?;
    let mut statement = connection.prepare("SELECT id, lower(hex(key)) FROM entries")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let mut entries = Vec::new();
    for row in rows {
        let (row, key) = row?;
        let key: EntryKey = key.parse()?;
        let Some((entry, _)) = store.placed(key)? else {
            continue;
        };
        let Some(published) = entry.published else {
            continue;
        };
        entries.push(Stored {
            row,
            at: published.as_second(),
            profile: pipeline::profile(&entry)?,
            entry,
        });
    }
    entries.sort_by_key(|stored| (stored.at, stored.row));
    Ok(entries)
}

/// The rows of the pairs that have a link, the lower one first.
fn links(path: &str) -> anyhow::Result<HashSet<(i64, i64)>> {
    let connection = rusqlite::Connection::open(path)?;
    let mut statement = connection.prepare("SELECT low, high FROM links")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The pairs within a day that carry one text, found by comparing all, on every processor.
fn pairs(entries: &[Stored]) -> Vec<Pair<'_>> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(one) = entries.get(index) else {
                        return;
                    };
                    let later = entries.iter().skip(index + 1);
                    for other in later.take_while(|other| other.at - one.at <= DAY) {
                        let compared = compare(one.side(), other.side());
                        if compared.relation == Relation::Same
                            && let feedfold::model::Bond::Score(score) = compared.bond
                            && let Ok(mut found) = found.lock()
                        {
                            found.push(Pair { score, one, other });
                        }
                    }
                }
            });
        }
    });
    found.into_inner().unwrap_or_default()
}
