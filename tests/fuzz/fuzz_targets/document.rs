//! Whole documents: no panic, output within bounds, and a cut document says what it lost.
#![no_main]

use feedfold::model::ParsedFeed;
use feedfold::parse::{DocumentContext, discover, parse};
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use url::Url;

fn is_bounded(feed: &ParsedFeed, document: &[u8]) {
    assert!(feed.entries.len() <= 10_000);
    let mut bytes = 0;
    for entry in &feed.entries {
        assert!(
            entry.authors.len() <= 100
                && entry.categories.len() <= 100
                && entry.enclosures.len() <= 100
        );
        for line in entry.title.iter().chain(&entry.authors) {
            assert!(
                line.chars().count() <= 2_000 && !line.contains(char::is_control),
                "{line:?}"
            );
        }
        bytes += format!("{entry:?}").len();
    }
    // One address of the base for each of the shortest of links; `Debug` writes every field's
    // name.
    assert!(
        bytes <= 4_096 + feed.entries.len() * 1_024 + document.len() * 64,
        "{bytes} of {}",
        document.len()
    );
    assert!(feed.warnings.len() <= 32, "{:?}", feed.warnings);
    for warning in &feed.warnings {
        assert!(
            warning.len() < 1_300 && !warning.contains(char::is_control),
            "{warning:?}"
        );
    }
}

// `parse` survives a panic in feed-rs; the hook of libfuzzer-sys would end the run at it.
fuzz_target!(init: drop(std::panic::take_hook()), |data: &[u8]| {
    let base = Url::parse("https://example.org/a/b").expect("an address");
    let reading = DocumentContext { content_type: None, charset: None, timezone: &TimeZone::UTC, base: Some(&base) };
    assert!(discover(data, &[], &reading).len() <= 50);
    let whole = match parse(data, &reading) {
        Ok(feed) => feed,
        Err(error) => {
            assert!(!error.to_string().contains(char::is_control) && !error.remedy().is_empty());
            return;
        }
    };
    is_bounded(&whole, data);

    // Cut somewhere; where is up to the content, so that every input is also a plain document.
    let place = data.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    let half = &data[..place % (data.len() + 1)];
    let Ok(cut) = parse(half, &reading) else { return };
    is_bounded(&cut, half);
    // A document with another one behind it may be cut between the two.
    if whole.warnings.is_empty() && cut.entries.len() < whole.entries.len() {
        assert!(!cut.warnings.is_empty(), "entries are missing without a word");
    }
});
