//! The words, numbers and marks of a date.

use super::words;

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Number { value: u64, digits: usize },
    Word(&'a str),
    Mark(char),
}

/// Cuts a text into tokens; white space and commas only separate.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if let Some(digit) = decimal(c) {
            let (mut value, mut digits) = (digit, 1);
            while let Some(digit) = chars.peek().and_then(|(_, c)| decimal(*c)) {
                value = value.saturating_mul(10).saturating_add(digit);
                digits += 1;
                chars.next();
            }
            tokens.push(Token::Number { value, digits });
        } else if c.is_alphabetic() && !words::is_ideographic(c) {
            let mut end = start + c.len_utf8();
            while let Some((at, c)) = chars
                .peek()
                .filter(|(_, c)| c.is_alphabetic() && !words::is_ideographic(*c))
            {
                end = at + c.len_utf8();
                chars.next();
            }
            tokens.push(Token::Word(text.get(start..end).unwrap_or_default()));
        } else if !c.is_whitespace() && !matches!(c, ',' | '，' | '(' | ')') {
            tokens.push(Token::Mark(words::plain_mark(c)));
        }
    }
    tokens
}

/// The value of an ASCII or full-width digit.
fn decimal(c: char) -> Option<u64> {
    match c {
        '0'..='9' => Some(u64::from(c) - u64::from('0')),
        '０'..='９' => Some(u64::from(c) - u64::from('０')),
        _ => None,
    }
}
