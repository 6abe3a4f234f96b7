//! Parses XML strictly into a small tree; refuses everything that is not well-formed, and elements
//! of namespaces that feedfold does not publish.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::Invalid;
use crate::publish::atom::FEED_HISTORY;
use crate::publish::browser::{XHTML, style_instruction};
use crate::text;

/// Deepest nesting of an output: `feed/entry/source/author/name`.
const MAX_DEPTH: usize = 8;

/// The namespaces of the elements that RSS and OPML borrow, with the prefix of their names in the
/// tree.
const NAMESPACES: [(&str, &str); 3] = [
    ("http://www.w3.org/2005/Atom", "atom:"),
    ("http://purl.org/rss/1.0/modules/content/", "content:"),
    ("http://purl.org/dc/elements/1.1/", "dc:"),
];

/// An element.
#[derive(Debug, Default)]
pub(in crate::publish) struct Element {
    /// Local name; in a document of RSS or OPML with the prefix of its namespace.
    pub(in crate::publish) name: String,
    /// Names as written, with prefix, and values with references resolved.
    pub(super) attributes: Vec<(String, String)>,
    /// Child elements, in order.
    pub(in crate::publish) children: Vec<Self>,
    /// Character data directly inside.
    pub(in crate::publish) text: String,
}

impl Element {
    /// Value of an attribute.
    pub(in crate::publish) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The children with one name.
    pub(in crate::publish) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child with a name, without outer white space.
    pub(in crate::publish) fn text_of(&self, name: &str) -> Option<String> {
        let found = self.all(name).next();
        found.map(|child| child.text.trim().to_owned())
    }
}

/// A parsed document.
#[derive(Debug)]
pub(in crate::publish) struct XmlDocument {
    /// The root element.
    pub(in crate::publish) root: Element,
    /// The encoding that its XML declaration names.
    pub(super) encoding: Option<String>,
}

/// Parses a UTF-8 document of at most `most` elements, whose own elements are in `namespace`, or
/// in none if that is empty.
pub(super) fn read(bytes: &[u8], namespace: &str, most: usize) -> Result<XmlDocument, Invalid> {
    let text = std::str::from_utf8(bytes).map_err(|error| malformed(error.to_string()))?;
    if let Some(forbidden) = text.chars().find(|&c| !text::is_xml(c)) {
        return Err(malformed(format!("holds U+{:04X}", u32::from(forbidden))));
    }
    let mut reader = NsReader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut tree = Tree {
        most,
        ..Tree::default()
    };
    loop {
        let (resolved, event) = reader
            .read_resolved_event()
            .map_err(|error| malformed(error.to_string()))?;
        let bound = match resolved {
            ResolveResult::Bound(found) => Some(found.as_ref().to_owned()),
            ResolveResult::Unbound => Some(String::new()),
            ResolveResult::Unknown(_) => None,
        };
        match event {
            Event::Start(ref start) | Event::Empty(ref start) => {
                let prefix = bound.and_then(|bound| prefix(&bound, namespace));
                let Some(prefix) = prefix else {
                    return Err(malformed(format!(
                        "<{}> is of another format",
                        start.name().as_ref()
                    )));
                };
                tree.open(start, prefix)?;
                if matches!(event, Event::Empty(_)) {
                    tree.close();
                }
            }
            // The reader has checked that the names match.
            Event::End(_) => tree.close(),
            Event::Text(ref text) => tree.character_data(text)?,
            Event::GeneralRef(ref reference) => {
                let character = resolve(reference)?;
                tree.character_data(character.encode_utf8(&mut [0; 4]))?;
            }
            Event::CData(ref text) => tree.character_data(text)?,
            Event::Decl(ref declaration) => tree.declare(declaration)?,
            Event::Comment(_) => {}
            // Our own style sheet, before the first element.
            Event::PI(ref instruction)
                if tree.is_empty() && **instruction == *style_instruction() => {}
            Event::DocType(_) | Event::PI(_) => {
                return Err(malformed(
                    "holds a DOCTYPE or a processing instruction".to_owned(),
                ));
            }
            Event::Eof => return tree.finish(),
        }
    }
}

/// The part of a document that has been read.
#[derive(Default)]
struct Tree {
    /// The elements that are open, the innermost last.
    open: Vec<Element>,
    root: Option<Element>,
    encoding: Option<String>,
    elements: usize,
    /// Most elements of the document.
    most: usize,
}

impl Tree {
    /// Whether no element has begun.
    fn is_empty(&self) -> bool {
        self.open.is_empty() && self.root.is_none()
    }

    fn open(&mut self, start: &BytesStart<'_>, prefix: &str) -> Result<(), Invalid> {
        self.elements += 1;
        if self.elements > self.most {
            return Err(malformed(format!("holds more than {} elements", self.most)));
        }
        if self.open.len() == MAX_DEPTH || self.root.is_some() {
            return Err(malformed(format!(
                "<{}> is nested too deep or follows the document",
                start.name().as_ref()
            )));
        }
        self.open.push(element(start, prefix)?);
        Ok(())
    }

    fn close(&mut self) {
        let Some(element) = self.open.pop() else {
            return;
        };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn character_data(&mut self, text: &str) -> Result<(), Invalid> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(malformed("text outside the document's element".to_owned())),
        }
        Ok(())
    }

    fn declare(&mut self, declaration: &BytesDecl<'_>) -> Result<(), Invalid> {
        if !self.open.is_empty() || self.root.is_some() {
            return Err(malformed("holds a second XML declaration".to_owned()));
        }
        let named = declaration.encoding().transpose();
        self.encoding = named
            .map_err(|error| malformed(error.to_string()))?
            .map(|name| name.to_string());
        Ok(())
    }

    fn finish(mut self) -> Result<XmlDocument, Invalid> {
        let encoding = self.encoding;
        match (self.open.pop(), self.root) {
            (Some(unclosed), _) => Err(malformed(format!("<{}> is not closed", unclosed.name))),
            (None, None) => Err(malformed("holds no element".to_owned())),
            (None, Some(root)) => Ok(XmlDocument { root, encoding }),
        }
    }
}

/// Returns the character of a reference: one of the five names of XML, or a number.
fn resolve(reference: &BytesRef<'_>) -> Result<char, Invalid> {
    Ok(match &**reference {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        other => reference
            .resolve_char_ref()
            .ok()
            .flatten()
            .filter(|&c| text::is_xml(c))
            .ok_or_else(|| malformed(format!("unknown reference &{other};")))?,
    })
}

/// The prefix for names of a namespace; `None` for one of which feedfold publishes nothing.
fn prefix(bound: &str, own: &str) -> Option<&'static str> {
    if bound == own {
        return Some("");
    }
    // The subtitle of an Atom feed is XHTML, and an archive is marked as one.
    if !own.is_empty() && bound == XHTML {
        return Some("xhtml:");
    }
    if !own.is_empty() && bound == FEED_HISTORY {
        return Some("fh:");
    }
    let mut known = NAMESPACES.iter();
    known
        .find(|(namespace, _)| *namespace == bound)
        .map(|(_, prefix)| *prefix)
        .filter(|_| own.is_empty())
}

fn element(start: &BytesStart<'_>, prefix: &str) -> Result<Element, Invalid> {
    let mut element = Element {
        name: format!("{prefix}{}", start.local_name().as_ref()),
        ..Element::default()
    };
    for attribute in start.attributes().with_checks(true) {
        let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
        if attribute.value.contains('<') {
            return Err(malformed(format!(
                "`<` in an attribute of <{}>",
                element.name
            )));
        }
        let value = attribute
            .normalized_value(XmlVersion::Explicit1_0)
            .map_err(|error| malformed(error.to_string()))?;
        if !value.chars().all(text::is_xml) {
            return Err(malformed(format!(
                "forbidden character in <{}>",
                element.name
            )));
        }
        element
            .attributes
            .push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(element)
}

fn malformed(reason: String) -> Invalid {
    Invalid::Malformed(reason)
}
