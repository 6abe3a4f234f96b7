//! Decodes bodies that were escaped once too often, and removes CDATA marks that were escaped with
//! their content.

use std::borrow::Cow;

use super::markup::{Piece, Tag, pieces};
use super::references;
use crate::html;

const CDATA: &str = "<![CDATA[";
const CDATA_END: &str = "]]>";
const ESCAPED_CDATA: &str = "&lt;![CDATA[";
const ESCAPED_CDATA_END: &str = "]]&gt;";
/// Most times that a body is decoded again.
const MAX_ROUNDS: usize = 2;
/// Returns HTML as its author meant it: joins surrogate pairs, unwraps CDATA sections, and decodes
/// the text once more if the result is markup.
pub(super) fn as_meant(html: String) -> String {
    let mut html = html;
    for _ in 0..MAX_ROUNDS {
        html = owned(references::with_pairs_joined, html);
        html = owned(without_wrappers, html);
        match decoded(&html) {
            Some(decoded) => html = decoded,
            None => break,
        }
    }
    html
}

/// Removes the marks of CDATA sections. HTML does not have them: a parser would take such a
/// section for a comment and drop its text.
pub(super) fn without_wrappers(text: &str) -> Cow<'_, str> {
    // The marks are escaped, but the markup inside is not.
    let inside = text.trim_start().strip_prefix(ESCAPED_CDATA);
    let text = match inside {
        Some(inside) if inside.contains('<') => {
            let inside = inside.trim_end();
            inside.strip_suffix(ESCAPED_CDATA_END).unwrap_or(inside)
        }
        _ => text,
    };
    if text.contains(CDATA) {
        Cow::Owned(text.replace(CDATA, "").replace(CDATA_END, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// Decodes a body without tags once more; `None` if the result has no markup.
pub(super) fn decoded(html: &str) -> Option<String> {
    let has_tag = || pieces(html).any(|piece| matches!(piece, Piece::Start(_) | Piece::End(_)));
    if !html.contains('&') || has_tag() {
        return None;
    }
    let mut decoded = references::resolve(html);
    if decoded.contains("&lt;") && !decoded.contains('<') {
        // It may have been escaped twice too often.
        decoded = Cow::Owned(references::resolve(&decoded).into_owned());
    }
    let is_wrapped = decoded.trim_start().starts_with(CDATA) && !html.contains(CDATA);
    (is_wrapped || is_markup(&decoded)).then(|| decoded.into_owned())
}

/// Whether a text has HTML markup, or only writes about HTML.
///
/// It has markup if elements contain most of its letters, or if every line break, picture and link
/// is at a place for markup: after the end of a sentence or next to another tag. A text about HTML
/// names elements within its sentences ("use `<p>` and `<br>`"), without an end tag or around one
/// word. If no word of the text is about HTML, markup may also be within a sentence.
pub(super) fn is_markup(text: &str) -> bool {
    if !text.contains('<') {
        return false;
    }
    let mut walk = Walk::default();
    for piece in pieces(text) {
        match piece {
            Piece::Start(tag) => walk.start(tag),
            Piece::End(name) => walk.end(name),
            Piece::Text(raw) => walk.text(raw),
            Piece::Cdata(_) | Piece::Aside => {}
        }
        if walk.is_broken {
            return false;
        }
    }
    // The last paragraph may also lack its end tag.
    let is_closed = match walk.open.as_slice() {
        [] => true,
        [(name, _)] => walk.unclosed > 0 && name.eq_ignore_ascii_case("p"),
        _ => false,
    };
    if !is_closed {
        return false;
    }
    let held = walk.held > 0 && walk.held >= 2 * walk.free;
    held || (!walk.has_named && (walk.breaks >= 2 || walk.addresses > 0))
        || (walk.within > 0 && !is_about_html(text))
}

/// Whole words, in small letters, of texts about HTML or programs.
const HTML_WORDS: &[&str] = &[
    "html",
    "tag",
    "tags",
    "element",
    "elements",
    "attribute",
    "attributes",
    "markup",
    "code",
    "css",
    "xss",
    "javascript",
    "syntax",
    "browser",
    "browsers",
    "snippet",
    "escape",
    "escaped",
    "bold",
    "italic",
    "paragraph",
    "paragraphs",
    "heading",
    "hyperlink",
    "write",
    "type",
    "balise",
    "balises",
    "etiqueta",
    "etiquetas",
    "element",
    "тег",
    "теги",
];

/// The same words of languages that put no space between words.
const HTML_WORD_PARTS: &[&str] = &[
    "标签",
    "標籤",
    "标记",
    "標記",
    "元素",
    "代码",
    "代碼",
    "网页",
    "網頁",
    "段落",
    "换行",
    "加粗",
    "粗体",
    "タグ",
    "要素",
    "コード",
    "태그",
    "요소",
    "코드",
];

/// Whether a text has a word that texts about HTML or programs use.
fn is_about_html(text: &str) -> bool {
    let mut words = pieces(text).filter_map(|piece| match piece {
        Piece::Text(raw) => Some(raw),
        _ => None,
    });
    words.any(|raw| {
        let mut words = raw.split(|c: char| !c.is_alphanumeric());
        let is_one = |word: &str| {
            let word = word.to_lowercase();
            HTML_WORDS.contains(&&*word)
        };
        words.any(is_one) || HTML_WORD_PARTS.iter().any(|part| raw.contains(part))
    })
}

/// What a pass over a text has counted so far.
#[derive(Debug, Default)]
struct Walk<'a> {
    /// Open elements, and whether each has text.
    open: Vec<(&'a str, bool)>,
    holders: usize,
    /// Letters in elements with text, and letters outside of any element.
    held: usize,
    free: usize,
    /// Line breaks, and pictures and links with a web address, at places for markup.
    breaks: usize,
    addresses: usize,
    /// Whether such a tag is within a sentence.
    has_named: bool,
    /// Tags within a sentence that are probably markup: pictures and links with a web address,
    /// line breaks between words without a space, and a first line in bold or in an element of its
    /// own.
    within: usize,
    /// Paragraphs without an end tag before the next one.
    unclosed: usize,
    /// The end of the text so far.
    joint: Joint,
    /// Whether a start or end tag has no counterpart.
    is_broken: bool,
    before: Before,
}

/// The end of a piece of text.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// With a space.
    #[default]
    Blank,
    /// Without a space.
    Word,
    /// Without a space, and with a line break directly after it.
    Break,
}

/// What is before a tag.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Before {
    #[default]
    Nothing,
    Tag,
    SentenceEnd,
    Words,
}

impl<'a> Walk<'a> {
    fn start(&mut self, tag: Tag<'a>) {
        if tag.cut {
            self.is_broken = true;
            return;
        }
        let name = tag.name.to_ascii_lowercase();
        let has_attributes = !tag.is_bare() && tag.attributes().all(|(_, value)| !value.is_empty());
        let address = tag.attribute("src").or_else(|| tag.attribute("href"));
        let is_break = tag.name.eq_ignore_ascii_case("br");
        let is_address = address.is_some_and(|address| address.trim_start().starts_with("http"));
        if is_break || is_address {
            match self.before {
                Before::Nothing => self.within += usize::from(is_address),
                Before::Words => {
                    self.has_named = true;
                    self.within += usize::from(is_address);
                    self.joint = match self.joint {
                        Joint::Blank => Joint::Blank,
                        Joint::Word | Joint::Break if is_break => Joint::Break,
                        Joint::Word | Joint::Break => Joint::Word,
                    };
                }
                Before::Tag | Before::SentenceEnd if is_break => self.breaks += 1,
                Before::Tag | Before::SentenceEnd => self.addresses += 1,
            }
        }
        let is_first = self.before == Before::Nothing;
        let is_within = self.before == Before::Words && self.joint == Joint::Blank;
        self.before = Before::Tag;
        if html::is_void(&name) || tag.empty {
            return;
        }
        if is_first && (matches!(name.as_str(), "b" | "strong") || html::is_block(&name)) {
            self.within += 1;
        }
        if name == "p"
            && !is_within
            && let [(open, holds)] = *self.open.as_slice()
            && open.eq_ignore_ascii_case("p")
        {
            self.open.clear();
            self.holders -= usize::from(holds);
            self.unclosed += 1;
        }
        // A text about HTML names blocks but does not use them, and nobody names a `span` with a
        // style.
        let holds = html::is_block(&name) || (html::is_inline(&name) && has_attributes);
        self.holders += usize::from(holds);
        self.open.push((tag.name, holds));
        self.is_broken = self.open.len() > html::MAX_DECODED_DEPTH;
    }

    fn end(&mut self, name: &str) {
        self.before = Before::Tag;
        if html::is_void(&name.to_ascii_lowercase()) {
            return;
        }
        match self.open.pop() {
            Some((open, holds)) if open.eq_ignore_ascii_case(name) => {
                self.holders -= usize::from(holds);
            }
            _ => self.is_broken = true,
        }
    }

    fn text(&mut self, raw: &str) {
        if self.joint == Joint::Break && !raw.starts_with(char::is_whitespace) {
            self.within += 1;
        }
        let text = raw.trim_end();
        self.joint = if text.len() == raw.len() {
            Joint::Word
        } else {
            Joint::Blank
        };
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        if self.holders > 0 {
            self.held += letters;
        } else {
            self.free += letters;
        }
        self.before = match text.chars().next_back() {
            None => return,
            Some(c) if "。！？….!?”’\"）)；;".contains(c) => Before::SentenceEnd,
            Some(_) => Before::Words,
        };
    }
}

/// Applies a function that usually changes nothing; does not copy the text in that case.
fn owned(change: fn(&str) -> Cow<'_, str>, text: String) -> String {
    match change(&text) {
        Cow::Borrowed(part) if part.len() < text.len() => part.to_owned(),
        Cow::Borrowed(_) => text,
        Cow::Owned(changed) => changed,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::as_meant;
    use quick_xml::escape::escape;

    /// Bodies with markup, as their authors meant them.
    const MARKED_UP: &[&str] = &[
        "<p>The port is open again.</p><p>Ships come in.</p>",
        "<div class=\"text\"><h2>Rates</h2><ul><li>one</li><li>two</li></ul></div>",
        "港口重新开放。<br><br>船只正在进港。<br/>完",
        "The port is open. <a href=\"https://news.example/1\">Read more</a>",
        "The port is open again.<br>\n<img src=\"https://news.example/1.jpg\" alt=\"port\">",
        "<span style=\"color:#333\">利率上调。</span>",
        "<p>A &amp; B, 5 &lt; 6</p>",
        "<table><tr><td>1</td></tr></table>",
        "The port <a href=\"https://news.example/1\">opened</a> again on Monday.",
        "The port is open<br>Ships come in<br>Tugs wait",
        "Quay & crane<br />Pier",
        "<img src=\"https://news.example/1.jpg\"/>The port is open",
        "<strong>Update:</strong> the port is open again.",
        "<p>The port is open again.<p>Ships come in.",
        "港口<br>船只<br>拖船",
    ];

    /// Texts about HTML, in which tags are text.
    const ABOUT_HTML: &[&str] = &[
        "Use <p> for a paragraph and <br> for a line break.",
        "<br> breaks a line, <hr> draws one.",
        "<p> starts a paragraph.",
        "<p> starts one, and <p> starts the next, says the tutorial.",
        "<b>text</b> is bold.",
        "<br> is a void element.",
        "The tag <img src=\"https://example.org/1.png\"> shows a picture.",
        "<p>text</p> is how a paragraph looks in the source of a page.",
        "To make text bold, write <b>text</b> and nothing else.",
        "The element <a href=\"https://example.org/\">text</a> is a link.",
        "如何使用<div>标签",
        "若a<b且c>d，则成立",
        "x < y",
        "The section ends at ]]> in XML.",
    ];

    #[test]
    fn a_body_escaped_once_more_than_needed_is_decoded() {
        for html in MARKED_UP {
            let once = escape(*html).into_owned();
            assert_eq!(as_meant(once.clone()), *html);
            assert_eq!(as_meant(escape(&once).into_owned()), *html);
        }
    }

    #[test]
    fn a_text_about_html_stays_as_it_is() {
        for text in ABOUT_HTML {
            let html = escape(*text).into_owned();
            assert_eq!(as_meant(html.clone()), html);
        }
        // A body with markup of its own is decoded only as far as necessary.
        let tutorial = "<p>Write &lt;p&gt;text&lt;/p&gt;</p>";
        assert_eq!(as_meant(tutorial.to_owned()), tutorial);
        let source = "<pre>&lt;div&gt;&lt;p&gt;text&lt;/p&gt;&lt;/div&gt;</pre>";
        assert_eq!(as_meant(source.to_owned()), source);
    }

    #[test]
    fn the_marks_of_a_cdata_section_go_and_its_text_stays() {
        for wrapped in [
            "<![CDATA[<p>text</p>]]>",
            "<![CDATA[<p>text</p>",
            "&lt;![CDATA[<p>text</p>]]&gt;"
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .as_str(),
            "<![CDATA[&lt;p&gt;text&lt;/p&gt;]]>",
            "<![CDATA[<![CDATA[<p>text</p>]]>]]>",
            "&lt;![CDATA[<p>text</p>]]&gt;",
        ] {
            assert_eq!(as_meant(wrapped.to_owned()), "<p>text</p>", "{wrapped}");
        }
        assert_eq!(as_meant("&#55357;&#56832;".to_owned()), "\u{1f600}");
    }

    proptest! {
        /// No letter of a word is lost, however the text is escaped.
        #[test]
        fn words_are_never_lost(words in "[a-z<>&;/ 一二三。.]{0,60}") {
            let html = escape(&words).into_owned();
            let meant = as_meant(html);
            let letters = |text: &str| text.chars().filter(|c| "一二三".contains(*c)).count();
            prop_assert_eq!(letters(&meant), letters(&words));
        }
    }
}
