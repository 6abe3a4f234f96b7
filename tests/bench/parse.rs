//! The whole read path (decode, side pass, feed-rs, putting together) against bare feed-rs.
//!
//! `cargo bench --bench parse`: on clean UTF-8 feeds `whole` is to reach 60 % of `feed_rs` or more.
//! The feeds are generated: 100 entries each, Chinese text, bodies of the size news sites send.

use std::fmt::Write;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use feedfold::parse::{Reading, parse};
use jiff::tz::TimeZone;

const ENTRIES: usize = 100;
const FEEDS: [Feed; 4] = [Feed::RssCdata, Feed::RssEscaped, Feed::RssShort, Feed::Atom];

/// What a generated feed looks like.
#[derive(Debug, Clone, Copy)]
enum Feed {
    /// `content:encoded` in CDATA, as most blogs write it.
    RssCdata,
    /// Bodies escaped in `description`.
    RssEscaped,
    /// Titles and summaries alone.
    RssShort,
    Atom,
}

fn main() {
    divan::main();
}

fn body(paragraphs: usize, number: usize) -> String {
    let paragraph = "<p>工业和信息化部<a href=\"https://example.org/policy?id=1323\">答复</a>称，将会同有关部门\
        完善化工新材料产业政策，支持企业开展关键技术攻关，推动产业链上下游协同。</p>\n";
    format!("{}<p>第{number}号</p>", paragraph.repeat(paragraphs))
}

fn generated(feed: Feed) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text.push_str(match feed {
        Feed::Atom => {
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>公告</title><id>urn:x</id>"
        }
        _ => {
            "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>公告</title>\
             <link>https://example.org/</link>"
        }
    });
    for number in 0..ENTRIES {
        entry(&mut text, feed, number);
    }
    text.push_str(match feed {
        Feed::Atom => "</feed>",
        _ => "</channel></rss>",
    });
    text
}

fn entry(text: &mut String, feed: Feed, number: usize) {
    let title = format!("关于化工新材料产业提案的答复（第{number}号）");
    let link = format!("https://example.org/2021/08/{number}.html");
    let escaped = |html: &str| html.replace('&', "&amp;").replace('<', "&lt;");
    let written = match feed {
        Feed::Atom => write!(
            text,
            "<entry><id>urn:x:{number}</id><title>{title}</title><link rel=\"alternate\" \
             href=\"{link}\"/><updated>2021-08-25T10:15:00+08:00</updated><author><name>某网</name>\
             </author><category term=\"财经\"/><content type=\"html\">{}</content></entry>",
            escaped(&body(12, number))
        ),
        _ => write!(
            text,
            "<item>\n<title>{title}</title>\n<link>{link}</link>\n<guid>{link}</guid>\n\
             <pubDate>Wed, 25 Aug 2021 10:15:00 +0800</pubDate>\n<dc:creator>某网</dc:creator>\n\
             <category>财经</category>\n{}\n</item>\n",
            match feed {
                Feed::RssCdata => format!(
                    "<description><![CDATA[摘要{number}]]></description>\
                     <content:encoded><![CDATA[{}]]></content:encoded>",
                    body(12, number)
                ),
                Feed::RssShort => format!("<description>摘要{number}</description>"),
                Feed::RssEscaped | Feed::Atom =>
                    format!("<description>{}</description>", escaped(&body(12, number))),
            }
        ),
    };
    assert!(written.is_ok(), "writing to a string cannot fail");
}

#[divan::bench(args = FEEDS)]
fn feed_rs(bencher: Bencher<'_, '_>, feed: Feed) {
    let text = generated(feed);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| feed_rs::parser::parse(black_box(text.as_bytes())));
}

#[divan::bench(args = FEEDS)]
fn whole(bencher: Bencher<'_, '_>, feed: Feed) {
    let text = generated(feed);
    let reading = Reading {
        content_type: Some("application/xml; charset=utf-8"),
        charset: None,
        timezone: &TimeZone::UTC,
        base: None,
    };
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| parse(black_box(text.as_bytes()), &reading));
}
