//! Reads the mark of a correction or withdrawal from a title and a text as sent.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::table::{BARE, CLOSING_NOTES, MARKS, NOTES, PHRASES};
use crate::model::CorrectionKind;
use crate::text::is_common_ideograph;

/// Longest name of an outlet or column that may stand before a mark (`快讯｜更正：`, `DGAP-News:
/// Korrektur:`), in characters.
const LONGEST_KICKER: usize = 24;

/// Characters of the beginning and of the end of a text in which a note stands.
const NOTE_CHARS: usize = 240;

/// Longest note in brackets at the end of a text, in characters.
const CLOSING_NOTE_CHARS: usize = 60;

/// Least letters of a mark that stands out by its capitals alone (`CORRECTED Harbour fees rise`).
const LEAST_CAPITALS: usize = 4;

/// What a publisher marks an entry as, and its title without the mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked<'a> {
    /// The mark, if the entry has one.
    pub correction: Option<CorrectionKind>,
    /// The title without it.
    pub title: Cow<'a, str>,
    /// A word of the title that may be a mark.
    pub bare: Option<Bare>,
}

/// A word at the beginning or the end of a title that is a mark if the rest is the title of
/// another entry: `更正前三季度…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bare {
    /// What it would say.
    pub(in crate::fold) kind: CorrectionKind,
    /// How many tokens it takes.
    pub(in crate::fold) tokens: usize,
    /// Whether it stands before the rest of the title; otherwise it stands behind it.
    pub(in crate::fold) is_before: bool,
}

impl<'a> Marked<'a> {
    /// Reads a title as sent and a body text, one block per line.
    pub fn read(title: &'a str, body_text: &str) -> Self {
        let title = title.trim();
        let (of_title, title) = match marked_title(title) {
            Some((kind, rest)) => (Some(kind), rest),
            None => (None, Cow::Borrowed(title)),
        };
        Self {
            correction: of_title.or_else(|| of_text(body_text)),
            bare: bare(&title).filter(|_| of_title.is_none()),
            title,
        }
    }
}

/// The mark before or behind a title, and the rest of the title; `None` if nothing else is left.
fn marked_title(title: &str) -> Option<(CorrectionKind, Cow<'_, str>)> {
    let found = about_title(title)
        .or_else(|| before(title))
        .map(|(kind, rest)| (kind, Cow::Borrowed(rest)))
        .or_else(|| behind(title).map(|(kind, rest)| (kind, Cow::Borrowed(rest))))
        .or_else(|| after_kicker(title));
    found.filter(|(_, rest)| rest.chars().any(char::is_alphanumeric))
}

/// The mark of a notice that names the title it speaks of, and that title: `关于《…》一文的更正`.
fn about_title(title: &str) -> Option<(CorrectionKind, &str)> {
    let quoted = ABOUT.iter().find_map(|about| title.strip_prefix(about))?;
    let open = quoted.chars().next()?;
    let (_, close) = QUOTES.iter().find(|(begin, _)| *begin == open)?;
    let (inside, rest) = quoted.get(open.len_utf8()..)?.split_once(*close)?;
    let mut rest = rest.trim();
    while let Some(after) = OF_TITLE.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = after;
    }
    let (kind, left) = mark(rest)?;
    left.is_empty().then_some((kind, inside))
}

/// Words before a title in quotes, the quotes, and words between it and the mark.
const ABOUT: [&str; 3] = ["关于", "關於", "对"];
const QUOTES: [(char, char); 4] = [('《', '》'), ('“', '”'), ('「', '」'), ('"', '"')];
const OF_TITLE: [&str; 9] = [
    "一文", "一稿", "稿件", "报道", "報道", "文章", "新闻", "的", "之",
];

/// A mark at the very beginning, and what follows its separator.
fn before(text: &str) -> Option<(CorrectionKind, &str)> {
    if let Some((inside, rest)) = in_brackets(text) {
        let (kind, left) = mark(inside)?;
        let left = without_ordinal(left);
        if left.is_empty() {
            return Some((kind, rest.trim_start_matches(is_separator_or_space)));
        }
        // `【更正：销量24.8万台】`: the title itself stands in the brackets.
        let inside = after_separator(left)?;
        return Some((kind, if rest.trim().is_empty() { inside } else { rest }));
    }
    let (kind, left) = mark(text)?;
    let word = text.get(..text.len() - left.len())?;
    let is_sure = is_unspaced(word) || is_capital(word);
    if let Some(rest) = after_separator(without_ordinal(left)) {
        // `Korrektur-Modus` is one word.
        return (is_sure || !joins(left)).then_some((kind, rest));
    }
    // Between ideographs a space separates; between words only capitals tell.
    let rest = left.trim_start();
    let is_spaced = rest.len() < left.len() && !rest.is_empty();
    (is_spaced && (is_unspaced(word) || stands_out(word, rest))).then_some((kind, rest))
}

/// A mark at the very end, with what stands before it.
fn behind(title: &str) -> Option<(CorrectionKind, &str)> {
    if let Some((rest, inside)) = in_last_brackets(title) {
        let (kind, left) = mark(inside)?;
        return without_ordinal(left).is_empty().then_some((kind, rest));
    }
    let at = title.rfind(is_separator)?;
    let (rest, end) = title.split_at(at);
    let last = end.trim_start_matches(is_separator_or_space);
    let (kind, left) = mark(last)?;
    // `auto-correction` is one word.
    let is_apart = is_unspaced(last) || rest.ends_with(char::is_whitespace) || !joins(end);
    (left.is_empty() && is_apart).then(|| (kind, rest.trim_end_matches(is_separator_or_space)))
}

/// A mark behind the name of an outlet or column, which stays: `UPDATE 1-CORRECTED-…`.
fn after_kicker(title: &str) -> Option<(CorrectionKind, Cow<'_, str>)> {
    let found = title
        .char_indices()
        .take(LONGEST_KICKER)
        .filter(|(_, c)| is_separator(*c) || is_closing(*c));
    for (at, separator) in found {
        let (kicker, rest) = title.split_at(at);
        let is_one_word = !kicker.ends_with(char::is_whitespace) && joins(rest);
        let rest = rest.get(separator.len_utf8()..).unwrap_or_default();
        let rest = rest.trim_start();
        let Some((kind, left)) = before(rest).filter(|(_, left)| !left.is_empty()) else {
            continue;
        };
        let mark = rest.strip_suffix(left).unwrap_or_default();
        // `某公司：撤回 药品注册申请` tells what the company did.
        let is_set_apart = mark.contains(|c| is_separator(c) || is_closing(c));
        if is_set_apart && (!is_one_word || is_capital(mark)) {
            return Some((kind, Cow::Owned(format!("{kicker}{separator}{left}"))));
        }
    }
    None
}

/// The mark before, within or behind a text: in its first line, or in a note.
fn of_text(body_text: &str) -> Option<CorrectionKind> {
    let text = body_text.trim();
    let first = text.lines().next().unwrap_or_default();
    if let Some((kind, _)) = before(first).or_else(|| noted(first)) {
        return Some(kind);
    }
    let beginning = head(text, NOTE_CHARS);
    let end = tail(text.get(beginning.len()..).unwrap_or_default(), NOTE_CHARS);
    let last = tail(text, NOTE_CHARS)
        .lines()
        .next_back()
        .unwrap_or_default();
    [beginning, end]
        .into_iter()
        .find_map(note)
        .or_else(|| before(last).or_else(|| noted(last)).map(|(kind, _)| kind))
        .or_else(|| closing_note(last))
}

/// `（純利益の金額を訂正しました）`, `（更正前稿净利润数据）`: brackets at the very end of a text
/// that say what was corrected in it.
fn closing_note(line: &str) -> Option<CorrectionKind> {
    let (_, inside) = in_last_brackets(line)?;
    let inside = head(inside, CLOSING_NOTE_CHARS + 1).to_lowercase();
    let has_any = |words: &[&str]| words.iter().any(|word| inside.contains(word));
    let (begins, parts, ends) = CLOSING_NOTES;
    let says = (begins.iter().any(|word| inside.starts_with(word)) && has_any(parts))
        || ends.iter().any(|word| inside.ends_with(word));
    (says && inside.chars().count() <= CLOSING_NOTE_CHARS).then_some(CorrectionKind::Corrects)
}

/// `(Corrects figure in second paragraph)`: brackets that begin with a mark.
fn noted(line: &str) -> Option<(CorrectionKind, &str)> {
    let (inside, rest) = in_brackets(line)?;
    let (kind, left) = mark(inside)?;
    left.starts_with(char::is_whitespace)
        .then_some((kind, rest))
}

/// The words with which every note begins to speak of its text, in any case of their ASCII letters.
/// Most texts have none of them. `None` if the words make no automaton, so that every text is read
/// for each of them.
static SPEAKS_OF_TEXT: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let phrases = PHRASES.iter().flat_map(|(_, phrases)| phrases.iter());
    let texts = NOTES.iter().flat_map(|(_, texts, _)| texts.iter());
    let mut automaton = AhoCorasick::builder();
    let automaton = automaton.ascii_case_insensitive(true);
    automaton.build(phrases.chain(texts)).ok()
});

/// A note that says that the text was corrected.
fn note(part: &str) -> Option<CorrectionKind> {
    let part = lower_but_ascii(part);
    let words = SPEAKS_OF_TEXT.as_ref();
    if words.is_some_and(|words| !words.is_match(&*part)) {
        return None;
    }
    let part = part.to_ascii_lowercase();
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    let said = PHRASES.iter().find(|(_, phrases)| has(&part, phrases));
    if let Some((kind, _)) = said {
        return Some(*kind);
    }
    let mut notes = NOTES.iter();
    let found = notes.find(|(_, texts, wrong)| {
        has(&part, texts)
            && part
                .split(['\n', '。', '！', '？'])
                .any(|sentence| has(sentence, texts) && has(sentence, wrong))
    });
    found.map(|(kind, ..)| *kind)
}

/// A text with all letters but those of ASCII in lower case; ideographs have none.
fn lower_but_ascii(text: &str) -> Cow<'_, str> {
    let stays = |c: char| is_common_ideograph(c) || c.is_ascii() || c.to_lowercase().eq([c]);
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.to_lowercase())
}

/// A word of the title that may be a mark.
fn bare(title: &str) -> Option<Bare> {
    BARE.iter().find_map(|(kind, word)| {
        let is_before = title.starts_with(word);
        (is_before || title.ends_with(word)).then(|| Bare {
            kind: *kind,
            tokens: word.chars().count(),
            is_before,
        })
    })
}

/// The marks by their first character.
static MARKS_BY_FIRST: LazyLock<HashMap<char, Vec<(CorrectionKind, &str)>>> = LazyLock::new(|| {
    let mut marks: HashMap<_, Vec<_>> = HashMap::new();
    for (kind, words) in MARKS {
        for word in words {
            if let Some(first) = word.chars().next() {
                marks.entry(first).or_default().push((kind, *word));
            }
        }
    }
    marks
});

/// The longest mark that a text begins with, and what follows it.
fn mark(text: &str) -> Option<(CorrectionKind, &str)> {
    let text = text.trim_start();
    let first = text.chars().next().map(folded)?;
    let mut longest: Option<(CorrectionKind, &str)> = None;
    for (kind, word) in MARKS_BY_FIRST.get(&first)? {
        if let Some(rest) = after(text, word)
            && longest.is_none_or(|(_, known)| rest.len() < known.len())
        {
            longest = Some((*kind, rest));
        }
    }
    longest
}

/// What follows a word at the beginning of a text, if the text has it in any case and width, and
/// the word ends there.
fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for wanted in word.chars() {
        if rest.next().map(folded) != Some(wanted) {
            return None;
        }
    }
    let rest = rest.as_str();
    let goes_on = rest.starts_with(char::is_alphanumeric);
    let ends_there = !goes_on || is_unspaced(word);
    ends_there.then_some(rest)
}

/// A character in lower case and half width. Of the few letters whose lower case is two
/// characters, no word of the tables has any.
fn folded(character: char) -> char {
    let narrow = match character {
        '！'..='～' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        '\u{3000}' | '\u{A0}' => ' ',
        _ => character,
    };
    narrow.to_lowercase().next().unwrap_or(narrow)
}

/// The rest of a text that begins with a separator, after all separators and spaces.
fn after_separator(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(is_separator_or_space);
    let skipped = text.get(..text.len() - rest.len())?;
    (skipped.contains(is_separator) && !rest.is_empty()).then_some(rest)
}

/// Without the number of a correction: `CORRECTION 2:`, `更正（二）：`.
fn without_ordinal(text: &str) -> &str {
    let text = text.trim();
    let (number, rest) = in_brackets(text).unwrap_or_else(|| {
        let rest = text.trim_start_matches(is_numeral);
        (text.strip_suffix(rest).unwrap_or_default(), rest)
    });
    let is_ordinal = !number.is_empty() && number.chars().all(is_numeral);
    if is_ordinal && !rest.starts_with(char::is_alphanumeric) {
        rest.trim_start()
    } else {
        text
    }
}

fn is_numeral(character: char) -> bool {
    character.is_ascii_digit() || "一二三".contains(character)
}

/// What stands in brackets at the beginning, and what follows them.
fn in_brackets(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let open = text.chars().next()?;
    let close = closing(open)?;
    let (inside, rest) = text.get(open.len_utf8()..)?.split_once(close)?;
    Some((inside.trim(), rest))
}

/// What stands before brackets at the end, and what stands in them.
fn in_last_brackets(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end();
    let close = text.chars().next_back()?;
    let open = BRACKETS.iter().find(|(_, end)| *end == close)?.0;
    let (rest, inside) = text
        .get(..text.len() - close.len_utf8())?
        .rsplit_once(open)?;
    Some((rest.trim_end(), inside.trim()))
}

const BRACKETS: [(char, char); 9] = [
    ('(', ')'),
    ('[', ']'),
    ('<', '>'),
    ('（', '）'),
    ('【', '】'),
    ('〔', '〕'),
    ('［', '］'),
    ('〖', '〗'),
    ('〈', '〉'),
];

fn closing(open: char) -> Option<char> {
    let pair = BRACKETS.iter().find(|(begin, _)| *begin == open);
    pair.map(|(_, end)| *end)
}

fn is_closing(character: char) -> bool {
    BRACKETS.iter().any(|(_, end)| *end == character)
}

/// A sign between a mark and a title.
fn is_separator(character: char) -> bool {
    matches!(
        character,
        ':' | '：'
            | '|'
            | '｜'
            | '丨'
            | '-'
            | '－'
            | '–'
            | '—'
            | '―'
            | '='
            | '＝'
            | '/'
            | '／'
            | '»'
            | '>'
            | '・'
            | '·'
    )
}

fn is_separator_or_space(character: char) -> bool {
    is_separator(character) || character.is_whitespace()
}

/// Whether a text begins with a sign that also joins two words, with a word right behind it.
fn joins(text: &str) -> bool {
    text.strip_prefix(['-', '/', '·', '・'])
        .is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}

/// Whether a word is of a script without spaces between words.
fn is_unspaced(word: &str) -> bool {
    let last = word.trim_end().chars().next_back();
    last.is_some_and(|last| ('\u{3040}'..='\u{9FFF}').contains(&last))
}

/// Whether a mark stands out before a title by its capitals.
fn stands_out(word: &str, rest: &str) -> bool {
    let next = rest.split_whitespace().next().unwrap_or_default();
    is_capital(word) && next.chars().any(char::is_lowercase)
}

/// Whether the first word of a mark is written in capitals.
fn is_capital(word: &str) -> bool {
    let first = word
        .split(|c: char| !c.is_alphabetic())
        .find(|part| !part.is_empty())
        .unwrap_or_default();
    first.chars().count() >= LEAST_CAPITALS && !first.chars().any(char::is_lowercase)
}

fn head(text: &str, chars: usize) -> &str {
    let end = text.char_indices().nth(chars);
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

fn tail(text: &str, chars: usize) -> &str {
    let start = text.char_indices().rev().nth(chars);
    start
        .and_then(|(start, _)| text.get(start..))
        .unwrap_or(text)
}
