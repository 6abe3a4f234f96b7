//! Splits XML or HTML, however broken, into a flat stream of tags and texts. Never fails.
//!
//! This tokeniser does not nest elements, resolve references or check names, so it needs neither
//! recursion nor memory: each piece borrows from the document, and every call moves forward.

/// The beginnings of a document type, a comment and a CDATA section.
const DOCTYPE: &str = "<!doctype";
const COMMENT: &str = "<!--";
const CDATA: &str = "<![CDATA[";
/// Names of elements whose end tags are never part of a text.
const ENDS: &[&str] = &["item", "entry", "channel", "rss", "feed", "rdf:RDF"];

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
    /// Whether the text ends within it, so that an address in it may be cut off.
    pub(super) cut: bool,
}

impl<'a> Tag<'a> {
    /// Whether it has no attributes.
    pub(super) fn is_bare(&self) -> bool {
        self.inside.is_empty()
    }

    /// Returns the names and raw values, in order.
    pub(super) fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.inside }
    }

    /// Returns the raw value of an attribute; compares its name without ASCII case.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// Iterates over the attributes of a tag, including those without quotation marks or value.
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

/// Splits a text into pieces.
pub(super) fn pieces(text: &str) -> Pieces<'_> {
    Pieces {
        text,
        at: 0,
        doctype_seen: false,
        unended: Unended::default(),
    }
}

/// Iterates over the pieces of a document.
#[derive(Debug, Clone)]
pub(super) struct Pieces<'a> {
    text: &'a str,
    at: usize,
    /// A document has one document type. Searching for the end of each of a million would take
    /// hours.
    doctype_seen: bool,
    unended: Unended,
}

/// Kinds of sections for which a search found no end. No later section of the same kind has an end
/// either, and searching again for each of a million would take hours.
#[derive(Debug, Default, Clone, Copy)]
struct Unended {
    comment: bool,
    /// Set if no further CDATA section has an end: offset of the last end tag of an entry or a
    /// feed, or 0 without one.
    cdata: Option<usize>,
}

impl<'a> Pieces<'a> {
    /// Whether a comment, or a CDATA section in the middle of the document, has no end.
    pub(super) fn left_open(&self) -> bool {
        self.unended.comment || self.unended.cdata.is_some_and(|end| end > 0)
    }

    /// Byte offset of the next piece.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// Reads the comment or CDATA section at the beginning of `rest`.
    ///
    /// A section without an end does not swallow the rest of the feed: only the opening mark of a
    /// comment is left out, and so is that of a CDATA section if an entry or the feed ends after
    /// it. Otherwise the document was cut off within the section.
    fn section(&mut self, rest: &'a str) -> Option<(Piece<'a>, usize)> {
        if let Some(inside) = rest.strip_prefix(COMMENT) {
            if !self.unended.comment {
                if let Some(end) = inside.find("-->") {
                    return Some((Piece::Aside, COMMENT.len() + end + 3));
                }
                self.unended.comment = true;
            }
            let end = inside.find(['<', '>']).unwrap_or(inside.len());
            let bracket = usize::from(inside.as_bytes().get(end) == Some(&b'>'));
            return Some((Piece::Aside, COMMENT.len() + end + bracket));
        }
        let inside = rest.strip_prefix(CDATA)?;
        if self.unended.cdata.is_none() {
            if let Some(end) = inside.find("]]>") {
                let content = inside.get(..end)?;
                return Some((Piece::Cdata(content), CDATA.len() + end + 3));
            }
            self.unended.cdata = Some(last_end(self.text));
        }
        if self.unended.cdata > Some(self.at) {
            return Some((Piece::Aside, CDATA.len()));
        }
        Some((Piece::Cdata(inside), rest.len()))
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
        let Some((piece, mut length)) = self.section(rest).or_else(|| markup_at_start(rest)) else {
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

/// Length of the text up to the next `<` that opens markup; at least one character.
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

/// Reads the markup at the beginning of `rest`; returns it with its length. `None` if `rest`
/// begins with text.
fn markup_at_start(rest: &str) -> Option<(Piece<'_>, usize)> {
    if !rest.starts_with('<') || !opens_markup(rest) {
        return None;
    }
    if let Some(inside) = rest.strip_prefix("<?") {
        // It ends at `?>`; if that is missing, it ends before the next tag.
        let tag = inside.find('<').unwrap_or(inside.len());
        let before = inside.get(..tag).unwrap_or_default();
        let end = before.find("?>").map(|at| at + 2);
        let end = end.or_else(|| inside.find('>').map(|at| at + 1));
        return Some((Piece::Aside, 2 + end.unwrap_or(inside.len())));
    }
    if rest.starts_with("<!") {
        let length = rest.find('>').map_or(rest.len(), |at| at + 1);
        return Some((Piece::Aside, length));
    }
    let end = tag_end(rest);
    let whole = rest.get(..end)?;
    let inside = whole.get(1..)?;
    let cut = end == rest.len() && !inside.ends_with('>');
    let inside = inside.strip_suffix('>').unwrap_or(inside);
    if let Some(name) = inside.strip_prefix('/') {
        let name = name.split(|c: char| c.is_ascii_whitespace()).next()?;
        return Some((Piece::End(name), end));
    }
    let (inside, empty) = match inside.strip_suffix('/').filter(|_| !cut) {
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
            cut,
        }),
        end,
    ))
}

/// Length of the tag at the beginning: up to the first `>` outside of quotation marks. A quotation
/// mark does not count if a `<` follows before its counterpart, because XML 1.0 allows no `<` in a
/// value.
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

/// Offset of the last end tag of an entry or a feed, or 0 without one.
fn last_end(text: &str) -> usize {
    let is_end = |at: &usize| {
        let name = text.get(at + 2..).unwrap_or_default();
        let end = name.find(|c: char| c == '>' || c.is_ascii_whitespace());
        let name = name.get(..end.unwrap_or(0)).unwrap_or_default();
        ENDS.iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    let mut ends = text.rmatch_indices("</").map(|(at, _)| at);
    ends.find(is_end).unwrap_or(0)
}

fn is_doctype(rest: &str) -> bool {
    rest.get(..DOCTYPE.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(DOCTYPE))
}

/// Length of the document type at the beginning, including an internal subset in brackets.
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
