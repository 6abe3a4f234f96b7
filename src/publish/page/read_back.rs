//! Reads an `.html` output, by the tokens that a browser sees, and refuses whatever feedfold does
//! not write.
//!
//! It refuses a script, an event handler, a `style` attribute, anything that a browser would load,
//! an address that is none of the web, a style sheet that the policy does not allow, and tags that
//! do not match.

use html5ever::Attribute;
use html5ever::tokenizer::{Tag, TagKind, Token};

use super::style::policy;
use crate::html;
use crate::publish::read_back::{WrittenEntry, WrittenFeed};
use crate::publish::verify::Invalid;

/// The elements of the output.
const ELEMENTS: [&str; 34] = [
    "a", "article", "aside", "b", "bdi", "body", "br", "details", "div", "footer", "h1", "h2",
    "h3", "head", "header", "html", "i", "li", "link", "main", "meta", "p", "path", "section",
    "small", "span", "strong", "style", "summary", "svg", "time", "title", "ul", "code",
];

/// The attributes of the output, in small letters.
const ATTRIBUTES: [&str; 25] = [
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "charset",
    "class",
    "content",
    "d",
    "data-published",
    "data-u",
    "data-updated",
    "datetime",
    "dir",
    "href",
    "http-equiv",
    "id",
    "lang",
    "name",
    "open",
    "preserveaspectratio",
    "rel",
    "role",
    "tabindex",
    "title",
    "vector-effect",
    "viewbox",
];

/// Elements without an end tag.
const VOID: [&str; 3] = ["br", "link", "meta"];

/// Finds the id of the feed in the beginning of the file.
pub(in crate::publish) const FEED_ID: (&str, &str, &str) =
    ("<body", "<meta name=\"id\" content=\"", "\"");

/// Reads an output; refuses anything that feedfold does not write.
pub(in crate::publish) fn read_back(bytes: &[u8]) -> Result<WrittenFeed, Invalid> {
    let text = std::str::from_utf8(bytes).map_err(|error| malformed(&error))?;
    let mut reader = Reader::default();
    html::tokenize(text, |token| {
        if reader.fault.is_none() {
            reader.fault = reader.take(token).err();
        }
    });
    reader.finish()
}

fn malformed(what: &impl ToString) -> Invalid {
    Invalid::Malformed(what.to_string())
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    fault: Option<Invalid>,
    /// Names of the open elements.
    open: Vec<String>,
    has_doctype: bool,
    has_document: bool,
    id: Option<String>,
    generator: Option<String>,
    policy: Option<String>,
    style: String,
    entries: Vec<WrittenEntry>,
}

impl Reader {
    fn take(&mut self, token: Token) -> Result<(), Invalid> {
        match token {
            Token::DoctypeToken(doctype) => {
                let is_html = doctype.name.as_deref() == Some("html");
                self.has_doctype = is_html && !self.has_document;
                Ok(())
            }
            Token::TagToken(tag) => self.tag(&tag),
            Token::CharacterTokens(text) => self.text(&text),
            Token::ParseError(error) => Err(malformed(&error)),
            Token::CommentToken(_) => Err(malformed(&"it holds a comment")),
            Token::NullCharacterToken => Err(malformed(&"it holds a null character")),
            Token::EOFToken => Ok(()),
        }
    }

    fn tag(&mut self, tag: &Tag) -> Result<(), Invalid> {
        let name = tag.name.as_ref();
        if tag.kind == TagKind::EndTag {
            return match self.open.pop() {
                Some(open) if open == name => Ok(()),
                _ => Err(malformed(&format!("</{name}> ends no element"))),
            };
        }
        if !self.has_doctype {
            return Err(Invalid::OtherFormat("HTML"));
        }
        if self.open.is_empty() {
            if name != "html" || self.has_document {
                return Err(Invalid::OtherFormat("HTML"));
            }
            self.has_document = true;
        }
        if !ELEMENTS.contains(&name) {
            return Err(malformed(&format!("it holds an element <{name}>")));
        }
        for attribute in &tag.attrs {
            check(name, attribute)?;
        }
        let value = |wanted: &str| value(&tag.attrs, wanted);
        match name {
            "meta" => self.meta(tag)?,
            "link" if (value("rel"), value("href")) != (Some("icon"), Some("data:,")) => {
                return Err(malformed(&"<link> loads something"));
            }
            "article" => {
                let date = |name| value(name).and_then(|date| date.parse().ok());
                self.entries.push(WrittenEntry {
                    id: value("id").unwrap_or_default().to_owned(),
                    title: String::new(),
                    links: Vec::new(),
                    published: date("data-published"),
                    updated: date("data-updated"),
                    content: String::new(),
                });
            }
            "a" if self.is_within("article") => {
                let link = value("href").filter(|_| value("rel").is_some());
                if let (Some(link), Some(entry)) = (link, self.entries.last_mut()) {
                    entry.links.push(link.to_owned());
                }
            }
            _ => {}
        }
        if !VOID.contains(&name) {
            self.open.push(name.to_owned());
        }
        Ok(())
    }

    /// Takes the id, the generator or the policy of the document.
    fn meta(&mut self, tag: &Tag) -> Result<(), Invalid> {
        let value = |wanted: &str| value(&tag.attrs, wanted);
        match (value("name"), value("http-equiv"), value("content")) {
            (Some("id"), _, Some(id)) => self.id = Some(id.to_owned()),
            (Some("generator"), _, Some(program)) => {
                let name = program.split(' ').next();
                self.generator = name.map(str::to_owned);
            }
            (_, Some("Content-Security-Policy"), Some(policy)) => {
                self.policy = Some(policy.to_owned());
            }
            (_, Some(_), _) => return Err(malformed(&"<meta http-equiv> sets no policy")),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Invalid> {
        if self.open.is_empty() && !text.trim().is_empty() {
            return Err(malformed(&"it holds text outside of the document"));
        }
        if self.open.last().is_some_and(|open| open == "style") {
            self.style.push_str(text);
        } else if self.is_within("h3")
            && let Some(entry) = self.entries.last_mut()
        {
            entry.title.push_str(text);
        }
        Ok(())
    }

    fn is_within(&self, name: &str) -> bool {
        self.open.iter().any(|open| open == name)
    }

    fn finish(self) -> Result<WrittenFeed, Invalid> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if !self.has_document {
            return Err(Invalid::OtherFormat("HTML"));
        }
        if let Some(open) = self.open.last() {
            return Err(malformed(&format!("<{open}> does not end")));
        }
        if self.policy != Some(policy(&self.style)) {
            return Err(malformed(&"its policy does not fit its style sheet"));
        }
        Ok(WrittenFeed {
            id: self.id.unwrap_or_default(),
            generator: self.generator,
            entries: self.entries,
            sources: 0,
        })
    }
}

fn value<'a>(attributes: &'a [Attribute], wanted: &str) -> Option<&'a str> {
    let mut found = attributes.iter();
    let found = found.find(|attribute| &*attribute.name.local == wanted);
    found.map(|attribute| attribute.value.as_ref())
}

/// Refuses an attribute that is none of the output, or an address that is none of the web.
fn check(element: &str, attribute: &Attribute) -> Result<(), Invalid> {
    let name = &*attribute.name.local;
    if !ATTRIBUTES.contains(&name) {
        return Err(malformed(&format!("<{element}> has an attribute `{name}`")));
    }
    let value = attribute.value.as_ref();
    let is_address = ["#", "https://", "http://"]
        .iter()
        .any(|begin| value.starts_with(begin));
    if name == "href" && element == "a" && !is_address {
        return Err(malformed(&format!("<{element}> leads to {value:?}")));
    }
    Ok(())
}
