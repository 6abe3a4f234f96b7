//! A document a strict parser gives up on, rewritten as well-formed XML, each repair named.
//!
//! One pass over the pieces of the document with a stack of open elements, bounded in depth, in
//! what an end tag looks up and in what entities may expand to. The result says what a browser-like
//! reader would have taken from the original; nothing is guessed that the document does not hold.

mod seen;
#[cfg(test)]
mod tests;

use std::fmt::Write;

use super::markup::{Piece, Tag, pieces};
use super::outline::{Faults, USUAL_PREFIXES};
use super::{plain, sniff};
use seen::Seen;

/// Deeper elements lose their tags and keep their text.
const MAX_DEPTH: usize = 256;
/// How far up an end tag looks for its start.
const MAX_LOOK_UP: usize = 64;
/// Most attributes kept of one tag.
const MAX_ATTRIBUTES: usize = 64;
/// Most entities a document may declare, and the longest text of one, in bytes.
const MAX_ENTITIES: usize = 200;
const MAX_ENTITY_BYTES: usize = 2_000;
/// All references together may add this much; a lawful document adds a few hundred bytes.
const MAX_EXPANSION_BYTES: usize = 256 * 1024;

/// HTML elements without an end.
const VOID: &[&str] = &[
    "br", "hr", "img", "input", "wbr", "area", "col", "embed", "param",
];
/// Elements that start an entry; one in another means that the other was never closed.
const ENTRIES: &[&str] = &["item", "entry"];
/// Elements whose inside is one short value.
const SHORT: &[&str] = &[
    "title",
    "link",
    "guid",
    "id",
    "pubDate",
    "published",
    "issued",
    "updated",
    "modified",
    "category",
    "dc:date",
    "dc:creator",
    "dc:subject",
    "name",
    "email",
];
/// Elements whose inside is a text, perhaps with markup.
const LONG: &[&str] = &[
    "description",
    "summary",
    "content",
    "content:encoded",
    "subtitle",
    "tagline",
];
/// Elements of an entry or a channel that stand in no text: they end a value left open.
const SIBLINGS: &[&str] = &[
    "guid",
    "pubDate",
    "published",
    "issued",
    "updated",
    "modified",
    "category",
    "item",
    "entry",
    "channel",
    "enclosure",
    "content:encoded",
    "dc:date",
    "dc:creator",
    "dc:subject",
    "title",
    "link",
    "description",
    "content",
    "id",
    "author",
];
/// Those of them that HTML has, too; in a text they count only without attributes.
const BARE_SIBLINGS: &[&str] = &["title", "link", "description", "content", "id", "author"];

/// A document made well-formed.
#[derive(Debug)]
pub(super) struct Repaired {
    /// The document.
    pub(super) text: String,
    /// What was done, one sentence each.
    pub(super) notes: Vec<String>,
}

/// Rewrites `text`, in which `faults` were found.
pub(super) fn repair(text: &str, faults: &Faults<'_>) -> Repaired {
    let mut rewriting = Rewriting {
        out: String::with_capacity(text.len() + text.len() / 16 + 256),
        stack: Vec::new(),
        entities: Vec::new(),
        expansion_left: MAX_EXPANSION_BYTES,
        declare_prefixes: faults.undeclared_prefix.is_some(),
        root: None,
        seen: Seen::default(),
    };
    rewriting.run(text);
    let notes = rewriting.seen.sentences(faults);
    Repaired {
        text: rewriting.out,
        notes,
    }
}

struct Rewriting<'a> {
    out: String,
    /// Open elements, and where each starts in `out`.
    stack: Vec<(&'a str, usize)>,
    /// Names and texts the document type declares.
    entities: Vec<(&'a str, &'a str)>,
    expansion_left: usize,
    declare_prefixes: bool,
    root: Option<&'a str>,
    seen: Seen,
}

impl<'a> Rewriting<'a> {
    fn run(&mut self, text: &'a str) {
        let mut stream = pieces(text);
        loop {
            let start = stream.offset();
            let Some(piece) = stream.next() else { break };
            match piece {
                Piece::Text(raw) if self.inside() => self.text(raw),
                Piece::Cdata(raw) if self.inside() => {
                    self.out.push_str("<![CDATA[");
                    self.out.push_str(raw);
                    self.out.push_str("]]>");
                }
                Piece::Start(tag) => {
                    let source = text.get(start..stream.offset()).unwrap_or_default();
                    self.start(tag, source);
                }
                Piece::End(name) => self.end(name),
                Piece::Aside if self.root.is_none() => {
                    let source = text.get(start..stream.offset()).unwrap_or_default();
                    self.declare(source);
                }
                Piece::Text(_) | Piece::Cdata(_) | Piece::Aside => {}
            }
        }
        self.leave_out_halves();
        while let Some((name, _)) = self.stack.pop() {
            self.close_tag(name);
        }
    }

    /// Takes back a short value the document broke off in: half an address is none.
    fn leave_out_halves(&mut self) {
        let half = self
            .stack
            .iter()
            .position(|(name, _)| is_one_of(name, SHORT));
        if let Some(place) = half
            && let Some((_, start)) = self.stack.get(place)
        {
            self.out.truncate(*start);
            self.stack.truncate(place);
        }
    }

    /// Whether text here is a part of the feed: something besides the root is open.
    fn inside(&self) -> bool {
        self.stack.len() > 1 || (self.stack.len() == 1 && self.root.is_some())
    }

    /// Reads the entities of a document type: plain ones only, no external ones, none in another.
    fn declare(&mut self, declaration: &'a str) {
        for part in declaration.split("<!ENTITY").skip(1).take(MAX_ENTITIES) {
            let part = part.trim_start();
            let Some((name, rest)) = part.split_once(|c: char| c.is_ascii_whitespace()) else {
                continue;
            };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                continue;
            };
            let mut parts = rest.splitn(3, quote);
            if let (Some(""), Some(value)) = (parts.next(), parts.next())
                && value.len() <= MAX_ENTITY_BYTES
                && !value.contains(['<', '%'])
            {
                self.entities.push((name, value));
            }
        }
    }

    fn text(&mut self, raw: &str) {
        let mut rest = raw;
        while let Some((before, after)) = rest.split_once('&') {
            self.push_escaped(before);
            rest = self.reference(after);
        }
        self.push_escaped(rest);
    }

    fn push_escaped(&mut self, text: &str) {
        let mut parts = text.split('<');
        self.out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            self.out.push_str("&lt;");
            self.out.push_str(part);
        }
    }

    /// Writes the reference, or the `&`, that `after` follows; gives back what is behind it.
    fn reference<'t>(&mut self, after: &'t str) -> &'t str {
        let Some(name) = plain::reference_name(after) else {
            self.seen.ampersands += 1;
            self.out.push_str("&amp;");
            return after;
        };
        let declared = self.entities.iter().find(|(known, _)| *known == name);
        let behind = after.get(name.len() + 1..).unwrap_or_default();
        if let Some((_, value)) = declared
            && let Some(left) = self.expansion_left.checked_sub(value.len())
        {
            self.expansion_left = left;
            self.seen.expanded += 1;
            let resolved = plain::resolve(value);
            self.out
                .push_str(&quick_xml::escape::partial_escape(resolved.as_ref()));
            return behind;
        }
        if plain::is_character(name) || plain::is_named(name) {
            self.out.push('&');
        } else if name.starts_with('#') {
            self.out.push('\u{fffd}');
            return behind;
        } else {
            self.seen
                .unknown_entity
                .get_or_insert_with(|| name.to_owned());
            self.out.push_str("&amp;");
        }
        after
    }

    fn start(&mut self, tag: Tag<'a>, source: &str) {
        if self.root.is_none() {
            if !sniff::is_feed_root(tag.name) {
                return;
            }
            self.root = Some(tag.name);
        } else if !is_name(tag.name) {
            self.push_escaped_markup(source);
            return;
        }
        if self.stack.len() >= MAX_DEPTH {
            self.seen.too_deep = true;
            return;
        }
        self.make_room(tag);
        let start = self.out.len();
        let void = tag.empty || is_one_of(tag.name, VOID);
        self.open_tag(tag, void);
        if !void {
            self.stack.push((tag.name, start));
        }
    }

    /// Closes what was left open where `tag` cannot stand inside it.
    fn make_room(&mut self, tag: Tag<'a>) {
        let starts_entry = is_one_of(tag.name, ENTRIES);
        let sibling = is_one_of(tag.name, SIBLINGS);
        let bare = tag.is_bare() && is_one_of(tag.name, BARE_SIBLINGS);
        if !starts_entry && !sibling && !bare {
            return;
        }
        let window = self.stack.len().saturating_sub(MAX_LOOK_UP);
        let ends = |name: &str| {
            is_one_of(name, SHORT)
                || (is_one_of(name, LONG) && (bare || !is_one_of(tag.name, BARE_SIBLINGS)))
                || (starts_entry && (is_one_of(name, ENTRIES) || is_one_of(name, LONG)))
        };
        let near = self.stack.get(window..).unwrap_or_default();
        if let Some(place) = near.iter().position(|(name, _)| ends(name)) {
            while self.stack.len() > window + place {
                self.pop();
            }
        }
    }

    fn pop(&mut self) {
        if let Some((name, _)) = self.stack.pop() {
            self.seen.unclosed += 1;
            self.close_tag(name);
        }
    }

    /// Closes elements up to and including the innermost one called `name`, if there is one.
    fn close_through(&mut self, name: &str) -> bool {
        let above = self.stack.iter().rev().take(MAX_LOOK_UP);
        let mut above = above.map(|(open, _)| *open);
        let Some(place) = above.position(|open| open.eq_ignore_ascii_case(name)) else {
            return false;
        };
        for _ in 0..=place {
            self.pop();
        }
        true
    }

    fn end(&mut self, name: &str) {
        if is_one_of(name, VOID) || self.root.is_none() {
            return;
        }
        // The root stays open: what some publishers append behind it may hold further entries.
        if self.stack.len() <= 1 || !self.holds(name) {
            let root = self.stack.len() == 1 && self.holds(name);
            self.seen.stray += usize::from(!root);
            return;
        }
        let before = self.seen.unclosed;
        if self
            .root
            .is_some_and(|root| root.eq_ignore_ascii_case(name))
        {
            while self.stack.len() > 1 {
                self.pop();
            }
        } else {
            self.close_through(name);
            // The last one closed was not left open: it is the one the tag is for.
            self.seen.unclosed = self.seen.unclosed.saturating_sub(1).max(before);
        }
    }

    fn holds(&self, name: &str) -> bool {
        let mut above = self.stack.iter().rev().take(MAX_LOOK_UP);
        above.any(|(open, _)| open.eq_ignore_ascii_case(name))
    }

    fn open_tag(&mut self, tag: Tag<'a>, void: bool) {
        self.out.push('<');
        self.out.push_str(tag.name);
        let mut names: Vec<&str> = Vec::new();
        for (name, value) in tag.attributes().take(MAX_ATTRIBUTES) {
            if !is_name(name) || names.contains(&name) {
                continue;
            }
            names.push(name);
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            for (place, part) in value.split('"').enumerate() {
                if place > 0 {
                    self.out.push_str("&quot;");
                }
                self.text(part);
            }
            self.out.push('"');
        }
        if self.declare_prefixes && self.stack.is_empty() {
            for (prefix, namespace) in USUAL_PREFIXES {
                let declared = names.iter().any(|name| {
                    name.strip_prefix("xmlns:")
                        .is_some_and(|known| known == *prefix)
                });
                if !declared && write!(self.out, " xmlns:{prefix}=\"{namespace}\"").is_err() {
                    break;
                }
            }
        }
        self.out.push_str(if void { "/>" } else { ">" });
    }

    fn close_tag(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// What looks like a tag and has no possible name is text.
    fn push_escaped_markup(&mut self, source: &str) {
        if self.inside() {
            self.text(source);
        }
    }
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    let first = chars.next();
    first.is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
        && !name.ends_with(':')
}
