//! No active content survives: no script, frame, form or address of another scheme.
#![expect(
    clippy::unwrap_used,
    reason = "an address that does not parse fails the test"
)]

use std::cell::RefCell;

use feedfold::model::Member;
use feedfold::publish::sanitize;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use url::Url;

use crate::feed_rules::atom::verify;
use crate::publish_stories::{member, rendered, story};

/// The texts of `tests/fixtures/hostile.jsonl`.
pub(crate) fn hostile() -> Vec<String> {
    let lines = include_str!("../fixtures/hostile.jsonl").lines();
    let texts: Vec<String> = lines
        .filter(|line| line.starts_with('"'))
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(texts.len() >= 190, "{}", texts.len());
    texts
}

#[test]
fn no_hostile_text_stays_active() {
    let base = Url::parse("https://outlet.example/a/b.html").unwrap();
    for html in &hostile() {
        for base in [Some(&base), None] {
            let clean = sanitize(html, base);
            assert_inert(html, &clean);
            let again = sanitize(&clean, base);
            assert_inert(html, &again);
            assert_eq!(
                clean, again,
                "parsed a second time, {html:?} becomes something else"
            );
        }
    }
}

#[test]
fn hostile_text_in_any_field_leaves_an_inert_valid_feed() {
    for html in &hostile() {
        let hostile = || html.clone();
        let hostile_member = |number| Member {
            title: hostile(),
            link: Some(hostile()),
            feed_title: Some(hostile()),
            feed_link: Some(hostile()),
            feed_id: Some(hostile()),
            authors: vec![hostile()],
            body: Some(hostile()),
            ..member(number)
        };
        let story = story(hostile_member(1), vec![hostile_member(2)]);
        let text = rendered(&[story]).unwrap();
        assert_eq!(verify(text.as_bytes()), Ok(1), "{html}");
        let feed = feed_rs::parser::parse(text.as_bytes()).unwrap();
        assert!(feed.entries[0].content.is_some(), "{html}");
        assert_inert_entry(&feed.entries[0]);
    }
}

#[test]
fn what_an_article_is_made_of_stays() {
    let html = "<h2>标题</h2><p>　　正文<strong>加粗</strong>，<br>换行。</p><ol start=\"2\"><li>一</li></ol>\
        <table><tbody><tr><td colspan=\"2\">1</td></tr></tbody></table><blockquote>引文</blockquote>";
    assert_eq!(sanitize(html, None), html);
}

/// "was 100, is 90" must not become "100 90".
#[test]
fn what_is_struck_out_stays_so_and_an_item_keeps_its_number() {
    for (html, clean) in [
        ("<p><strike>100</strike> 90</p>", "<p><s>100</s> 90</p>"),
        (
            "<ol><li value=\"7\">七</li></ol>",
            "<ol><li value=\"7\">七</li></ol>",
        ),
        ("<ol><li value=\"x\">七</li></ol>", "<ol><li>七</li></ol>"),
    ] {
        assert_eq!(sanitize(html, None), clean, "{html}");
    }
}

#[test]
fn a_text_without_markup_keeps_its_paragraphs() {
    for (text, clean) in [
        (
            "First of it,\nwrapped.\n\n \n  Second &amp; last.\n",
            "<p>First of it,\nwrapped.</p>\n<p>Second &amp; last.</p>",
        ),
        (
            "第一段的话。\n　　第二段的话。\n第三段",
            "<p>第一段的话。</p>\n<p>第二段的话。</p>\n<p>第三段</p>",
        ),
        ("one line that\nis wrapped", "one line that\nis wrapped"),
        (
            "Wrapped words of Mr.\nLee who\nspoke.",
            "Wrapped words of Mr.\nLee who\nspoke.",
        ),
        ("one <b>word</b>.\n\nmore", "one <b>word</b>.\n\nmore"),
    ] {
        assert_eq!(sanitize(text, None), clean, "{text}");
        assert_eq!(sanitize(clean, None), clean);
    }
}

#[test]
fn addresses_are_resolved_or_dropped() {
    let base = Url::parse("https://outlet.example/a/b.html?c").unwrap();
    let html = "<a href=\"../d?e=1&amp;f=2\">x</a><img src=\"//cdn.example/i.png\"><a href=\"#top\">y</a>\
        <a href=\"mailto:a@b.example\">z</a><img src=\"mailto:a@b.example\">";
    assert_eq!(
        sanitize(html, Some(&base)),
        "<a href=\"https://outlet.example/d?e=1&amp;f=2\" rel=\"noopener noreferrer\">x</a>\
         <img src=\"https://cdn.example/i.png\" referrerpolicy=\"no-referrer\">\
         <a href=\"https://outlet.example/a/b.html?c#top\" rel=\"noopener noreferrer\">y</a>\
         <a href=\"mailto:a@b.example\" rel=\"noopener noreferrer\">z</a>"
    );
    assert_eq!(
        sanitize("<a href=\"../d\">x</a><img src=\"i.png\" alt=\"i\">", None),
        "<a rel=\"noopener noreferrer\">x</a>"
    );
}

#[test]
fn text_nested_a_hundred_thousand_deep_is_saved_as_paragraphs() {
    for open in [
        "<div>",
        "<ul><li>",
        "<blockquote>",
        "<b><div></b>",
        "<span><div></span>",
        "<table><tr><td>",
        "<svg><foreignObject>",
        "<a href=x><p>",
        "<font color=red><p></font>",
    ] {
        let html = format!("<p>Before</p>{}inside", open.repeat(100_000));
        let clean = sanitize(&html, None);
        assert_inert(open, &clean);
        assert!(clean.contains("<p>Before</p>"), "{open}: {}", clean.len());
        assert!(clean.contains("inside") || open.contains("svg"), "{open}");
        assert!(clean.len() < 2 * html.len(), "{open}: {}", clean.len());
    }
}

#[test]
fn text_of_nothing_but_references_and_text_too_long_are_saved_as_paragraphs() {
    for html in [
        "<b>&amp;</b>".repeat(30_000),
        format!("<b>{}</b>", "long ".repeat(500_000)),
    ] {
        let clean = sanitize(&html, None);
        assert!(clean.starts_with("<p>") && !clean.contains("<b>"));
        assert!(
            clean.len() >= 150_000,
            "the text is kept: {} bytes",
            clean.len()
        );
    }
}

#[test]
fn unclosed_formatting_cannot_multiply() {
    for (formats, paragraphs) in [(40, 40), (200, 900), (500, 20_000), (5_000, 5_000)] {
        let opened: Vec<_> = (0..formats)
            .map(|i| format!("<b title={i} lang=a{}>", "x".repeat(1_000)))
            .collect();
        let html = format!(
            "<div>{}</div>{}",
            opened.concat(),
            "<p>x".repeat(paragraphs)
        );
        let clean = sanitize(&html, None);
        assert_eq!(clean.matches('x').count(), paragraphs);
        assert!(
            clean.len() < html.len(),
            "{formats}, {paragraphs}: {}",
            clean.len()
        );
    }
}

/// `NotHtml` of the W3C feed validator: `<p><p></p></p>` has an end tag too many.
#[test]
fn elements_that_only_a_dropped_one_kept_apart_are_taken_apart() {
    for (html, clean) in [
        ("<p>a<marquee><p>b</marquee>", "<p>a</p><p>b</p>"),
        (
            "<p>a<marquee><h2>b</h2></marquee>c</p>",
            "<p>a</p><h2>b</h2>c<p></p>",
        ),
    ] {
        assert_eq!(sanitize(html, None), clean, "{html}");
    }
}

/// A parser skips a line break right after `<pre>`, so of two the second one counts.
#[test]
fn blank_lines_at_the_head_of_preformatted_text_stay() {
    for (html, clean) in [
        ("<pre>\n a", "<pre> a</pre>"),
        ("<pre dir=ltr>\n\n\n a", "<pre dir=\"ltr\">\n\n\n a</pre>"),
        ("<pre>a</pre><pre>\n\n", "<pre>a</pre><pre>\n\n</pre>"),
    ] {
        assert_eq!(sanitize(html, None), clean, "{html}");
        assert_eq!(sanitize(clean, None), clean);
    }
}

#[test]
fn a_long_table_is_no_bomb() {
    let row = "<tr><td>600000</td><td>浦发银行</td><td>1.23</td></tr>";
    let html = format!("<table><tbody>{}</tbody></table>", row.repeat(5_000));
    let clean = sanitize(&html, None);
    assert!(clean == html, "{} bytes", clean.len());
}

/// Fails unless the content of a published entry is inert and its links lead to the web.
pub(crate) fn assert_inert_entry(entry: &feed_rs::model::Entry) {
    let content = entry
        .content
        .as_ref()
        .and_then(|content| content.body.as_deref());
    assert_inert(&entry.id, content.unwrap_or_default());
    for link in &entry.links {
        assert!(link.href.starts_with("http"), "{}: {}", entry.id, link.href);
    }
}

/// Fails unless every tag and attribute is one an article may have.
fn assert_inert(input: &str, html: &str) {
    const ATTRIBUTES: [&str; 19] = [
        "href",
        "src",
        "cite",
        "rel",
        "title",
        "alt",
        "width",
        "height",
        "lang",
        "dir",
        "colspan",
        "rowspan",
        "scope",
        "span",
        "start",
        "type",
        "reversed",
        "datetime",
        "referrerpolicy",
    ];
    const FORBIDDEN: [&str; 32] = [
        "script",
        "style",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "form",
        "input",
        "button",
        "select",
        "option",
        "textarea",
        "meta",
        "link",
        "base",
        "svg",
        "math",
        "template",
        "noscript",
        "noembed",
        "noframes",
        "xmp",
        "plaintext",
        "title",
        "video",
        "audio",
        "marquee",
        "portal",
        "foreignobject",
        "animate",
    ];
    for tag in tags(html) {
        assert!(!FORBIDDEN.contains(&&*tag.name), "{input:?} left {html:?}");
        for attribute in &tag.attrs {
            let name = &*attribute.name.local;
            assert!(ATTRIBUTES.contains(&name), "{input:?} left {html:?}");
            if ["href", "src", "cite"].contains(&name) {
                let scheme = Url::parse(&attribute.value).unwrap().scheme().to_owned();
                let allowed = ["http", "https"].contains(&scheme.as_str())
                    || (scheme == "mailto" && name == "href");
                assert!(allowed, "{input:?} left {html:?}");
            }
        }
        if &*tag.name == "a" && !tag.attrs.is_empty() {
            let safe = |a: &html5ever::Attribute| {
                &*a.name.local == "rel" && &*a.value == "noopener noreferrer"
            };
            assert!(tag.attrs.iter().any(safe), "{input:?} left {html:?}");
        }
    }
    assert!(!html.contains("<!"), "{input:?} left {html:?}");
    assert!(!html.contains("<?"), "{input:?} left {html:?}");
}

pub(crate) fn tags(html: &str) -> Vec<Tag> {
    struct Tags(RefCell<Vec<Tag>>);
    impl TokenSink for Tags {
        type Handle = ();
        fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
            if let Token::TagToken(tag) = token {
                self.0.borrow_mut().push(tag);
            }
            TokenSinkResult::Continue
        }
    }
    let tokenizer = Tokenizer::new(Tags(RefCell::default()), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let _stopped = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}
