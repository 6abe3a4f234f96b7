//! Titles, names and other lines as plain text: markup out, character references resolved.
//!
//! A title loses no letter. A `<` opens markup only where it cannot be meant as a character:
//! outlets write 《关于修改<中华人民共和国…条例>的决定》, `a<b`, and "use the `<table>` element".

use std::borrow::Cow;

use super::markup::{Piece, Tag, pieces};
use super::references;
use crate::html::{self, IN_TITLES};

/// How an element of HTML that turns up in titles is told from its name in running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A pair of tags around some words is markup.
    Inline,
    /// A pair of tags is markup at the beginning or the end of a title: it holds the title or a
    /// part.
    Block,
    /// An element without a content is markup, unless the text speaks of it.
    Void,
    /// A pair of tags hides what stands between them.
    Hidden,
}

/// The kind of one of the [`IN_TITLES`].
fn kind(name: &str) -> Kind {
    match name {
        "script" | "style" => Kind::Hidden,
        "br" | "wbr" => Kind::Void,
        name if html::is_block(name) => Kind::Block,
        _ => Kind::Inline,
    }
}

/// Attributes that such elements have in titles.
const ATTRIBUTES: &[&str] = &[
    "align", "alt", "cite", "class", "color", "datetime", "dir", "face", "height", "href", "id",
    "lang", "name", "rel", "size", "src", "style", "target", "title", "type", "width", "xmlns",
];

/// Words behind the name of an element that a text speaks of: "the `<br>` tag", 使用`<br>`标签.
const NAMED: &[&str] = &[
    "tag", "element", "标签", "標籤", "标记", "標記", "元素", "タグ", "要素", "태그", "요소",
];

/// HTML to plain text: markup goes, references are resolved once, no letter is lost.
///
/// A tag is markup if it is one of [`IN_TITLES`] and has an end tag with words before it, or
/// attributes with values, or needs no end. Any other `<` is a character.
pub(super) fn from_html(html: &str) -> Cow<'_, str> {
    if html.contains('<') {
        Cow::Owned(without_markup(html, references::resolve))
    } else {
        references::resolve(html)
    }
}

/// As [`from_html`], of a text whose format does not say how often it is escaped (RSS): where
/// markup shows only when references are resolved, it was escaped once more than needed, and goes
/// as well.
pub(super) fn from_any(text: &str) -> Cow<'_, str> {
    match from_html(text) {
        Cow::Owned(plain) if !text.contains('<') && plain.contains('<') => {
            Cow::Owned(without_markup(&plain, Cow::Borrowed))
        }
        plain => plain,
    }
}

/// Whether HTML has an element of this name that turns up in titles.
pub(super) fn is_element(name: &str) -> bool {
    place(name).is_some()
}

fn place(name: &str) -> Option<usize> {
    IN_TITLES
        .iter()
        .position(|known| known.eq_ignore_ascii_case(name))
}

/// What a tag turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Text,
    Markup(Kind),
}

/// The text without its markup; `meaning` reads the characters of what stays.
fn without_markup<'t>(html: &'t str, meaning: impl Fn(&'t str) -> Cow<'t, str>) -> String {
    let verdicts = verdicts(html);
    let mut verdicts = verdicts.iter();
    let mut text = String::with_capacity(html.len());
    let mut hidden: Option<&str> = None;
    let mut stream = pieces(html);
    loop {
        let start = stream.offset();
        let Some(piece) = stream.next() else { break };
        let source = html.get(start..stream.offset()).unwrap_or_default();
        let verdict = match piece {
            Piece::Start(_) | Piece::End(_) => verdicts.next().copied().unwrap_or(Verdict::Text),
            Piece::Text(_) | Piece::Cdata(_) | Piece::Aside => Verdict::Text,
        };
        match (piece, verdict) {
            (Piece::Start(tag), Verdict::Markup(kind)) => {
                if hidden.is_some() {
                } else if kind == Kind::Hidden {
                    hidden = Some(tag.name);
                } else if breaks(tag.name) {
                    text.push(' ');
                }
            }
            (Piece::End(name), Verdict::Markup(_)) => {
                if hidden.is_some_and(|open| open.eq_ignore_ascii_case(name)) {
                    hidden = None;
                }
            }
            _ if hidden.is_some() => {}
            (Piece::Cdata(raw), _) => text.push_str(raw),
            (Piece::Aside, _) if is_aside(source) => {}
            _ => text.push_str(&meaning(source)),
        }
    }
    text
}

/// Whether a declaration is one: `<!5%` and `<?` are characters.
fn is_aside(source: &str) -> bool {
    let is_whole_comment = source.starts_with("<!--") && source.ends_with("-->");
    is_whole_comment
        || ["<!doctype ", "<?xml ", "<?php "].iter().any(|known| {
            let start = source.get(..known.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(known))
        })
}

/// What the tags of a text are, in their order.
fn verdicts(html: &str) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    // Of each element, the tags that wait for their end.
    let mut open: Vec<Vec<usize>> = vec![Vec::new(); IN_TITLES.len()];
    // Of each tag, how many texts stand before it.
    let mut before = Vec::new();
    let mut texts = 0_usize;
    let mut stream = pieces(html);
    while let Some(piece) = stream.next() {
        match piece {
            Piece::Start(tag) => {
                let known = place(tag.name).filter(|_| !tag.cut || has_values(tag));
                let verdict = known.map_or(Verdict::Text, |place| {
                    let behind = html.get(stream.offset()..).unwrap_or_default();
                    alone(tag, place, behind)
                });
                if let (Some(waiting), true) = (
                    known.and_then(|place| open.get_mut(place)),
                    has_no_attributes(tag) || has_values(tag),
                ) {
                    waiting.push(verdicts.len());
                }
                texts += usize::from(known.is_none());
                before.push(texts);
                verdicts.push(verdict);
            }
            Piece::End(name) => {
                let known = place(name).and_then(|place| Some((place, open.get_mut(place)?)));
                let start = known.and_then(|(place, waiting)| {
                    let last = waiting.pop()?;
                    // A script ends at its first end tag, whatever start tags stand in it.
                    let is_raw = IN_TITLES
                        .get(place)
                        .is_some_and(|name| kind(name) == Kind::Hidden);
                    let first = waiting.first().copied().filter(|_| is_raw);
                    if first.is_some() {
                        waiting.clear();
                    }
                    Some((place, first.unwrap_or(last)))
                });
                let behind = html.get(stream.offset()..).unwrap_or_default();
                let mut verdict = Verdict::Text;
                if let Some((place, start)) = start
                    && let Some(kind) = IN_TITLES.get(place).copied().map(kind)
                    && let (Some(first), Some(before)) =
                        (verdicts.get_mut(start), before.get(start))
                {
                    let at_an_end = *before == 0 || holds_no_text(behind);
                    let holds_words = texts > *before && !is_named(behind);
                    if *first != Verdict::Text
                        || (holds_words && (kind != Kind::Block || at_an_end))
                    {
                        verdict = Verdict::Markup(kind);
                        *first = verdict;
                    }
                }
                before.push(texts);
                verdicts.push(verdict);
            }
            Piece::Text(raw) => texts += usize::from(!raw.trim().is_empty()),
            Piece::Cdata(_) => texts += 1,
            Piece::Aside => {}
        }
    }
    verdicts
}

/// What a start tag is without regard to an end tag.
fn alone(tag: Tag<'_>, place: usize, behind: &str) -> Verdict {
    let Some(kind) = IN_TITLES.get(place).copied().map(kind) else {
        return Verdict::Text;
    };
    let is_void = kind == Kind::Void || (tag.empty && kind != Kind::Hidden);
    if has_values(tag) && kind != Kind::Hidden
        || (is_void && has_no_attributes(tag) && !is_named(behind))
    {
        Verdict::Markup(kind)
    } else {
        Verdict::Text
    }
}

/// Whether nothing but white space stands behind the name of a tag.
fn has_no_attributes(tag: Tag<'_>) -> bool {
    tag.is_bare() || tag.attributes().next().is_none()
}

/// Whether a tag has an attribute of HTML with a value; `<b then c=2>` has none.
fn has_values(tag: Tag<'_>) -> bool {
    tag.attributes().any(|(name, value)| {
        let is = |known: &&str| name.eq_ignore_ascii_case(known);
        !value.is_empty() && (ATTRIBUTES.iter().any(is) || name.starts_with("data-"))
    })
}

/// Whether the text behind a tag speaks of the element.
fn is_named(behind: &str) -> bool {
    let behind = behind.trim_start();
    NAMED.iter().any(|word| {
        let start = behind.get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    })
}

/// Whether nothing but tags and white space follows, as far as is looked.
fn holds_no_text(behind: &str) -> bool {
    const MOST_BYTES: usize = 64;
    let near = behind.get(..behind.floor_char_boundary(MOST_BYTES));
    pieces(near.unwrap_or_default()).all(|piece| match piece {
        Piece::Text(raw) => raw.trim().is_empty(),
        Piece::Cdata(_) => false,
        Piece::Start(_) | Piece::End(_) | Piece::Aside => true,
    })
}

fn breaks(name: &str) -> bool {
    ["br", "p", "div", "li"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::escape::escape;

    use super::{from_any, from_html};

    #[test]
    fn markup_goes_and_its_words_stay() {
        for (html, text) in [
            ("Harbour <b>opens</b> again", "Harbour opens again"),
            ("H<sub>2</sub>O &amp; CO<SUB>2</SUB>", "H2O & CO2"),
            ("<p>公告</p>", "公告"),
            ("<div class=\"x\"><span>公告</span></div>", "公告"),
            ("第一行<br>第二行<br/>第三行", "第一行 第二行 第三行"),
            (
                "<a href='https://example.org/?a=1&amp;b=2'>Rates</a> up",
                "Rates up",
            ),
            ("<font color=red>Rates", "Rates"),
            ("up <img src=\"a.png\" alt=\"\">today", "up today"),
            ("a<!-- note -->b", "ab"),
            ("<script>x()</script>Rates", "Rates"),
            ("Rates up <a href=\"https://exa", "Rates up "),
        ] {
            assert_eq!(from_html(html).trim_start(), text, "{html}");
        }
    }

    #[test]
    fn a_bracket_that_opens_no_markup_is_a_letter() {
        for text in [
            "x<y",
            "a<b",
            "If a<b then c>d",
            "若a<i且b>s，则",
            "若a<b c=2>成立",
            "涨幅<!a一>",
            "规模<5亿元且收益率>3%",
            "List<a> or Map<b>",
            "使用<div>标签",
            "使用<br>标签换行",
            "How to use the <br> tag",
            "使用<b></b>标签",
            "<select>与<table>的区别",
            "关于<p>和</p>的说明",
            "《关于修改<管理条例>的决定》",
            "涨幅<!5%",
            "A <? B",
            "I <3 ports",
            "<again>",
            "</b> stays",
            "unfinished <b",
        ] {
            assert_eq!(from_html(text), text);
            assert_eq!(from_any(text), text);
            let escaped = text.replace('<', "&lt;");
            assert_eq!(from_any(&escaped), text, "{escaped}");
        }
    }

    #[test]
    fn markup_escaped_once_more_goes_only_where_nobody_says_how_often_it_is() {
        let title = "&lt;b&gt;Rates&lt;/b&gt; up &amp; away";
        assert_eq!(from_html(title), "<b>Rates</b> up & away");
        assert_eq!(from_any(title), "Rates up & away");
    }

    proptest! {
        /// Whatever brackets stand in a title, its words stay.
        #[test]
        fn no_title_loses_a_word(text in "[a-z<>/=! 一二三]{0,60}") {
            let letters = |text: &str| text.chars().filter(|c| "一二三".contains(*c)).count();
            prop_assert_eq!(letters(&from_any(&text)), letters(&text));
            let escaped = escape(text.as_str());
            prop_assert_eq!(from_html(&escaped).into_owned(), text.clone());
        }
    }
}
