//! Measures finding the candidates of a new entry, comparing them and placing it, in stores of
//! several sizes.
//!
//! Before each, it measures storing a similar entry without any look-up, and subtracts that time.
//! It uses the stores that `cargo bench --bench run` fills and keeps, and adds nothing to them.

use std::path::Path;
use std::time::{Duration, Instant};

use feedfold::clock::{Clock as _, SystemClock};
use feedfold::identify::{GuidScope, content_hash};
use feedfold::model::{DocumentEnd, RawEntry, SourceName};
use feedfold::parse::{DocumentContext, parse};
use feedfold::pipeline::{PassDecider, Prepared, prepare};
use feedfold::store::{Arrival, Store};
use jiff::tz::TimeZone;

use crate::corpus::{Corpus, stored};

/// New entries in each store: a third says what nobody said, a third is an entry of another feed
/// word for word, and a third one to which a sentence was added.
const NEW: usize = 999;

/// Of each kind in one transaction: the entries of a document.
const TOGETHER: usize = 10;

/// What an entry is to those that are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Fresh,
    Copied,
    Extended,
}

/// How long a new entry took.
#[derive(Debug, Clone, Copy)]
struct Took {
    kind: Kind,
    /// To store it, having looked nothing up.
    storing: Duration,
    /// To look up its candidates, decide, and store it.
    whole: Duration,
}

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
        let took = times(&path, *size)?;
        let at = |share: usize, of: fn(&Took) -> Duration| at(&took, share, of);
        println!(
            "{size} stored: look up and decide, median {:.0} µs, p99 {:.0} µs; with storing {:.0} and {:.0}, \
             storing alone {:.0} and {:.0}",
            at(50, looking),
            at(99, looking),
            at(50, |took| took.whole),
            at(99, |took| took.whole),
            at(50, |took| took.storing),
            at(99, |took| took.storing),
        );
        for kind in [Kind::Fresh, Kind::Copied, Kind::Extended] {
            let took: Vec<Took> = took
                .iter()
                .copied()
                .filter(|took| took.kind == kind)
                .collect();
            println!(
                "{size} stored: {kind:?}, median {:.0} µs, p99 {:.0} µs",
                self::at(&took, 50, looking),
                self::at(&took, 99, looking),
            );
        }
        medians.push(at(50, looking));
    }
    if let [first, .., last] = medians.as_slice() {
        println!("the median grew {:.2} ×", last / first);
    }
    Ok(())
}

fn looking(took: &Took) -> Duration {
    took.whole.saturating_sub(took.storing)
}

/// Microseconds within which this share of a hundred was done.
fn at(took: &[Took], share: usize, of: fn(&Took) -> Duration) -> f64 {
    let mut times: Vec<Duration> = took.iter().map(of).collect();
    times.sort_unstable();
    let time = times.get(times.len() * share / 100);
    time.copied().unwrap_or_default().as_secs_f64() * 1e6
}

fn times(path: &Path, size: usize) -> anyhow::Result<Vec<Took>> {
    let shape = stored(size);
    let corpus = Corpus::new(shape);
    let source = SourceName::parse("outlet-0")?;
    let mut store = Store::open(path)?;
    let now = SystemClock.now();
    let decider = PassDecider::new(&[]);
    let scope = GuidScope {
        source: &source,
        document: None,
    };
    let mut times = Vec::with_capacity(NEW);
    for from in (0..NEW / 3).step_by(TOGETHER) {
        // Dropped without a commit: the store stays as it is.
        let writing = store.writing()?;
        let ingest = |prepared: Vec<Prepared>| {
            let entries = decider.take_texts(prepared);
            let arrival = Arrival {
                source: &source,
                head: None,
                end: DocumentEnd::Reached,
                entries: &entries,
                attempt: None,
                backlog: 0,
                from_pages: None,
            };
            let guids: Vec<&str> = Vec::new();
            let judge = decider.for_feed(&guids);
            let started = Instant::now();
            writing.ingest(&arrival, &judge, now)?;
            anyhow::Ok(started.elapsed())
        };
        for number in from..(from + TOGETHER).min(NEW / 3) {
            let feed = 1 + number * 7 % (shape.feeds - 1);
            // Some way back: copies come late in a store as old as this one.
            let known = shape.entries - 1 - number % (shape.entries / 2);
            let copied = entry(&corpus, feed, known)?;
            let other = entry(&corpus, 1 + (feed + 91) % (shape.feeds - 1), known)?;
            let extended = RawEntry {
                guid: Some(format!("extended-{number}")),
                content: other
                    .content
                    .as_ref()
                    .map(|html| format!("{html}<p>{ADDED}</p>")),
                ..other
            };
            let fresh = entry(&corpus, feed, shape.entries + 1000 + number)?;
            for (kind, raw) in [
                (Kind::Fresh, fresh),
                (Kind::Copied, copied),
                (Kind::Extended, extended),
            ] {
                let like_it = RawEntry {
                    guid: Some(format!("like {kind:?} {number}")),
                    ..raw.clone()
                };
                let storing = ingest(
                    prepare(scope, vec![like_it])
                        .into_iter()
                        .map(alone)
                        .collect(),
                )?;
                let whole = ingest(prepare(scope, vec![raw]))?;
                times.push(Took {
                    kind,
                    storing,
                    whole,
                });
            }
        }
    }
    Ok(times)
}

/// An entry of which nothing else can be found and which nothing else finds.
fn alone(mut prepared: Prepared) -> Prepared {
    let entry = &mut prepared.entry;
    entry.anchors = feedfold::model::Anchors::default();
    entry.document = None;
    (entry.identity.link, entry.identity.url) = (None, None);
    let guid = entry.raw.guid.as_deref().unwrap_or_default();
    entry.fingerprint.content = content_hash(guid);
    prepared
}

/// What an outlet adds to a text of another one.
const ADDED: &str = "本台编者认为，此事后续仍待观察。";

fn entry(corpus: &Corpus, feed: usize, number: usize) -> anyhow::Result<RawEntry> {
    let reading = DocumentContext {
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
