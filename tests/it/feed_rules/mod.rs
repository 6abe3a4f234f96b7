//! The rules of the published formats, as the tests of outputs apply them.
//!
//! `publish` keeps these rules by its types, so it does not check them in a run.
#![expect(
    clippy::unwrap_used,
    reason = "a document that is well-formed can be read, or the test fails"
)]

pub(crate) mod atom;
pub(crate) mod json;
pub(crate) mod opml;
pub(crate) mod rss;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use url::Url;

/// An element; names of another namespace than the document's own have its usual prefix.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Self>,
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the only child with a name.
    pub(crate) fn text_of<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        let mut found = self.all(name);
        let only = found.next()?;
        assert!(found.next().is_none(), "<{}> holds two <{name}>", self.name);
        Some(&only.text)
    }
}

/// The tree of a document that `publish::verify` has accepted.
pub(crate) fn xml(bytes: &[u8], own: &str) -> Result<Element, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let mut reader = NsReader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        let (resolved, event) = reader.read_resolved_event().map_err(|e| e.to_string())?;
        let prefix = match resolved {
            ResolveResult::Bound(namespace) => prefix(namespace.as_ref(), own)?,
            _ => "",
        };
        let inner = open.last_mut().unwrap();
        match event {
            Event::Start(start) => open.push(element(&start, prefix)),
            Event::Empty(start) => inner.children.push(element(&start, prefix)),
            Event::End(_) => {
                let closed = open.pop().unwrap();
                open.last_mut().unwrap().children.push(closed);
            }
            Event::Text(text) => inner.text.push_str(&text),
            Event::CData(text) => inner.text.push_str(&text),
            Event::GeneralRef(reference) => match &*reference {
                "amp" => inner.text.push('&'),
                "lt" => inner.text.push('<'),
                "gt" => inner.text.push('>'),
                "quot" => inner.text.push('"'),
                "apos" => inner.text.push('\''),
                _ => inner.text.extend(reference.resolve_char_ref().unwrap()),
            },
            Event::Eof => return Ok(open.pop().unwrap().children.pop().unwrap()),
            _ => {}
        }
    }
}

fn prefix(namespace: &str, own: &str) -> Result<&'static str, String> {
    match namespace {
        namespace if namespace == own => Ok(""),
        "http://www.w3.org/2005/Atom" => Ok("atom:"),
        "http://purl.org/rss/1.0/modules/content/" => Ok("content:"),
        "http://purl.org/dc/elements/1.1/" => Ok("dc:"),
        "http://www.w3.org/1999/xhtml" => Ok("xhtml:"),
        "http://purl.org/syndication/history/1.0" => Ok("fh:"),
        other => Err(format!("an element of {other}")),
    }
}

fn element(start: &BytesStart<'_>, prefix: &str) -> Element {
    let attributes = start.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).unwrap();
        (attribute.key.as_ref().to_owned(), value.into_owned())
    });
    Element {
        name: format!("{prefix}{}", start.local_name().as_ref()),
        attributes: attributes.collect(),
        ..Element::default()
    }
}

/// Checks that the children of an element are among the allowed ones.
fn only(element: &Element, allowed: &[&str]) -> Result<(), String> {
    let name = |child: &&Element| !allowed.contains(&child.name.as_str());
    match element.children.iter().find(name) {
        Some(child) => Err(format!(
            "<{}> has no place in <{}>",
            child.name, element.name
        )),
        None => Ok(()),
    }
}

/// Whether a text is an absolute URI of RFC 3986; a host may be in brackets.
pub(crate) fn is_uri(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    let escapes = text.split('%').skip(1).all(|rest| {
        let mut bytes = rest.bytes();
        bytes.next().is_some_and(|b| b.is_ascii_hexdigit())
            && bytes.next().is_some_and(|b| b.is_ascii_hexdigit())
    });
    let has_host = |rest: &str| {
        let host = rest.strip_prefix("//");
        host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
    };
    let scheme = text.split_once(':');
    text.chars().all(allowed)
        && escapes
        && Url::parse(text).is_ok()
        && scheme.is_some_and(|(scheme, rest)| {
            !rest.is_empty() && (!matches!(scheme, "http" | "https") || has_host(rest))
        })
}

/// Whether a text is a web address.
pub(crate) fn is_web(text: &str) -> bool {
    is_uri(text) && text.starts_with("http")
}
