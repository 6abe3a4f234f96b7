//! Parses a page, makes its addresses absolute, and removes what no reader sees.

use std::collections::HashSet;

use dom_query::{Document, Matcher};
use url::Url;

use super::Error;
use super::verdict::{PageStats, flat};
use crate::model::Selector;

/// Longest base of relative addresses, in bytes.
const MAX_BASE: usize = 2_048;

/// Bytes by which resolved addresses may enlarge a page: every link grows by the length of the
/// base.
const MAX_GROWTH: usize = 1 << 20;

/// Bytes that reading the text of every block may cost: an article of 1 MB is 20 blocks deep.
const MAX_COST: usize = 64 << 20;

/// The cost of a node, in bytes.
const NODE: usize = 48;

/// Most nodes of a page, text between tags included. Pages of articles have some thousands; of
/// 390,000 readability took seven seconds in a build for tests.
const MAX_NODES: usize = 60_000;

/// Attributes that hold an address.
const ADDRESSES: [&str; 3] = ["href", "src", "poster"];

/// Attributes with the address of a picture that a script loads.
const LATE: [&str; 3] = ["data-src", "data-original", "data-lazy-src"];

/// Styles that hide an element.
const HIDDEN: [(&str, &str); 2] = [("visibility", "hidden"), ("display", "none")];

/// Most hidden blocks that we check: the text is never within more.
const MAX_HIDDEN: usize = 16;

/// Whether a text has any tag of a web page.
pub(super) fn is_html(text: &str) -> bool {
    let start = text.trim_start();
    let begins = |with: &str| {
        start
            .get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    if begins("<?xml") {
        return text.contains("<html") || text.contains("<HTML");
    }
    let has = |tag: &str| text.contains(tag) || text.contains(&tag.to_ascii_uppercase());
    begins("<!doctype html")
        || ["<html", "<body", "<div", "<p>", "<p ", "<br"]
            .into_iter()
            .any(has)
}

/// Whether a page has more tags than a page of [`MAX_NODES`] can need; we do not parse such a
/// page.
pub(super) fn is_overloaded(html: &str) -> bool {
    html.bytes().filter(|&byte| byte == b'<').count() > 2 * MAX_NODES
}

/// A parsed page.
pub(super) struct Tree {
    document: Document,
}

impl Tree {
    /// Parses a page that came from `url`, if it can be worked on. Only for pages that can be
    /// parsed.
    pub(super) fn read(html: &str, url: &Url) -> Result<Self, Error> {
        let document = Document::from(html);
        let tree = Self { document };
        if tree.is_too_complex() {
            return Err(Error::TooComplex);
        }
        tree.resolve(url);
        Ok(tree)
    }

    /// Whether there are more nodes than in any article, or reading the text of every block would
    /// take too long: readability reads a text again for each block around it.
    fn is_too_complex(&self) -> bool {
        let (mut nodes, mut cost, mut depth) = (0_usize, 0_usize, 1_usize);
        let mut next = self.document.root().first_child();
        while let Some(node) = next {
            let bytes = if node.is_text() { node.text().len() } else { 0 };
            cost = cost.saturating_add((NODE + bytes).saturating_mul(depth));
            nodes += 1;
            if cost > MAX_COST || nodes > MAX_NODES {
                return true;
            }
            next = node.first_child();
            if next.is_some() {
                depth += 1;
                continue;
            }
            let mut done = Some(node);
            while let Some(node) = done {
                next = node.next_sibling();
                if next.is_some() {
                    break;
                }
                done = node.parent();
                depth = depth.saturating_sub(1);
            }
        }
        false
    }

    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    pub(super) fn into_document(self) -> Document {
        self.document
    }

    /// What the page shows; call it before anything is removed.
    pub(super) fn stats(&self) -> PageStats {
        let has = |selector| self.document.select_single(selector).exists();
        PageStats {
            whole: flat(&self.document.select("title, body").text()),
            asks_for_password: has("input[type=password]"),
            has_scripts: has("script"),
        }
    }

    /// Characters of the body's text, white space left out.
    pub(super) fn chars(&self) -> usize {
        count(&self.document.select_single("body").text())
    }

    /// Removes what no reader sees. A comment on a page is not text, whatever it contains.
    pub(super) fn remove_hidden(&self) {
        self.document
            .select("script, style, template, iframe, object, embed, [hidden]")
            .remove();
        for node in self.document.root().descendants() {
            if node.is_comment() {
                node.remove_from_parent();
            }
        }
    }

    /// Shows a hidden block that contains half of the page's text: a script would show it once its
    /// pictures are loaded, as on pages of 微信.
    pub(super) fn show_article(&self) {
        let whole = self.chars();
        let styled = self.document.select("[style]");
        let hidden = styled.nodes().iter().filter(|node| {
            let style = node.attr_or("style", "").to_ascii_lowercase();
            HIDDEN
                .iter()
                .any(|(name, value)| style.contains(name) && style.contains(value))
        });
        for node in hidden.take(MAX_HIDDEN) {
            if 2 * count(&node.text()) >= whole {
                node.remove_attr("style");
            }
        }
    }

    /// The elements that match the selector, without those inside another match; `None` if they
    /// have no text.
    pub(super) fn select(&self, selector: &Selector) -> Option<String> {
        let matcher = Matcher::new(selector.as_str()).ok()?;
        let found = self.document.select_matcher(&matcher);
        let ids: HashSet<_> = found.nodes().iter().map(|node| node.id).collect();
        let mut html = String::new();
        for node in found.nodes() {
            let mut ancestors = node.ancestors_it(None);
            if !ancestors.any(|ancestor| ids.contains(&ancestor.id)) {
                html.push_str(&node.html());
            }
        }
        (chars(&html) > 0).then_some(html)
    }

    /// Makes every address absolute.
    fn resolve(&self, url: &Url) {
        let stated = self.document.select_single("base[href]").attr("href");
        let base = stated
            .and_then(|stated| url.join(stated.trim()).ok())
            .filter(|base| !base.cannot_be_a_base() && base.as_str().len() <= MAX_BASE)
            .unwrap_or_else(|| url.clone());
        self.document.select("base").remove();
        let mut growth = 0;
        for node in self.document.select("[href], [src], [poster], img").nodes() {
            if node.has_name("img") && !node.has_attr("src") {
                let late = LATE.into_iter().find_map(|name| node.attr(name));
                if let Some(late) = late {
                    node.set_attr("src", &late);
                }
            }
            // Lists of pictures for different widths are not resolved, and one picture is enough.
            node.remove_attr("srcset");
            for name in ADDRESSES {
                let Some(written) = node.attr(name) else {
                    continue;
                };
                let Ok(absolute) = base.join(written.trim()) else {
                    continue;
                };
                growth += absolute.as_str().len().saturating_sub(written.len());
                if growth > MAX_GROWTH {
                    return;
                }
                node.set_attr(name, absolute.as_str());
            }
        }
    }
}

/// Characters of the text of a piece of HTML, white space left out.
pub(super) fn chars(html: &str) -> usize {
    count(&Document::fragment(html).text())
}

/// Characters that are not white space.
pub(super) fn count(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}
