//! Official documents: any text is read without panic, within bounds, and twice the same.
#![no_main]

use feedfold::official::read_document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, &str)| {
    let (title, body) = texts;
    let found = read_document(title, body);
    if let Some(found) = &found {
        assert!(found.numbers.len() <= 24 && found.mentions.len() <= 24);
        assert!(found.titles.len() <= 20 && found.departments.len() <= 16);
    }
    assert_eq!(read_document(title, body), found);
});
