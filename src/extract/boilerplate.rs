//! Removes the boilerplate of a page: menus, footers, share bars, lists of links.
//!
//! Readability removes some of it, but its thresholds suit long texts in Latin script: on a page
//! with a reply of sixty Chinese characters, the footer is the longest text. This module removes
//! only blocks that are certainly not part of an article.

use std::cell::Cell;

use dom_query::{Document, NodeRef};
use html5ever::tendril::StrTendril;

use super::page::count;

/// Elements and roles that are boilerplate by their meaning.
const LANDMARKS: &str = "nav, footer, aside, dialog, button, select, noscript, \
    [role=navigation], [role=banner], [role=contentinfo], [role=complementary], [role=search], \
    [role=dialog], [aria-hidden=true]";

/// Words in the class or id of such a block, as whole words or before a number.
const NAMES: [&str; 27] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "footer",
    "foot",
    "bottom",
    "breadcrumb",
    "breadcrumbs",
    "crumbs",
    "crumb",
    "position",
    "copyright",
    "share",
    "sharebar",
    "bdsharebuttonbox",
    "sidebar",
    "related",
    "recommend",
    "pagination",
    "pager",
    "toolbar",
    "qrcode",
    "ewm",
    "advert",
    "ads",
    "topbar",
];

/// Words that occur in footers, whatever their block.
const FOOTERS: [&str; 8] = [
    "版权所有",
    "ICP备",
    "公网安备",
    "ICP证",
    "网站标识码",
    "All rights reserved",
    "All Rights Reserved",
    "Copyright ©",
];

/// Longest footer, in characters: a longer text that mentions its copyright is an article.
const MAX_FOOTER_CHARS: usize = 400;

/// A block with at least so many links, and hardly any other text, is a list of links.
const MIN_LINKS: usize = 3;

/// Longest heading of such a list, in characters: `相关阅读`, `热门排行`.
const MAX_HEADING_CHARS: usize = 8;

/// Blocks that this module may remove.
const BLOCKS: &str = "div, ul, ol, dl, section, header, table, td, p, center, form";

/// Most nodes that we read before we leave the rest of a page as it is. We read a block once for
/// each block around it; an article of 200 paragraphs takes 20,000.
const MAX_READS: usize = 4_000_000;

/// Bytes of text that cost as much as a node.
const BYTES_PER_READ: usize = 32;

/// Removes the boilerplate of a page.
pub(super) fn remove(document: &Document) {
    let budget = ReadBudget(Cell::new(MAX_READS));
    let body = document.select_single("body");
    let Some(whole) = body.nodes().first().and_then(|body| budget.block(body)) else {
        return;
    };
    // A block with half of the page is the page itself, whatever its name: some sites are one
    // form.
    let is_small = |block: &Block| 2 * block.chars < whole.chars;
    for node in document.select(LANDMARKS).nodes() {
        if budget.block(node).as_ref().is_some_and(is_small) {
            node.remove_from_parent();
        }
    }
    for node in document.select(BLOCKS).nodes() {
        if (node.has_name("form") || has_boilerplate_name(node))
            && budget
                .block(node)
                .is_some_and(|block| is_small(&block) && !block.is_running_text())
        {
            node.remove_from_parent();
        }
    }
    // Innermost first, so that an article does not go with a footer inside its block.
    for node in document.select(BLOCKS).nodes().iter().rev() {
        if budget
            .block(node)
            .is_some_and(|block| block.is_footer() || block.is_list_of_links())
        {
            let around = node.parent();
            node.remove_from_parent();
            // The heading of a list means nothing without the list.
            if let Some(around) = around.filter(|around| !around.has_name("body"))
                && budget
                    .block(&around)
                    .is_some_and(|block| block.chars <= MAX_HEADING_CHARS)
            {
                around.remove_from_parent();
            }
        }
    }
}

fn has_boilerplate_name(node: &NodeRef<'_>) -> bool {
    let names = [node.attr("id"), node.attr("class")];
    names.into_iter().flatten().any(|names| {
        names
            .split(|c: char| !c.is_ascii_alphabetic())
            .any(|word| NAMES.iter().any(|name| word.eq_ignore_ascii_case(name)))
    })
}

/// How many nodes may still be read.
struct ReadBudget(Cell<usize>);

/// The content of a block.
struct Block {
    /// Its text, up to the longest length of a footer.
    text: String,
    chars: usize,
    links: usize,
    /// Characters of its text that are in links.
    linked: usize,
    /// How many sentences end in it.
    sentences: usize,
}

impl ReadBudget {
    /// Reads a block; `None` once the budget is spent.
    fn block(&self, node: &NodeRef<'_>) -> Option<Block> {
        let mut block = Block {
            text: String::new(),
            chars: 0,
            links: 0,
            linked: 0,
            sentences: 0,
        };
        for inner in node.descendants_it() {
            let is_link = inner.has_name("a");
            let text = if is_link || inner.is_text() {
                inner.text()
            } else {
                StrTendril::new()
            };
            let left = self.0.get().checked_sub(1 + text.len() / BYTES_PER_READ)?;
            self.0.set(left);
            if is_link {
                block.links += 1;
                block.linked += count(&text);
                continue;
            }
            block.chars += count(&text);
            block.sentences +=
                text.matches(['。', '！', '？']).count() + text.matches(". ").count();
            if block.chars <= MAX_FOOTER_CHARS {
                block.text.push_str(&text);
            }
        }
        Some(block)
    }
}

impl Block {
    fn is_footer(&self) -> bool {
        self.chars <= MAX_FOOTER_CHARS
            && self.sentences < 2
            && FOOTERS.iter().any(|words| self.text.contains(words))
    }

    /// Whether it reads like an article, whatever its name: some are in a `main-bottom`.
    fn is_running_text(&self) -> bool {
        self.sentences >= 2 && 2 * self.linked < self.chars
    }

    /// Whether at least three links contain nine tenths of the text.
    fn is_list_of_links(&self) -> bool {
        self.links >= MIN_LINKS && 10 * self.linked >= 9 * self.chars
    }
}
