//! HTML to text to normalised text: no tag is left, and folding twice is folding once.
#![no_main]

use feedfold::normalize::{
    body_text, normalize, normalize_and_count, normalize_entry, normalize_title,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|html: &str| {
    let text = body_text(html);
    assert!(text.len() <= html.len() * 4 + 16);
    assert!(
        text.lines()
            .all(|line| !line.is_empty() && line.trim() == line),
        "{text:?}"
    );
    let once = normalize(&text);
    let twice = normalize(once.as_str());
    assert_eq!(once, twice, "{text:?}");
    let (counted_beside, lines) = normalize_and_count(&text, &normalize_title(""));
    assert_eq!(counted_beside, once, "{text:?}");
    let learned = lines.iter().map(|line| line.key).collect();
    let without = normalize_entry(&text, None, &learned);
    assert_eq!(without.as_str().is_empty(), once.as_str().is_empty(), "{text:?}");
    let title = normalize_title(&text);
    assert_eq!(title, normalize_title(title.as_str()), "{text:?}");
});
