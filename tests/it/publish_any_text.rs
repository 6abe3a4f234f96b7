//! With any text in any field, the feed is valid and other parsers read the same text.
#![expect(
    clippy::unwrap_used,
    reason = "a strategy that gives no value is a fault of the test"
)]

use feedfold::model::{Category, Member, Story, Timestamp};
use feedfold::publish::{Uri, sanitize};
use proptest::prelude::*;

use crate::feed_rules::atom::verify;
use crate::publish_stories::{
    WHEN_EMPTY, feed_id, member, output, published, render, rendered, repost, site, story,
};

/// Any characters, and those that make trouble more often.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[<>&\"'\u{0}-\u{20}\u{7f}-\u{a0}\u{202a}-\u{202e}\u{fffe}\u{ffff}a-z/=:;!\\-\\]\\[]{0,40}",
        "https?://[^ ]{0,30}",
        "(<[a-z/]{1,8}[ a-z=\"']{0,8}>|&[a-z#0-9]{0,5};|[^<]){0,12}",
    ]
}

/// Elements in any order, kept ones and others, closed or not.
fn any_soup() -> impl Strategy<Value = String> {
    let element = proptest::sample::select(vec![
        "a",
        "b",
        "i",
        "p",
        "div",
        "h1",
        "ul",
        "li",
        "dl",
        "dd",
        "table",
        "tr",
        "td",
        "caption",
        "pre",
        "blockquote",
        "span",
        "br",
        "button",
        "form",
        "select",
        "option",
        "svg",
        "math",
        "mi",
        "nobr",
        "object",
        "marquee",
        "template",
        "ruby",
        "rt",
        "body",
        "title",
        "style",
        "foreignObject",
    ]);
    let piece = prop_oneof![
        element.clone().prop_map(|name| format!("<{name}>")),
        element.prop_map(|name| format!("</{name}>")),
        Just("text".to_owned()),
        Just("\n".to_owned()),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn any_member(number: u8) -> impl Strategy<Value = Member> {
    let optional = || proptest::option::of(any_text());
    let names = proptest::collection::vec(any_text(), 0..3);
    let category = (any_text(), optional(), optional());
    let categories = proptest::collection::vec(category, 0..3);
    let at = any_instant();
    (
        (any_text(), optional(), optional(), optional()),
        (optional(), optional(), optional(), optional()),
        (names, categories, proptest::option::of(at), any_instant()),
    )
        .prop_map(
            move |(texts, feed, (authors, categories, published, first_seen))| {
                let (title, link, body, file) = texts;
                let (feed_title, feed_link, feed_id, image) = feed;
                Member {
                    title,
                    link,
                    body,
                    file,
                    feed_title,
                    feed_link,
                    feed_id,
                    image,
                    authors,
                    categories: categories
                        .into_iter()
                        .map(|(term, scheme, label)| Category {
                            term,
                            scheme,
                            label,
                        })
                        .collect(),
                    published,
                    first_seen,
                    ..member(number)
                }
            },
        )
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    let range = Timestamp::MIN.as_second()..=Timestamp::MAX.as_second();
    range.prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn any_story() -> impl Strategy<Value = Story> {
    let reposts = proptest::collection::vec(any_member(2), 0..3);
    (any_member(1), reposts, any_instant(), any_instant()).prop_map(
        |(representative, reposts, position, updated)| Story {
            position,
            updated,
            ..story(representative, reposts)
        },
    )
}

fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_any_field_gives_a_verified_feed(story in any_story()) {
        let text = rendered(&[story]).unwrap();
        prop_assert_eq!(verify(text.as_bytes()), Ok(1), "{}", text);
        let read: atom_syndication::Feed = text.parse().unwrap();
        prop_assert_eq!(read.entries().len(), 1);
        let read = feed_rs::parser::parse(text.as_bytes()).unwrap();
        prop_assert_eq!(read.entries.len(), 1);
    }

    #[test]
    fn any_title_is_read_back_as_written(title in "[\\p{Han}\\p{Latin}0-9<>&\"'\\]\\[;#/：（）-]{1,20}") {
        let member = Member { title: title.clone(), ..member(1) };
        let text = rendered(&[story(member, Vec::new())]).unwrap();
        let feed = feed_rs::parser::parse(text.as_bytes()).unwrap();
        let read = feed.entries[0].title.clone().unwrap();
        let is_html = read.content_type.subty() == "html";
        let shown = if is_html { unescaped(&read.content) } else { read.content };
        prop_assert_eq!(&shown, &title);
        let feed: atom_syndication::Feed = text.parse().unwrap();
        let read = feed.entries()[0].title();
        prop_assert_eq!(read.r#type == atom_syndication::TextType::Html, is_html);
        let shown = if is_html { unescaped(read) } else { read.as_str().to_owned() };
        prop_assert_eq!(&shown, &title);
    }

    #[test]
    fn any_words_of_the_site_give_a_verified_feed(
        title in any_text(), author in any_text(), language in any_text()
    ) {
        let mut site = site();
        let mut output = output();
        site.title = title.clone();
        site.author = author;
        site.language = Some(language);
        output.title = Some(title);
        let story = story(member(1), vec![repost(2, "Canal")]);
        let bytes = render(&site, &output, &feed_id(), &[published(&story)], WHEN_EMPTY).unwrap();
        prop_assert_eq!(verify(&bytes), Ok(1));
    }

    #[test]
    fn sanitising_twice_is_sanitising_once(html in any_text()) {
        let once = sanitize(&html, None);
        prop_assert_eq!(sanitize(&once, None), once);
    }

    #[test]
    fn sanitised_soup_reads_back_as_itself(html in any_soup()) {
        let once = sanitize(&html, None);
        prop_assert_eq!(sanitize(&once, None), once);
    }

    #[test]
    fn verifying_never_fails_otherwise_than_by_refusing(bytes in any::<Vec<u8>>(), text in any_text()) {
        prop_assert!(verify(&bytes).is_err());
        prop_assert!(verify(text.as_bytes()).is_err());
    }

    #[test]
    fn any_hash_is_an_absolute_iri(bytes in any::<[u8; 16]>()) {
        let iri = Uri::from_hash(bytes);
        prop_assert_eq!(Uri::parse(iri.as_str()), Some(iri));
    }
}
