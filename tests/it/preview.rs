//! What `preview` writes for a document.
#![expect(clippy::unwrap_used, reason = "a test may end where it fails")]

use feedfold::cli::preview::Preview;
use feedfold::parse::Reading;
use jiff::tz::TimeZone;

fn preview(document: &str, json: bool) -> String {
    let preview = Preview {
        reading: Reading {
            content_type: None,
            charset: None,
            timezone: &TimeZone::UTC,
            base: None,
        },
        post: None,
        json,
        sanitise: &|html| html.replace("<script>", ""),
        body_text: &|html| html.replace("<p>", ""),
    };
    let mut out = Vec::new();
    preview.write(document.as_bytes(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

const FEED: &str = "<rss version='2.0'><channel><title>t</title><link>https://example.org/</link>\
    <item><title>一&#8238;二</title><guid>1</guid><category>c</category>\
    <pubDate>Wed, 25 Aug 2021 10:15:00 +0800</pubDate>\
    <description>&lt;p&gt;a&lt;script&gt;</description></item></channel></rss>";

#[test]
fn json_lines_hold_the_contracts_fields() {
    insta::assert_snapshot!(preview(FEED, true));
}

#[test]
fn people_get_a_list_without_characters_that_turn_the_text() {
    insta::assert_snapshot!(preview(FEED, false));
}
