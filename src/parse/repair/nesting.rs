//! Which tags close what: the elements open in a damaged document, and what each may hold.

use super::Rewriting;
use crate::model::{Completeness, DocumentEnd};
use crate::parse::markup::Tag;
use crate::parse::outline::{Inside, Known, known};
use crate::parse::{sniff, title};

/// How far up an end tag looks for its start.
const MAX_LOOK_UP: usize = 64;

/// HTML elements without an end.
const VOID: &[&str] = &[
    "br", "hr", "img", "input", "wbr", "area", "col", "embed", "param",
];

/// An open element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open<'a> {
    /// As written, with its prefix.
    pub(super) name: &'a str,
    /// Where its start tag stands in what was written.
    start: usize,
    inside: Inside,
}

impl<'a> Open<'a> {
    pub(super) fn new(name: &'a str, start: usize) -> Self {
        Self {
            name,
            start,
            inside: known(name).inside,
        }
    }
}

/// Whether HTML has an element of this name that never ends.
pub(super) fn is_void(name: &str) -> bool {
    VOID.iter().any(|void| void.eq_ignore_ascii_case(name))
}

impl<'a> Rewriting<'a> {
    /// How much there is of the entry in which the document ends, [`Completeness::Whole`] if it
    /// ends in none; `ends_in_tag` says that it ends inside a start tag.
    pub(super) fn open_entry(&self, ends_in_tag: bool) -> Completeness {
        // The root stays open, also a root that is an entry.
        let closed = usize::from(self.end == DocumentEnd::Reached);
        let open = self.stack.get(closed..).unwrap_or_default();
        let entry = open.iter().position(|open| open.inside == Inside::Fields);
        match entry {
            None => Completeness::Whole,
            Some(place) if place + 1 == open.len() && !ends_in_tag => Completeness::Unclosed,
            Some(_) => Completeness::Cut,
        }
    }

    /// Takes back a line the document broke off in: half an address is none.
    pub(super) fn leave_out_halves(&mut self) {
        let half = self
            .stack
            .iter()
            .position(|open| matches!(open.inside, Inside::Line | Inside::Title));
        if let Some(place) = half
            && let Some(open) = self.stack.get(place)
        {
            self.out.truncate(open.start);
            self.stack.truncate(place);
        }
    }

    /// Whether text here is a part of the feed: something besides the root is open.
    pub(super) fn inside(&self) -> bool {
        self.stack.len() > 1 || (self.stack.len() == 1 && self.root.is_some())
    }

    /// Closes what was left open where `tag` cannot stand inside it.
    pub(super) fn make_room(&mut self, tag: Tag<'a>) {
        let starting = known(tag.name);
        let window = self.stack.len().saturating_sub(MAX_LOOK_UP);
        let near = self.stack.get(window..).unwrap_or_default();
        let place = near.iter().position(|open| !may_hold(*open, tag, starting));
        if let Some(place) = place {
            while self.stack.len() > window + place {
                self.pop();
            }
        }
    }

    fn pop(&mut self) {
        if let Some(open) = self.stack.pop() {
            self.seen.unclosed += 1;
            self.close_tag(open.name);
        }
    }

    /// Takes an end tag: closes what it ends, and what was left open inside.
    pub(super) fn end(&mut self, name: &str) {
        if is_void(name) || self.root.is_none() {
            return;
        }
        let is_root = self
            .root
            .is_some_and(|root| root.eq_ignore_ascii_case(name));
        // The root stays open: what some publishers append behind it may hold further entries.
        if is_root {
            self.end = DocumentEnd::Reached;
            while self.stack.len() > 1 {
                self.pop();
            }
            return;
        }
        let near = self.stack.iter().rev().take(MAX_LOOK_UP);
        let place = near
            .map(|open| open.name)
            .position(|open| open.eq_ignore_ascii_case(name));
        let Some(place) = place else {
            self.seen.stray += 1;
            // Most likely its end, misspelt: no markup stands in a line.
            if self
                .stack
                .last()
                .is_some_and(|open| open.inside == Inside::Line)
            {
                self.pop();
            }
            return;
        };
        if self.stack.len() > 1 {
            for _ in 0..=place {
                self.pop();
            }
            // The last one closed was not left open: it is the one the tag is for.
            self.seen.unclosed -= 1;
        }
    }
}

/// Whether an open element can hold what `tag` starts, which is `starting`.
fn may_hold(open: Open<'_>, tag: Tag<'_>, starting: Known) -> bool {
    let starts_entry = starting.inside == Inside::Fields;
    match open.inside {
        Inside::Line => false,
        Inside::Title => !starting.is_field && !has_own_prefix(tag.name),
        // What HTML has, too, counts without attributes only.
        Inside::Text => !starting.is_field || (starting.in_html && !tag.is_bare()),
        // One entry in another means that the other was never closed; so does one in anything that
        // is no container.
        Inside::Fields => !starts_entry,
        Inside::Anything => !starts_entry || sniff::is_feed_root(open.name),
    }
}

/// Whether a name has a prefix and is no element of XHTML with one.
fn has_own_prefix(name: &str) -> bool {
    name.contains(':') && !title::is_element(sniff::local(name))
}
