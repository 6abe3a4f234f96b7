//! Lists of subscriptions: any bytes are borne, and every feed has an address on one line.
#![no_main]

use feedfold::parse::{self, DocumentContext};
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let context = DocumentContext {
        content_type: None,
        charset: None,
        timezone: &TimeZone::UTC,
        base: None,
    };
    let list = parse::subscriptions(bytes, &context);
    assert_eq!(list, parse::subscriptions(bytes, &context));
    for feed in list.feeds {
        assert!(!feed.url.trim().is_empty() && feed.url.lines().count() == 1);
    }
});
