//! One streaming pass from HTML to text with one line per block.

use std::cell::RefCell;

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Elements whose text no reader sees.
const INVISIBLE: [&str; 14] = [
    "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head", "select",
    "audio", "video", "canvas", "noframes",
];

/// Elements that stand inside a line; every other tag begins a new block.
const INLINE: [&str; 44] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "map", "mark", "nobr", "o:p", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr", "area", "st1", "picture", "source",
];

/// Elements that cannot have content, and therefore no end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements whose end tag may be left out (WHATWG HTML 13.1.2.4), as far as hiding one matters.
const OPEN_ENDED: [&str; 8] = ["p", "li", "dd", "dt", "td", "th", "tr", "option"];

/// Parts of a table; their end tags may be left out too.
const TABLE_PARTS: [&str; 9] = [
    "td", "th", "tr", "tbody", "thead", "tfoot", "caption", "col", "colgroup",
];

/// Blocks that always have an end tag.
const CONTAINERS: [&str; 37] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "datalist",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "table",
    "ul",
];

/// Hidden elements within hidden elements that are told apart; deeper ones count as their parent's
/// text. It bounds what a tag costs.
const NESTED_SKIPS: usize = 8;

/// Takes the text out of HTML (a fragment or a whole document), one line per block.
///
/// Markup is read as a browser's tokeniser reads it (WHATWG HTML 13.2.5). Scripts, styles and
/// hidden elements go, except a hidden one that never ends: losing the rest of a text is worse than
/// keeping an advert. White space is collapsed; empty lines are dropped. Needs no tree, so nesting
/// costs nothing. Text without any markup is returned as it is, line by line.
pub fn body_text(html: &str) -> String {
    let lines = Lines {
        state: RefCell::new(State::with_capacity(html.len())),
    };
    let tokenizer = Tokenizer::new(lines, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // The tokeniser pauses where a parser could switch the encoding; the text is decoded already.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.state.into_inner().finish()
}

struct Lines {
    state: RefCell<State>,
}

struct State {
    text: String,
    /// Where the current line began.
    line_start: usize,
    pending_space: bool,
    /// The invisible elements open here, outermost first.
    skipped: Vec<Skipped>,
}

/// An invisible element being passed over; what is open in it is counted, not remembered, so that
/// its end is found without a tree.
struct Skipped {
    name: String,
    /// Open elements that its end must wait for: those of its own name, or, of an element whose end
    /// tag may be left out, blocks which keep a sibling within from ending it.
    nested: usize,
    /// Other open blocks, counted for elements whose end tag may be left out.
    blocks: usize,
    /// Where the text goes on after its end. The text of an element hidden by an attribute is read
    /// nevertheless, lest that end never comes; the text of a script never is.
    resume: Option<Mark>,
}

/// A place in the text to return to.
struct Mark {
    len: usize,
    line_start: usize,
    pending_space: bool,
}

impl TokenSink for Lines {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.push(&text),
            Token::TagToken(tag) => return state.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn with_capacity(capacity: usize) -> Self {
        Self {
            text: String::with_capacity(capacity / 2),
            line_start: 0,
            pending_space: false,
            skipped: Vec::new(),
        }
    }

    fn push(&mut self, text: &str) {
        if self.is_deaf() {
            return;
        }
        for (index, word) in text.split(char::is_whitespace).enumerate() {
            if index > 0 {
                self.pending_space = true;
            }
            if word.is_empty() {
                continue;
            }
            if self.pending_space && self.text.len() > self.line_start {
                self.text.push(' ');
            }
            self.pending_space = false;
            self.text.push_str(word);
        }
    }

    fn break_line(&mut self) {
        if self.text.len() > self.line_start {
            self.text.push('\n');
            self.line_start = self.text.len();
        }
        self.pending_space = false;
    }

    /// Whether nothing read here can ever become text.
    fn is_deaf(&self) -> bool {
        self.skipped
            .last()
            .is_some_and(|skipped| skipped.resume.is_none())
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let ended = self
            .skipped
            .iter_mut()
            .position(|skipped| skipped.ends_at(tag));
        let is_own_end = ended
            .and_then(|at| self.skipped.drain(at..).next())
            .is_some_and(|skipped| {
                if let Some(mark) = skipped.resume {
                    self.text.truncate(mark.len);
                    self.line_start = mark.line_start;
                    self.pending_space = mark.pending_space;
                }
                tag.kind == TagKind::EndTag && skipped.name == name
            });
        if !is_own_end && !self.is_deaf() {
            if !INLINE.contains(&name) {
                self.break_line();
            }
            if tag.kind == TagKind::StartTag {
                self.skip(tag);
            }
        }
        match (tag.kind, name) {
            (TagKind::EndTag, _) => TokenSinkResult::Continue,
            (_, "script") => TokenSinkResult::RawData(ScriptData),
            (_, "style" | "iframe" | "noframes" | "xmp") => TokenSinkResult::RawData(Rawtext),
            (_, "title" | "textarea") => TokenSinkResult::RawData(Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }

    /// Begins to pass over an element nobody sees.
    fn skip(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if VOID.contains(&name) || (tag.self_closing && matches!(name, "svg" | "math")) {
            return;
        }
        let always = INVISIBLE.contains(&name);
        if !always && (self.skipped.len() >= NESTED_SKIPS || !is_hidden(tag)) {
            return;
        }
        self.skipped.push(Skipped {
            name: name.to_owned(),
            nested: 0,
            blocks: 0,
            resume: (!always).then_some(Mark {
                len: self.text.len(),
                line_start: self.line_start,
                pending_space: self.pending_space,
            }),
        });
    }

    fn finish(mut self) -> String {
        if self.text.ends_with('\n') {
            self.text.pop();
        }
        self.text
    }
}

impl Skipped {
    /// Counts what a tag opens or closes within; true when the element ends at this tag.
    fn ends_at(&mut self, tag: &Tag) -> bool {
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
            // Of a block that is not open within: the element's own end, or its parent's.
            (false, None) => true,
        }
    }

    /// Start tags that close an element left open (WHATWG HTML 13.2.6.4.7, .13 to .16).
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

    /// Its own end tag, or that of a parent whose end tag is not counted.
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

    /// A block in which a sibling's tag is none of ours, as an item in a list within an item.
    fn is_kept_open_by(&self, block: &str) -> bool {
        match self.name.as_str() {
            "td" | "th" | "tr" => block == "table",
            _ => !matches!(block, "div" | "address"),
        }
    }
}

fn is_hidden(tag: &Tag) -> bool {
    tag.attrs
        .iter()
        .any(|attribute| match &*attribute.name.local {
            "hidden" => true,
            "style" => hides(&attribute.value),
            _ => false,
        })
}

/// `display:none` or `visibility:hidden`, however spaced.
fn hides(style: &str) -> bool {
    let style: String = style
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    style
        .split(';')
        .any(|rule| rule.starts_with("display:none") || rule.starts_with("visibility:hidden"))
}
