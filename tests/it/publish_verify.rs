//! The strict reader refuses everything that RFC 4287 or XML forbids.

use feedfold::model::{OutputFormat, StoryFormat};
use feedfold::publish::{ListedAddress, ListedSource, render, render_sources};

use crate::feed_rules::atom::verify;

use crate::publish_stories::{
    disclosure, feed_id, output, publication, published, rendered, site, stories,
};

/// The smallest document that passes, to be broken in one place at a time.
const VALID: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
 <title>T</title>
 <id>urn:example:feed</id>
 <updated>2026-03-01T02:00:00Z</updated>
 <author><name>A</name></author>
 <entry>
  <title>E</title>
  <id>urn:example:1</id>
  <updated>2026-03-01T02:00:00+08:00</updated>
  <link href="https://a.example/"/>
 </entry>
</feed>"#;

#[test]
fn the_smallest_feed_and_a_full_one_pass() {
    assert_eq!(verify(VALID.as_bytes()), Ok(1));
    assert_eq!(verify(rendered(&stories()).unwrap().as_bytes()), Ok(3));
}

#[test]
fn every_single_fault_is_refused() {
    let after = VALID.split_once("<entry>").unwrap().1;
    let inside = after.split_once("</entry>").unwrap().0;
    let entry = format!("<entry>{inside}</entry>");
    let link = "<link href=\"https://a.example/\"/>";
    let faults = [
        // Well-formedness.
        ("<title>T</title>", "<title>T</titel>"),
        ("<title>T</title>", "<title>T"),
        ("</feed>", ""),
        ("</feed>", "</feed></feed>"),
        ("</feed>", "</feed><feed/>"),
        ("</feed>", "</feed>text"),
        ("<title>T</title>", "<title>a & b</title>"),
        ("<title>T</title>", "<title>a &nbsp; b</title>"),
        ("<title>T</title>", "<title>a &#1; b</title>"),
        ("<title>T</title>", "<title>a \u{1} b</title>"),
        ("<title>T</title>", "<title>a \u{ffff} b</title>"),
        ("<title>T</title>", "<title><b>T</b></title>"),
        ("<title>T</title>", "<title>T</title><!-- a -- b -->"),
        ("<title>T</title>", "<title a=\"1\" a=\"2\">T</title>"),
        ("<title>T</title>", "<title a=1>T</title>"),
        ("<title>T</title>", "<title a=\"<\">T</title>"),
        ("<title>T</title>", "<title>T</title><?php x ?>"),
        (link, "<link href=\"https://a.example/?a=1&b=2\"/>"),
        ("<feed xmlns", "<!DOCTYPE feed><feed xmlns"),
        (
            "<title>T</title>",
            "<title>T</title><?xml version=\"1.0\"?>",
        ),
        // The encoding: readers exist that take a document without one for Latin-1.
        (" encoding=\"UTF-8\"", ""),
        ("encoding=\"UTF-8\"", "encoding=\"GBK\""),
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", ""),
        // Not the Atom we publish.
        ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"),
        ("<title>T</title>", "<title>T</title><x xmlns=\"urn:y\"/>"),
        (
            "<title>T</title>",
            "<title>T</title><published>x</published>",
        ),
        ("<title>T</title>", "<title type=\"xhtml\">T</title>"),
        // RFC 4287 4.1.1.
        ("<title>T</title>", ""),
        ("<title>T</title>", "<title>T</title><title>U</title>"),
        ("<title>T</title>", "<title>  </title>"),
        ("<id>urn:example:feed</id>", ""),
        ("<id>urn:example:feed</id>", "<id>feed</id>"),
        ("<id>urn:example:feed</id>", "<id>/feed</id>"),
        ("<id>urn:example:feed</id>", "<id> urn:example:feed </id>"),
        ("<id>urn:example:feed</id>", "<id>urn:</id>"),
        ("<updated>2026-03-01T02:00:00Z</updated>", ""),
        ("2026-03-01T02:00:00Z", "2026-03-01"),
        ("2026-03-01T02:00:00Z", "2026-03-01T02:00:00"),
        ("2026-03-01T02:00:00Z", "2026-03-01 02:00:00Z"),
        ("2026-03-01T02:00:00Z", "2026-03-01t02:00:00z"),
        ("2026-03-01T02:00:00Z", "2026-13-01T02:00:00Z"),
        ("2026-03-01T02:00:00Z", "2026-02-30T02:00:00Z"),
        ("2026-03-01T02:00:00Z", "2026-03-01T25:00:00Z"),
        ("2026-03-01T02:00:00Z", "2026-03-01T02:00:00+0800"),
        ("2026-03-01T02:00:00Z", "2026-03-01T02:00:00.Z"),
        ("2026-03-01T02:00:00Z", "Sun, 01 Mar 2026 02:00:00 GMT"),
        ("<name>A</name>", ""),
        ("<name>A</name>", "<name/>"),
        ("<name>A</name>", "<name>A</name><name>B</name>"),
        // RFC 4287 4.1.2.
        ("<author><name>A</name></author>", ""),
        (link, ""),
        (link, "<link rel=\"via\" href=\"https://a.example/\"/>"),
        (link, "<link href=\"a.html\"/>"),
        (link, "<link href=\"\"/>"),
        (link, "<link/>"),
        (link, "<link rel=\"nofollow\" href=\"https://a.example/\"/>"),
        (
            link,
            "<link href=\"https://a.example/\"/><link href=\"https://b.example/\"/>",
        ),
        (link, "<content>a</content><content>b</content>"),
        (link, "<content type=\"html\"><p>a</p></content>"),
        (link, "<content type=\"image/png\">a</content>"),
        (
            "<id>urn:example:1</id>",
            "<id>urn:example:1</id><id>urn:example:2</id>",
        ),
        (
            "<id>urn:example:1</id>",
            "<id>urn:example:1</id><category/>",
        ),
        (
            "<id>urn:example:1</id>",
            "<id>urn:example:1</id><category term=\"a\" scheme=\"b\"/>",
        ),
        (
            "<id>urn:example:1</id>",
            "<id>urn:example:1</id><source><title>S</title></source>",
        ),
        (entry.as_str(), &entry.repeat(2)),
    ];
    assert_refused(&faults);
}

#[test]
fn a_tag_in_what_readers_may_take_for_html_is_refused() {
    let link = "<link href=\"https://a.example/\"/>";
    assert_refused(&[
        ("<title>T</title>", "<title>T &lt;b></title>"),
        (
            "<title>T</title>",
            "<title type=\"html\">&lt;!-- T --></title>",
        ),
        ("<name>A</name>", "<name>A&lt;/b></name>"),
        (link, "<link href=\"https://a.example/\" title=\"&lt;b>\"/>"),
        (
            "<id>urn:example:1</id>",
            "<id>urn:example:1</id><category term=\"&lt;b>\"/>",
        ),
        (
            "<id>urn:example:1</id>",
            "<id>urn:example:1</id><category term=\"b\" label=\"&lt;b>\"/>",
        ),
    ]);
}

/// What a fault of a library or of the disk could do to any format.
#[test]
fn a_file_that_is_cut_or_of_another_format_or_without_an_id_is_refused_in_every_format() {
    let story_formats = [
        StoryFormat::Atom,
        StoryFormat::Rss,
        StoryFormat::JsonFeed,
        StoryFormat::Html,
    ];
    let stories = stories();
    let stories: Vec<_> = stories.iter().map(published).collect();
    let (site, output) = (site(), output());
    let disclosure = disclosure(&site);
    let publication = publication(&site, &output, &disclosure);
    let source = ListedSource {
        names: vec!["One".into()],
        address: ListedAddress::LocalFiles,
        page: None,
        category: None,
        labels: &[],
    };
    let documents = story_formats.map(|format| {
        let bytes = render(format, &publication, &stories).unwrap();
        (OutputFormat::Stories(format), bytes)
    });
    let opml = render_sources(&publication, &[source]);
    let mut documents = documents.to_vec();
    documents.push((OutputFormat::Opml, opml));
    for (format, bytes) in &documents {
        feedfold::publish::verify(*format, bytes).unwrap();
        let refused = |bytes: &[u8]| feedfold::publish::verify(*format, bytes).is_err();
        let end = bytes.trim_ascii_end().len();
        for cut in (0..end).step_by(97).chain([end - 1]) {
            assert!(refused(&bytes[..cut]), "{format:?} cut at {cut}");
        }
        for (other, bytes) in &documents {
            assert_eq!(refused(bytes), other != format, "{format:?} {other:?}");
        }
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(
            refused(text.replace(feed_id().as_str(), "").as_bytes()),
            "{format:?}"
        );
        assert!(
            refused(text.replacen("urn:uuid:04", "urn:uuid:zz", 1).as_bytes())
                || *format == OutputFormat::Opml
        );
        let twice = text.replace(
            "05050505-0505-8505-8505-050505050505",
            "04040404-0404-8404-8404-040404040404",
        );
        assert!(refused(twice.as_bytes()) || *format == OutputFormat::Opml);
        assert_eq!(
            feedfold::publish::feed_id(*format, bytes),
            Some(feed_id().as_str())
        );
    }
}

fn assert_refused(faults: &[(&str, &str)]) {
    for (right, wrong) in faults {
        assert!(VALID.contains(right), "{right}");
        let broken = VALID.replacen(right, wrong, 1);
        assert!(
            verify(broken.as_bytes()).is_err(),
            "accepted {wrong:?} for {right:?}"
        );
    }
}

#[test]
fn bytes_that_are_no_feed_are_refused_in_words() {
    let refused = |bytes: &[u8]| verify(bytes).unwrap_err();
    assert_eq!(refused(b""), "holds no element");
    assert_eq!(
        refused(b"\xff\xfe"),
        "invalid utf-8 sequence of 1 bytes from index 0"
    );
    assert_eq!(
        refused(b"<entry xmlns=\"http://www.w3.org/2005/Atom\"/>"),
        "it is not Atom"
    );
    let deep = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">{}",
        "<entry>".repeat(100_000)
    );
    assert_eq!(
        refused(deep.as_bytes()),
        "<entry> is nested too deep or follows the document"
    );
    let missing = VALID.replace("<title>E</title>", "");
    assert_eq!(
        refused(missing.as_bytes()),
        "<entry> holds 0 <title>, exactly one wanted"
    );
}
