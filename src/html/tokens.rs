//! The tokeniser and its one sink: every reader of HTML takes its tokens from here.

use std::cell::RefCell;

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Gives every token of a document to `take`, in order.
///
/// Scripts, titles and the like are tokenised as markup; a reader that must not see their content
/// skips it.
pub fn tokenize(html: &str, take: impl FnMut(Token)) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    tokenize_input(&input, take, || {});
}

/// Like [`tokenize`], for a reader that changes the input while it is read; calls `at_end` before
/// the last tokens.
pub(super) fn tokenize_input(input: &BufferQueue, take: impl FnMut(Token), at_end: impl FnOnce()) {
    let tokenizer = Tokenizer::new(Sink(RefCell::new(take)), TokenizerOpts::default());
    // The tokeniser pauses where a parser could switch the encoding; the text is already decoded.
    while !matches!(tokenizer.feed(input), TokenizerResult::Done) {}
    at_end();
    tokenizer.end();
}

/// Passes tokens on.
struct Sink<F>(RefCell<F>);

impl<F: FnMut(Token)> TokenSink for Sink<F> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        (self.0.borrow_mut())(token);
        // The states for raw text are never used: readers skip what they must not see.
        TokenSinkResult::Continue
    }
}
