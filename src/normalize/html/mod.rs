//! One streaming pass from HTML to text with one line per block.

mod comment;
mod hidden;
mod skip;
#[cfg(test)]
mod tests;

use std::cell::RefCell;

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use hidden::{is_advert, is_hidden, reads_like_advert};
use skip::{Mark, Skipped};

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

/// Hidden elements within hidden elements that are told apart; deeper ones count as their parent's
/// text. It bounds what a tag costs.
const NESTED_SKIPS: usize = 8;

/// Takes the text out of HTML (a fragment or a whole document), one line per block.
///
/// Markup is read as a browser's tokeniser reads it (WHATWG HTML 13.2.5). Scripts, styles and
/// hidden elements go, except a hidden one that never ends: losing the rest of a text is worse than
/// keeping an advert. So do short elements whose class says advert, QR code or share bar, unless
/// nothing else is there. White space is collapsed; empty lines are dropped. Needs no tree, so nesting
/// costs nothing. Text without any markup is returned as it is, line by line.
///
/// Three things are read against the standard, for the sake of outlets that got them wrong:
/// paragraphs of running text in a comment are text; `<A股上市公司办法>`, which names no
/// element, is text; and HTML that was escaped once too often is read once more.
pub fn body_text(html: &str) -> String {
    let text = read(html);
    if is_markup(&text) { read(&text) } else { text }
}

fn read(html: &str) -> String {
    let (text, has_guessed) = tokenized(html, true);
    if text.is_empty() && has_guessed {
        tokenized(html, false).0
    } else {
        text
    }
}

/// The text, and whether an element was left out for its class alone.
fn tokenized(html: &str, without_adverts: bool) -> (String, bool) {
    let sink = Lines {
        state: RefCell::new(State::new(html.len(), without_adverts)),
    };
    let state = tokenize(html, sink).state.into_inner();
    let has_guessed = state.has_guessed;
    (state.finish(), has_guessed)
}

/// Feeds HTML to a sink, to the end.
fn tokenize<S: TokenSink>(html: &str, sink: S) -> S {
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // The tokeniser pauses where a parser could switch the encoding; the text is decoded already.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink
}

/// Whether a text is HTML that was escaped once too often: it begins with a tag.
fn is_markup(text: &str) -> bool {
    let name: String = match text.strip_prefix('<') {
        Some(rest) => rest
            .chars()
            .map_while(|c| c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase()))
            .take(10)
            .collect(),
        None => return false,
    };
    (skip::is_block(&name)
        || matches!(
            name.as_str(),
            "p" | "br" | "img" | "span" | "strong" | "a" | "font"
        ))
        && (text.contains("</") || text.contains("<br"))
}

/// Where the first white space of a text stands, or its end.
fn space_or_end(text: &str) -> usize {
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            // Ideographs, three bytes each, and ASCII: no white space begins so.
            0xE4..=0xE9 => at += 3,
            b'!'..=b'~' => at += 1,
            _ => match text.get(at..).and_then(|rest| rest.chars().next()) {
                Some(character) if !character.is_whitespace() => at += character.len_utf8(),
                _ => return at,
            },
        }
    }
    text.len()
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
    /// Whether elements go for their class alone, and whether one did.
    without_adverts: bool,
    has_guessed: bool,
}

impl TokenSink for Lines {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.push(&text),
            Token::TagToken(tag) if names_no_element(&tag) => state.push(&as_written(&tag)),
            Token::TagToken(tag) => return state.tag(&tag),
            Token::CommentToken(comment) if !state.is_deaf() => {
                for paragraph in comment::paragraphs(&comment)
                    .iter()
                    .flat_map(|text| text.lines())
                {
                    state.break_line();
                    state.push(paragraph);
                    state.break_line();
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn new(capacity: usize, without_adverts: bool) -> Self {
        Self {
            text: String::with_capacity(capacity / 2),
            line_start: 0,
            pending_space: false,
            skipped: Vec::new(),
            without_adverts,
            has_guessed: false,
        }
    }

    fn push(&mut self, text: &str) {
        if self.is_deaf() {
            return;
        }
        let mut rest = text;
        loop {
            let (word, space) = rest.split_at(space_or_end(rest));
            if !word.is_empty() {
                if self.pending_space && self.text.len() > self.line_start {
                    self.text.push(' ');
                }
                self.pending_space = false;
                self.text.push_str(word);
            }
            let mut characters = space.chars();
            if characters.next().is_none() {
                return;
            }
            self.pending_space = true;
            rest = characters.as_str();
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
                    self.cut(&mark, skipped.is_guess);
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

    /// Takes back what was read since an element began that nobody sees.
    fn cut(&mut self, mark: &Mark, is_guess: bool) {
        let within = self.text.get(mark.len..).unwrap_or_default();
        if is_guess && !reads_like_advert(within) {
            return;
        }
        self.has_guessed |= is_guess;
        self.text.truncate(mark.len);
        self.line_start = mark.line_start;
        self.pending_space = mark.pending_space;
    }

    /// Begins to pass over an element nobody sees.
    fn skip(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if VOID.contains(&name) || (tag.self_closing && matches!(name, "svg" | "math")) {
            return;
        }
        let always = INVISIBLE.contains(&name);
        let is_guess = !always && !is_hidden(tag);
        let is_seen = is_guess && !(self.without_adverts && is_advert(tag));
        if is_seen || (!always && self.skipped.len() >= NESTED_SKIPS) {
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
            is_guess,
        });
    }

    fn finish(mut self) -> String {
        if self.text.ends_with('\n') {
            self.text.pop();
        }
        self.text
    }
}

/// Whether a tag is text that a browser took for one: `<A股上市公司办法>` in a title.
fn names_no_element(tag: &Tag) -> bool {
    let is_foreign = |name: &str| !name.is_ascii();
    is_foreign(&tag.name)
        || (tag
            .attrs
            .iter()
            .any(|attribute| is_foreign(&attribute.name.local))
            && !INLINE.contains(&&*tag.name)
            && !VOID.contains(&&*tag.name)
            && !INVISIBLE.contains(&&*tag.name)
            && !skip::is_block(&tag.name))
}

/// A tag as the text it was meant as; the tokeniser has lower-cased it.
fn as_written(tag: &Tag) -> String {
    let mut text = String::from(match tag.kind {
        TagKind::StartTag => "<",
        TagKind::EndTag => "</",
    });
    text.push_str(&tag.name);
    for attribute in &tag.attrs {
        text.push(' ');
        text.push_str(&attribute.name.local);
        if !attribute.value.is_empty() {
            text.push('=');
            text.push_str(&attribute.value);
        }
    }
    if tag.self_closing {
        text.push('/');
    }
    text.push('>');
    text
}
