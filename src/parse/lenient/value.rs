//! Values of elements and attributes, decoded on demand.

use std::borrow::Cow;

use crate::parse::markup::{Piece, pieces};
use crate::parse::references;

/// The declared type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Markup {
    /// Not declared: the format decides.
    Unsaid,
    /// Plain text.
    Text,
    /// HTML, escaped.
    Html,
    /// Inline markup.
    Xhtml,
    /// HTML, declared with an invalid media type (`CDATA`).
    OddHtml,
    /// Base64 of text (Atom 0.3 `mode`), or of a file.
    Base64,
    /// Base64 of a picture, a sound or a film.
    Binary,
}

impl Markup {
    /// Returns the type by the attributes `type` and `mode` (RFC 4287 3.1.1, Atom 0.3 3.1).
    pub(super) fn from_attributes(kind: Option<&str>, mode: Option<&str>) -> Self {
        if mode.is_some_and(|mode| mode.eq_ignore_ascii_case("base64")) {
            return Self::Base64;
        }
        let Some(kind) = kind else {
            return Self::Unsaid;
        };
        match kind.trim().to_ascii_lowercase().as_str() {
            "" => Self::Unsaid,
            "text" | "plain" | "text/plain" => Self::Text,
            "xhtml" | "application/xhtml+xml" => Self::Xhtml,
            "html" | "text/html" => Self::Html,
            other if other.starts_with("text/") || other.ends_with("xml") => Self::Html,
            other if !other.contains('/') => Self::OddHtml,
            other
                if ["image/", "audio/", "video/", "font/"]
                    .iter()
                    .any(|kind| other.starts_with(kind)) =>
            {
                Self::Binary
            }
            _ => Self::Base64,
        }
    }

    /// Whether feed-rs may read this type differently.
    pub(in crate::parse) fn is_guessed(self) -> bool {
        matches!(self, Self::OddHtml | Self::Base64 | Self::Binary)
    }
}

/// A value, not decoded.
#[derive(Debug, Clone, Copy)]
pub(in crate::parse) struct Value<'a> {
    /// The content of the element, or the value of the attribute.
    pub(super) raw: &'a str,
    /// Whether it is the value of an attribute.
    pub(super) attribute: bool,
    /// Whether it contains elements.
    pub(in crate::parse) nested: bool,
    /// Its declared type.
    pub(in crate::parse) markup: Markup,
    /// Index of its base in [`super::LenientFeed::bases`].
    pub(in crate::parse) base: u16,
    /// Depth of its element; of two values, the shallower belongs to the entry itself.
    pub(super) depth: u16,
}

/// A depth, or the index of a base, in the two bytes that it has in a [`Value`]: a long document
/// has tens of thousands of values. Both are limited to far less than two bytes can hold.
pub(super) fn short(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

impl<'a> Value<'a> {
    /// Whether `xml:base` declares its base.
    pub(in crate::parse) fn has_stated_base(&self) -> bool {
        self.base > 0
    }

    /// Returns the text with references resolved; tags in it stay as written.
    pub(in crate::parse) fn text(&self) -> Cow<'a, str> {
        if self.attribute {
            return references::resolve(self.raw);
        }
        if !self.raw.contains('<') {
            return references::resolve(self.raw);
        }
        if self.nested {
            return Cow::Owned(self.inline_html());
        }
        let mut only = None;
        let mut text = String::new();
        for piece in pieces(self.raw) {
            let part = match piece {
                Piece::Text(raw) => references::resolve(raw),
                Piece::Cdata(raw) => Cow::Borrowed(raw),
                Piece::Start(_) | Piece::End(_) | Piece::Aside => continue,
            };
            match (only.take(), text.is_empty()) {
                (None, true) => only = Some(part),
                (None, false) => text.push_str(&part),
                (Some(first), _) => {
                    text.reserve(self.raw.len());
                    text.push_str(&first);
                    text.push_str(&part);
                }
            }
        }
        only.unwrap_or(Cow::Owned(text))
    }

    /// Returns the text before the first element in the value. If the end tag of an address or a
    /// date is missing, its value includes the following elements.
    pub(in crate::parse) fn text_before_markup(&self) -> Cow<'a, str> {
        if !self.nested {
            return self.text();
        }
        let mut stream = pieces(self.raw);
        let text = stream.find_map(|piece| match piece {
            Piece::Text(raw) if !raw.trim().is_empty() => Some(references::resolve(raw)),
            Piece::Cdata(raw) => Some(Cow::Borrowed(raw)),
            _ => None,
        });
        text.unwrap_or_default()
    }

    /// Returns the content as HTML: tags without prefixes, CDATA escaped.
    fn inline_html(&self) -> String {
        let mut html = String::with_capacity(self.raw.len());
        let mut stream = pieces(self.raw);
        loop {
            let start = stream.offset();
            let Some(piece) = stream.next() else { break };
            let source = || self.raw.get(start..stream.offset()).unwrap_or_default();
            match piece {
                Piece::Text(raw) => html.push_str(raw),
                Piece::Cdata(raw) => html.push_str(&quick_xml::escape::minimal_escape(raw)),
                Piece::Start(tag) => match tag.name.split_once(':') {
                    Some((_, local)) => {
                        html.push('<');
                        html.push_str(local);
                        let rest = source().get(1 + tag.name.len()..).unwrap_or_default();
                        html.push_str(rest);
                    }
                    None => html.push_str(source()),
                },
                Piece::End(name) => {
                    html.push_str("</");
                    html.push_str(name.split_once(':').map_or(name, |(_, local)| local));
                    html.push('>');
                }
                Piece::Aside => {}
            }
        }
        unwrapped(&html).to_owned()
    }
}

/// Removes the `div` that Atom requires around XHTML (RFC 4287 3.1.1.3), if everything is within
/// it.
fn unwrapped(html: &str) -> &str {
    let html = html.trim();
    let mut stream = pieces(html);
    let Some(Piece::Start(tag)) = stream.next() else {
        return html;
    };
    if tag.name != "div" || tag.empty {
        return html;
    }
    let start = stream.offset();
    let mut depth = 1_usize;
    loop {
        let end = stream.offset();
        match stream.next() {
            Some(Piece::Start(tag)) if tag.name == "div" && !tag.empty => depth += 1,
            Some(Piece::End("div")) => depth -= 1,
            Some(_) => {}
            None => return html,
        }
        if depth == 0 {
            let inside = html.get(start..end).unwrap_or(html);
            return if stream.offset() == html.len() {
                inside
            } else {
                html
            };
        }
    }
}
