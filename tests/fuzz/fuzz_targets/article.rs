//! Article pages: any bytes are borne, and the same bytes give the same text.
#![no_main]

use feedfold::extract::{ArticlePage, extract};
use feedfold::parse::{self, DocumentContext};
use feedfold::{normalize, publish};
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let url = Url::parse("https://example.org/a/b.html").expect("an address");
    let reading = DocumentContext {
        content_type: None,
        charset: None,
        timezone: &TimeZone::UTC,
        base: Some(&url),
    };
    let Ok(html) = parse::page(bytes, &reading) else {
        return;
    };
    let selector = feedfold::html::selector::parse("div, p").expect("a selector");
    for selector in [None, Some(&selector)] {
        let page = ArticlePage {
            html: &html,
            url: &url,
            selector,
            title: "",
            known_chars: 0,
        };
        let found = extract(&page);
        assert_eq!(found, extract(&page), "two texts of one page");
        if let Ok(found) = found {
            normalize::body_text(&found.html);
            publish::sanitize(&found.html, Some(&url));
        }
    }
});
