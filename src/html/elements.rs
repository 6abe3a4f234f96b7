//! The tables of HTML elements, and what a reader of the text sees of each.

use super::media::MediaKind;

/// How the reader treats an element: what is shown of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Treatment {
    /// Its tags and its content, as HTML shows them.
    Shown,
    /// Nothing: its content is a program, a style, the options of a form or a drawing.
    Hidden(Content),
    /// A player or an embedded document with an address.
    Media(MediaKind),
    /// The same, for an element without content and end tag.
    VoidMedia(MediaKind),
    /// A formula.
    Formula,
    /// Its content as text: it contains no markup.
    Verbatim,
    /// Its content, because feedfold runs no scripts.
    Noscript,
    /// Its content only: its tags have no meaning.
    Transparent,
}

/// What is between the tags of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A program: anything but its end tag.
    Code,
    /// Text up to the first end tag.
    Raw,
    /// Markup, which may have elements of the same name.
    Markup,
}

/// How the reader treats the element with this name in lower case.
pub(super) fn treatment(name: &str) -> Treatment {
    // The compiler compares the length of byte strings first. This runs for every tag.
    match name.as_bytes() {
        b"script" | b"style" => Treatment::Hidden(Content::Code),
        b"noembed" | b"noframes" | b"textarea" | b"title" => Treatment::Hidden(Content::Raw),
        b"button" | b"canvas" | b"head" | b"select" | b"svg" | b"template" => {
            Treatment::Hidden(Content::Markup)
        }
        b"video" | b"amp-video" => Treatment::Media(MediaKind::Video),
        b"audio" | b"amp-audio" => Treatment::Media(MediaKind::Audio),
        b"iframe" | b"object" | b"applet" | b"amp-iframe" => Treatment::Media(MediaKind::Page),
        b"embed" => Treatment::VoidMedia(MediaKind::Page),
        b"math" => Treatment::Formula,
        b"xmp" => Treatment::Verbatim,
        b"noscript" => Treatment::Noscript,
        b"frameset" | b"frame" | b"plaintext" | b"ruby" | b"rb" | b"rt" | b"rtc" | b"rp" => {
            Treatment::Transparent
        }
        _ => Treatment::Shown,
    }
}

/// Returns what is between the tags of an element that the reader skips.
pub(super) fn content(name: &str) -> Content {
    match treatment(name) {
        Treatment::Hidden(content) => content,
        Treatment::Verbatim => Content::Raw,
        _ if name == "iframe" => Content::Raw,
        _ => Content::Markup,
    }
}

/// The elements whose end tag is optional (WHATWG HTML 13.1.2.4) that this module treats as such.
pub(super) const OPEN_ENDED: [&str; 8] = ["p", "li", "dd", "dt", "td", "th", "tr", "option"];

/// Parts of a table; their end tags are optional too.
pub(super) const TABLE_PARTS: [&str; 9] = [
    "td", "th", "tr", "tbody", "thead", "tfoot", "caption", "col", "colgroup",
];

/// Blocks that always have an end tag.
pub(super) const CONTAINERS: [&str; 37] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "datalist",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "table",
    "ul",
];

/// Blocks whose end tag within an element shows that the element began inside them.
pub(super) const ENCLOSING: [&str; 13] = [
    "p",
    "li",
    "td",
    "th",
    "div",
    "blockquote",
    "section",
    "article",
    "h1",
    "h2",
    "h3",
    "h4",
    "dd",
];

/// Elements that titles may have. Any other name in angle brackets is text there.
#[rustfmt::skip]
pub const IN_TITLES: [&str; 56] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blockquote", "br", "center", "cite",
    "code", "del", "dfn", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "img",
    "ins", "kbd", "li", "mark", "nobr", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp",
    "script", "small", "span", "strike", "strong", "style", "sub", "sup", "table", "tbody",
    "td", "tr", "tt", "u", "ul", "var", "wbr",
];

/// Whether an element is part of a line.
pub fn is_inline(name: &str) -> bool {
    matches!(
        name.as_bytes(),
        b"a" | b"abbr"
            | b"acronym"
            | b"area"
            | b"b"
            | b"base"
            | b"bdi"
            | b"bdo"
            | b"big"
            | b"cite"
            | b"code"
            | b"data"
            | b"del"
            | b"dfn"
            | b"em"
            | b"font"
            | b"i"
            | b"image"
            | b"img"
            | b"input"
            | b"ins"
            | b"kbd"
            | b"label"
            | b"link"
            | b"map"
            | b"mark"
            | b"meta"
            | b"nobr"
            | b"noscript"
            | b"o:p"
            | b"output"
            | b"param"
            | b"picture"
            | b"q"
            | b"rb"
            | b"rp"
            | b"rt"
            | b"rtc"
            | b"ruby"
            | b"s"
            | b"samp"
            | b"small"
            | b"source"
            | b"span"
            | b"st1"
            | b"strike"
            | b"strong"
            | b"sub"
            | b"sup"
            | b"time"
            | b"track"
            | b"tt"
            | b"u"
            | b"var"
            | b"wbr"
            | b"amp-img"
            | b"amp-anim"
            | b"plaintext"
    )
}

/// Whether an element cannot have content, and therefore no end tag.
pub fn is_void(name: &str) -> bool {
    matches!(
        name.as_bytes(),
        b"area"
            | b"base"
            | b"br"
            | b"col"
            | b"embed"
            | b"frame"
            | b"hr"
            | b"image"
            | b"img"
            | b"input"
            | b"link"
            | b"meta"
            | b"param"
            | b"source"
            | b"track"
            | b"wbr"
    )
}

/// Whether an element is a block, a part of a table or a list.
pub fn is_block(name: &str) -> bool {
    CONTAINERS.contains(&name) || TABLE_PARTS.contains(&name) || OPEN_ENDED.contains(&name)
}

/// Whether a parser accepts an element only within a table.
pub fn is_table_part(name: &str) -> bool {
    TABLE_PARTS.contains(&name)
}

/// Whether HTML has an element of this name.
pub(super) fn is_known(name: &str) -> bool {
    treatment(name) != Treatment::Shown || is_inline(name) || is_void(name) || is_block(name)
}

/// Whether the name of a tag has a sign that no name of an element has: texts put codes of
/// securities (`<XYZ.L>`, `<EUR=>`) and addresses (`<desk@news.example>`, `<https://news.example>`)
/// in angle brackets.
pub(super) fn is_code_or_address(name: &str) -> bool {
    let (mut has_stop, mut has_hyphen) = (false, false);
    for byte in name.bytes() {
        match byte {
            b'@' => return true,
            // `<pstyle="…">` is a tag that lacks a space.
            b'"' | b'\'' => return false,
            b'.' => has_stop = true,
            b'-' => has_hyphen = true,
            _ => {}
        }
    }
    // The name of an element that a script defines may have a full stop, and always has a hyphen.
    let before_sign = name.split_once('=').map(|(before, _)| before);
    name.ends_with(':') || (has_stop && !has_hyphen) || before_sign.is_some_and(|it| !is_known(it))
}

/// Whether browsers show the content of this player if it has no address.
pub(super) fn has_fallback(name: &str) -> bool {
    matches!(name, "object" | "applet" | "video" | "audio")
}

/// Whether an element without text separates the words on both sides.
pub(super) fn has_box(name: &str) -> bool {
    matches!(name, "button" | "canvas" | "select" | "svg" | "textarea")
}
