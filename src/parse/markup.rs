//! Tags and text of XML or HTML, however broken: a flat stream of pieces that never fails.
//!
//! Nothing is nested, resolved or checked here, so nothing here can recurse or grow: each piece
//! borrows from the document, and every call moves forward.

/// How a document type starts.
const DOCTYPE: &str = "<!doctype";

/// One piece of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Characters, references unresolved.
    Text(&'a str),
    /// The inside of a CDATA section.
    Cdata(&'a str),
    /// A start tag.
    Start(Tag<'a>),
    /// The name of an end tag.
    End(&'a str),
    /// A comment, a processing instruction, a document type.
    Aside,
}

/// A start tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name with its prefix, as written.
    pub(super) name: &'a str,
    /// Everything between the name and the closing bracket.
    inside: &'a str,
    /// Whether it ends in `/>`.
    pub(super) empty: bool,
}

impl<'a> Tag<'a> {
    /// Whether it has no attributes.
    pub(super) fn is_bare(&self) -> bool {
        self.inside.is_empty()
    }

    /// Names and raw values, in order.
    pub(super) fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.inside }
    }

    /// The raw value of an attribute, its name compared without ASCII case.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// Iterates over the attributes of a tag; unquoted and valueless ones count, too.
#[derive(Debug, Clone)]
pub(super) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let ignored = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '=' | '"' | '\'');
        let rest = self.rest.trim_start_matches(ignored);
        let end = rest
            .find(|c: char| c.is_ascii_whitespace() || c == '=' || c == '/')
            .unwrap_or(rest.len());
        let (name, rest) = rest.split_at_checked(end)?;
        if name.is_empty() {
            return None;
        }
        let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start) else {
            self.rest = rest;
            return Some((name, ""));
        };
        let quoted = ['"', '\''].into_iter().find_map(|quote| {
            let value = value.strip_prefix(quote)?;
            Some(value.split_once(quote).unwrap_or((value, "")))
        });
        let (value, rest) = quoted.unwrap_or_else(|| {
            let end = value
                .find(|c: char| c.is_ascii_whitespace())
                .unwrap_or(value.len());
            value.split_at_checked(end).unwrap_or((value, ""))
        });
        self.rest = rest;
        Some((name, value))
    }
}

/// Cuts `text` into pieces.
pub(super) fn pieces(text: &str) -> Pieces<'_> {
    Pieces {
        text,
        at: 0,
        doctype_seen: false,
    }
}

/// Iterates over the pieces of a document.
#[derive(Debug, Clone)]
pub(super) struct Pieces<'a> {
    text: &'a str,
    at: usize,
    /// A document has one document type; looking for the end of each of a million would take hours.
    doctype_seen: bool,
}

impl<'a> Pieces<'a> {
    /// Byte offset of what comes next.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    fn take(&mut self, length: usize) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let taken = rest.get(..length).unwrap_or(rest);
        self.at += taken.len();
        taken
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let Some((piece, mut length)) = markup_at_start(rest) else {
            return Some(Piece::Text(self.take(text_length(rest))));
        };
        if !self.doctype_seen && is_doctype(rest) {
            self.doctype_seen = true;
            length = doctype_length(rest);
        }
        self.take(length);
        Some(piece)
    }
}

/// Up to the next bracket that opens markup; at least one character.
fn text_length(rest: &str) -> usize {
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let tail = rest.get(first..).unwrap_or_default();
    tail.match_indices('<')
        .map(|(at, _)| at)
        .find(|at| tail.get(*at..).is_some_and(opens_markup))
        .map_or(rest.len(), |at| first + at)
}

fn opens_markup(rest: &str) -> bool {
    let mut bytes = rest.bytes().skip(1);
    match bytes.next() {
        Some(b'!' | b'?') => true,
        Some(b'/') => bytes.next().is_some_and(starts_name),
        Some(byte) => starts_name(byte),
        None => false,
    }
}

fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b':'
}

/// The markup `rest` starts with, and its length; `None` when it is text.
fn markup_at_start(rest: &str) -> Option<(Piece<'_>, usize)> {
    if !rest.starts_with('<') || !opens_markup(rest) {
        return None;
    }
    for (open, close) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", ">")] {
        let Some(inside) = rest.strip_prefix(open) else {
            continue;
        };
        let end = inside.find(close);
        let content = inside.get(..end.unwrap_or(inside.len()))?;
        let length = open.len() + content.len() + end.map_or(0, |_| close.len());
        let piece = if open == "<![CDATA[" {
            Piece::Cdata(content)
        } else {
            Piece::Aside
        };
        return Some((piece, length));
    }
    if rest.starts_with("<!") {
        let length = rest.find('>').map_or(rest.len(), |at| at + 1);
        return Some((Piece::Aside, length));
    }
    let end = tag_end(rest);
    let whole = rest.get(..end)?;
    let inside = whole.get(1..)?;
    let inside = inside.strip_suffix('>').unwrap_or(inside);
    if let Some(name) = inside.strip_prefix('/') {
        let name = name.split(|c: char| c.is_ascii_whitespace()).next()?;
        return Some((Piece::End(name), end));
    }
    let (inside, empty) = match inside.strip_suffix('/') {
        Some(inside) => (inside, true),
        None => (inside, false),
    };
    let name_end = inside
        .find(|c: char| c.is_ascii_whitespace() || c == '/')
        .unwrap_or(inside.len());
    let (name, inside) = inside.split_at_checked(name_end)?;
    Some((
        Piece::Start(Tag {
            name,
            inside,
            empty,
        }),
        end,
    ))
}

/// Length of the tag at the start: to the first `>` outside quotes. A quote that runs into another
/// `<` was never closed (XML 1.0 allows none in a value), so it does not count as one.
fn tag_end(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut quote = None;
    for (at, &byte) in bytes.iter().enumerate().skip(1) {
        match (byte, quote) {
            (b'<', _) => {
                let before = rest.get(..at).unwrap_or_default();
                return before.find('>').map_or(at, |end| end + 1);
            }
            (b'>', None) => return at + 1,
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            _ => {}
        }
    }
    rest.find('>').map_or(rest.len(), |end| end + 1)
}

fn is_doctype(rest: &str) -> bool {
    rest.get(..DOCTYPE.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(DOCTYPE))
}

/// Length of the document type at the start, an internal subset in brackets included.
fn doctype_length(rest: &str) -> usize {
    let close = rest.find('>').map_or(rest.len(), |at| at + 1);
    let declaration = rest.get(..close).unwrap_or(rest);
    match declaration.find('[') {
        Some(_) => rest
            .find("]>")
            .or_else(|| rest.find(']'))
            .and_then(|at| {
                let tail = rest.get(at..)?;
                Some(at + tail.find('>')? + 1)
            })
            .unwrap_or(close),
        None => close,
    }
}
