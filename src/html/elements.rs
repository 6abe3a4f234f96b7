//! The tables of HTML elements, and what each element is to a reader of the text.

use super::media::Kind;

/// What an element is to a reader of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Its tags and its content are as HTML shows them.
    Shown,
    /// Its content is no text: a program, a style, a form's choices, a drawing.
    Hidden(Content),
    /// It plays or embeds the document at an address.
    Media(Kind),
    /// It plays or embeds the document at an address, and has neither content nor end tag.
    VoidMedia(Kind),
    /// A formula.
    Formula,
    /// Text that no markup interrupts.
    Verbatim,
    /// Its content is shown if no scripts run, as here.
    Noscript,
    /// Its tags mean nothing; its content is as HTML shows it.
    Transparent,
}

/// What a tokeniser finds between the tags of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A program: it may hold anything but its end tag.
    Code,
    /// Characters up to the first end tag.
    Raw,
    /// Markup, perhaps with elements of the same name.
    Markup,
}

/// What the element of this name is, in lower case.
pub(super) fn part(name: &str) -> Part {
    // Bytes, so that the compiler compares the length first: this runs for every tag.
    match name.as_bytes() {
        b"script" | b"style" => Part::Hidden(Content::Code),
        b"noembed" | b"noframes" | b"textarea" | b"title" => Part::Hidden(Content::Raw),
        b"button" | b"canvas" | b"head" | b"select" | b"svg" | b"template" => {
            Part::Hidden(Content::Markup)
        }
        b"video" | b"amp-video" => Part::Media(Kind::Video),
        b"audio" | b"amp-audio" => Part::Media(Kind::Audio),
        b"iframe" | b"object" | b"applet" | b"amp-iframe" => Part::Media(Kind::Page),
        b"embed" => Part::VoidMedia(Kind::Page),
        b"math" => Part::Formula,
        b"xmp" => Part::Verbatim,
        b"noscript" => Part::Noscript,
        b"frameset" | b"frame" | b"plaintext" | b"ruby" | b"rb" | b"rt" | b"rtc" | b"rp" => {
            Part::Transparent
        }
        _ => Part::Shown,
    }
}

/// What is between the tags of an element that the reader skips.
pub(super) fn content(name: &str) -> Content {
    match part(name) {
        Part::Hidden(content) => content,
        Part::Verbatim => Content::Raw,
        _ if name == "iframe" => Content::Raw,
        _ => Content::Markup,
    }
}

/// Elements whose end tag may be left out (WHATWG HTML 13.1.2.4), as far as readers need them.
pub(super) const OPEN_ENDED: [&str; 8] = ["p", "li", "dd", "dt", "td", "th", "tr", "option"];

/// Parts of a table; their end tags may be left out too.
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

/// Blocks whose end inside an element says that the element began inside of them.
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

/// Elements that turn up in titles. Any other name in angle brackets is text there.
#[rustfmt::skip]
pub const IN_TITLES: [&str; 56] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blockquote", "br", "center", "cite",
    "code", "del", "dfn", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "img",
    "ins", "kbd", "li", "mark", "nobr", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp",
    "script", "small", "span", "strike", "strong", "style", "sub", "sup", "table", "tbody",
    "td", "tr", "tt", "u", "ul", "var", "wbr",
];

/// Whether an element stands inside a line.
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

/// Whether a name is that of a block, a part of a table or a list.
pub fn is_block(name: &str) -> bool {
    CONTAINERS.contains(&name) || TABLE_PARTS.contains(&name) || OPEN_ENDED.contains(&name)
}

/// Whether a parser takes an element only within a table.
pub fn is_table_part(name: &str) -> bool {
    TABLE_PARTS.contains(&name)
}

/// Whether HTML has an element of this name.
pub(super) fn is_known(name: &str) -> bool {
    part(name) != Part::Shown || is_inline(name) || is_void(name) || is_block(name)
}

/// Whether the content of a player without an address is shown in its place.
pub(super) fn has_fallback(name: &str) -> bool {
    matches!(name, "object" | "applet" | "video" | "audio")
}

/// Whether an element whose content is no text takes up room between the words beside it.
pub(super) fn has_box(name: &str) -> bool {
    matches!(name, "button" | "canvas" | "select" | "svg" | "textarea")
}
