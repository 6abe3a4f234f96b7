//! Limits of a document: entries, depth, expansion, lengths; and what is kept of a document that
//! ends early.
#![expect(clippy::unwrap_used, reason = "a test may end where it fails")]

use std::fmt::Write;

use feedfold::model::{DocumentEnd, ParsedFeed};
use feedfold::parse::{DocumentContext, discover, parse};
use url::Url;

use super::parse::{UTC, reading};

fn read_at(document: &str, base: Option<&Url>) -> ParsedFeed {
    let reading = DocumentContext {
        base,
        ..reading(&UTC)
    };
    parse(document.as_bytes(), &reading).unwrap()
}

fn read(document: &str) -> ParsedFeed {
    read_at(document, None)
}

fn rss(inside: &str) -> String {
    format!("<rss version=\"2.0\"><channel><title>t</title>{inside}</channel></rss>")
}

/// All the text of a feed's entries, in bytes.
fn size(feed: &ParsedFeed) -> usize {
    feed.entries
        .iter()
        .flat_map(|entry| [&entry.guid, &entry.link, &entry.title, &entry.content])
        .flatten()
        .map(String::len)
        .sum()
}

#[test]
fn more_entries_than_the_limit_are_left_out_with_a_word() {
    let mut items = String::new();
    let mut objects = String::new();
    for number in 0..10_003 {
        write!(items, "<item><guid>{number}</guid></item>").unwrap();
        write!(objects, "{{\"id\":{number}}},").unwrap();
    }
    let json = format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{}]}}",
        objects.trim_end_matches(',')
    );
    for document in [rss(&items), json] {
        let feed = read(&document);
        assert_eq!(feed.entries.len(), 10_000);
        assert_eq!(feed.entries[9_999].guid.as_deref(), Some("9999"));
        assert!(feed.warnings[0].contains("the first 10000 were taken"));
    }
}

#[test]
fn of_too_many_entries_the_newest_are_kept_though_the_oldest_come_first() {
    let day = |number: usize| {
        let days = jiff::Span::new().days(i64::try_from(number).unwrap());
        jiff::civil::date(1990, 1, 1).checked_add(days).unwrap()
    };
    let entries = |order: &[usize]| {
        let mut items = String::new();
        let mut objects = String::new();
        for number in order {
            let date = day(*number);
            write!(
                items,
                "<item><guid>{number}</guid><pubDate>{date}</pubDate></item>"
            )
            .unwrap();
            write!(
                objects,
                "{{\"id\":{number},\"date_published\":\"{date}T00:00:00Z\"}},"
            )
            .unwrap();
        }
        let json = format!(
            "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{}]}}",
            objects.trim_end_matches(',')
        );
        [rss(&items), json]
    };
    let mut order: Vec<usize> = (0..10_050).collect();
    let guids = |document: &str| -> Vec<usize> {
        let feed = read(document);
        assert!(
            feed.warnings[0].starts_with("holds "),
            "{:?}",
            feed.warnings
        );
        let guids = feed.entries.iter().flat_map(|entry| &entry.guid);
        guids.map(|guid| guid.parse().unwrap()).collect()
    };
    for document in entries(&order) {
        assert_eq!(guids(&document), order[50..]);
        // Damage behind the limit is mended like any other.
        let damaged = document.replace("<guid>10049</guid>", "<guid>10049<b>");
        assert_eq!(guids(&damaged), order[50..]);
    }
    order.reverse();
    for document in entries(&order) {
        assert_eq!(guids(&document), order[..10_000]);
    }
}

#[test]
fn depth_costs_what_is_beyond_it_and_no_stack() {
    let deep = "<div>".repeat(100_000);
    let item = "<item><guid>1</guid></item>";
    let feed = read(&rss(&format!("{item}{deep}{item}")));
    assert_eq!(feed.entries[0].guid.as_deref(), Some("1"));
    assert!(!feed.warnings.is_empty());
    let nested = "[".repeat(100_000);
    let feed = read(&format!(
        "{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{{\"id\":\"1\"}},{nested}"
    ));
    assert_eq!(feed.entries.len(), 1);
    assert!(feed.warnings[0].contains("breaks off"));
}

#[test]
fn entities_of_its_own_expand_up_to_a_bound() {
    let value = "x".repeat(1_000);
    let references = "&long;".repeat(10_000);
    let document = format!(
        "<!DOCTYPE rss [<!ENTITY long \"{value}\"><!ENTITY more \"&long;&long;\">]>{}",
        rss(&format!(
            "<item><guid>1</guid><description>{references}&more;</description></item>"
        ))
    );
    let feed = read(&document);
    assert!(size(&feed) < 512 * 1024, "{}", size(&feed));
    assert!(
        feed.entries[0]
            .content
            .as_deref()
            .unwrap()
            .starts_with(&value)
    );
    assert!(
        feed.warnings
            .iter()
            .any(|warning| warning.contains("entities of its own"))
    );
}

#[test]
fn many_ampersands_and_brackets_of_their_own_keep_their_meaning_and_the_documents_length() {
    let text = "&a; & < ]]> &lt;b> &nbsp; &#20013; &none;".repeat(5_000);
    let feed = read(&format!(
        "<!DOCTYPE rss [<!ENTITY a \"R&amp;D\">]>{}",
        rss(&format!(
            "<item><guid>1</guid><description>{text}</description></item>"
        ))
    ));
    let content = feed.entries[0].content.as_deref().unwrap();
    assert!(content.starts_with("R&D & < ]]> <b> \u{a0} 中 &none;R&D"));
    assert_eq!(content.matches("中 &none;").count(), 5_000);
    assert!(content.len() < text.len());
}

#[test]
fn a_text_beyond_all_reason_is_cut_with_a_word() {
    let text = "字".repeat(1_500_000);
    let json = format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{{\"content_html\":\"{text}\"}}]}}"
    );
    let xml = rss(&format!("<item><description>{text}</description></item>"));
    for document in [xml, json] {
        let feed = read(&document);
        let content = feed.entries[0].content.as_deref().unwrap();
        assert_eq!(content.len(), 4 * 1024 * 1024 / 3 * 3);
        assert!(feed.warnings[0].contains("more than 4 MiB"));
    }
}

#[test]
fn titles_and_addresses_have_a_length() {
    let title = "长".repeat(5_000);
    let address = format!("https://example.org/{}", "a".repeat(10_000));
    let feed = read(&rss(&format!(
        "<item><title>{title}</title><link>{address}</link><guid>{address}</guid></item>"
    )));
    let entry = &feed.entries[0];
    assert_eq!(entry.title.as_deref().unwrap().chars().count(), 2_000);
    assert_eq!(entry.link, None);
    assert_eq!(entry.guid.as_deref().unwrap().len(), 8_192);
}

#[test]
fn short_addresses_do_not_grow_to_the_length_of_a_long_base() {
    let base = format!("https://example.org/{}", "a/".repeat(40_000));
    let items = "<item><link>x</link></item>".repeat(5_000);
    let declared =
        format!("<rss version=\"2.0\" xml:base=\"{base}\"><channel>{items}</channel></rss>");
    let feed = read(&declared);
    assert_eq!(feed.entries.len(), 5_000);
    assert!(size(&feed) < declared.len());
    assert!(
        feed.warnings[0].contains("longer attributes"),
        "{:?}",
        feed.warnings
    );

    let base = Url::parse(&base).unwrap();
    let links = "&lt;a href=\"x\"&gt;".repeat(50_000);
    let received = rss(&format!(
        "{items}<item><description>{links}</description></item>"
    ));
    let feed = read_at(&received, Some(&base));
    assert_eq!(feed.entries.len(), 5_001);
    assert!(size(&feed) < 2 * received.len());
    assert!(
        feed.warnings[0].contains("left relative"),
        "{:?}",
        feed.warnings
    );
}

/// Markup that is looked at again from each of its pieces would take hours here, not milliseconds.
#[test]
fn markup_without_an_end_is_looked_through_once() {
    for piece in [
        "<!x>",
        "<![x",
        "<!doctype [",
        "<!--",
        "<?x",
        "<![CDATA[",
        "<a b=\"",
        "</a",
        "&#x",
        "<",
    ] {
        let many = piece.repeat(1_000_000 / piece.len());
        let feed = read(&rss(&format!("<item><guid>1</guid></item>{many}")));
        assert_eq!(feed.entries[0].guid.as_deref(), Some("1"), "{piece}");
        let reading = reading(&UTC);
        let page = format!("<html><a href='https://example.org/rss'>{many}");
        let linked = format!("<html>{}", format!("<a href=/rss>{piece}").repeat(60_000));
        assert_eq!(discover(page.as_bytes(), &[], &reading).len(), 1, "{piece}");
        assert_eq!(discover(linked.as_bytes(), &[], &reading), [], "{piece}");
    }
}

/// Three formats, each with six entries.
fn whole() -> [String; 3] {
    let (mut items, mut entries, mut objects) = (String::new(), String::new(), Vec::new());
    for number in 0..6 {
        write!(
            items,
            "<item><guid isPermaLink=\"false\">id-{number}</guid><title>第{number}号 &amp; 答复</title>\
             <link>https://example.org/{number}?a=1&amp;b=2</link>\
             <description><![CDATA[<p>全文 {number}</p>]]></description></item>"
        )
        .unwrap();
        write!(
            entries,
            "<entry><id>id-{number}</id><title>第{number}号 &amp; 答复</title>\
             <link href=\"https://example.org/{number}?a=1&amp;b=2\"/>\
             <content type=\"html\">&lt;p>全文 {number}&lt;/p></content></entry>"
        )
        .unwrap();
        objects.push(format!(
            "{{\"id\":\"id-{number}\",\"title\":\"第{number}号 & 答复\",\
             \"url\":\"https://example.org/{number}?a=1&b=2\",\"content_html\":\"<p>全文 {number}</p>\"}}"
        ));
    }
    [
        rss(&items),
        format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title>{entries}</feed>"),
        format!(
            "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{}]}}",
            objects.join(",")
        ),
    ]
}

#[test]
fn a_document_cut_anywhere_keeps_the_entries_that_came_whole() {
    for document in whole() {
        let all = read(&document).entries;
        assert_eq!(all.len(), 6);
        assert_eq!(read(&document).end, DocumentEnd::Reached);
        let ends: Vec<usize> = ["</item>", "</entry>", "</p>\"}"]
            .iter()
            .flat_map(|end| document.match_indices(end))
            .map(|(at, end)| at + end.len())
            .collect();
        // A last tag that lacks only its bracket says all it has to say.
        let last = document.len() - "</feed>".len();
        for at in (ends[0]..last).step_by(10) {
            let complete = ends.iter().filter(|end| **end <= at).count();
            let reading = reading(&UTC);
            let half = parse(&document.as_bytes()[..at], &reading).unwrap();
            assert_eq!(half.entries[..complete], all[..complete], "cut at {at}");
            assert!(half.entries.len() <= complete + 1, "cut at {at}");
            assert!(!half.warnings.is_empty(), "cut at {at}");
            assert_eq!(half.end, DocumentEnd::Missing, "cut at {at}");
        }
    }
}
