//! Finds the end of elements that the reader skips, by looking ahead in the source.
//!
//! To a tokeniser, everything after `<title>` or `<script>` is its content, up to the end of the
//! document if there is no end tag. An article that names such an element in its text would lose
//! the rest, so the reader skips an element only if it has an end tag.

use std::ops::Range;

use super::elements::{self, Content, ENCLOSING};

/// Characters of programs that are rare in prose.
const CODE_SIGNS: [&str; 8] = ["{", "}", "=", "();", "/*", "(\"", "('", "//"];

/// The content of an element, and the position after its end tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ElementSpan {
    pub(super) inside: Range<usize>,
    pub(super) after: usize,
}

/// Bytes that may be read more than once, besides four times the length of the document.
const FREE_BYTES: usize = 64 * 1024;

/// The tags of the elements that callers asked for, by name.
#[derive(Debug)]
pub(super) struct Ends {
    names: Vec<Tags>,
    /// Bytes that may still be read; without a limit, a document of only such elements would take
    /// hours.
    left: usize,
}

#[derive(Debug)]
struct Tags {
    name: String,
    /// The start tags, in the order of the document.
    starts: Vec<Start>,
    /// Begin and end of every end tag.
    ends: Vec<Range<usize>>,
}

#[derive(Debug)]
struct Start {
    at: usize,
    /// Index of its end tag.
    end: Option<usize>,
}

impl Ends {
    /// For a document of `length` bytes.
    pub(super) fn new(length: usize) -> Self {
        Self {
            names: Vec::new(),
            left: FREE_BYTES.saturating_add(length.saturating_mul(4)),
        }
    }

    /// Returns the extent of the element whose start tag ends at `from`; `None` if it has no
    /// content, or if the text only names the element.
    pub(super) fn extent(
        &mut self,
        html: &str,
        name: &str,
        from: usize,
        is_self_closed: bool,
    ) -> Option<ElementSpan> {
        let known = self.names.iter().position(|tags| tags.name == name);
        let place = known.unwrap_or_else(|| {
            self.names.push(Tags::read(html, name));
            self.names.len() - 1
        });
        let Self { names, left } = self;
        let tags = names.get(place)?;
        let next = tags.starts.partition_point(|start| start.at < from);
        let end = if elements::content(name) == Content::Markup && !is_self_closed {
            let start = next.checked_sub(1).and_then(|own| tags.starts.get(own))?;
            tags.ends.get(start.end?)?
        } else {
            let first = tags.ends.partition_point(|end| end.start < from);
            tags.ends.get(first)?
        };
        // In XML any element can close itself, and feeds use that. The slash counts unless an end
        // tag follows nevertheless.
        let following = tags.starts.get(next).map_or(usize::MAX, |start| start.at);
        if is_self_closed && following < end.start {
            return None;
        }
        let inside = from..end.start;
        let text = html.get(inside.clone())?;
        let is_named = match elements::content(name) {
            // A program may contain tags.
            Content::Code => !is_code(before_tag(text)) && leaves_its_block(text, left)?,
            _ if name == "head" => false,
            Content::Raw | Content::Markup => leaves_its_block(text, left)?,
        };
        if is_named {
            return None;
        }
        Some(ElementSpan {
            inside,
            after: end.end,
        })
    }

    /// Returns the position after a program without an end tag; `None` if it is prose.
    pub(super) fn end_of_code(&mut self, html: &str, from: usize) -> Option<usize> {
        let rest = html.get(from..)?;
        self.left = self.left.checked_sub(rest.len())?;
        let code = before_tag(rest);
        is_code(code).then_some(from + code.len())
    }
}

/// Returns a text up to the first tag of a block or the first end tag.
fn before_tag(text: &str) -> &str {
    let length = ["</", "<p>", "<p ", "<div", "<br"]
        .iter()
        .filter_map(|tag| text.find(tag))
        .min();
    text.get(..length.unwrap_or(text.len())).unwrap_or(text)
}

fn is_code(text: &str) -> bool {
    CODE_SIGNS.iter().any(|mark| text.contains(mark))
}

impl Tags {
    fn read(html: &str, name: &str) -> Self {
        let (mut starts, mut ends) = (Vec::new(), Vec::<Range<usize>>::new());
        let mut open: Vec<usize> = Vec::new();
        for (at, tag) in tags(html) {
            if !tag.name.eq_ignore_ascii_case(name) {
                continue;
            }
            let tag_end = end_of_tag(html, at);
            if tag.is_end {
                if let Some(start) = open.pop().and_then(|own| starts.get_mut(own)) {
                    let Start { end, .. } = start;
                    *end = Some(ends.len());
                }
                ends.push(at..tag_end);
            } else {
                let is_self_closed = html.get(at..tag_end).is_some_and(|tag| tag.ends_with("/>"));
                if !is_self_closed {
                    open.push(starts.len());
                }
                starts.push(Start { at, end: None });
            }
        }
        Self {
            name: name.to_owned(),
            starts,
            ends,
        }
    }
}

/// Returns the end of the tag that begins at `at`: after its bracket, or at the next tag.
fn end_of_tag(html: &str, at: usize) -> usize {
    let inside = html.get(at + 1..).unwrap_or_default();
    match inside.find(['<', '>']) {
        Some(length) => {
            let end = at + 1 + length;
            end + usize::from(html.as_bytes().get(end) == Some(&b'>'))
        }
        None => html.len(),
    }
}

struct RawTag<'a> {
    name: &'a str,
    is_end: bool,
}

/// Iterates over everything that looks like a tag, with its position.
fn tags(html: &str) -> impl Iterator<Item = (usize, RawTag<'_>)> {
    html.match_indices('<').filter_map(|(at, _)| {
        let rest = html.get(at + 1..)?;
        let (rest, is_end) = rest
            .strip_prefix('/')
            .map_or((rest, false), |rest| (rest, true));
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let length = rest
            .bytes()
            .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'<'))
            .unwrap_or(rest.len());
        let name = rest.get(..length)?;
        Some((at, RawTag { name, is_end }))
    })
}

/// Whether a block that began earlier ends in here; `None` once `left` is used up.
fn leaves_its_block(inside: &str, left: &mut usize) -> Option<bool> {
    *left = left.checked_sub(inside.len())?;
    let mut depth = 0_usize;
    for (_, tag) in tags(inside) {
        let is_block = ENCLOSING
            .iter()
            .any(|block| tag.name.eq_ignore_ascii_case(block));
        if !is_block {
        } else if !tag.is_end {
            depth += 1;
        } else if let Some(outer) = depth.checked_sub(1) {
            depth = outer;
        } else {
            return Some(true);
        }
    }
    Some(false)
}
