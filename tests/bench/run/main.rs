//! Measures whole passes of the real binary over loopback, each beside its floor in the same run.
//!
//! `cargo bench --bench run`. It reads two kinds of prose: words at random, of which two texts
//! share next to nothing, and official prose, in which every text is like many others (`cargo
//! bench --bench run -- --write FOLDER` writes those feeds as files, and with `words` behind it
//! those of words at random). For the floor, the bare HTTP client, feed-rs, SHA-256 and one SQLite
//! transaction handle the same requests, documents, bytes and rows: once in two threads
//! concurrently, and once in sequence in one thread, which also yields the time of each part. Then
//! it measures a pass with three new entries, the reports, publishing and the pages of `serve`, on
//! stores of ten thousand and a hundred thousand entries, or of the size on the command line
//! (`cargo bench --bench run -- 1000000`). It fills the stores once and keeps them under
//! `target/tmp`. `cargo bench --bench run -- --pages 1000000` measures publishing and pages alone,
//! and fails if one of their bounds does not hold.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::print_stdout,
    reason = "a benchmark: small numbers, and figures for the terminal"
)]

mod bench;
mod corpus;
mod floor;
mod measured;
mod official;
mod pages;
mod server;

use std::path::Path;

use bench::Bench;
use corpus::{Corpus, LONG, MANY_FEEDS, OFFICIAL, stored};

/// Entries of the stores that are compared.
const FEW: usize = 10_000;
const MANY: usize = 100_000;

/// Writes the feeds of official prose, or of words at random, as local files, for a profiler.
const WRITE: &str = "--write";
const WORDS: &str = "words";

/// Measures only publishing and the pages, on a store of this many entries.
const PAGES: &str = "--pages";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((first, rest)) if first == measured::ARGUMENT => measured::parent(rest),
        Some((first, rest)) if [floor::ARGUMENT, floor::PARTS].contains(&first.as_str()) => {
            let [database, urls] = rest else {
                anyhow::bail!("{first} DATABASE URLS");
            };
            let urls = std::fs::read_to_string(urls)?;
            let urls: Vec<String> = urls.lines().map(str::to_owned).collect();
            let way = if first == floor::PARTS {
                floor::parts
            } else {
                floor::pass
            };
            way(&urls, Path::new(database))
        }
        Some((first, [folder, rest @ ..])) if first == WRITE => {
            let has_words = rest.first().is_some_and(|word| word == WORDS);
            let shape = if has_words { LONG } else { OFFICIAL };
            Bench::write(Path::new(folder), &Corpus::new(shape))
        }
        Some((first, [entries, ..])) if first == PAGES => {
            let entries = entries.parse()?;
            pages(&filled(entries)?, entries)
        }
        _ => {
            passes()?;
            trickle(FEW)?;
            // `cargo bench` adds words of its own.
            let stored = arguments.iter().find_map(|word| word.parse().ok());
            trickle(stored.unwrap_or(MANY))
        }
    }
}

/// A first pass, one in which nothing changed, and one in which a twentieth of the feeds has two
/// new entries: of texts that share next to nothing, and of official prose.
fn passes() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let bench = Bench::at(folder.path(), Corpus::new(LONG))?;
    bench.serve(0..LONG.entries, 1);
    bench.compare("cold, 500 × 30 entries of 3.7 kB")?;
    bench.compare("warm, all 304")?;
    bench.serve(2..LONG.entries + 2, 20);
    bench.compare("tick, 5 % of feeds with 2 new")?;
    let folder = tempfile::tempdir()?;
    let bench = Bench::at(folder.path(), Corpus::new(OFFICIAL))?;
    bench.serve(0..OFFICIAL.entries, 1);
    bench.compare("cold, 500 × 30 entries of official prose")?;
    bench.compare("warm, official prose, all 304")?;
    bench.serve(2..OFFICIAL.entries + 2, 20);
    bench.compare("tick, official prose, 5 % of feeds with 2 new")?;
    let folder = tempfile::tempdir()?;
    let bench = Bench::at(folder.path(), Corpus::new(MANY_FEEDS))?;
    bench.serve(0..MANY_FEEDS.entries, 1);
    bench.compare("cold, 5,000 × 2 short entries")?;
    bench.compare("warm, 5,000 feeds, all 304")?;
    // What `fetch::connection_reuse` saves, without TLS.
    bench.close_connections();
    bench.compare("warm, 5,000 feeds, all 304, a connection for each request")
}

/// A store that holds `entries`, filled if it is not there yet.
fn filled(entries: usize) -> anyhow::Result<Bench> {
    let shape = stored(entries);
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("stored-{entries}"));
    let bench = Bench::at(&kept, Corpus::new(shape))?;
    if !kept.join("store.db").exists() {
        // What a source had at its first read counts in no statistics: one entry.
        bench.serve(0..1, 1);
        bench.feedfold(&["run", "--force"])?;
        bench.serve(0..shape.entries, 1);
        let filled = bench.feedfold(&["run", "--force"])?;
        filled.print(&format!("{entries} stored: filling"));
    }
    Ok(bench)
}

/// Three new entries in a store that holds `entries`, and what reports and pages take on it.
fn trickle(entries: usize) -> anyhow::Result<()> {
    let shape = stored(entries);
    let bench = filled(entries)?;
    // Numbered on from what earlier runs of this benchmark stored.
    let next = bench.stored_of_first_feed()?;
    bench.serve_unchanged(shape.entries, next);
    let unchanged = bench.feedfold(&["run", "--force"])?;
    unchanged.print(&format!("{entries} stored: nothing new"));
    bench.serve(next.saturating_sub(27)..next + 3, shape.feeds);
    bench
        .feedfold(&["run", "--force"])?
        .print(&format!("{entries} stored: 3 new"));
    let story = bench.newest_story()?;
    for command in [
        &["publish"][..],
        &["stories", "--json"],
        &["show", &story],
        &["explain", &story],
        &["search", "产业"],
    ] {
        let name = command.first().copied().unwrap_or_default();
        bench
            .feedfold(command)?
            .print(&format!("{entries} stored: {name}"));
    }
    pages(&bench, entries)
}

/// What publishing and each page take on a store that holds `entries`.
fn pages(bench: &Bench, entries: usize) -> anyhow::Result<()> {
    let name = format!("{entries} stored");
    pages::publishing(bench, &name)?;
    pages::served(bench, &name)
}
