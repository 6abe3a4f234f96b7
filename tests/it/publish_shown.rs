//! What readers get of pictures, players and hidden text; and that it is what texts are compared
//! by.
#![expect(clippy::expect_used, reason = "what is not there fails the test")]

use std::cell::RefCell;

use feedfold::normalize::body_text;
use feedfold::publish::sanitize;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use proptest::prelude::*;
use url::Url;

use super::publish_sanitize::tags;

fn base() -> Option<Url> {
    Url::parse("https://outlet.example/news/1.html").ok()
}

/// The addresses of the pictures that are published.
fn pictures(html: &str) -> Vec<String> {
    let clean = sanitize(html, base().as_ref());
    let images = tags(&clean).into_iter().filter(|tag| &*tag.name == "img");
    images
        .map(|tag| {
            let attribute = |name: &str| {
                let found = tag.attrs.iter().find(|a| &*a.name.local == name);
                found.map(|attribute| attribute.value.to_string())
            };
            assert_eq!(attribute("referrerpolicy").as_deref(), Some("no-referrer"));
            attribute("src").expect("an img without src")
        })
        .collect()
}

#[test]
fn a_picture_that_a_script_was_to_load_is_published_with_its_real_address() {
    for (html, address) in [
        ("<img src=/t.gif data-original=/a/1.jpg>", "/a/1.jpg"),
        ("<img data-lazy-load-src='/pic?id=3'>", "/pic?id=3"),
        (
            "<img src='data:image/gif;base64,R0' data-cfsrc=2.webp>",
            "/news/2.webp",
        ),
        ("<img class=lazy data-picture=/a/3.png>", "/a/3.png"),
        ("<img src=none.gif file=/forum/4.jpg>", "/forum/4.jpg"),
        (
            "<img src=loading.svg srcset='/5-300.jpg 300w, /5-900.jpg 900w'>",
            "/5-900.jpg",
        ),
        (
            "<img data-srcset='/w_9,h_9/6.jpg 1x, /6-2.jpg 2x'>",
            "/6-2.jpg",
        ),
        ("<img width=1 height=1 data-src=/7.jpg>", "/7.jpg"),
        ("<img style='display:none' data-src=/8.jpg>", "/8.jpg"),
        ("<amp-img src=/9.jpg></amp-img>", "/9.jpg"),
        (
            "<picture><source data-srcset=/10.avif><img src=blank.gif></picture>",
            "/10.avif",
        ),
        ("<picture><source srcset=/11.avif></picture>", "/11.avif"),
        ("<noscript><img src=/12.jpg></noscript>", "/12.jpg"),
    ] {
        let wanted = format!("https://outlet.example{address}");
        assert_eq!(pictures(html), [wanted], "{html}");
    }
}

#[test]
fn a_picture_that_is_there_stays_as_it_is() {
    for html in [
        "<img src=/a.jpg data-thumb=/small.jpg data-permalink=/page.jpg>",
        "<img src=/a.jpg srcset='/b.jpg 2x'>",
        "<img src=/a.jpg data-placeholder-src=/p.jpg>",
        "<img src=/a.jpg data-caption='two words.jpg'>",
        "<picture><source srcset=/b.avif><img src=/a.jpg></picture>",
    ] {
        assert_eq!(pictures(html), ["https://outlet.example/a.jpg"], "{html}");
    }
    assert_eq!(
        pictures("<img src='/my photo.jpg'><img src=/pixel-phone.jpg><img src=/loading.jpg>").len(),
        3
    );
    assert_eq!(
        pictures("<img src=/a.png><p>x</p><img src=/a.png>").len(),
        2
    );
}

#[test]
fn a_picture_without_an_address_and_one_that_counts_readers_are_not_published() {
    for html in [
        "<img>",
        "<img src=''>",
        "<img src='data:image/png;base64,AAAA'>",
        "<img src='ftp://outlet.example/a.jpg'>",
        "<img src=https://t.example/c width=1 height=1>",
        "<img src=https://t.example/c width=0px height=0px>",
        "<img src=https://t.example/c style='display: none'>",
    ] {
        assert!(pictures(html).is_empty(), "{html}");
    }
    assert!(!sanitize("<img src=a.jpg>", None).contains("<img"));
}

#[test]
fn a_picture_beside_its_copy_for_readers_without_scripts_is_published_once() {
    for html in [
        "<img src=/t.gif data-src=/a.jpg><noscript><img src=/a.jpg></noscript>",
        "<p><img data-src=/a.jpg></p>\n<noscript><img src=/a-full.jpg></noscript>",
        "<noscript><img src=/a.jpg></noscript><img data-src=/a.jpg>",
        "<img src=/a.jpg><noscript><img src=/a.jpg></noscript>",
        "<img src=data:, class=lazy><noscript><img src=/a.jpg></noscript>",
        "<img data-src=/a.jpg>word<noscript><img src=/a.jpg></noscript>",
    ] {
        assert_eq!(pictures(html), ["https://outlet.example/a.jpg"], "{html}");
    }
    let two = "<img data-src=/a.jpg><noscript><img src=/a.jpg></noscript><p>x</p>\
               <img data-src=/b.jpg><noscript><img src=/b.jpg></noscript>";
    assert_eq!(pictures(two).len(), 2);
    let counter = "<img data-src=/a.jpg><noscript><img src=/c width=1 height=1></noscript>";
    assert_eq!(pictures(counter).len(), 1);
}

#[test]
fn a_player_is_published_as_a_link_that_says_what_it_is() {
    let html =
        "<p>Watch</p><iframe src=\"/embed/7\"></iframe><p>or hear <audio src=b.mp3></audio>.</p>";
    assert_eq!(
        sanitize(html, base().as_ref()),
        "<p>Watch</p>\
         <p><a href=\"https://outlet.example/embed/7\" rel=\"noopener noreferrer\">\
         Embedded page: outlet.example</a></p>\
         <p>or hear  <a href=\"https://outlet.example/news/b.mp3\" rel=\"noopener noreferrer\">\
         Audio: outlet.example</a> .</p>"
    );
    for active in [
        "javascript:x()",
        "data:text/html,x",
        "ftp://a.example/v.mp4",
    ] {
        let clean = sanitize(&format!("a<iframe src='{active}'></iframe>b"), None);
        assert_eq!(clean, "a b", "{active}");
    }
}

#[test]
fn what_is_hidden_is_not_published_and_blocks_stay_apart() {
    for (html, clean) in [
        ("<p>seen</p><p hidden>not</p>", "<p>seen</p><p></p>"),
        (
            "a<span style='visibility:hidden'>not</span>b",
            "a<span></span>b",
        ),
        ("<div hidden>left open", "<div>left open</div>"),
        (
            "<section>a</section><section>b</section>",
            "<div>a</div><div>b</div>",
        ),
        ("a<select><option>x</select>b", "a b"),
        ("<xmp><b>&lt;</xmp>", "<pre>&lt;b&gt;&amp;lt;</pre>"),
        ("《<A股管理办法>》", "《&lt;A股管理办法&gt;》"),
        (
            "<p>Orrin Plc <ORN.L> rose</p>",
            "<p>Orrin Plc &lt;ORN.L&gt; rose</p>",
        ),
        (
            "<ruby>港<rp>(</rp><rt>こう</rt><rp>)</rp></ruby>",
            "港（こう）",
        ),
        (
            "<math><msub><mi>x</mi><mn>1</mn></msub></math>",
            "x<sub>1</sub>",
        ),
    ] {
        assert_eq!(sanitize(html, None), clean, "{html}");
    }
}

/// The words of published HTML, in any order: a parser puts text out of tables before them.
fn words_of_html(html: &str) -> Vec<String> {
    struct Text(RefCell<String>);
    impl TokenSink for Text {
        type Handle = ();
        fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
            match token {
                Token::CharacterTokens(text) => self.0.borrow_mut().push_str(&text),
                Token::TagToken(tag) if !feedfold::html::is_inline(&tag.name) => {
                    self.0.borrow_mut().push('\n');
                }
                _ => {}
            }
            TokenSinkResult::Continue
        }
    }
    let tokenizer = Tokenizer::new(Text(RefCell::default()), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let _stopped = tokenizer.feed(&input);
    tokenizer.end();
    words(&tokenizer.sink.0.into_inner())
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    words.sort();
    words
}

/// Elements of nearly every kind.
const NAMES: &str = "p|div|b|a|span|li|ul|h2|pre|section|center|font|math|mi|mfrac|svg|\
    select|option|button|video|audio|object|canvas|iframe|noscript|template|title|textarea|\
    plaintext|noembed|noframes|script|style|head|body|html|dl|dd|q|blockquote|marquee|x-card|form|\
    label|input|br|hr|frameset|datalist|details|applet|nobr|image|picture";

/// Pieces of documents in which elements are missing, crossed, named only, or closed as in XML.
fn nasty_html(names: &str, space: &str) -> impl Strategy<Value = String> + use<> {
    let tag =
        format!("{space}<({names})( hidden| style=\"display:none\"| title=\"a > b\"|/)?>{space}");
    let end = format!("</({names})>");
    let word = format!("{space}[a-z]{{1,6}}{space}");
    let other = format!(
        "(<!-- [a-z]{{0,5}} -->|<!--{space}[a-z ]{{0,30}}{space}|{space}(&lt;|&amp;|&nope;|1 < 2|<>)\
         {space}|</>|\n)"
    );
    let [tag, end, word, other] = [&tag, &end, &word, &other]
        .map(|pattern| proptest::string::string_regex(pattern).expect("a pattern"));
    let piece = prop_oneof![4 => tag, 3 => end, 5 => word, 1 => other];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// In tables too, where a parser moves text, and in ruby, whose brackets are no space.
fn nasty_tables() -> impl Strategy<Value = String> {
    nasty_html(
        &format!("{NAMES}|table|tr|td|th|tbody|caption|col|ruby|rt|rp"),
        " ",
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn published_html_has_the_words_that_texts_are_compared_by(html in nasty_html(NAMES, "")) {
        let clean = sanitize(&html, None);
        prop_assert_eq!(words_of_html(&clean), words(&body_text(&html)), "{} published as {}", html, clean);
    }

    #[test]
    fn published_tables_have_the_words_that_texts_are_compared_by(html in nasty_tables()) {
        let clean = sanitize(&html, None);
        prop_assert_eq!(words_of_html(&clean), words(&body_text(&html)), "{} published as {}", html, clean);
    }

    #[test]
    fn nasty_html_reads_back_as_itself(html in nasty_tables()) {
        let clean = sanitize(&html, None);
        prop_assert_eq!(sanitize(&clean, None), clean);
    }
}
