//! What it takes to look up the candidates of a new entry, compare them and place it, alone, in stores of
//! several sizes.
//!
//! The stores are those that `cargo bench --bench run` fills and keeps; nothing is added to them.

use std::path::Path;
use std::time::{Duration, Instant};

use feedfold::clock::{Clock as _, SystemClock};
use feedfold::identify::Scope;
use feedfold::model::{RawEntry, SourceName};
use feedfold::parse::{Reading, parse};
use feedfold::pipeline::{Judging, Prepared, prepare};
use feedfold::store::{Arrival, Store};
use jiff::tz::TimeZone;

use crate::corpus::{Corpus, stored};

/// New entries in each store: a third says what nobody said, a third is an entry of another feed word for word,
/// and a third one to which a sentence was added.
const NEW: usize = 999;

/// Measures what stores there are of these sizes.
pub(crate) fn looked_up(sizes: &[usize]) -> anyhow::Result<()> {
    let mut medians = Vec::new();
    for size in sizes {
        let folder = format!("stored-{size}");
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
        let path = path.join("store.db");
        if !path.exists() {
            println!(
                "look up in {size} entries: `cargo bench --bench run -- {size}` fills the store"
            );
            continue;
        }
        let times = times(&path, *size)?;
        let at = |share: usize| times.get(NEW * share / 100).copied().unwrap_or_default();
        let micros = |time: Duration| time.as_secs_f64() * 1e6;
        println!(
            "look up and decide, {size} stored: median {:.0} µs, p99 {:.0} µs",
            micros(at(50)),
            micros(at(99))
        );
        medians.push(micros(at(50)));
    }
    if let [first, .., last] = medians.as_slice() {
        println!("the median grew {:.2} ×", last / first);
    }
    Ok(())
}

/// How long each new entry took, the quickest first.
fn times(path: &Path, size: usize) -> anyhow::Result<Vec<Duration>> {
    let shape = stored(size);
    let corpus = Corpus::new(shape);
    let source = SourceName::parse("outlet-0")?;
    let mut store = Store::open(path)?;
    let now = SystemClock.now();
    let judging = Judging::of(&[]);
    // Dropped at the end without a commit: the store stays as it is.
    let writing = store.writing()?;
    let mut times = Vec::with_capacity(NEW);
    for number in 0..NEW / 3 {
        let feed = 1 + number * 7 % (shape.feeds - 1);
        // Some way back: copies come late in a store as old as this one.
        let known = shape.entries - 1 - number % (shape.entries / 2);
        let copied = entry(&corpus, feed, known)?;
        let extended = RawEntry {
            guid: Some(format!("extended-{number}")),
            content: copied
                .content
                .as_ref()
                .map(|html| format!("{html}<p>{ADDED}</p>")),
            ..copied.clone()
        };
        let fresh = entry(&corpus, feed, shape.entries + 1000 + number)?;
        for raw in [fresh, copied, extended] {
            let scope = Scope {
                source: &source,
                document: None,
            };
            let prepared: Vec<Prepared> = prepare(scope, vec![raw]);
            let entries = judging.hand_over(prepared);
            let arrival = Arrival {
                source: &source,
                head: None,
                entries: &entries,
                attempt: None,
                backlog: 0,
                from_pages: None,
            };
            let guids: Vec<&str> = Vec::new();
            let judge = judging.rulings(&guids);
            let started = Instant::now();
            writing.ingest(&arrival, &judge, now)?;
            times.push(started.elapsed());
        }
    }
    times.sort_unstable();
    Ok(times)
}

/// What an outlet adds to a text of another one.
const ADDED: &str = "本台编者认为，此事后续仍待观察。";

fn entry(corpus: &Corpus, feed: usize, number: usize) -> anyhow::Result<RawEntry> {
    let reading = Reading {
        content_type: None,
        charset: None,
        timezone: &TimeZone::UTC,
        base: None,
    };
    let document = corpus.feed(feed, number..number + 1);
    let mut parsed = parse(document.as_bytes(), &reading)?;
    anyhow::ensure!(parsed.entries.len() == 1, "one entry was asked for");
    Ok(parsed.entries.remove(0))
}
