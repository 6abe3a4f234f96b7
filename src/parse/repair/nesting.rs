//! Decides which elements a tag closes in a damaged document, by what each element may contain.

use super::Rewriting;
use crate::model::{Completeness, DocumentEnd};
use crate::parse::lenient::{ContentModel, ElementTraits, element_traits};
use crate::parse::markup::Tag;
use crate::parse::{sniff, title};

/// How many open elements are searched for the start of an end tag.
const MAX_LOOK_UP: usize = 64;

/// HTML elements without an end tag, except those with the name of a feed element (`link`,
/// `image`, `source`).
const VOID: &[&str] = &[
    "br", "hr", "img", "input", "wbr", "area", "col", "embed", "param",
];

/// An open element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open<'a> {
    /// As written, with its prefix.
    pub(super) name: &'a str,
    /// Offset of its start tag in the output.
    start: usize,
    inside: ContentModel,
}

impl<'a> Open<'a> {
    pub(super) fn new(name: &'a str, start: usize) -> Self {
        Self {
            name,
            start,
            inside: element_traits(name).inside,
        }
    }
}

/// Whether an element of this name has no end tag.
pub(super) fn is_void(name: &str) -> bool {
    VOID.iter().any(|void| void.eq_ignore_ascii_case(name))
}

impl<'a> Rewriting<'a> {
    /// Returns how much the document has of the entry in which it ends; [`Completeness::Whole`] if
    /// it does not end in an entry. `ends_in_tag` says whether it ends within a start tag.
    pub(super) fn open_entry(&self, ends_in_tag: bool) -> Completeness {
        // The root stays open, also a root that is an entry.
        let closed = usize::from(self.end == DocumentEnd::Reached);
        let open = self.stack.get(closed..).unwrap_or_default();
        let entry = open
            .iter()
            .position(|open| open.inside == ContentModel::Fields);
        match entry {
            None => Completeness::Whole,
            Some(place) if place + 1 == open.len() && !ends_in_tag => Completeness::Unclosed,
            Some(_) => Completeness::Cut,
        }
    }

    /// Removes the field in which the document is cut off, if it is a line: part of an address is
    /// another address.
    pub(super) fn remove_truncated_line(&mut self) {
        let half = self
            .stack
            .iter()
            .position(|open| matches!(open.inside, ContentModel::Line | ContentModel::Title));
        if let Some(place) = half
            && let Some(open) = self.stack.get(place)
        {
            self.out.truncate(open.start);
            self.stack.truncate(place);
        }
    }

    /// Whether text at this place is part of the feed: an element within the root is open.
    pub(super) fn inside(&self) -> bool {
        self.stack.len() > 1 || (self.stack.len() == 1 && self.root.is_some())
    }

    /// Closes the open elements that cannot contain `tag`.
    pub(super) fn close_what_cannot_hold(&mut self, tag: Tag<'a>) {
        let starting = element_traits(tag.name);
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
            self.counts.unclosed += 1;
            self.close_tag(open.name);
        }
    }

    /// Takes an end tag: closes its element, and all that are open within it.
    pub(super) fn end(&mut self, name: &str) {
        if is_void(name) || self.root.is_none() {
            return;
        }
        let is_root = self
            .root
            .is_some_and(|root| root.eq_ignore_ascii_case(name));
        // The root stays open: some publishers append further entries after it.
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
            self.counts.stray += 1;
            // Probably a misspelt end tag of this field: a line contains no markup.
            if self
                .stack
                .last()
                .is_some_and(|open| open.inside == ContentModel::Line)
            {
                self.pop();
            }
            return;
        };
        if self.stack.len() > 1 {
            for _ in 0..=place {
                self.pop();
            }
            // The element of this end tag itself was not left open.
            self.counts.unclosed -= 1;
        }
    }
}

/// Whether an open element may contain the element of `tag`, which has the traits `starting`.
fn may_hold(open: Open<'_>, tag: Tag<'_>, starting: ElementTraits) -> bool {
    let starts_entry = starting.inside == ContentModel::Fields;
    match open.inside {
        ContentModel::Line => false,
        ContentModel::Title => !starting.is_field && !has_own_prefix(tag.name),
        // If HTML has an element of this name too, it is a field of the feed only without
        // attributes.
        ContentModel::Text => !starting.is_field || (starting.in_html && !tag.is_bare()),
        // An entry within another means that the other was not closed; the same applies to an
        // entry in any element that is not a container.
        ContentModel::Fields => !starts_entry,
        ContentModel::Anything => !starts_entry || sniff::is_feed_root(open.name),
    }
}

/// Whether a name has a prefix and is not an XHTML element with a prefix.
fn has_own_prefix(name: &str) -> bool {
    name.contains(':') && !title::is_element(sniff::local(name))
}
