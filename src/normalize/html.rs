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
const VOID: [&str; 8] = ["area", "base", "br", "col", "embed", "hr", "img", "input"];

/// Takes the text out of HTML (a fragment or a whole document), one line per block.
///
/// Markup is read as a browser's tokeniser reads it (WHATWG HTML 13.2.5). Scripts, styles and
/// hidden elements go. White space is collapsed; empty lines are dropped. Needs no tree, so
/// nesting costs nothing. Text without any markup is returned as it is, line by line.
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
    skipped: Option<Skipped>,
}

/// An invisible element being passed over: nested elements of its name are counted, so that its own
/// end tag is found without a tree.
struct Skipped {
    name: String,
    depth: usize,
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
            skipped: None,
        }
    }

    fn push(&mut self, text: &str) {
        if self.skipped.is_some() {
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

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        if let Some(skipped) = &mut self.skipped {
            if skipped.name == name {
                match tag.kind {
                    TagKind::StartTag if !tag.self_closing => skipped.depth += 1,
                    TagKind::StartTag => {}
                    TagKind::EndTag => skipped.depth -= 1,
                }
                if skipped.depth == 0 {
                    self.skipped = None;
                }
            }
        } else {
            if !INLINE.contains(&name) {
                self.break_line();
            }
            if tag.kind == TagKind::StartTag && is_invisible(tag) {
                self.skipped = Some(Skipped {
                    name: name.to_owned(),
                    depth: 1,
                });
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

    fn finish(mut self) -> String {
        if self.text.ends_with('\n') {
            self.text.pop();
        }
        self.text
    }
}

fn is_invisible(tag: &Tag) -> bool {
    let name: &str = &tag.name;
    if VOID.contains(&name) || (tag.self_closing && matches!(name, "svg" | "math")) {
        return false;
    }
    INVISIBLE.contains(&name)
        || tag
            .attrs
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
