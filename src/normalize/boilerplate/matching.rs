//! Tells which rule of the table a line meets.
//!
//! Every line of every text is tested against 30 rules with 500 words, so that excluding most of
//! them at once matters for speed (`tests/bench/steps.rs`).

use std::cell::LazyCell;
use std::ops::Deref;
use std::sync::LazyLock;

use super::rules::{LineForm, LineKind, LinePlace, MAX_CHARS, RULES, Rule};
use super::{ORNAMENTS, Position};

/// Longest credit that may end like a sentence, in characters.
const MAX_CREDIT_SENTENCE: usize = 20;

/// The kind of the first rule that a line of so many characters meets.
pub(super) fn kind(normal: &str, chars: usize, position: Position) -> Option<LineKind> {
    first_of(normal, chars, position, Rules::ALL)
}

/// Whether it meets a rule about disclaimers, whatever rule it meets first.
pub(super) fn meets_disclaimer(normal: &str, chars: usize, position: Position) -> bool {
    first_of(normal, chars, position, PREPARED.disclaimers).is_some()
}

/// The kind of the first of the `asked` rules that a line meets.
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
