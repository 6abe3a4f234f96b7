//! Bytes in any encoding, whatever is said of it: text comes out, and twice the same.
#![no_main]

use feedfold::parse::{DocumentContext, parse};
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;

const LABELS: [&str; 8] = [
    "gbk",
    "gb18030",
    "big5",
    "utf-16le",
    "shift_jis",
    "iso-2022-jp",
    "windows-1252",
    "utf-8",
];

// The first byte says what is declared; the rest is the inside of a title.
// `parse` survives a panic in feed-rs; the hook of libfuzzer-sys would end the run at it.
fuzz_target!(init: drop(std::panic::take_hook()), |data: &[u8]| {
    let Some((choice, title)) = data.split_first() else { return };
    let label = LABELS[usize::from(choice & 7)];
    let content_type = format!("text/xml; charset={label}");
    let reading = DocumentContext {
        content_type: (choice & 8 != 0).then_some(content_type.as_str()),
        charset: (choice & 16 != 0).then(|| encoding_rs::Encoding::for_label(label.as_bytes())).flatten(),
        timezone: &TimeZone::UTC,
        base: None,
    };
    let declaration = format!("<?xml version=\"1.0\" encoding=\"{label}\"?>");
    let head = if choice & 32 != 0 { declaration.as_str() } else { "" };
    let mut document = format!("{head}<rss version=\"2.0\"><channel><item><title>").into_bytes();
    document.extend_from_slice(title);
    document.extend_from_slice(b"</title></item></channel></rss>");
    if choice & 64 != 0 {
        document = title.to_vec();
    }
    let first = parse(&document, &reading);
    let again = parse(&document, &reading);
    match (first, again) {
        (Ok(first), Ok(again)) => {
            assert_eq!(first.entries, again.entries);
            let damaged = first.entries.iter().any(|entry| {
                entry.title.as_deref().is_some_and(|title| title.contains('\u{fffd}'))
            });
            let was_sent = document.windows(3).any(|bytes| bytes == "\u{fffd}".as_bytes())
                || document.contains(&b'&')
                || document.contains(&0);
            assert!(!damaged || was_sent || !first.warnings.is_empty(), "damage without a word");
        }
        (Err(first), Err(again)) => assert_eq!(first.to_string(), again.to_string()),
        _ => panic!("read once and not twice"),
    }
});
