//! Parses XML strictly into a small tree; refuses everything that is not well-formed.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::Invalid;
use crate::publish::line;

/// Deepest nesting of an Atom document without XHTML: `feed/entry/source/author/name`.
const MAX_DEPTH: usize = 8;

/// An element of the Atom namespace.
#[derive(Debug, Default)]
pub(in crate::publish) struct Element {
    /// Local name.
    pub(in crate::publish) name: String,
    /// Names as written, with prefix, and values with references resolved.
    pub(super) attributes: Vec<(String, String)>,
    /// Child elements, in order.
    pub(super) children: Vec<Self>,
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
}

/// A parsed document.
#[derive(Debug)]
pub(in crate::publish) struct XmlDocument {
    /// The root element.
    pub(in crate::publish) root: Element,
    /// The encoding that its XML declaration names.
    pub(super) encoding: Option<String>,
}

/// Parses a UTF-8 document of at most `most` elements, all of which must be in `namespace`.
pub(super) fn read(bytes: &[u8], namespace: &str, most: usize) -> Result<XmlDocument, Invalid> {
    let text = std::str::from_utf8(bytes).map_err(|error| malformed(error.to_string()))?;
    if let Some(forbidden) = text.chars().find(|&c| !line::is_xml(c)) {
        return Err(malformed(format!("holds U+{:04X}", u32::from(forbidden))));
    }
    let mut reader = NsReader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut encoding = None;
    let mut elements = 0_usize;
    loop {
        let (resolved, event) = reader
            .read_resolved_event()
            .map_err(|error| malformed(error.to_string()))?;
        let in_namespace =
            matches!(resolved, ResolveResult::Bound(found) if found.as_ref() == namespace);
        match event {
            Event::Start(ref start) | Event::Empty(ref start) => {
                if !in_namespace {
                    return Err(malformed(format!(
                        "<{}> is not of Atom",
                        start.name().as_ref()
                    )));
                }
                elements += 1;
                if elements > most {
                    return Err(malformed(format!("holds more than {most} elements")));
                }
                if open.len() == MAX_DEPTH || root.is_some() {
                    return Err(malformed(format!(
                        "<{}> is nested too deep or follows the document",
                        start.name().as_ref()
                    )));
                }
                let element = element(start)?;
                if matches!(event, Event::Empty(_)) {
                    close(element, &mut open, &mut root);
                } else {
                    open.push(element);
                }
            }
            // The reader has checked that the names match.
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    close(element, &mut open, &mut root);
                }
            }
            Event::Text(ref text) => character_data(text, &mut open)?,
            Event::GeneralRef(ref reference) => {
                let character = match &**reference {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    other => reference
                        .resolve_char_ref()
                        .ok()
                        .flatten()
                        .filter(|&c| line::is_xml(c))
                        .ok_or_else(|| malformed(format!("unknown reference &{other};")))?,
                };
                character_data(character.encode_utf8(&mut [0; 4]), &mut open)?;
            }
            Event::CData(ref text) => character_data(text, &mut open)?,
            Event::Decl(ref declaration) => {
                if !open.is_empty() || root.is_some() {
                    return Err(malformed("holds a second XML declaration".to_owned()));
                }
                let named = declaration.encoding().transpose();
                encoding = named
                    .map_err(|error| malformed(error.to_string()))?
                    .map(|name| name.to_string());
            }
            Event::Comment(_) => {}
            Event::DocType(_) | Event::PI(_) => {
                return Err(malformed(
                    "holds a DOCTYPE or a processing instruction".to_owned(),
                ));
            }
            Event::Eof => break,
        }
    }
    match (open.pop(), root) {
        (Some(unclosed), _) => Err(malformed(format!("<{}> is not closed", unclosed.name))),
        (None, None) => Err(malformed("holds no element".to_owned())),
        (None, Some(root)) => Ok(XmlDocument { root, encoding }),
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, Invalid> {
    let mut element = Element {
        name: start.local_name().as_ref().to_owned(),
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
        if !value.chars().all(line::is_xml) {
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

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *root = Some(element),
    }
}

fn character_data(text: &str, open: &mut [Element]) -> Result<(), Invalid> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err(malformed("text outside the document's element".to_owned())),
    }
    Ok(())
}

fn malformed(reason: String) -> Invalid {
    Invalid::Malformed(reason)
}
