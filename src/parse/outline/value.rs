//! A value where it stands in the document, and what it says.

use std::borrow::Cow;

use crate::parse::markup::{Piece, pieces};
use crate::parse::references;

/// How a value's characters are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum Markup {
    /// Nothing said: the format decides.
    Unsaid,
    /// Plain text.
    Text,
    /// HTML, escaped.
    Html,
    /// Inline markup.
    Xhtml,
    /// HTML, by a type that is no media type (`CDATA`).
    OddHtml,
    /// Base64 of text (Atom 0.3 `mode`), or of a file.
    Base64,
    /// Base64 of a picture, a sound or a film.
    Binary,
}

impl Markup {
    /// By the attributes `type` and `mode` (RFC 4287 3.1.1, Atom 0.3 3.1).
    pub(super) fn of(kind: Option<&str>, mode: Option<&str>) -> Self {
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

    /// Whether another parser may take it for something else.
    pub(in crate::parse) fn is_guessed(self) -> bool {
        matches!(self, Self::OddHtml | Self::Base64 | Self::Binary)
    }
}

/// A value, undecoded.
#[derive(Debug, Clone, Copy)]
pub(in crate::parse) struct Value<'a> {
    /// The inside of the element, or the value of the attribute.
    pub(super) raw: &'a str,
    /// Whether it is an attribute's.
    pub(super) attribute: bool,
    /// Whether elements stand in it.
    pub(in crate::parse) nested: bool,
    /// How its characters are meant.
    pub(in crate::parse) markup: Markup,
    /// Place of its base in [`super::Outline::bases`].
    pub(in crate::parse) base: usize,
    /// How deep it stands; of two, the shallower is the entry's own.
    pub(super) depth: usize,
}

impl<'a> Value<'a> {
    /// Whether `xml:base` says what it counts from.
    pub(in crate::parse) fn has_stated_base(&self) -> bool {
        self.base > 0
    }

    /// Its characters with references resolved; tags that stand in it stay as they are.
    pub(in crate::parse) fn text(&self) -> Cow<'a, str> {
        if self.attribute {
            return references::resolve(self.raw);
        }
        if !self.raw.contains('<') {
            return references::resolve(self.raw);
        }
        if self.nested {
            return Cow::Owned(self.inline());
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

    /// The characters up to the first element that stands in it: an address or a date whose end
    /// tag is missing ran into its neighbours.
    pub(in crate::parse) fn plain(&self) -> Cow<'a, str> {
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

    /// The inside as HTML: markup as written without prefixes, CDATA escaped.
    fn inline(&self) -> String {
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

/// Without the one `div` that Atom wants around XHTML (RFC 4287 3.1.1.3), if it holds everything.
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
