//! Any text as a date, in zones with and without a change of the clock.
#![no_main]

use feedfold::parse::{DocumentContext, parse};
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;

// `parse` survives a panic in feed-rs; the hook of libfuzzer-sys would end the run at it.
fuzz_target!(init: drop(std::panic::take_hook()), |text: &str| {
    if text.contains(['<', '&']) || text.len() > 300 {
        return;
    }
    let document = format!("<rss version=\"2.0\"><channel><item><guid>1</guid><pubDate>{text}</pubDate></item></channel></rss>");
    for name in ["UTC", "Asia/Shanghai", "America/New_York", "Pacific/Apia"] {
        let zone = TimeZone::get(name).expect("a zone of the bundled database");
        let reading = DocumentContext { content_type: None, charset: None, timezone: &zone, base: None };
        let feed = parse(document.as_bytes(), &reading).expect("a date makes no feed unreadable");
        let entry = feed.entries.first().expect("the entry");
        let Some(published) = entry.published else { continue };
        // What we write of it is the same instant, whatever the zone.
        let document = format!("<rss version=\"2.0\"><channel><item><guid>1</guid><pubDate>{published}</pubDate></item></channel></rss>");
        let feed = parse(document.as_bytes(), &reading).expect("a date makes no feed unreadable");
        assert_eq!(feed.entries[0].published, Some(published), "{text:?}");
    }
});
