//! Takes out what stands around the text on every page: menus, footers, share bars, lists of
//! links.
//!
//! Readability does some of it by itself, but by measures made for long texts in Latin script: on
//! a page with a reply of sixty Chinese characters the footer is the longest text there is.
//! Whatever goes here is surely no part of an article; in doubt it stays.

use std::cell::Cell;

use dom_query::{Document, NodeRef};
use html5ever::tendril::StrTendril;

use super::page::count;

/// Elements and roles that say what they are.
const LANDMARKS: &str = "nav, footer, aside, dialog, button, select, noscript, \
    [role=navigation], [role=banner], [role=contentinfo], [role=complementary], [role=search], \
    [role=dialog], [aria-hidden=true]";

/// Words of which a class or id of such a block is made, as whole words or before a number.
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

/// What a footer says, in whatever block it stands.
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

/// Longest footer, in characters: a longer text that speaks of its copyright is an article.
const LONGEST_FOOTER: usize = 400;

/// Links that make a list of a block, if nearly all of its text is in them.
const LINKS: usize = 3;

/// Longest heading of such a list, in characters: `相关阅读`, `热门排行`.
const LONGEST_HEADING: usize = 8;

/// Blocks that may go.
const BLOCKS: &str = "div, ul, ol, dl, section, header, table, td, p, center, form";

/// Nodes looked at in all, before the rest of a page is left as it is. Blocks are looked at once
/// for each block around them; an article of 200 paragraphs takes 20,000.
const MOST_LOOKS: usize = 4_000_000;

/// Bytes of text that cost as much as a node.
const BYTES_A_LOOK: usize = 32;

/// Takes out everything around the text.
pub(super) fn remove(document: &Document) {
    let looks = Looks(Cell::new(MOST_LOOKS));
    let body = document.select_single("body");
    let Some(whole) = body.nodes().first().and_then(|body| looks.block(body)) else {
        return;
    };
    // What holds half of the page is no such block, whatever it is called: some sites stand in one
    // form.
    let is_small = |block: &Block| 2 * block.chars < whole.chars;
    for node in document.select(LANDMARKS).nodes() {
        if looks.block(node).as_ref().is_some_and(is_small) {
            node.remove_from_parent();
        }
    }
    for node in document.select(BLOCKS).nodes() {
        if (node.has_name("form") || bears_name(node))
            && looks
                .block(node)
                .is_some_and(|block| is_small(&block) && !block.is_running_text())
        {
            node.remove_from_parent();
        }
    }
    // Innermost first: an article is not taken with the footer that stands in its block.
    for node in document.select(BLOCKS).nodes().iter().rev() {
        if looks
            .block(node)
            .is_some_and(|block| block.is_footer() || block.is_list_of_links())
        {
            let around = node.parent();
            node.remove_from_parent();
            // The heading of a list says nothing without it.
            if let Some(around) = around.filter(|around| !around.has_name("body"))
                && looks
                    .block(&around)
                    .is_some_and(|block| block.chars <= LONGEST_HEADING)
            {
                around.remove_from_parent();
            }
        }
    }
}

fn bears_name(node: &NodeRef<'_>) -> bool {
    let names = [node.attr("id"), node.attr("class")];
    names.into_iter().flatten().any(|names| {
        names
            .split(|c: char| !c.is_ascii_alphabetic())
            .any(|word| NAMES.iter().any(|name| word.eq_ignore_ascii_case(name)))
    })
}

/// Counts down what may still be looked at.
struct Looks(Cell<usize>);

/// What a block holds.
struct Block {
    /// Its text, as far as a footer could be long.
    text: String,
    chars: usize,
    links: usize,
    /// Of its text, in links.
    linked: usize,
    /// Ends of sentences.
    sentences: usize,
}

impl Looks {
    /// What the block holds; `None` once too much was looked at.
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
            let left = self.0.get().checked_sub(1 + text.len() / BYTES_A_LOOK)?;
            self.0.set(left);
            if is_link {
                block.links += 1;
                block.linked += count(&text);
                continue;
            }
            block.chars += count(&text);
            block.sentences +=
                text.matches(['。', '！', '？']).count() + text.matches(". ").count();
            if block.chars <= LONGEST_FOOTER {
                block.text.push_str(&text);
            }
        }
        Some(block)
    }
}

impl Block {
    fn is_footer(&self) -> bool {
        self.chars <= LONGEST_FOOTER
            && self.sentences < 2
            && FOOTERS.iter().any(|words| self.text.contains(words))
    }

    /// Whether it reads like an article, whatever its name: some stand in a `main-bottom`.
    fn is_running_text(&self) -> bool {
        self.sentences >= 2 && 2 * self.linked < self.chars
    }

    /// Whether at least three links hold nine tenths of the text.
    fn is_list_of_links(&self) -> bool {
        self.links >= LINKS && 10 * self.linked >= 9 * self.chars
    }
}
