//! Recognises the boilerplate that an outlet puts around a text: by rule ([`rules`], [`frame`]),
//! and as learned from the lines that a source repeats ([`learned`]).

mod frame;
mod learned;
mod rules;
#[cfg(test)]
mod tests;

use std::cell::LazyCell;
use std::ops::Deref;
use std::sync::LazyLock;

pub(super) use frame::{inner, without_lead_in};
pub use learned::Boilerplate;
pub(super) use learned::{is_worth_learning, key};
use rules::{LineForm, LineKind, LinePlace, MAX_CHARS, RULES, Rule};

/// Lines from the top, and from the end, that count as a text's edge.
const EDGE_TOP: usize = 5;
const EDGE_END: usize = 8;

/// The position of a line among the lines of its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position {
    pub(super) from_top: usize,
    pub(super) from_end: usize,
}

impl Position {
    pub(super) fn is_edge(self) -> bool {
        self.is_in(LinePlace::Edge)
    }

    fn is_in(self, place: LinePlace) -> bool {
        let is_end = self.from_end < EDGE_END;
        match place {
            LinePlace::Anywhere => true,
            LinePlace::End => is_end,
            LinePlace::Edge => is_end || self.is_top(),
        }
    }

    /// Whether it is among the first few lines.
    pub(super) fn is_top(self) -> bool {
        self.from_top < EDGE_TOP
    }
}

/// Goes through the lines of a text, in order, and recognises those that are boilerplate by rule.
#[derive(Debug, Default)]
pub(super) struct LineFilter {
    /// How many more lines the present list of other texts may have.
    listed: usize,
}

/// Most lines of a list of other texts, and the longest one in characters.
const MAX_LISTED: usize = 8;
const MAX_LISTED_CHARS: usize = 45;

impl LineFilter {
    /// Whether a line is boilerplate; `raw` is the line in the body text, `normal` its normalised
    /// form.
    pub(super) fn is_boilerplate(&mut self, raw: &str, normal: &str, position: Position) -> bool {
        let Some(chars) = chars_of_line(normal) else {
            self.listed = 0;
            return false;
        };
        match kind(normal, chars, position) {
            Some(LineKind::Related) => {
                self.listed = MAX_LISTED;
                return true;
            }
            Some(_) => return true,
            None => {}
        }
        if self.listed > 0 && chars <= MAX_LISTED_CHARS && !normal.ends_with(['.', ';', ':', ',']) {
            self.listed -= 1;
            return true;
        }
        self.listed = 0;
        is_byline(raw, chars, position)
    }
}

/// Whether a line is the heading of a list of other texts.
pub(super) fn heads_list(normal: &str, position: Position) -> bool {
    let chars = chars_of_line(normal);
    chars.is_some_and(|chars| kind(normal, chars, position) == Some(LineKind::Related))
}

/// Whether a sentence at the end of a text would be boilerplate as a line of its own.
fn is_boilerplate_at_end(normal: &str) -> bool {
    // Without a list behind it, this is a link to the rest.
    normal.trim_matches(ORNAMENTS).trim_end_matches('.') == "read more"
        || kind_at_end(normal).is_some_and(|kind| kind != LineKind::Related)
}

fn is_disclaimer_at_end(normal: &str) -> bool {
    let Some(chars) = chars_of_line(normal) else {
        return false;
    };
    // Few rules are about disclaimers, so ask these first: most texts have none.
    first_of(normal, chars, AT_END, PREPARED.disclaimers).is_some()
        && kind(normal, chars, AT_END) == Some(LineKind::Disclaimer)
}

const AT_END: Position = Position {
    from_top: EDGE_TOP,
    from_end: 0,
};

fn kind_at_end(normal: &str) -> Option<LineKind> {
    kind(normal, chars_of_line(normal)?, AT_END)
}

/// How many characters a line has; `None` of a paragraph longer than any rule takes.
fn chars_of_line(normal: &str) -> Option<usize> {
    // Four bytes hold any character: a longer one need not be counted.
    let may_be_short = normal.len() <= MAX_CHARS * 4;
    may_be_short
        .then(|| normal.chars().count())
        .filter(|chars| *chars <= MAX_CHARS)
}

/// Marks around a line that are not part of its words.
const ORNAMENTS: [char; 19] = [
    '(', ')', '[', ']', '*', '#', '|', '·', '■', '▲', '▼', '▶', '◆', '►', '-', ' ', '→', '>', '"',
];

/// Longest credit that may end like a sentence, in characters.
const MAX_CREDIT_SENTENCE: usize = 20;

fn kind(normal: &str, chars: usize, position: Position) -> Option<LineKind> {
    first_of(normal, chars, position, Rules::ALL)
}

/// The kind of the first of the `asked` rules that holds.
fn first_of(normal: &str, chars: usize, position: Position, asked: Rules) -> Option<LineKind> {
    let line = normal.trim_start_matches(ORNAMENTS);
    let possible = PREPARED.possible(line, chars, position);
    let seen = LazyCell::new(|| CharacterSet::in_text(line));
    possible.and(asked).numbers().find_map(|number| {
        let prepared = PREPARED.rules.get(number)?;
        let rule = prepared.rule;
        // A whole sentence that names a source is text.
        let is_sentence = rule.kind == LineKind::Credit
            && matches!(rule.form, LineForm::Role(_))
            && chars > MAX_CREDIT_SENTENCE
            && normal.ends_with(['.', '?', '!']);
        (!is_sentence && matches(prepared, line, normal, &seen)).then_some(rule.kind)
    })
}

/// A set of rules, by their numbers in [`RULES`].
#[derive(Debug, Clone, Copy)]
struct Rules(u32);

const _: () = assert!(RULES.len() <= u32::BITS as usize);

impl Rules {
    const ALL: Self = Self(u32::MAX);

    fn of(holds: impl Fn(&Rule) -> bool) -> Self {
        let held = RULES.iter().map(holds).zip(0..);
        Self(held.fold(0, |rules, (holds, number)| {
            rules | u32::from(holds) << number
        }))
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The numbers of its rules, in the order of the table.
    fn numbers(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let number = left.trailing_zeros();
            left &= left.checked_sub(1)?;
            Some(number as usize)
        })
    }
}

/// The rules, with what excludes most of them for a line.
///
/// Every line of every text is tested against 30 rules with 500 words, so that excluding them
/// matters for speed (`tests/bench/steps.rs`).
struct PreparedRules {
    rules: Vec<PreparedRule>,
    /// The rules that may hold for a line, by [`Self::place`] of its first three bytes.
    begun: Vec<Rules>,
    /// Those that may hold for a line of so many characters.
    fitting: Vec<Rules>,
    anywhere: Rules,
    at_edge: Rules,
    disclaimers: Rules,
}

static PREPARED: LazyLock<PreparedRules> = LazyLock::new(PreparedRules::new);

impl PreparedRules {
    const PLACES: usize = 1 << 10;

    fn new() -> Self {
        let begun = (0..Self::PLACES).map(|place| {
            let begins = |word: &&str| Self::place(word).is_none_or(|of_word| of_word == place);
            Rules::of(|rule| {
                rule.form
                    .beginnings()
                    .is_none_or(|words| words.iter().any(begins))
            })
        });
        let fitting = (0..=MAX_CHARS).map(|chars| Rules::of(|rule| chars <= rule.max));
        Self {
            rules: RULES.iter().map(PreparedRule::new).collect(),
            begun: begun.collect(),
            fitting: fitting.collect(),
            anywhere: Rules::of(|rule| rule.place == LinePlace::Anywhere),
            at_edge: Rules::of(|rule| rule.place != LinePlace::End),
            disclaimers: Rules::of(|rule| rule.kind == LineKind::Disclaimer),
        }
    }

    /// The rules that may hold for a line.
    fn possible(&self, line: &str, chars: usize, position: Position) -> Rules {
        let placed = if position.is_in(LinePlace::End) {
            Rules::ALL
        } else if position.is_in(LinePlace::Edge) {
            self.at_edge
        } else {
            self.anywhere
        };
        let fitting = self.fitting.get(chars).copied().unwrap_or(Rules(0));
        let begun = Self::place(line).and_then(|place| self.begun.get(place));
        let begun = begun.copied().unwrap_or(Rules::ALL);
        placed.and(fitting).and(begun)
    }

    /// A hash of the first three bytes: one ideograph, or three letters.
    fn place(text: &str) -> Option<usize> {
        let [one, two, three] = text.as_bytes().first_chunk()?;
        let hash = usize::from(*one) << 6 ^ usize::from(*two) << 3 ^ usize::from(*three);
        Some(hash % Self::PLACES)
    }
}

/// A rule, with the characters of the words that a line must contain.
struct PreparedRule {
    rule: &'static Rule,
    /// Words that the line must contain one of.
    held: Vec<PreparedWord>,
    also_held: Vec<PreparedWord>,
}

/// A word, and the characters that it has.
struct PreparedWord(&'static str, CharacterSet);

impl PreparedRule {
    fn new(rule: &'static Rule) -> Self {
        let (held, also_held): (&[&str], &[&str]) = match rule.form {
            LineForm::Whole(_) | LineForm::Ends(_) | LineForm::Starts(_) | LineForm::Role(_) => {
                (&[], &[])
            }
            LineForm::Holds(words) | LineForm::StartsAndHolds(_, words) => (words, &[]),
            LineForm::Invites(verbs, things) => (things, verbs),
        };
        let prepared =
            |words: &[&'static str]| words.iter().copied().map(PreparedWord::new).collect();
        Self {
            rule,
            held: prepared(held),
            also_held: prepared(also_held),
        }
    }
}

impl PreparedWord {
    fn new(word: &'static str) -> Self {
        Self(word, CharacterSet::in_text(word))
    }
}

/// The set of characters of a line, by their lowest eight bits: it excludes most words without a
/// search. One set is of characters whose lowest bit is 0, the other one of those whose is 1.
struct CharacterSet([u128; 2]);

impl CharacterSet {
    fn in_text(line: &str) -> Self {
        let (mut even, mut odd) = (0, 0);
        for character in line.chars() {
            let [low, ..] = u32::from(character).to_le_bytes();
            let bit = 1_u128 << (low >> 1);
            if low & 1 == 0 {
                even |= bit;
            } else {
                odd |= bit;
            }
        }
        Self([even, odd])
    }

    fn may_hold(&self, PreparedWord(_, Self([even, odd])): &PreparedWord) -> bool {
        let Self([seen_even, seen_odd]) = self;
        (even & !seen_even) | (odd & !seen_odd) == 0
    }
}

/// As `starts_with`, but compares the third byte first, in which ideographs differ: that excludes
/// most words.
fn begins(line: &str, word: &str) -> bool {
    let third = |text: &str| text.as_bytes().get(2).copied();
    (word.len() < 3 || third(line) == third(word)) && line.starts_with(word)
}

fn matches(
    prepared: &PreparedRule,
    line: &str,
    normal: &str,
    seen: &impl Deref<Target = CharacterSet>,
) -> bool {
    let starts = |words: &[&str]| words.iter().any(|word| begins(line, word));
    let holds = |words: &[PreparedWord]| {
        words
            .iter()
            .any(|word| seen.may_hold(word) && line.contains(word.0))
    };
    match prepared.rule.form {
        LineForm::Whole(words) => {
            let bare = line
                .trim_end_matches(ORNAMENTS)
                .trim_end_matches([':', '.']);
            words.contains(&bare) || words.contains(&normal)
        }
        LineForm::Starts(words) => starts(words),
        LineForm::Role(words) => words.iter().any(|word| {
            begins(line, word)
                && line
                    .strip_prefix(word)
                    .is_some_and(|rest| rest.starts_with([':', '|', '/', '丨']))
        }),
        LineForm::Holds(_) => holds(&prepared.held),
        LineForm::StartsAndHolds(first, _) => starts(first) && holds(&prepared.held),
        LineForm::Invites(..) => {
            !normal.ends_with('.')
                && holds(&prepared.held)
                && holds(&prepared.also_held)
                && !line.contains(|c: char| c.is_ascii_digit())
        }
        LineForm::Ends(words) => {
            let bare = line.trim_end_matches([')', ']', ' ']);
            words.iter().any(|word| bare.ends_with(word))
        }
    }
}

/// Longest line that names who wrote a text, in characters.
const MAX_BYLINE: usize = 40;

/// Words for people who write, in Chinese bylines.
const ROLES: [&str; 4] = ["记者", "编辑", "通讯员", "实习生"];

/// Whether a line is a byline: `某报记者 张三 李四`, `By Jane Doe`. Only the line as written has
/// the spaces and capitals by which we recognise them.
fn is_byline(raw: &str, chars: usize, position: Position) -> bool {
    if chars > MAX_BYLINE || !position.is_in(LinePlace::Edge) {
        return false;
    }
    let raw = raw.trim().trim_matches(['(', ')', '（', '）']);
    is_chinese_byline(raw) || is_english_byline(raw)
}

fn is_chinese_byline(raw: &str) -> bool {
    ROLES.iter().any(|role| {
        raw.rsplit_once(role).is_some_and(|(before, names)| {
            let mut names = names.chars();
            let is_apart = names
                .next()
                .is_some_and(|c| c.is_whitespace() || matches!(c, '|' | '丨'));
            let is_name =
                |c: char| c.is_alphabetic() || c.is_whitespace() || matches!(c, '、' | '·');
            is_apart
                && names.clone().any(char::is_alphabetic)
                && names.all(is_name)
                && before.chars().count() <= 20
                && before
                    .chars()
                    .all(|c| is_name(c) || matches!(c, '/' | '《' | '》'))
        })
    })
}

fn is_english_byline(raw: &str) -> bool {
    let mut words = raw.split_ascii_whitespace();
    let is_by = words.next().is_some_and(|word| matches!(word, "By" | "BY"));
    let is_name = |word: &str| {
        matches!(
            word,
            "and" | "for" | "of" | "the" | "de" | "van" | "von" | "in" | "|" | "&"
        ) || word.starts_with(char::is_uppercase)
    };
    let names = words.clone().count();
    is_by && (1..=7).contains(&names) && words.all(is_name) && !raw.ends_with(['.', '?', '!', ':'])
}
