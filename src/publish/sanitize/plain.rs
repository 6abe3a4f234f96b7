//! The text of HTML by its tokens alone: time and memory grow with its length, not its nesting.

use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::publish::line;

/// Paragraphs of escaped text, one per block of the document.
pub(super) fn paragraphs(html: &str) -> String {
    let mut out = String::new();
    for block in text(html).split('\n').map(str::trim) {
        if !block.is_empty() {
            out.push_str("<p>");
            out.push_str(&line::escape(block));
            out.push_str("</p>\n");
        }
    }
    out
}

/// The text, without scripts and styles, with a line break where a block begins or ends.
pub(super) fn text(html: &str) -> String {
    let tokenizer = Tokenizer::new(Text::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // Only a sink that runs scripts makes the tokenizer stop before the end.
    let _stopped = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.text.into_inner()
}

#[derive(Default)]
struct Text {
    text: RefCell<String>,
    hidden: Cell<bool>,
}

impl TokenSink for Text {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(characters) if !self.hidden.get() => {
                self.text.borrow_mut().push_str(&characters);
            }
            Token::TagToken(tag) => {
                let is_start = tag.kind == TagKind::StartTag;
                self.hidden.set(false);
                match &*tag.name {
                    "script" | "style" | "iframe" | "noembed" | "noframes" | "noscript" | "xmp"
                        if is_start =>
                    {
                        self.hidden.set(true);
                        return TokenSinkResult::RawData(if &*tag.name == "script" {
                            RawKind::ScriptData
                        } else {
                            RawKind::Rawtext
                        });
                    }
                    "textarea" | "title" if is_start => {
                        self.hidden.set(true);
                        return TokenSinkResult::RawData(RawKind::Rcdata);
                    }
                    "a" | "abbr" | "b" | "big" | "code" | "em" | "font" | "i" | "img" | "s"
                    | "small" | "span" | "strong" | "sub" | "sup" | "tt" | "u" => {}
                    _ => self.text.borrow_mut().push('\n'),
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
