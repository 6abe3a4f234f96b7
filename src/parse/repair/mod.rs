//! Rewrites a document that a strict parser rejects as well-formed XML, with a warning for each
//! kind of repair.
//!
//! It makes one pass over the pieces of the document, with a stack of open elements. The depth of
//! the stack, the search for a start tag and the expansion of entities have limits. The result has
//! what a browser would have read from the original; nothing is invented.

mod counts;
mod nesting;
mod references;
#[cfg(test)]
mod tests;

use std::fmt::Write;

use super::lenient::{Faults, USUAL_PREFIXES};
use super::markup::{Piece, Tag, pieces};
use super::sniff;
use crate::model::{Completeness, DocumentEnd};
use counts::RepairCounts;
use nesting::{Open, is_void};
use references::MAX_EXPANSION_BYTES;

/// Deepest nesting; deeper elements lose their tags and keep their text.
const MAX_DEPTH: usize = 256;
/// Most attributes of one tag.
const MAX_ATTRIBUTES: usize = 64;

/// A document that is well-formed after repairs.
#[derive(Debug)]
pub(super) struct Repaired {
    /// The document.
    pub(super) text: String,
    /// The repairs, one sentence each.
    pub(super) notes: Vec<String>,
    /// Whether the document has the end tag of its root.
    pub(super) end: DocumentEnd,
    /// How much of its last entry the original has.
    pub(super) last_entry: Completeness,
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
        end: DocumentEnd::Missing,
        last_entry: Completeness::Whole,
        counts: RepairCounts::default(),
    };
    rewriting.run(text);
    let notes = rewriting.counts.warnings(faults);
    Repaired {
        text: rewriting.out,
        notes,
        end: rewriting.end,
        last_entry: rewriting.last_entry,
    }
}

struct Rewriting<'a> {
    out: String,
    /// Open elements, outermost first.
    stack: Vec<Open<'a>>,
    /// Names and texts of the entities that the document type declares.
    entities: Vec<(&'a str, &'a str)>,
    expansion_left: usize,
    declare_prefixes: bool,
    root: Option<&'a str>,
    end: DocumentEnd,
    last_entry: Completeness,
    counts: RepairCounts,
}

impl<'a> Rewriting<'a> {
    fn run(&mut self, text: &'a str) {
        let mut stream = pieces(text);
        let mut ends_in_tag = false;
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
                    ends_in_tag |= tag.cut;
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
        self.last_entry = self.open_entry(ends_in_tag);
        self.remove_truncated_line();
        while let Some(open) = self.stack.pop() {
            self.close_tag(open.name);
        }
    }

    fn start(&mut self, tag: Tag<'a>, source: &str) {
        if tag.cut {
            return;
        }
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
            self.counts.too_deep = true;
            return;
        }
        self.close_what_cannot_hold(tag);
        let start = self.out.len();
        let void = tag.empty || is_void(tag.name);
        self.open_tag(tag, void);
        if !void {
            self.stack.push(Open::new(tag.name, start));
        }
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
                self.escaped(part);
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

    /// Writes something that looks like a tag but has no valid name, as text.
    fn push_escaped_markup(&mut self, source: &str) {
        if self.inside() {
            self.text(source);
        }
    }
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    let first = chars.next();
    first.is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
        && !name.ends_with(':')
}
