//! Extracts the text of HTML with the tokenizer alone: time and memory grow with the length, not
//! with the nesting.

use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::publish::line;

/// Returns the text as escaped paragraphs, one per block of the document.
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

/// Returns the text without scripts and styles, with a line break at the borders of blocks.
pub(super) fn text(html: &str) -> String {
    let tokenizer = Tokenizer::new(Text::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // The tokenizer stops early only for sinks that run scripts.
    let _ignored = tokenizer.feed(&input);
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
