//! The pass over the document: keeps the open elements, with their roles and values.

mod collect;
mod links;

use url::Url;

use super::names::{self, Role};
use super::namespaces::{self, Vocabulary};
use super::value::{Markup, Value, short};
use super::{Cut, EntryPlaces, Faults, Head, LenientFeed, Surroundings};
use crate::model::FeedKind;
use crate::parse::markup::{Piece, Tag, pieces};
use crate::parse::relative::MAX_BASE_BYTES;
use crate::parse::{references, sniff};

/// Limits of what the parser keeps of a document.
#[derive(Debug, Clone, Copy)]
pub(in crate::parse) struct Limits {
    /// Most entries.
    pub(in crate::parse) entries: usize,
    /// Most categories, authors or enclosures of one entry.
    pub(in crate::parse) list: usize,
}

/// Deepest nesting; XHTML bodies stay below 100.
const MAX_DEPTH: usize = 512;
/// Most namespaces bound at once, and most distinct bases.
const MAX_BINDINGS: usize = 64;
const MAX_BASES: usize = 1_000;
/// Most attributes of a tag; more are an attack on parsers that compare each with each.
const MAX_ATTRIBUTES: usize = 500;
/// How many open elements are searched for the start of an end tag.
const MAX_LOOK_UP: usize = 64;

/// Parses a document; `base` is its address.
pub(in crate::parse) fn read_lenient<'a>(
    text: &'a str,
    base: Option<&Url>,
    limits: Limits,
) -> LenientFeed<'a> {
    let mut scan = Scan {
        text,
        limits,
        stack: Vec::with_capacity(32),
        bindings: Vec::new(),
        scope: Scope {
            base: 0,
            lang: None,
            bindings: 0,
        },
        value: None,
        item: None,
        aside: None,
        source: None,
        person: None,
        root_seen: false,
        root_closed: false,
        feed: LenientFeed {
            kind: FeedKind::Rss,
            head: Head::default(),
            items: Vec::new(),
            places: EntryPlaces::default(),
            bases: vec![base.cloned()],
            cut: None,
            faults: Faults::default(),
            tags: 0,
            references: 0,
        },
    };
    scan.run();
    scan.feed.count_from_own_link();
    scan.feed
}

/// What applies within an element.
#[derive(Debug, Clone, Copy)]
struct Scope<'a> {
    base: usize,
    lang: Option<&'a str>,
    bindings: usize,
}

#[derive(Debug, Clone, Copy)]
struct Open<'a> {
    name: &'a str,
    role: Role,
    /// Offset of its content.
    start: usize,
    /// The scope around it.
    outer: Scope<'a>,
    tag: Tag<'a>,
}

/// What is known so far of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Person {
    /// Nothing.
    Unnamed,
    /// A web page, which is not a name.
    Linked,
    /// A mail address, which a name replaces.
    Addressed,
    /// The name; or the person is not an author.
    Settled,
}

struct Scan<'a> {
    text: &'a str,
    limits: Limits,
    stack: Vec<Open<'a>>,
    bindings: Vec<(&'a str, Vocabulary)>,
    scope: Scope<'a>,
    /// Depth of the open element whose content is one value, and whether it contains elements.
    value: Option<(usize, bool)>,
    /// Depths of the open entry, `image`, `source` and person.
    item: Option<usize>,
    aside: Option<usize>,
    source: Option<usize>,
    person: Option<(usize, Person)>,
    root_seen: bool,
    root_closed: bool,
    feed: LenientFeed<'a>,
}

impl<'a> Scan<'a> {
    fn run(&mut self) {
        let mut stream = pieces(self.text);
        loop {
            let start = stream.offset();
            let Some(piece) = stream.next() else { break };
            match piece {
                Piece::Text(raw) => self.text(raw),
                Piece::Cdata(_) => {
                    if self.stack.is_empty() {
                        self.junk();
                    }
                }
                Piece::Start(tag) => {
                    if self.start(tag, start, stream.offset()) {
                        break;
                    }
                }
                Piece::End(name) => self.end(name, start),
                Piece::Aside => self.declaration(start, stream.offset()),
            }
        }
        self.feed.faults.open_section = stream.left_open();
        if !self.stack.is_empty() && self.feed.cut.is_none() {
            self.feed.faults.ends_early = true;
            let end = self.text.len();
            while !self.stack.is_empty() {
                self.close(end);
            }
        }
    }

    fn text(&mut self, raw: &'a str) {
        if self.stack.is_empty() {
            if !raw.trim_start_matches('\u{feff}').trim().is_empty() {
                self.junk();
            }
            return;
        }
        let mut rest = raw;
        while let Some((_, after)) = rest.split_once('&') {
            self.feed.references += 1;
            match references::reference_name(after) {
                None => self.feed.faults.bare_ampersand = true,
                Some("amp" | "lt" | "gt" | "quot" | "apos") => {}
                Some(name) if name.starts_with('#') => {
                    if !references::is_character(name) {
                        self.feed.faults.bare_ampersand = true;
                    }
                }
                Some(name) => {
                    self.feed.faults.undeclared_entity.get_or_insert(name);
                }
            }
            rest = after;
        }
    }

    fn junk(&mut self) {
        if self.root_seen {
            self.feed.faults.junk_behind = true;
        } else {
            self.feed.faults.junk_before = true;
        }
    }

    fn declaration(&mut self, start: usize, end: usize) {
        let declaration = self.text.get(start..end).unwrap_or_default();
        if declaration.starts_with("<!") && !self.root_seen && declaration.contains("<!ENTITY") {
            self.feed.faults.own_entities = true;
        }
    }

    /// Takes a start tag; `true` if parsing must stop.
    fn start(&mut self, tag: Tag<'a>, at: usize, inside: usize) -> bool {
        if tag.cut {
            self.feed.faults.ends_early = true;
            return true;
        }
        if self.stack.len() >= MAX_DEPTH {
            self.feed.faults.excessive = true;
            return true;
        }
        self.feed.tags += 1;
        let outer = self.scope;
        if let Some((_, nested)) = &mut self.value {
            *nested = true;
            if !tag.empty {
                self.open(tag, Role::Other, inside, outer);
            }
            return false;
        }
        if self.stack.is_empty() && self.root_closed {
            self.junk();
        }
        if !tag.is_bare() {
            self.enter(tag);
        }
        let (prefix, local) = tag.name.split_once(':').unwrap_or(("", tag.name));
        let vocabulary = self.vocabulary(prefix);
        let role = names::role(vocabulary, local);
        if !self.root_seen {
            if sniff::is_feed_root(local) {
                self.root(tag, local);
            } else {
                self.junk();
            }
        }
        if role == Role::Entry && self.feed.items.len() >= self.limits.entries {
            self.feed.cut = Some(Cut {
                at,
                open: self.stack.iter().map(|open| open.name).collect(),
            });
            return true;
        }
        if role == Role::Entry {
            self.note_place(at);
        }
        self.note_case(role, vocabulary, local);
        self.start_element(role, tag, outer);
        self.open(tag, role, inside, outer);
        if role.is_value() {
            self.value = Some((self.stack.len(), false));
        }
        if tag.empty {
            self.close(inside);
        }
        false
    }

    /// Records where an entry begins, and what is around it.
    fn note_place(&mut self, at: usize) {
        let parent = self.stack.last().map_or(0, |open| open.start);
        let places = &mut self.feed.places;
        places.starts.push(at);
        match &places.around {
            Surroundings::Unknown => {
                places.around = Surroundings::Same {
                    content: parent,
                    open: self.stack.iter().map(|open| open.name).collect(),
                };
            }
            Surroundings::Same { content, .. } if *content == parent => {}
            Surroundings::Same { .. } | Surroundings::Different => {
                places.around = Surroundings::Different;
            }
        }
    }

    fn open(&mut self, tag: Tag<'a>, role: Role, start: usize, outer: Scope<'a>) {
        self.stack.push(Open {
            name: tag.name,
            role,
            start,
            outer,
            tag,
        });
    }

    fn root(&mut self, tag: Tag<'a>, local: &'a str) {
        self.root_seen = true;
        self.feed.head.root = local;
        self.feed.head.version = tag.attribute("version");
        if local.eq_ignore_ascii_case("feed") || local.eq_ignore_ascii_case("entry") {
            self.feed.kind = FeedKind::Atom;
        }
    }

    /// Records a name in upper case, for a warning: RSS and Atom have names in lower and camel
    /// case.
    fn note_case(&mut self, role: Role, vocabulary: Vocabulary, local: &'a str) {
        let told = self.feed.faults.odd_case.is_some();
        if told || vocabulary != Vocabulary::Core || matches!(role, Role::Other | Role::Aside) {
            return;
        }
        if local.starts_with(|c: char| c.is_ascii_uppercase()) {
            self.feed.faults.odd_case = Some(local);
        }
    }

    /// Applies the namespaces, base and language that a tag declares.
    fn enter(&mut self, tag: Tag<'a>) {
        let mut attributes = 0_usize;
        for (name, value) in tag.attributes() {
            attributes += 1;
            if attributes > MAX_ATTRIBUTES {
                self.feed.faults.excessive = true;
                break;
            }
            if name.eq_ignore_ascii_case("base") {
                // CDF has no prefix here, and some feeds forget it.
                self.enter_base(value);
            }
            let Some(rest) = name.strip_prefix("xml") else {
                continue;
            };
            match rest {
                ":base" => self.enter_base(value),
                ":lang" => {
                    self.scope.lang = Some(value).filter(|lang| !lang.is_empty());
                    if self.item.is_none() && self.feed.items.is_empty() {
                        self.feed.head.lang = self.feed.head.lang.or(self.scope.lang);
                    }
                }
                "ns" => self.bind("", namespaces::vocabulary(value, "")),
                _ => {
                    if let Some(prefix) = rest.strip_prefix("ns:") {
                        self.bind(prefix, namespaces::vocabulary(value, prefix));
                    }
                }
            }
        }
    }

    fn enter_base(&mut self, value: &str) {
        let value = references::resolve(value);
        let outer = self
            .feed
            .bases
            .get(self.scope.base)
            .and_then(Option::as_ref);
        let base = match outer {
            Some(outer) => outer.join(value.trim()).ok(),
            None => Url::parse(value.trim()).ok(),
        };
        if base
            .as_ref()
            .is_some_and(|base| base.as_str().len() > MAX_BASE_BYTES)
        {
            self.feed.faults.excessive = true;
            return;
        }
        if let Some(base) = base
            && self.feed.bases.len() < MAX_BASES
            && matches!(base.scheme(), "http" | "https" | "ftp" | "file")
        {
            self.scope.base = self.feed.bases.len();
            self.feed.bases.push(Some(base));
        }
    }

    fn bind(&mut self, prefix: &'a str, vocabulary: Vocabulary) {
        self.bindings.truncate(self.scope.bindings);
        if self.bindings.len() < MAX_BINDINGS {
            self.bindings.push((prefix, vocabulary));
            self.scope.bindings = self.bindings.len();
        } else {
            self.feed.faults.excessive = true;
        }
    }

    fn vocabulary(&mut self, prefix: &'a str) -> Vocabulary {
        let bound = self.bindings.get(..self.scope.bindings).unwrap_or_default();
        let found = bound.iter().rev().find(|(known, _)| *known == prefix);
        match found {
            Some((_, vocabulary)) => *vocabulary,
            None if prefix.is_empty() => Vocabulary::Core,
            None if prefix == "xml" => Vocabulary::Other,
            None => {
                self.feed.faults.undeclared_prefix.get_or_insert(prefix);
                namespaces::usual_vocabulary(prefix)
            }
        }
    }

    fn end(&mut self, name: &str, at: usize) {
        match self.stack.last() {
            Some(open) if open.name == name => self.close(at),
            _ => {
                self.feed.faults.unbalanced = true;
                let above = self.stack.iter().rev().take(MAX_LOOK_UP);
                let place = above.clone().position(|open| open.name == name);
                for _ in 0..place.map_or(0, |place| place + 1) {
                    self.close(at);
                }
            }
        }
    }

    /// Closes the innermost element, whose content ends at `end`.
    fn close(&mut self, end: usize) {
        let depth = self.stack.len();
        let Some(open) = self.stack.pop() else { return };
        if let Some((value_depth, nested)) = self.value
            && value_depth == depth
        {
            self.value = None;
            let value = Value {
                raw: self.text.get(open.start..end).unwrap_or_default(),
                attribute: false,
                nested,
                markup: if open.tag.is_bare() {
                    Markup::Unsaid
                } else {
                    Markup::from_attributes(open.tag.attribute("type"), open.tag.attribute("mode"))
                },
                base: short(self.scope.base),
                depth: short(depth),
            };
            self.end_value(open, value);
        } else if self.value.is_none() {
            self.end_container(open, depth, end);
        }
        self.scope = open.outer;
        if self.stack.is_empty() {
            self.root_closed = true;
        }
    }
}
