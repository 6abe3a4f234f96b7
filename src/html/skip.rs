//! Finds the end of an element that its attributes hide, by what is open within it.

use html5ever::tokenizer::{Tag, TagKind};

use super::elements::{CONTAINERS, OPEN_ENDED, TABLE_PARTS};

/// An open hidden element. Counts the elements that are open within it, so that its end can be
/// found without a tree.
pub(super) struct Skipped<M> {
    pub(super) name: String,
    /// Number of open elements that must end first: those of its own name; or, if its own end tag
    /// is optional, blocks within which a sibling does not end it.
    pub(super) nested: usize,
    /// Number of other open blocks, for elements whose end tag is optional.
    pub(super) blocks: usize,
    /// The position to which the output is cut when the element ends. Its content is read
    /// nevertheless, because the end may be missing.
    pub(super) mark: M,
    /// Bytes of text that came before it.
    pub(super) text_before: usize,
    /// Whether it only looks like an advert, and stays if its content reads like running text.
    pub(super) is_guess: bool,
}

impl<M> Skipped<M> {
    /// Counts what a tag opens or closes within the element; true if the element ends at this tag.
    pub(super) fn ends_at(&mut self, tag: &Tag) -> bool {
        let name: &str = &tag.name;
        let is_start = tag.kind == TagKind::StartTag;
        let counter = if OPEN_ENDED.contains(&self.name.as_str()) {
            let ends = if is_start {
                self.is_ended_by_start(name)
            } else {
                self.is_ended_by_end(name)
            };
            if ends && self.nested == 0 {
                return true;
            }
            if !CONTAINERS.contains(&name) {
                return false;
            }
            if self.is_kept_open_by(name) {
                &mut self.nested
            } else {
                &mut self.blocks
            }
        } else if self.name == name {
            &mut self.nested
        } else {
            return false;
        };
        match (is_start, counter.checked_sub(1)) {
            (true, _) if tag.self_closing => false,
            (true, _) => {
                *counter += 1;
                false
            }
            (false, Some(fewer)) => {
                *counter = fewer;
                false
            }
            // The end tag of a block that is not open within: that of the element, or of its
            // parent.
            (false, None) => true,
        }
    }

    /// Whether a start tag closes this open element (WHATWG HTML 13.2.6.4.7, .13 to .16).
    fn is_ended_by_start(&self, name: &str) -> bool {
        let is_table_part = TABLE_PARTS.contains(&name);
        match self.name.as_str() {
            "p" => {
                is_table_part
                    || CONTAINERS.contains(&name)
                    || matches!(name, "p" | "li" | "dd" | "dt" | "hr" | "xmp" | "plaintext")
            }
            "li" => is_table_part || name == "li",
            "dd" | "dt" => is_table_part || matches!(name, "dd" | "dt"),
            "tr" => is_table_part && !matches!(name, "td" | "th"),
            "option" => matches!(name, "option" | "optgroup"),
            _ => is_table_part,
        }
    }

    /// Whether an end tag closes it: its own, or that of a parent that is not counted.
    fn is_ended_by_end(&self, name: &str) -> bool {
        if name == self.name || matches!(name, "body" | "html") {
            return true;
        }
        match self.name.as_str() {
            "tr" => TABLE_PARTS.contains(&name) && !matches!(name, "td" | "th"),
            "td" | "th" => TABLE_PARTS.contains(&name),
            _ => TABLE_PARTS.contains(&name) || matches!(name, "li" | "dd" | "dt"),
        }
    }

    /// Whether a sibling's tag within this block does not end it, as an item of a list within an
    /// item.
    fn is_kept_open_by(&self, block: &str) -> bool {
        match self.name.as_str() {
            "td" | "th" | "tr" => block == "table",
            _ => !matches!(block, "div" | "address"),
        }
    }
}
