//! A feed with anything in its entry, then one that is whole: the whole one is not lost with it.
#![no_main]

use feedfold::parse::{DocumentContext, parse};
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;

// `parse` survives a panic in feed-rs; the hook of libfuzzer-sys would end the run at it.
fuzz_target!(init: drop(std::panic::take_hook()), |inside: &str| {
    let reading = DocumentContext { content_type: None, charset: None, timezone: &TimeZone::UTC, base: None };
    let before = "<rss version=\"2.0\"><channel><title>t</title>\
         <item><guid>first</guid><title>1</title></item><item>";
    let document = format!("{before}{inside}");
    let Ok(feed) = parse(document.as_bytes(), &reading) else {
        panic!("a feed with an entry is refused");
    };
    let first = feed.entries.first().expect("what stands before the damage is kept");
    assert_eq!(first.guid.as_deref(), Some("first"));
    assert_eq!(first.title.as_deref(), Some("1"));
    let closed = inside.contains("</");
    assert!(closed || !feed.warnings.is_empty(), "the document ends in the middle without a word");

    // Text without markup is an entry's own business: what follows it is whole.
    if !inside.contains('<') {
        let document = format!(
            "{before}<title>{inside}</title></item><item><guid>last</guid></item></channel></rss>"
        );
        let feed = parse(document.as_bytes(), &reading).expect("text makes no feed unreadable");
        let last = feed.entries.last().expect("entries");
        assert_eq!((feed.entries.len(), last.guid.as_deref()), (3, Some("last")));
    }
});
