//! Splits a normalised text into ideographs, words and numbers in one pass.

use std::cell::OnceCell;
use std::ops::Range;

use super::code::market_and_digits;
use super::currency::{Currencies, is_currency_code};
use super::letters::{Word, word_token};
use super::number_words::{LONGEST_ROMAN, begins_number};
use super::range::OpenRange;
use super::style::Style;
use super::unspaced::{is_unspaced, stretch};
use super::{Figure, FigureKind, Hedge, MASK, MAX_CHARS, TokenizedText, synonyms};
use crate::text::{COMMON_IDEOGRAPHS, is_common_ideograph};

/// Set in tokens of words, so that they never equal an ideograph.
pub(super) const WORD: u64 = 1 << 63;

/// Reads the text; grams and length are left to the caller.
pub(super) fn read(normalized: &str) -> TokenizedText {
    let mut lexer = Lexer::new(normalized);
    loop {
        lexer.ideographs();
        let Some(character) = lexer.peek(0) else {
            break;
        };
        lexer.step(character);
    }
    lexer.finish()
}

/// Where in the text the tokens stand that [`read`] gives, in bytes. Tokens that are read
/// together, as those of `15 June`, have one place.
pub(super) fn places(normalized: &str) -> Vec<Range<usize>> {
    let mut lexer = Lexer::new(normalized);
    let mut places: Vec<Range<usize>> = Vec::new();
    loop {
        let before = lexer.at;
        lexer.ideographs();
        let ideographs = (before..lexer.at).step_by(IDEOGRAPH);
        places.extend(ideographs.map(|start| start..start + IDEOGRAPH));
        let Some(character) = lexer.peek(0) else {
            break;
        };
        let before = lexer.at;
        lexer.kept = places.len();
        lexer.step(character);
        let taken_back = places.drain(lexer.kept.min(places.len())..);
        let start = taken_back.map(|place| place.start).min();
        places.resize(lexer.out.tokens.len(), start.unwrap_or(before)..lexer.at);
    }
    places
}

/// As much of a text as is compared.
fn beginning(text: &str) -> &str {
    if text.len() <= MAX_CHARS {
        return text;
    }
    let end = text.char_indices().nth(MAX_CHARS);
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

pub(super) struct Lexer<'a> {
    pub(super) text: &'a str,
    /// Where in it, in bytes.
    pub(super) at: usize,
    pub(super) out: TokenizedText,
    /// The figure that a next figure would make a range: `1.5-3亿元`.
    pub(super) range: Option<OpenRange>,
    /// What a word within the number that is being read says about it: `2000余万`.
    pub(super) hedge: Option<Hedge>,
    /// Where the number begins that is being read in digits.
    pub(super) number_start: Option<usize>,
    /// Where the number read last ends, and the name of a month.
    pub(super) number_end: Option<usize>,
    pub(super) month_end: Option<usize>,
    pub(super) style: OnceCell<Style>,
    /// How many tokens were never taken back since the caller set it.
    kept: usize,
}

/// The ideographs that nearly every character of a Chinese text is.
const FIRST: char = *COMMON_IDEOGRAPHS.start();
const LAST: char = *COMMON_IDEOGRAPHS.end();

/// Bytes of one.
const IDEOGRAPH: usize = 3;

/// What Arabic writes right before a number: `9 ملايين و200 ألف`.
pub(super) const ARABIC_AND: &str = "و";

/// Tokens before which a sentence's end does not count: an abbreviation, a numbered point.
const SHORTEST_LEAD: usize = 8;

impl<'a> Lexer<'a> {
    fn new(normalized: &'a str) -> Self {
        Self {
            text: beginning(normalized),
            at: 0,
            out: TokenizedText {
                tokens: Vec::with_capacity(normalized.len().min(3 * MAX_CHARS) / IDEOGRAPH + 1),
                ..TokenizedText::default()
            },
            range: None,
            hedge: None,
            number_start: None,
            number_end: None,
            month_end: None,
            style: OnceCell::new(),
            kept: 0,
        }
    }

    fn finish(mut self) -> TokenizedText {
        if self.out.lead == 0 {
            self.out.lead = self.out.tokens.len();
        }
        synonyms::unify(&mut self.out.tokens);
        self.out
    }
}

impl Lexer<'_> {
    pub(super) fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<char> {
        self.rest().chars().nth(ahead)
    }

    pub(super) fn before(&self) -> Option<char> {
        self.head(self.at).chars().next_back()
    }

    /// Takes tokens back, so that as many as `kept` are left.
    pub(super) fn take_back(&mut self, kept: usize) {
        self.out.tokens.truncate(kept);
        self.kept = self.kept.min(kept);
    }

    /// The text before a place.
    pub(super) fn head(&self, end: usize) -> &str {
        self.text.get(..end).unwrap_or_default()
    }

    pub(super) fn starts_with_digit(&self) -> bool {
        self.peek(0).is_some_and(|next| next.is_ascii_digit())
    }

    pub(super) fn skip(&mut self, character: char) {
        self.at += character.len_utf8();
    }

    /// Takes the ideographs that mean nothing but themselves: nearly every character of a Chinese
    /// text.
    fn ideographs(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let (triples, _) = rest.as_chunks::<IDEOGRAPH>();
        let before = self.out.tokens.len();
        let plain = triples.iter().map_while(|triple| plain_ideograph(*triple));
        self.out.tokens.extend(plain);
        self.at += IDEOGRAPH * (self.out.tokens.len() - before);
    }

    fn step(&mut self, character: char) {
        if character.is_ascii_digit() {
            self.number();
        } else if (matches!(character, '百' | '千' | '万') && self.share_in_words())
            || (character == '(' && self.ticker())
            || self.chinese_weekday(character)
            || self.date_in_numerals(character)
            || self.amount_in_numerals(character)
            || self.korean_weekday(character)
        {
            // Read whole.
        } else if let Some(value) = self.counted(character) {
            self.skip(character);
            self.push_figure(FigureKind::Amount, value, 1.0, 1, 1.0);
        } else if is_common_ideograph(character) {
            self.out.tokens.push(u64::from(character));
            self.skip(character);
        } else if is_unspaced(character) {
            self.unspaced();
        } else if is_word(character) {
            self.word();
        } else {
            if character.is_alphanumeric() {
                self.out.tokens.push(u64::from(character));
            } else if self.out.lead == 0
                && matches!(character, '.' | '!' | '?' | ';')
                && self.out.tokens.len() >= SHORTEST_LEAD
                && !(character == '.' && (self.is_stop_of_day() || self.is_numbering()))
            {
                self.out.lead = self.out.tokens.len();
            }
            self.skip(character);
        }
    }

    /// `二季度` is `2季度`, `第三` is `第3`, and `公告(二)` is `公告(2)`. Beside dates and shares,
    /// outlets rewrite no others.
    fn counted(&self, character: char) -> Option<f64> {
        let value = numeral(character)?;
        let is_quarter = self.peek(1) == Some('季') && self.peek(2) == Some('度');
        let is_ordinal = self.before() == Some('第')
            && self
                .peek(1)
                .is_some_and(|next| !"十百千二三四五六七八九".contains(next));
        let is_last =
            self.before() == Some('(') && self.rest().get(character.len_utf8()..) == Some(")");
        (is_quarter || is_ordinal || is_last).then_some(value)
    }

    /// Reads a stretch of a script without spaces between words, or the name of a month there.
    fn unspaced(&mut self) {
        if self.thai_month() {
            return;
        }
        let length = stretch(self.rest());
        let text = self.rest().get(..length).unwrap_or_default();
        let token = word_token(text.chars());
        self.at += length;
        self.out.tokens.push(token);
        self.out.names.push(token);
    }

    fn word(&mut self) {
        let start = self.at;
        let mut read = Word::EMPTY;
        let mut length = 0_u32;
        // `Hungary's` names Hungary: the word before its last apostrophe.
        let mut owner = read;
        while let Some(character) = self.peek(0) {
            let joins = match character {
                // A hyphen joins a name (`glm-5`); between words, outlets use it and spaces and
                // dashes alike.
                '-' => {
                    let digit = |side: Option<char>| side.is_some_and(|c| c.is_ascii_digit());
                    digit(self.before()) && self.peek(1).is_some_and(is_word_or_digit)
                        || digit(self.peek(1))
                }
                // `v2.0`; but a sentence may begin with a number: normalised text has no space
                // between its stop and a digit.
                '.' if self.peek(1).is_some_and(|next| next.is_ascii_digit()) => {
                    let read = self.text.get(start..self.at).unwrap_or_default();
                    read.contains(|c: char| c.is_ascii_digit())
                }
                '.' | '\'' | '&' | '+' => self.peek(1).is_some_and(is_word_or_digit),
                // Catalan writes `sol·licitar`.
                '·' => self.before() == Some('l') && self.peek(1) == Some('l'),
                _ => false,
            };
            let begins_amount = || {
                let before = self.text.get(start..self.at).unwrap_or_default();
                character.is_ascii_digit() && (is_currency_code(before) || before == ARABIC_AND)
            };
            if begins_amount() {
                break;
            } else if is_word_or_digit(character) {
                read.add(character);
                length += 1;
            } else if !joins {
                break;
            } else if character == '\'' {
                owner = read;
            }
            self.skip(character);
        }
        let word = self.text.get(start..self.at).unwrap_or_default();
        let has_digit = word.contains(|c: char| c.is_ascii_digit());
        if has_digit && let Some(code) = market_and_digits(word) {
            self.push_figure(FigureKind::Code, code, 1.0, 3, 1.0);
            return;
        }
        let token = read.token();
        if self.day_by_name(token, length, start)
            || self.number_in_words(token, start)
            || (length <= LONGEST_ROMAN && self.roman_numeral(start))
            || self.peek(0) == Some(':') && self.listed_ticker(start)
        {
            return;
        }
        self.out.tokens.push(token);
        if length >= 3 || has_digit {
            let word = self.text.get(start..self.at).unwrap_or_default();
            let is_owner = word.ends_with("'s");
            let name = if is_owner { owner.token() } else { token };
            self.out.names.push(name);
        }
    }

    pub(super) fn push_figure(
        &mut self,
        kind: FigureKind,
        value: f64,
        step: f64,
        digits: u32,
        scale: f64,
    ) {
        let token = self.out.tokens.len();
        let hedge = self.hedge();
        let start = self.number_start.take();
        let currencies = if kind == FigureKind::Amount {
            self.currencies(start)
        } else {
            Currencies::UNKNOWN
        };
        self.end_range(kind, scale, currencies);
        self.out.tokens.push(MASK);
        self.out.figures.push(Figure {
            kind,
            value: value * scale,
            step: step * scale,
            digits: u8::try_from(digits).unwrap_or(u8::MAX),
            scaled: scale > 1.0,
            currencies,
            hedge,
            token,
        });
        self.range = self.range_behind();
        self.number_end = Some(self.at);
        self.unit_of_another_name();
        self.unit_behind();
        self.skip_ending();
    }

    /// Passes the grammatical ending that a language writes behind a number in digits: `%31'e`,
    /// `9,4%-kal`, `214-го`.
    fn skip_ending(&mut self) {
        let rest = self.rest();
        let (is_percent, behind) = match rest.strip_prefix('%') {
            Some(behind) => (true, behind),
            None => (false, rest),
        };
        let Some(mark) = behind
            .chars()
            .next()
            .filter(|mark| matches!(mark, '\'' | '-'))
        else {
            return;
        };
        let letters: usize = behind
            .chars()
            .skip(1)
            .take_while(|next| is_word(*next))
            .map(char::len_utf8)
            .sum();
        let ending = behind.get(1..=letters).unwrap_or_default();
        let goes_on = behind
            .get(letters + 1..)
            .is_some_and(|after| after.starts_with(is_word_or_digit));
        let is_cyrillic = ending.starts_with(|first| ('\u{400}'..'\u{530}').contains(&first));
        let most = if mark == '\'' || is_percent { 4 } else { 3 };
        let is_ending = mark == '\'' || is_percent || is_cyrillic;
        if is_ending && !goes_on && (1..=most).contains(&ending.chars().count()) {
            self.at += usize::from(is_percent) + 1 + letters;
        }
    }
}

/// The ideograph that three bytes are, where a character begins; `None` also of some that may be
/// numerals.
#[inline]
fn plain_ideograph([first, second, third]: [u8; IDEOGRAPH]) -> Option<u64> {
    let bits = |byte: u8| u64::from(byte & 0x3F);
    let code = u64::from(first & 0x0F) << 12 | bits(second) << 6 | bits(third);
    let is_ideograph = (0xE4..=0xE9).contains(&first) && code >= u64::from(FIRST);
    let [low, ..] = code.to_le_bytes();
    let may_be_numeral = LOW_OF_NUMERALS.get(usize::from(low)) == Some(&true);
    (is_ideograph && !may_be_numeral).then_some(code)
}

/// Whether the code point of a numeral, or of what begins a share (`百分之三`), ends in this byte.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated when it is compiled, where `get` is none"
)]
static LOW_OF_NUMERALS: [bool; 256] = {
    let mut lows = [false; 256];
    let mut code = FIRST as u32;
    while code <= LAST as u32 {
        if let Some(character) = char::from_u32(code)
            && (begins_number(character) || matches!(character, '百' | '千' | '万'))
        {
            lows[(code & 0xFF) as usize] = true;
        }
        code += 1;
    }
    lows
};

/// What a numeral below ten counts.
pub(super) const fn numeral(character: char) -> Option<f64> {
    Some(match character {
        '一' => 1.0,
        '二' => 2.0,
        '三' => 3.0,
        '四' => 4.0,
        '五' => 5.0,
        '六' => 6.0,
        '七' => 7.0,
        '八' => 8.0,
        '九' => 9.0,
        _ => return None,
    })
}

pub(super) fn is_word_or_digit(character: char) -> bool {
    is_word(character) || character.is_ascii_digit()
}

/// Letters of scripts that are written in words: not ideographs, kana or hangul. In the scripts of
/// India, also the two signs that Unicode does not count as letters.
pub(super) fn is_word(character: char) -> bool {
    // The bound first: it spares most characters of a Chinese text the tables.
    character.is_ascii_alphabetic()
        || (u32::from(character) < 0x2E80 && character.is_alphabetic())
        || is_indic_sign(character)
}

/// Whether it is the dot below a letter for a foreign sound, or the sign that joins two consonants:
/// each block of a script of India has them in the same places.
fn is_indic_sign(character: char) -> bool {
    ('\u{900}'..'\u{E00}').contains(&character)
        && matches!(u32::from(character) & 0x7F, 0x3C | 0x4D)
}
