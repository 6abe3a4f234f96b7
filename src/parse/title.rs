//! Converts titles, names and other lines to plain text: removes markup, resolves character
//! references.
//!
//! No title loses a letter. A `<` opens markup only if it cannot be a character of the title:
//! outlets write 《关于修改<中华人民共和国…条例>的决定》, `a<b`, and "use the `<table>` element".

use std::borrow::Cow;

use super::markup::{Piece, Tag, pieces};
use super::references;
use crate::html::{self, IN_TITLES};

/// How to distinguish the tags of an element in a title from its name in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TagKind {
    /// A pair of tags around some words is markup.
    Inline,
    /// A pair of tags is markup at the beginning or the end of a title: it contains the title or a
    /// part of it.
    Block,
    /// A tag without content is markup, unless the text names the element.
    Void,
    /// A pair of tags hides everything between them.
    Hidden,
}

/// Returns the kind of an element of [`IN_TITLES`].
fn kind(name: &str) -> TagKind {
    match name {
        "script" | "style" => TagKind::Hidden,
        "br" | "wbr" => TagKind::Void,
        name if html::is_block(name) => TagKind::Block,
        _ => TagKind::Inline,
    }
}

/// Attributes of such elements in titles.
const ATTRIBUTES: &[&str] = &[
    "align", "alt", "cite", "class", "color", "datetime", "dir", "face", "height", "href", "id",
    "lang", "name", "rel", "size", "src", "style", "target", "title", "type", "width", "xmlns",
];

/// Words after the name of an element in a text about HTML: "the `<br>` tag", 使用`<br>`标签.
const ELEMENT_NOUNS: &[&str] = &[
    "tag", "element", "标签", "標籤", "标记", "標記", "元素", "タグ", "要素", "태그", "요소",
];

/// Converts HTML to plain text: removes markup and resolves references once. No letter is lost.
///
/// A tag is markup if its element is in [`IN_TITLES`], and it has an end tag after some words, or
/// attributes with values, or needs no end tag. Any other `<` is a character.
pub(super) fn from_html(html: &str) -> Cow<'_, str> {
    if html.contains('<') {
        Cow::Owned(without_markup(html, references::resolve))
    } else {
        references::resolve(html)
    }
}

/// As [`from_html`], for a format that does not say how often the text is escaped (RSS): also
/// removes markup that appears only after references are resolved, because it was escaped once too
/// often.
pub(super) fn from_any(text: &str) -> Cow<'_, str> {
    match from_html(text) {
        Cow::Owned(plain) if !text.contains('<') && plain.contains('<') => {
            Cow::Owned(without_markup(&plain, Cow::Borrowed))
        }
        plain => plain,
    }
}

/// Whether titles may have an HTML element of this name.
pub(super) fn is_element(name: &str) -> bool {
    place(name).is_some()
}

fn place(name: &str) -> Option<usize> {
    IN_TITLES
        .iter()
        .position(|known| known.eq_ignore_ascii_case(name))
}

/// What a tag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TagVerdict {
    Text,
    Markup(TagKind),
}

/// Removes the markup of a text; `meaning` converts the characters of the rest.
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
            Piece::Start(_) | Piece::End(_) => verdicts.next().copied().unwrap_or(TagVerdict::Text),
            Piece::Text(_) | Piece::Cdata(_) | Piece::Aside => TagVerdict::Text,
        };
        match (piece, verdict) {
            (Piece::Start(tag), TagVerdict::Markup(kind)) => {
                if hidden.is_some() {
                } else if kind == TagKind::Hidden {
                    hidden = Some(tag.name);
                } else if breaks(tag.name) {
                    text.push(' ');
                }
            }
            (Piece::End(name), TagVerdict::Markup(_)) => {
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

/// Whether a piece is a comment or a declaration; `<!5%` and `<?` are text.
fn is_aside(source: &str) -> bool {
    let is_whole_comment = source.starts_with("<!--") && source.ends_with("-->");
    is_whole_comment
        || ["<!doctype ", "<?xml ", "<?php "].iter().any(|known| {
            let start = source.get(..known.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(known))
        })
}

/// Takes the start tag that an end tag belongs to from the `open` ones. Returns the place of the
/// element in the table and the number of the start tag.
fn matching_start(name: &str, open: &mut [Vec<usize>]) -> Option<(usize, usize)> {
    let place = place(name)?;
    let waiting = open.get_mut(place)?;
    let last = waiting.pop()?;
    // A script ends at its first end tag, whatever start tags it contains.
    let is_raw = IN_TITLES
        .get(place)
        .is_some_and(|name| kind(name) == TagKind::Hidden);
    let first = waiting.first().copied().filter(|_| is_raw);
    if first.is_some() {
        waiting.clear();
    }
    Some((place, first.unwrap_or(last)))
}

/// Decides for each tag of a text, in order, what it is.
fn verdicts(html: &str) -> Vec<TagVerdict> {
    let mut verdicts = Vec::new();
    // For each element, its start tags without an end tag so far.
    let mut open: Vec<Vec<usize>> = vec![Vec::new(); IN_TITLES.len()];
    // For each tag, the number of texts before it.
    let mut before = Vec::new();
    let mut texts = 0_usize;
    let mut stream = pieces(html);
    while let Some(piece) = stream.next() {
        match piece {
            Piece::Start(tag) => {
                let known = place(tag.name).filter(|_| !tag.cut || has_values(tag));
                let verdict = known.map_or(TagVerdict::Text, |place| {
                    let behind = html.get(stream.offset()..).unwrap_or_default();
                    start_tag_verdict(tag, place, behind)
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
                let start = matching_start(name, &mut open);
                let behind = html.get(stream.offset()..).unwrap_or_default();
                let mut verdict = TagVerdict::Text;
                if let Some((place, start)) = start
                    && let Some(kind) = IN_TITLES.get(place).copied().map(kind)
                    && let (Some(first), Some(before)) =
                        (verdicts.get_mut(start), before.get(start))
                {
                    let at_an_end = *before == 0 || holds_no_text(behind);
                    let holds_words = texts > *before && !speaks_of_element(behind);
                    if *first != TagVerdict::Text
                        || (holds_words && (kind != TagKind::Block || at_an_end))
                    {
                        verdict = TagVerdict::Markup(kind);
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

/// Decides what a start tag is, without looking for its end tag.
fn start_tag_verdict(tag: Tag<'_>, place: usize, behind: &str) -> TagVerdict {
    let Some(kind) = IN_TITLES.get(place).copied().map(kind) else {
        return TagVerdict::Text;
    };
    let is_void = kind == TagKind::Void || (tag.empty && kind != TagKind::Hidden);
    if has_values(tag) && kind != TagKind::Hidden
        || (is_void && has_no_attributes(tag) && !speaks_of_element(behind))
    {
        TagVerdict::Markup(kind)
    } else {
        TagVerdict::Text
    }
}

/// Whether a tag has only white space after its name.
fn has_no_attributes(tag: Tag<'_>) -> bool {
    tag.is_bare() || tag.attributes().next().is_none()
}

/// Whether a tag has an HTML attribute with a value; `<b then c=2>` has none.
fn has_values(tag: Tag<'_>) -> bool {
    tag.attributes().any(|(name, value)| {
        let is = |known: &&str| name.eq_ignore_ascii_case(known);
        !value.is_empty() && (ATTRIBUTES.iter().any(is) || name.starts_with("data-"))
    })
}

/// Whether the text after a tag says that the tag is the name of an element.
fn speaks_of_element(behind: &str) -> bool {
    let behind = behind.trim_start();
    ELEMENT_NOUNS.iter().any(|word| {
        let start = behind.get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    })
}

/// Whether only tags and white space follow, within a limited distance.
fn holds_no_text(behind: &str) -> bool {
    const MAX_LOOK_AHEAD: usize = 64;
    let near = behind.get(..behind.floor_char_boundary(MAX_LOOK_AHEAD));
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
        /// A title keeps its words, whatever brackets it has.
        #[test]
        fn no_title_loses_a_word(text in "[a-z<>/=! 一二三]{0,60}") {
            let letters = |text: &str| text.chars().filter(|c| "一二三".contains(*c)).count();
            prop_assert_eq!(letters(&from_any(&text)), letters(&text));
            let escaped = escape(text.as_str());
            prop_assert_eq!(from_html(&escaped).into_owned(), text.clone());
        }
    }
}
