//! Each defect by itself: its warning, and what the result keeps.

use super::super::lenient::{Limits, read_lenient};
use super::{MAX_DEPTH, MAX_EXPANSION_BYTES, Repaired, repair};

const LIMITS: Limits = Limits {
    entries: 100,
    list: 100,
};

/// Repairs a document and checks that the result is well-formed.
fn repaired(text: &str) -> Repaired {
    let strict = read_lenient(text, None, LIMITS);
    assert!(strict.faults.need_repair(), "nothing wrong with {text}");
    let repaired = repair(text, &strict.faults);
    let again = read_lenient(&repaired.text, None, LIMITS).faults;
    assert!(
        !again.unbalanced && !again.ends_early && !again.bare_ampersand,
        "{}",
        repaired.text
    );
    repaired
}

#[test]
fn each_defect_has_its_word_and_the_rest_is_kept() {
    let cases = [
        (
            "<rss><item><title>R&D</title></item></rss>",
            "`&` that meant themselves were escaped: 1",
            "<rss><item><title>R&amp;D</title></item></rss>",
        ),
        (
            "<rss><item><title>a&b;&</title></item></rss>",
            "the entity `b` has no text here",
            "<rss><item><title>a&amp;b;&amp;</title></item></rss>",
        ),
        (
            "junk<rss><item/></rss>",
            "before the feed's first element was left out",
            "<rss><item/></rss>",
        ),
        (
            "<rss><item/></rss><item/>junk",
            "behind the feed's last element was taken for a part of it or left out",
            "<rss><item/><item/>junk</rss>",
        ),
        (
            "<rss><item><guid>1</guid><title>ha",
            "the document ends in the middle; what is complete was kept",
            "<rss><item><guid>1</guid></item></rss>",
        ),
        (
            "<rss><item><guid>1</guid><description>ha",
            "the document ends in the middle; what is complete was kept",
            "<rss><item><guid>1</guid><description>ha</description></item></rss>",
        ),
        (
            "<rss><item><title>a<item><title>b</title></item></rss>",
            "tags left open or crossed were closed: 2",
            "<rss><item><title>a</title></item><item><title>b</title></item></rss>",
        ),
        (
            "<rss><item><description><b><i>x</b></i></description></item></rss>",
            "tags left open or crossed were closed: 1",
            "<rss><item><description><b><i>x</i></b></description></item></rss>",
        ),
        (
            "<rss></p><item></title></item></rss>",
            "end tags that close nothing were left out: 2",
            "<rss><item></item></rss>",
        ),
        (
            "<!DOCTYPE rss [<!ENTITY c \"A &amp; B\">]><rss><item><title>&c;</title></item></rss>",
            "references to entities of its own were replaced: 1",
            "<rss><item><title>A &amp; B</title></item></rss>",
        ),
        (
            "<rss><item><description>a<br>b<img src=x></description></item></rss>",
            "",
            "<rss><item><description>a<br/>b<img src=\"x\"/></description></item></rss>",
        ),
        (
            "<rss><item><title>a&#xD800;&#0;</title>&</item></rss>",
            "`&` that meant themselves",
            "<rss><item><title>a\u{fffd}\u{fffd}</title>&amp;</item></rss>",
        ),
    ];
    for (text, note, kept) in cases {
        let repaired = repaired(text);
        assert_eq!(repaired.text, kept, "of {text}");
        assert!(
            repaired.notes.iter().any(|said| said.contains(note)) || note.is_empty(),
            "{note:?} is not in {:?}",
            repaired.notes
        );
    }
}

#[test]
fn a_prefix_without_its_declaration_gets_the_usual_one() {
    let repaired = repaired("<rss><item><dc:date>2021-03-22</dc:date></item></rss>");
    assert!(
        repaired
            .text
            .contains("xmlns:dc=\"http://purl.org/dc/elements/1.1/\"")
    );
    assert!(repaired.notes[0].contains("the prefix `dc` is not declared"));
}

#[test]
fn attributes_keep_their_words_and_lose_what_xml_has_no_place_for() {
    let repaired =
        repaired("<rss><item><a href='x?a=1&b=\"2\"' href=twice checked 1=2>x</a></item>");
    assert!(
        repaired
            .text
            .contains("<a href=\"x?a=1&amp;b=&quot;2&quot;\" checked=\"\">x</a>"),
        "{}",
        repaired.text
    );
}

#[test]
fn tags_beyond_the_depth_go_and_their_text_stays() {
    let deep = "<b>".repeat(MAX_DEPTH + 10);
    let repaired = repaired(&format!("<rss><item><description>{deep}words"));
    assert!(repaired.text.contains("words"));
    assert_eq!(repaired.text.matches("<b>").count(), MAX_DEPTH - 3);
    assert!(
        repaired
            .notes
            .iter()
            .any(|note| note.contains("nested deeper"))
    );
}

#[test]
fn expansion_ends_at_its_bound_and_the_references_stay_as_written() {
    let value = "x".repeat(1_000);
    let references = "&v;".repeat(1_000);
    let repaired = repaired(&format!(
        "<!DOCTYPE rss [<!ENTITY v \"{value}\">]><rss><item><title>{references}</title></item></rss>"
    ));
    assert!(repaired.text.len() < MAX_EXPANSION_BYTES + 10_000);
    assert!(repaired.text.contains("&amp;v;"));
}
