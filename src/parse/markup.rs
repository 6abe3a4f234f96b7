//! Tags and text of XML or HTML, however broken: a flat stream of pieces that never fails.
//!
//! Nothing is nested, resolved or checked here, so nothing here can recurse or grow: each piece
//! borrows from the document, and every call moves forward.

/// How a document type, a comment and a CDATA section start.
const DOCTYPE: &str = "<!doctype";
const COMMENT: &str = "<!--";
const CDATA: &str = "<![CDATA[";
/// Names of elements whose ends stand in no text.
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
    /// Whether the text ends inside it: half an address may stand in it.
    pub(super) cut: bool,
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
        unended: Unended::default(),
    }
}

/// Iterates over the pieces of a document.
#[derive(Debug, Clone)]
pub(super) struct Pieces<'a> {
    text: &'a str,
    at: usize,
    /// A document has one document type; looking for the end of each of a million would take
    /// hours.
    doctype_seen: bool,
    unended: Unended,
}

/// Sections that were looked for the end of in vain: none of the kind that starts later has one,
/// and to look again for each of a million would take hours.
#[derive(Debug, Default, Clone, Copy)]
struct Unended {
    comment: bool,
    /// When no CDATA section ends any more: where the last tag starts that ends an entry or a
    /// feed, 0 for none.
    cdata: Option<usize>,
}

impl<'a> Pieces<'a> {
    /// Whether a comment, or a CDATA section in the middle of the document, was never closed.
    pub(super) fn left_open(&self) -> bool {
        self.unended.comment || self.unended.cdata.is_some_and(|end| end > 0)
    }

    /// Byte offset of what comes next.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// The comment or CDATA section `rest` starts with.
    ///
    /// One that never ends does not take the rest of the feed with it: of a comment only the tag
    /// is left out, and of a CDATA section, too, if an entry or the feed ends behind it. Else the
    /// document was cut off inside.
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
    if let Some(inside) = rest.strip_prefix("<?") {
        // It ends at `?>`; one that runs into the next tag lost its question mark.
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

/// Where the last end tag of an entry or a feed starts, 0 for nowhere.
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
