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
    let is_asked = |rule: &Rule| rule.kind == LineKind::Disclaimer;
    first_of(normal, chars, AT_END, is_asked).is_some()
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
    first_of(normal, chars, position, |_| true)
}

/// The kind of the first of the `asked` rules that holds.
fn first_of(
    normal: &str,
    chars: usize,
    position: Position,
    asked: impl Fn(&Rule) -> bool,
) -> Option<LineKind> {
    let line = normal.trim_start_matches(ORNAMENTS);
    let seen = LazyCell::new(|| CharacterSet::in_text(line));
    PREPARED_RULES
        .iter()
        .find(|prepared| {
            let rule = prepared.rule;
            // A whole sentence that names a source is text.
            let is_sentence = rule.kind == LineKind::Credit
                && matches!(rule.form, LineForm::Role(_))
                && chars > MAX_CREDIT_SENTENCE
                && normal.ends_with(['.', '?', '!']);
            chars <= rule.max
                && asked(rule)
                && position.is_in(rule.place)
                && !is_sentence
                && prepared.may_begin(line)
                && matches(prepared, line, normal, &seen)
        })
        .map(|prepared| prepared.rule.kind)
}

/// A rule, with cheap checks that exclude it for most lines.
///
/// Every line of every text is tested against 29 rules with 500 words, so the checks matter for
/// speed (`tests/bench/steps.rs`). One Aho-Corasick automaton for each rule could replace them.
struct PreparedRule {
    rule: &'static Rule,
    /// The third bytes of the words with which a line must begin; `None` if the rule has no such
    /// words, or a shorter one.
    thirds: Option<[bool; 256]>,
    /// Words that the line must contain one of.
    held: Vec<PreparedWord>,
    also_held: Vec<PreparedWord>,
}

/// A word, and the characters that it has.
struct PreparedWord(&'static str, CharacterSet);

static PREPARED_RULES: LazyLock<Vec<PreparedRule>> =
    LazyLock::new(|| RULES.iter().map(PreparedRule::new).collect());

impl PreparedRule {
    fn new(rule: &'static Rule) -> Self {
        let (begins, held, also_held): (Option<&[&str]>, &[&str], &[&str]) = match rule.form {
            LineForm::Whole(_) | LineForm::Ends(_) => (None, &[], &[]),
            LineForm::Starts(words) | LineForm::Role(words) => (Some(words), &[], &[]),
            LineForm::Holds(words) => (None, words, &[]),
            LineForm::StartsAndHolds(first, then) => (Some(first), then, &[]),
            LineForm::Invites(verbs, things) => (None, things, verbs),
        };
        let thirds = begins.and_then(|words| {
            let mut thirds = [false; 256];
            for word in words {
                *thirds.get_mut(usize::from(*word.as_bytes().get(2)?))? = true;
            }
            Some(thirds)
        });
        let prepared =
            |words: &[&'static str]| words.iter().copied().map(PreparedWord::new).collect();
        Self {
            rule,
            thirds,
            held: prepared(held),
            also_held: prepared(also_held),
        }
    }

    fn may_begin(&self, line: &str) -> bool {
        self.thirds.as_ref().is_none_or(|thirds| {
            let third = line.as_bytes().get(2);
            third.and_then(|byte| thirds.get(usize::from(*byte))) == Some(&true)
        })
    }
}

impl PreparedWord {
    fn new(word: &'static str) -> Self {
        Self(word, CharacterSet::in_text(word))
    }
}

/// The set of characters of a line, by their lowest eight bits: it excludes most words without a
/// search.
struct CharacterSet([u64; 4]);

impl CharacterSet {
    fn in_text(line: &str) -> Self {
        let mut seen = Self([0; 4]);
        for character in line.chars() {
            let [low, ..] = u32::from(character).to_le_bytes();
            if let Some(bits) = seen.0.get_mut(usize::from(low >> 6)) {
                *bits |= 1 << (low & 63);
            }
        }
        seen
    }

    fn may_hold(&self, word: &PreparedWord) -> bool {
        let Self(wanted) = &word.1;
        wanted
            .iter()
            .zip(&self.0)
            .all(|(wanted, seen)| wanted & !seen == 0)
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
