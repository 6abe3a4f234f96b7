//! Folds characters of one meaning into one, and drops white space without meaning.
//!
//! Nearly every line of a news text consists of ASCII, ideographs and two dozen marks, which fold
//! by table in one pass. A line with any other character is folded again by the complete rule
//! (NFKC, lower case, the same table), which gives the same result for the characters in the
//! tables.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::variants::Variants;
use crate::text::is_common_ideograph;

/// Appends folded lines to one text.
pub(super) struct Folder {
    variants: Variants,
    /// Whether every character so far was in the table, so that NFKC has nothing to change.
    is_plain: bool,
}

/// The result of folding a character by table.
enum Plain {
    Is(char),
    Space,
    Ellipsis,
    /// The tables do not have it.
    Unknown,
}

impl Folder {
    pub(super) fn new() -> Self {
        Self {
            variants: Variants::get(),
            is_plain: true,
        }
    }

    /// Folds one line into `folded`, replacing its content. The result has no line break, and
    /// white space only between two words of a script that needs it.
    pub(super) fn fold(&mut self, line: &str, folded: &mut String) {
        folded.clear();
        folded.reserve(line.len());
        let mut pen = Pen::at(folded);
        // Begin of a run of ideographs that do not change: most of a Chinese text, copied as a
        // whole.
        let mut run = 0;
        let mut last = None;
        for (at, character) in line.char_indices() {
            if is_common_ideograph(character) {
                let one = self.variants.fold(character);
                if one == character {
                    last = Some(character);
                    continue;
                }
                pen.write_run(line.get(run..at), last.take());
                run = at + character.len_utf8();
                pen.write_unspaced(one);
                continue;
            }
            pen.write_run(line.get(run..at), last.take());
            run = at + character.len_utf8();
            match self.plain(character) {
                Plain::Is(character) => pen.write(character),
                Plain::Space => pen.space(),
                Plain::Ellipsis => (0..3).for_each(|_| pen.write('.')),
                Plain::Unknown => {
                    self.is_plain = false;
                    return self.fold_any(line, folded);
                }
            }
        }
        pen.write_run(line.get(run..), last);
    }

    /// Folds a line by the complete rule.
    fn fold_any(&self, line: &str, folded: &mut String) {
        folded.clear();
        let mut pen = Pen::at(folded);
        // Lower case can result in a decomposed character (İ), hence the second composition.
        let characters = line
            .chars()
            .flat_map(Uncircled::new)
            .nfkc()
            .flat_map(char::to_lowercase)
            .nfkc()
            .filter_map(fold_character);
        for character in characters {
            if character.is_whitespace() || character == NON_JOINER && pen.is_behind_arabic() {
                pen.space();
            } else if character != NON_JOINER {
                pen.write(self.variants.fold(character));
            }
        }
    }

    #[inline]
    fn plain(&self, character: char) -> Plain {
        match character {
            '\u{3400}'..='\u{4DBF}' => Plain::Is(self.variants.fold(character)),
            ' '..='~' => Plain::Is(ascii(character)).or_space(),
            // Full-width ASCII is at ASCII + 0xFEE0.
            '！'..='～' => char::from_u32(u32::from(character) - 0xFEE0)
                .map_or(Plain::Unknown, |character| Plain::Is(ascii(character))),
            '\t' | '\u{3000}' | '\u{A0}' => Plain::Space,
            '…' => Plain::Ellipsis,
            '、' | '。' | '《' | '》' | '〈' | '〉' | '「' | '」' | '『' | '』' | '【' | '】'
            | '〔' | '〕' | '“' | '”' | '‘' | '’' | '—' | '–' | '·' | '•' => {
                fold_character(character).map_or(Plain::Unknown, Plain::Is)
            }
            _ => Plain::Unknown,
        }
    }

    /// Appends a folded line to a text, with a space only where two words would run together.
    pub(super) fn join(text: &mut String, line: &str) {
        let Some(first) = line.chars().next() else {
            return;
        };
        let mut end = text.chars().rev();
        let (last, before_last) = (end.next(), end.next());
        if last.is_some_and(|last| separates(before_last, last, first)) {
            text.push(' ');
        }
        // Unify runs across the border, as within a line.
        let rest = match first {
            '-' if last == Some('-') => line.trim_start_matches('-'),
            '.' if last == Some('.') => {
                let rest = line.trim_start_matches('.');
                let here = text.len() - text.trim_end_matches('.').len();
                let there = line.len() - rest.len();
                (0..there.min(MAX_DOTS.saturating_sub(here))).for_each(|_| text.push('.'));
                rest.trim_start()
            }
            // The space after a full stop matters only if a word precedes it.
            '.' if line.starts_with(". ") && !last.is_none_or(is_spaced_word) => {
                text.push('.');
                line.get(2..).unwrap_or_default()
            }
            _ => line,
        };
        text.push_str(rest);
    }

    /// Folds a text until nothing changes: after white space or a mark is dropped, a combining
    /// character may follow a letter and compose with it.
    pub(super) fn fold_until_stable(&mut self, text: String) -> String {
        if self.is_plain {
            return text;
        }
        let (mut text, mut again) = (text, String::new());
        while is_nfkc_quick(text.chars()) != IsNormalized::Yes {
            self.fold_any(&text, &mut again);
            if again == text {
                break;
            }
            std::mem::swap(&mut text, &mut again);
        }
        text
    }
}

impl Plain {
    fn or_space(self) -> Self {
        match self {
            Self::Is(' ') => Self::Space,
            other => other,
        }
    }
}

#[inline]
fn ascii(character: char) -> char {
    match character {
        '`' => '\'',
        '~' => '-',
        _ => character.to_ascii_lowercase(),
    }
}

/// Parts two parts of a word in Persian, where others write a space; elsewhere nobody sees it.
const NON_JOINER: char = '\u{200C}';

/// Most dots of an ellipsis.
const MAX_DOTS: usize = 3;

/// Writes folded characters: white space only between words, no run of dashes, at most three dots.
struct Pen<'a> {
    text: &'a mut String,
    last: Option<char>,
    /// The character before `last`.
    before_last: Option<char>,
    dots: usize,
    pending_space: bool,
}

impl<'a> Pen<'a> {
    fn at(text: &'a mut String) -> Self {
        Self {
            text,
            last: None,
            before_last: None,
            dots: 0,
            pending_space: false,
        }
    }

    fn space(&mut self) {
        self.pending_space = true;
    }

    fn is_behind_arabic(&self) -> bool {
        self.last
            .is_some_and(|last| ('\u{600}'..'\u{700}').contains(&last))
    }

    /// Writes a character of a script without spaces: white space before it has no meaning.
    #[inline]
    fn write_unspaced(&mut self, character: char) {
        self.pending_space = false;
        self.dots = 0;
        self.before_last = self.last.replace(character);
        self.text.push(character);
    }

    /// Writes a run of ideographs, if any; `last` is its last character.
    #[inline]
    fn write_run(&mut self, run: Option<&str>, last: Option<char>) {
        if let (Some(run), Some(last)) = (run, last) {
            self.pending_space = false;
            self.dots = 0;
            // No ideograph ends a sentence, so the character before the last does not matter.
            self.before_last = self.last.replace(last);
            self.text.push_str(run);
        }
    }

    #[inline]
    fn write(&mut self, character: char) {
        if std::mem::take(&mut self.pending_space)
            && self
                .last
                .is_some_and(|last| separates(self.before_last, last, character))
        {
            self.text.push(' ');
        }
        match character {
            '.' if self.dots >= MAX_DOTS => return,
            '.' => self.dots += 1,
            // Outlets write a dash as one, two or a whole line of them.
            '-' if self.last == Some('-') => return,
            _ => self.dots = 0,
        }
        self.before_last = self.last.replace(character);
        self.text.push(character);
    }
}

/// Whether white space between `last` and `after` matters.
///
/// It does between two words of scripts with spaces, also if an apostrophe ends the first one, and
/// between the full stop after a word and the first word of the next sentence: without it,
/// `fees rise. Ships` would be one word, as `example.com` is. Next to an ideograph or other
/// punctuation it is only typesetting.
fn separates(before_last: Option<char>, last: char, after: char) -> bool {
    // The character before a full stop at the beginning of a line is unknown here; `join` checks
    // it.
    let ends_sentence = last == '.' && before_last.is_none_or(is_spaced_word);
    // `the workers' union`, and Italian without accents: `la societa' elettrica`.
    let ends_word = last == '\'' && before_last.is_some_and(is_spaced_word);
    ((is_spaced_word(last) || ends_word) && is_spaced_word(after))
        || (ends_sentence && after.is_alphabetic() && is_spaced_word(after))
}

fn is_spaced_word(character: char) -> bool {
    character.is_alphanumeric() && !is_unspaced(character)
}

/// Whether a character belongs to a script without spaces between words: Han or kana.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Writes `①` as `(1)`. NFKC would leave the bare digit, which would join a number after it.
struct Uncircled {
    characters: [Option<char>; 4],
    at: usize,
}

impl Uncircled {
    fn new(character: char) -> Self {
        let number = u32::from(character)
            .checked_sub(0x245F)
            .filter(|number| (1..=20).contains(number));
        let digit = |number: u32| char::from_digit(number % 10, 10);
        let characters = match number {
            None => [Some(character), None, None, None],
            Some(number @ ..10) => [Some('('), digit(number), Some(')'), None],
            Some(number) => [Some('('), digit(number / 10), digit(number), Some(')')],
        };
        Self { characters, at: 0 }
    }
}

impl Iterator for Uncircled {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let character = self.characters.get(self.at).copied().flatten();
        self.at += 1;
        character
    }
}

/// Folds characters that NFKC does not unify although outlets use them interchangeably. `None`
/// drops the character.
///
/// The list of dropped characters belongs to [`super::VERSION`]; `crate::text` has the table by
/// which text is shown.
fn fold_character(character: char) -> Option<char> {
    Some(match character {
        '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '〝' | '〞' | '〟'
        | '″' | '״' => '"',
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' | '׳' => '\'',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | 'ー' | '﹘' | '־' | '~' | '〜'
        | '∼' => '-',
        '〔' | '【' | '〖' | '[' | '﹝' => '[',
        '〕' | '】' | '〗' | ']' | '﹞' => ']',
        '〈' | '《' | '<' | '⟨' | '≪' => '<',
        '〉' | '》' | '>' | '⟩' | '≫' => '>',
        // `।` ends a sentence in Hindi, and `٫` parts the decimals of a number in Arabic.
        '。' | '।' | '٫' => '.',
        '、' | '،' | '٬' => ',',
        '؛' => ';',
        '؟' => '?',
        '٪' => '%',
        '⁄' | '∕' => '/',
        '○' | '◯' => '〇',
        '•' | '‧' | '∙' | '・' | '●' | '･' => '·',
        // The dot that lower case leaves of `İ`; the marks of vowels, which Arabic and Hebrew may
        // leave out, and the stroke by which Arabic makes a word longer; soft hyphen, zero-width
        // and directional marks, fillers, variation selectors, byte order mark, and the glyphs of
        // icon fonts.
        '\u{307}'
        | '\u{591}'..='\u{5BD}'
        | '\u{5BF}'
        | '\u{5C1}'
        | '\u{5C2}'
        | '\u{5C4}'
        | '\u{5C5}'
        | '\u{5C7}'
        | '\u{640}'
        | '\u{64B}'..='\u{652}'
        | '\u{670}'
        | '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'
        | '\u{200D}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{E000}'..='\u{F8FF}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{FFFC}'
        | '\u{FFFD}'
        | '\u{E0000}'..='\u{E007F}'
        | '\u{E0100}'..='\u{E01EF}' => return None,
        other if other.is_control() && !other.is_whitespace() => return None,
        other => decimal_digit(other).unwrap_or(other),
    })
}

/// The zeros of the scripts with digits of their own, each followed by its nine other digits
/// (Unicode, general category Nd).
const ZEROS: [char; 19] = [
    '\u{660}', '\u{6F0}', '\u{7C0}', '\u{966}', '\u{9E6}', '\u{A66}', '\u{AE6}', '\u{B66}',
    '\u{BE6}', '\u{C66}', '\u{CE6}', '\u{D66}', '\u{DE6}', '\u{E50}', '\u{ED0}', '\u{F20}',
    '\u{1040}', '\u{17E0}', '\u{1810}',
];

/// The ASCII digit of a digit of another script.
fn decimal_digit(character: char) -> Option<char> {
    let code = u32::from(character);
    let values = ZEROS.iter().map(|zero| code.wrapping_sub(u32::from(*zero)));
    values
        .filter(|value| *value < 10)
        .find_map(|value| char::from_digit(value, 10))
}
