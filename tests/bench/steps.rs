//! Measures the steps of one entry, each beside its floor in the same run; then the look-ups in
//! large stores.
//!
//! `cargo bench --bench steps`. The texts are those of `run`: entries of 3.7 kB in feeds of
//! thirty. It repeats each step for a while and prints the median of several rounds.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::print_stdout,
    reason = "a benchmark: small numbers, and figures for the terminal"
)]

#[path = "run/corpus.rs"]
#[expect(dead_code, reason = "the shapes of other benchmarks")]
mod corpus;
mod lookups;
#[path = "run/official.rs"]
mod official;
#[path = "../it/publish_stories.rs"]
#[expect(dead_code, reason = "stories of the tests")]
mod publish_stories;

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use feedfold::fold::{Facts, Marked, Profile, anchors, measure};
use feedfold::identify::{content_hash, revision};
use feedfold::model::{Member, OutputFormat, PackedHtml, RawEntry, StoryFormat};
use feedfold::normalize::{NormalizedText, body_text, normalize_and_count, normalize_title};
use feedfold::official::read_document;
use feedfold::parse::{DocumentContext, page, parse};
use feedfold::publish::{FileChange, write};
use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use corpus::{Corpus, LONG};

/// Feeds whose entries are measured.
const FEEDS: usize = 4;

/// Stories that are published.
const STORIES: u8 = 100;

/// How long one round takes at least, and how many there are.
const ROUND: Duration = Duration::from_millis(40);
const ROUNDS: usize = 7;

/// An entry's texts after each step.
struct Entry {
    title: String,
    html: String,
    text: String,
    normal_title: NormalizedText,
    normal: NormalizedText,
    profile: Profile,
}

impl Entry {
    fn of(raw: RawEntry) -> Self {
        let title = raw.title.unwrap_or_default();
        let html = raw.content.or(raw.summary).unwrap_or_default();
        let text = body_text(&html);
        let normal_title = normalize_title(&title);
        let (normal, _) = normalize_and_count(&text, &normal_title);
        let profile = profile(&normal_title, &normal);
        Self {
            title,
            html,
            text,
            normal_title,
            normal,
            profile,
        }
    }
}

fn profile(title: &NormalizedText, text: &NormalizedText) -> Profile {
    let marked = Marked::read(title.as_str(), text.as_str());
    Profile::new(Facts {
        title: title.as_str(),
        marked: &marked,
        lead_in: "",
        source_note: "",
        text: text.as_str(),
        outlet: "",
        published: None,
    })
}

/// What the steps of a table are counted by.
struct Table {
    bytes: usize,
    entries: usize,
}

impl Table {
    /// Prints what a step takes, and what part of its speed its floor's is; gives the seconds of
    /// one go.
    fn row<T>(&self, name: &str, floor: Option<f64>, mut step: impl FnMut() -> T) -> f64 {
        let mut rounds: Vec<f64> = (0..ROUNDS).map(|_| seconds(&mut step)).collect();
        rounds.sort_by(f64::total_cmp);
        let median = rounds.get(ROUNDS / 2).copied().unwrap_or_default();
        let speed = self.bytes as f64 / 1e6 / median;
        let each = median * 1e6 / self.entries as f64;
        let ratio = floor.map_or_else(String::new, |floor| format!("{:9.2}", median / floor));
        println!("{name:<44}{speed:9.0}{each:9.1}{ratio}");
        median
    }
}

/// Seconds of one go, the mean over a round.
fn seconds<T>(step: &mut impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    let mut times = 0;
    while start.elapsed() < ROUND {
        black_box(step());
        times += 1;
    }
    start.elapsed().as_secs_f64() / f64::from(times)
}

fn main() -> anyhow::Result<()> {
    println!("{:<44}{:>9}{:>9}{:>9}", "", "MB/s", "µs/entry", "× floor");
    let corpus = Corpus::new(LONG);
    let feeds: Vec<String> = (0..FEEDS)
        .map(|feed| corpus.feed(feed, 0..LONG.entries))
        .collect();
    let reading = DocumentContext {
        content_type: Some("application/xml; charset=utf-8"),
        charset: None,
        timezone: &TimeZone::UTC,
        base: None,
    };
    decoded(&feeds, &reading);
    parsed("RSS", &feeds, &reading);
    let mut entries = Vec::new();
    let mut escaped = Vec::new();
    for feed in &feeds {
        let parsed = parse(feed.as_bytes(), &reading)?;
        escaped.push(atom(&parsed.entries));
        entries.extend(parsed.entries.into_iter().map(Entry::of));
    }
    parsed("Atom, escaped", &escaped, &reading);
    texts(&entries);
    compared(&entries);
    for (size, bytes) in [("1 kB", 1_000), ("10 kB", 10_000), ("100 kB", 100_000)] {
        compared_at(size, bytes, &entries);
    }
    published(&entries)?;
    // `cargo bench` adds words of its own.
    let largest = std::env::args().find_map(|word| word.parse().ok());
    lookups::looked_up(&[10_000, 100_000, largest.unwrap_or(1_000_000)])
}

/// Documents of one format, each read whole.
fn parsed(format: &str, documents: &[String], reading: &DocumentContext<'_>) {
    let table = Table {
        bytes: documents.iter().map(String::len).sum(),
        entries: FEEDS * LONG.entries,
    };
    let floor = table.row(&format!("floor: feed-rs, {format}"), None, || {
        documents
            .iter()
            .filter_map(|document| feed_rs::parser::parse(document.as_bytes()).ok())
            .count()
    });
    table.row(&format!("parse, {format}"), Some(floor), || {
        documents
            .iter()
            .filter_map(|document| parse(document.as_bytes(), reading).ok())
            .count()
    });
}

/// Entries as Atom, their HTML escaped.
fn atom(entries: &[RawEntry]) -> String {
    let mut text = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>岚港</title><id>tag:example.org,2025:a</id>\
        <updated>2025-01-01T00:00:00Z</updated>\n"
        .to_owned();
    for entry in entries {
        let title = entry.title.as_deref().unwrap_or_default();
        let guid = entry.guid.as_deref().unwrap_or_default();
        let html = entry.content.as_deref().or(entry.summary.as_deref());
        let html = quick_xml::escape::escape(html.unwrap_or_default());
        let _written = writeln!(
            text,
            "<entry><title>{title}</title><id>tag:example.org,2025:{guid}</id>\
             <updated>2025-01-01T00:00:00Z</updated><content type=\"html\">{html}</content></entry>"
        );
    }
    text.push_str("</feed>\n");
    text
}

/// A document in GBK, which takes more than looking through it.
fn decoded(feeds: &[String], reading: &DocumentContext<'_>) {
    let gbk: Vec<Vec<u8>> = feeds
        .iter()
        .map(|feed| encoding_rs::GBK.encode(feed).0.into_owned())
        .collect();
    let table = Table {
        bytes: gbk.iter().map(Vec::len).sum(),
        entries: FEEDS * LONG.entries,
    };
    let reading = DocumentContext {
        content_type: Some("text/html; charset=gbk"),
        charset: Some(encoding_rs::GBK),
        ..*reading
    };
    let floor = table.row("floor: encoding_rs, GBK", None, || {
        let decoded = gbk.iter().map(|feed| encoding_rs::GBK.decode(feed).0.len());
        decoded.sum::<usize>()
    });
    table.row("decode, GBK", Some(floor), || {
        let decoded = gbk.iter().filter_map(|feed| page(feed, &reading).ok());
        decoded.map(|text| text.len()).sum::<usize>()
    });
}

/// From the HTML of an entry to what it is found by.
#[expect(clippy::too_many_lines, reason = "a table with a row for each step")]
fn texts(entries: &[Entry]) {
    let table = |length: fn(&Entry) -> usize| Table {
        bytes: entries.iter().map(length).sum(),
        entries: entries.len(),
    };
    let html = table(|entry| entry.html.len());
    let floor = html.row("floor: html5ever's tokeniser", None, || {
        for entry in entries {
            tokenised(&entry.html);
        }
    });
    html.row("HTML to text", Some(floor), || {
        entries
            .iter()
            .map(|entry| body_text(&entry.html).len())
            .sum::<usize>()
    });
    let packed: Vec<PackedHtml> = entries
        .iter()
        .map(|entry| PackedHtml::pack(&entry.html))
        .collect();
    html.row("packing", None, || {
        entries
            .iter()
            .map(|entry| PackedHtml::pack(&entry.html))
            .filter(|packed| packed.stored().is_err())
            .count()
    });
    html.row("unpacking", None, || {
        let unpacked = packed.iter().filter_map(|packed| packed.html().ok());
        unpacked.map(|html| html.len()).sum::<usize>()
    });
    let text = table(|entry| entry.text.len());
    let floor = text.row("floor: NFKC", None, || {
        let composed = entries.iter().map(|entry| entry.text.nfkc());
        composed
            .map(|text| text.collect::<String>().len())
            .sum::<usize>()
    });
    text.row("normalise and count lines", Some(floor), || {
        let normal = entries
            .iter()
            .map(|entry| normalize_and_count(&entry.text, &entry.normal_title));
        normal.map(|(_, lines)| lines.len()).sum::<usize>()
    });
    let both = table(|entry| entry.normal.as_str().len() + entry.text.len());
    let floor = both.row("floor: SHA-256", None, || {
        for entry in entries {
            black_box(Sha256::digest(entry.normal.as_str()));
            black_box(Sha256::digest(&entry.text));
        }
    });
    both.row("fingerprint and revision", Some(floor), || {
        for entry in entries {
            black_box(content_hash(entry.normal.as_str()));
            black_box(revision(&entry.title, &entry.text));
        }
    });
    text.row("official numbers", None, || {
        entries
            .iter()
            .filter_map(|entry| read_document(&entry.title, &entry.text))
            .count()
    });
    let normal = table(|entry| entry.normal.as_str().len());
    normal.row("reading", None, || {
        let read = entries
            .iter()
            .map(|entry| profile(&entry.normal_title, &entry.normal));
        read.map(|profile| profile.size()).sum::<usize>()
    });
    normal.row("anchors", None, || {
        entries
            .iter()
            .map(|entry| anchors(&entry.profile).stored().count())
            .sum::<usize>()
    });
}

/// Each text with the next one, and with itself: as unlike and as like as two of them can be.
fn compared(entries: &[Entry]) {
    let table = Table {
        bytes: entries
            .iter()
            .map(|entry| entry.normal.as_str().len())
            .sum(),
        entries: entries.len(),
    };
    let next = || entries.iter().cycle().skip(1);
    table.row("comparing two that are unlike", None, || {
        for (one, other) in entries.iter().zip(next()) {
            black_box(measure(&one.profile, &other.profile));
        }
    });
    table.row("comparing two that are alike", None, || {
        for entry in entries {
            black_box(measure(&entry.profile, &entry.profile));
        }
    });
}

/// Pairs of so many bytes each: one text and a copy of it with another lead-in, one text and
/// another that has every second sentence of it, and two other texts.
fn compared_at(size: &str, bytes: usize, entries: &[Entry]) {
    let text = |first: usize| {
        let mut text = String::with_capacity(bytes + 4);
        let entries = entries.iter().skip(first).step_by(2);
        let mut characters = entries.flat_map(|entry| entry.normal.as_str().chars());
        text.extend(characters.by_ref().take(bytes / 3));
        text
    };
    let (one, other) = (text(0), text(1));
    let copy = format!("据多家媒体6日报道,{one}");
    let half: String = (one.split_inclusive(['.', ';']))
        .zip(other.split_inclusive(['.', ';']))
        .enumerate()
        .map(|(at, (own, others))| if at % 2 == 0 { own } else { others })
        .collect();
    let read = |text: &str| {
        let title = normalize_title(&text.chars().take(30).collect::<String>());
        let marked = Marked::read(title.as_str(), text);
        Profile::new(Facts {
            title: title.as_str(),
            marked: &marked,
            lead_in: "",
            source_note: "",
            text,
            outlet: "",
            published: None,
        })
    };
    let table = Table {
        bytes: 2 * one.len(),
        entries: 1,
    };
    let floor = table.row(&format!("floor: SHA-256 of two of {size}"), None, || {
        (Sha256::digest(&one), Sha256::digest(&other))
    });
    let profile = read(&one);
    for (how, other) in [("alike", &copy), ("half alike", &half), ("unlike", &other)] {
        let other = read(other);
        let name = format!("comparing two of {size}, {how}");
        table.row(&name, Some(floor), || measure(&profile, &other));
    }
}

/// Hears what a tokeniser says, and no more.
struct Deaf;

impl TokenSink for Deaf {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        black_box(token);
        TokenSinkResult::Continue
    }
}

fn tokenised(html: &str) {
    let tokenizer = Tokenizer::new(Deaf, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
}

/// A feed of a hundred stories, and its file when nothing changed.
fn published(entries: &[Entry]) -> anyhow::Result<()> {
    let stories: Vec<_> = (0..STORIES)
        .zip(entries)
        .map(|(number, entry)| {
            let member = Member {
                title: entry.title.clone(),
                body: Some(entry.html.clone()),
                ..publish_stories::member(number)
            };
            publish_stories::story(member, Vec::new())
        })
        .collect();
    let published: Vec<_> = stories.iter().map(publish_stories::published).collect();
    let rendered = || {
        publish_stories::render(
            &publish_stories::site(),
            &publish_stories::output(),
            &publish_stories::feed_id(),
            &published,
            publish_stories::WHEN_EMPTY,
        )
    };
    let bytes = rendered()?;
    let table = Table {
        bytes: bytes.len(),
        entries: stories.len(),
    };
    table.row("publish: the Atom text of 100 stories", None, rendered);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("all.atom");
    let format = OutputFormat::Stories(StoryFormat::Atom);
    write(&path, format, &bytes)?;
    let mut is_unchanged = true;
    table.row("publish: unchanged, 0 bytes written", None, || {
        is_unchanged &= matches!(write(&path, format, &bytes), Ok(FileChange::Unchanged));
    });
    anyhow::ensure!(is_unchanged, "the same bytes were written again");
    Ok(())
}
