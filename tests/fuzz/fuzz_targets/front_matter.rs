//! Posts: any head is read strictly or line by line, and stays within its bounds.
#![no_main]

use feedfold::parse::{PostFile, DocumentContext, parse_post};
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let reading = DocumentContext {
        content_type: None,
        charset: None,
        timezone: &TimeZone::UTC,
        base: None,
    };
    let file = PostFile {
        path: "a/b.md",
        name: "b.md",
    };
    let Ok(post) = parse_post(data, &reading, file) else {
        return;
    };
    let entry = post.entry;
    assert!(entry.guid.is_some(), "a post has a guid, at worst its path");
    let lines = entry.title.iter().chain(&entry.authors);
    let lines = lines.chain(entry.categories.iter().map(|category| &category.term));
    for line in lines {
        assert!(
            line.chars().count() <= 2_000 && !line.contains(char::is_control),
            "{line:?}"
        );
    }
    assert!(entry.authors.len() <= 100 && entry.categories.len() <= 100);
    assert!(post.warnings.iter().all(|warning| warning.len() < 2_000));
});
