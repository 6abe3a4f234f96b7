//! The values that each of two texts has in the place of something in the other one.

use super::parts::{LEAST_VALUE, LIKELY_VALUE, Part, split};
use super::value::{VALUE_LENGTH, Value, value};
use super::{Stretch, gaps, matched, trimmed};
use crate::fold::alignment::Alignment;
use crate::fold::evidence::flag;
use crate::fold::profile::Profile;
use crate::fold::tokens::{
    MASK, TokenizedText, ideographs, is_code, is_common_word, is_one_of, is_word, length,
    may_be_spellings,
};
use crate::fold::words::{self, Directions};

/// By how much the other value may be longer than one that the entry says only once, in ideographs.
/// A clause may replace a clause of any length, but a name replaces a name.
const LONGER_VALUE: u32 = 2;

/// Least length of a name that may end in a word for what it names, in tokens.
const NAME_WITH_KIND: usize = 4;

/// Most words of a name that a text says only once. More are a clause: each office that publishes a
/// joint statement puts what its own member says into one place of it.
const LONGEST_NAME: usize = 4;

/// Share of two spaced texts that is equal if one word alone differs, and their lengths up to which
/// this word is surely a name, and from which on a sibling would name it again, in ideographs.
const ALL_BUT_A_WORD: f64 = 0.97;
const ONE_NAME_IN_TEXT: [f64; 2] = [120.0, 240.0];

/// How much more surely the first words of a text are the name of whom it is about than a value
/// further on is one.
const LEADING_NAME: f64 = 1.5;

/// Ideographs of the words for a time or a source with which texts begin: `今天`, `当地时间`,
/// `记者获悉`.
const NO_NAME: &str = "日天时间今昨明前晚晨早午夜据悉讯者获近电称经从在目公";

/// What follows the name of a place in the words for its time: `美东时间`.
const TIME: u64 = '时' as u64;

/// Number of places compared, from the beginning.
const MAX_PLACES: usize = 8;

/// Share of the shorter text from which on what both have in common is a frame, and from which on
/// it is a whole one; and the same where an entry says a value only once.
const TEXT_FRAME: [f64; 2] = [0.6, 0.85];
const CLOSE_FRAME: [f64; 2] = [0.8, 0.9];

/// How surely both texts are one frame around different values, 0 to 2: at most 1 for one value, or
/// [`LEADING_NAME`] if it begins both texts, and at most a half more for a second one. Outlets that
/// reword a text do so everywhere; a sibling keeps the words around its value.
pub(in crate::fold) fn values_replaced(
    alignment: &Alignment,
    short: &Profile,
    long: &Profile,
) -> f64 {
    let texts = Texts {
        alignment,
        short,
        long,
    };
    if texts.within(TEXT_FRAME, *VALUE_LENGTH.end()) == 0.0 {
        return 0.0;
    }
    let places = alignment
        .gap_places()
        .filter(|(a, b)| !a.is_empty() && !b.is_empty());
    let parts = places.flat_map(|(a, b)| split((a, &short.body), (b, &long.body)));
    let parts = parts.map(|part| part.with_whole_countries(&short.body, &long.body));
    let [mut most, mut second]: [f64; 2] = [0.0; 2];
    let mut replaced = replaced_in_titles(short, long);
    for part in parts.take(MAX_PLACES) {
        let of_part = texts.words_at(&part.a, &part.b);
        let mut found = texts.value_replaced(&part);
        if replaced.contains(&of_part) {
            found = found.max(texts.name_replaced_again(&part));
        }
        replaced.push(of_part);
        second = second.max(found.min(most));
        most = most.max(found);
    }
    if are_last_words_replaced(alignment, short, long) {
        most = most.max(texts.within(TEXT_FRAME, LEAST_VALUE));
    }
    // Of two values the second one says less by itself.
    most + second.min(1.0) / 2.0
}

/// What each title has in the place of something in the other one, unless a text repeats its title.
fn replaced_in_titles<'a>(
    short: &'a Profile,
    long: &'a Profile,
) -> Vec<Option<(&'a [u64], &'a [u64])>> {
    if short.begins_with_title() || long.begins_with_title() {
        return Vec::new();
    }
    let (one, other) = (&short.title.tokens, &long.title.tokens);
    let matched = matched(one, other);
    let gaps = gaps(&matched, one.len(), other.len());
    let replaced = gaps.into_iter().map(|(a, b)| one.get(a).zip(other.get(b)));
    replaced.collect()
}

/// Two texts, and what they have in the same order.
#[derive(Clone, Copy)]
struct Texts<'a> {
    alignment: &'a Alignment,
    short: &'a Profile,
    long: &'a Profile,
}

impl<'a> Texts<'a> {
    fn within(self, frame: [f64; 2], of_value: u32) -> f64 {
        framed(self.alignment, self.short, frame, of_value)
    }

    /// What both texts have in a place.
    fn words_at(self, a: &Stretch, b: &Stretch) -> Option<(&'a [u64], &'a [u64])> {
        let one = self.short.body.tokens.get(a.clone());
        one.zip(self.long.body.tokens.get(b.clone()))
    }

    /// Whether the texts say the same in a place, in other words, or each names its own source.
    fn is_reworded(self, part: &Part, (one, other): (&[u64], &[u64])) -> bool {
        let (short, long) = (self.short, self.long);
        let is_no_value = !part.are_countries
            && (are_reworded(one, other)
                || TokenizedText::have_one_currency((&short.body, &part.a), (&long.body, &part.b))
                || words::are_parts_of_aliases(
                    (&short.body.tokens, &part.a),
                    (&long.body.tokens, &part.b),
                ));
        is_no_value || tells_source(short, &part.a) || tells_source(long, &part.b)
    }

    /// How surely what replaces the same twice is a name, 0 to [`LEADING_NAME`]: an outlet that
    /// rewords a text does not exchange a word each time. One ideograph counts with the one before
    /// it, and only where a text begins: further on, outlets exchange some (`适用`, `使用`).
    fn name_replaced_again(self, part: &Part) -> f64 {
        let (mut a, mut b) = (part.a.clone(), part.b.clone());
        let Some((one, other)) = self.words_at(&a, &b) else {
            return 0.0;
        };
        if self.is_reworded(part, (one, other)) {
            return 0.0;
        }
        let is_short = length(one).min(length(other)) < LEAST_VALUE;
        if is_short {
            (a.start, b.start) = (a.start.saturating_sub(1), b.start.saturating_sub(1));
        }
        let leads = a.start == 0 && b.start == 0;
        let are_values = value(&a, self.short, self.long).is_some()
            && value(&b, self.long, self.short).is_some();
        let is_name = are_values && length(one).abs_diff(length(other)) <= LONGER_VALUE;
        if !is_name || (is_short && !leads) {
            return 0.0;
        }
        let weight = if leads { LEADING_NAME } else { 1.0 };
        weight * self.within(CLOSE_FRAME, length(one))
    }

    /// How surely one text has a value in the place of a value of the other one, 0 to
    /// [`LEADING_NAME`].
    fn value_replaced(self, part: &Part) -> f64 {
        let (a, b) = (&part.a, &part.b);
        let (short, long) = (self.short, self.long);
        let Some((one, other)) = self.words_at(a, b) else {
            return 0.0;
        };
        // Outlets list what rose and what fell in orders of their own.
        let is_elsewhere = || short.has_run(other) || long.has_run(one);
        if go_apart((&short.body, a), (&long.body, b)) && !is_elsewhere() {
            return self.within(CLOSE_FRAME, length(one).min(length(other)));
        }
        let (Some(of_short), Some(of_long)) = (value(a, short, long), value(b, long, short)) else {
            return 0.0;
        };
        if self.is_reworded(part, (one, other)) {
            return 0.0;
        }
        let tells_time = short.body.tokens.get(a.end) == Some(&TIME);
        let leads = a.start == 0 && b.start == 0 && is_name(one) && is_name(other) && !tells_time;
        let likely = if leads || part.are_countries {
            LEAST_VALUE
        } else {
            LIKELY_VALUE
        };
        let shorter = length(one).min(length(other));
        let named = length(without_common_words(one)).min(length(without_common_words(other)));
        if are_codes_replaced(one, other) {
            self.within(CLOSE_FRAME, length(one))
        } else if shorter < part.least {
            0.0
        } else if (of_short, of_long) == (Value::Subject, Value::Subject) {
            self.within(TEXT_FRAME, length(one))
        } else if named >= likely
            && length(one).abs_diff(length(other)) <= LONGER_VALUE
            && !are_clauses(one, other)
        {
            let weight = if leads { LEADING_NAME } else { 1.0 };
            weight * self.within(CLOSE_FRAME, length(one))
        } else {
            let by_titles = (of_short == Value::Subject && are_titles_replaced(one, short, long))
                || (of_long == Value::Subject && are_titles_replaced(other, long, short));
            let by_titles = flag(by_titles).min(self.within(CLOSE_FRAME, length(one)));
            by_titles.max(self.one_word_differs(part))
        }
    }

    /// How surely a word that alone differs between two spaced texts is a name, 0 to 1: outlets
    /// that reword a text do so in more than one place, and in a longer text a sibling names it
    /// again.
    fn one_word_differs(self, part: &Part) -> f64 {
        let Some(([word], [replaced])) = self.words_at(&part.a, &part.b) else {
            return 0.0;
        };
        let (short, long) = (&self.short.body, &self.long.body);
        let around = |text: &'a TokenizedText, place: &Stretch| {
            (text.tokens.get(..place.start)).zip(text.tokens.get(place.end..))
        };
        let is_all_else_equal = || around(short, &part.a) == around(long, &part.b);
        let equal = |text: &TokenizedText| {
            let rest = text.ideographs.saturating_sub(ideographs(*word));
            f64::from(self.alignment.covered) / f64::from(rest)
        };
        let is_nearly_all_equal =
            || self.alignment.tail_replaced == 0 && equal(short).min(equal(long)) >= ALL_BUT_A_WORD;
        if !is_word(*word) || !is_word(*replaced) || !(is_all_else_equal() || is_nearly_all_equal())
        {
            return 0.0;
        }
        let [surely, hardly] = ONE_NAME_IN_TEXT;
        ((hardly - f64::from(short.ideographs)) / (hardly - surely)).clamp(0.0, 1.0)
    }
}

/// Whether one stretch says that something goes up, and the other one that it goes down: `en
/// höjning`, `en sänkning`.
fn go_apart((one, a): (&TokenizedText, &Stretch), (other, b): (&TokenizedText, &Stretch)) -> bool {
    let read = |text: &TokenizedText, stretch| Directions::read_across(&text.tokens, stretch);
    read(one, a).go_apart(read(other, b))
}

/// Whether two stretches have a code in the place of another one: `KY-1208注射液`, `KY-1305片`. The
/// code of a product may be written in one word or in two (`MTTS5000`, `MTT S5000`).
fn are_codes_replaced(one: &[u64], other: &[u64]) -> bool {
    let words = |stretch: &[u64]| stretch.iter().filter(|token| is_word(**token)).count();
    let has_code = |stretch: &[u64]| stretch.iter().any(|token| is_code(*token));
    has_code(one) && has_code(other) && words(one) == words(other)
}

/// How surely both texts are one but for a value of this length in the shorter one, 0 to 1.
pub(super) fn are_one_around(alignment: &Alignment, short: &Profile, of_value: u32) -> f64 {
    framed(alignment, short, CLOSE_FRAME, of_value)
}

/// How surely what both texts have around a value of this length is a frame, 0 to 1.
fn framed(alignment: &Alignment, short: &Profile, [least, whole]: [f64; 2], of_value: u32) -> f64 {
    let around = short.body.ideographs.saturating_sub(of_value).max(1);
    let share = f64::from(alignment.covered) / f64::from(around);
    ((share - least) / (whole - least)).clamp(0.0, 1.0)
}

/// Whether each of both texts ends in something else that its entry is about.
fn are_last_words_replaced(alignment: &Alignment, short: &Profile, long: &Profile) -> bool {
    if alignment.tail_replaced == 0 {
        return false;
    }
    let tails = (
        (
            alignment.tail_in_short()..short.body.tokens.len(),
            &short.body,
        ),
        (alignment.tail_in_long()..long.body.tokens.len(), &long.body),
    );
    let (a, b) = trimmed(tails.0, tails.1);
    let (Some(one), Some(other)) = (
        short.body.tokens.get(a.clone()),
        long.body.tokens.get(b.clone()),
    ) else {
        return false;
    };
    value(&a, short, long) == Some(Value::Subject)
        && value(&b, long, short) == Some(Value::Subject)
        && !are_reworded(one, other)
}

/// Whether two stretches say the same in other words, or one of them what outlets exchange freely.
fn are_reworded(one: &[u64], other: &[u64]) -> bool {
    is_respelled(one, other)
        || may_be_spellings(one, other)
        || words::are_exchanged(one)
        || words::are_exchanged(other)
        || Directions::read(one).agree(Directions::read(other))
}

/// Whether the titles share half of the shorter one and differ in the value: one title has it, and
/// in its place the other title has words that the first entry has nowhere (`二级资本债` and
/// `二级资本债券`; `永续债` and `无固定期限资本债券`).
fn are_titles_replaced(value: &[u64], from: &Profile, to: &Profile) -> bool {
    let (one, other) = (&from.title.tokens, &to.title.tokens);
    let matched = matched(one, other);
    if 2 * matched.len() < one.len().min(other.len()) {
        return false;
    }
    gaps(&matched, one.len(), other.len())
        .into_iter()
        .any(|(a, b)| {
            let own = one.get(a).unwrap_or_default();
            let others = other.get(b).unwrap_or_default();
            let mut pairs = others.windows(2);
            own.windows(value.len()).any(|run| run == value)
                && others.len() > 1
                && !others.contains(&MASK)
                && !words::are_exchanged(others)
                && pairs.all(|pair| !from.has_run(pair))
        })
}

/// Whether two stretches of words have too many of them for names.
fn are_clauses(one: &[u64], other: &[u64]) -> bool {
    let words = |stretch: &[u64]| stretch.iter().filter(|token| is_word(**token)).count();
    words(one).min(words(other)) > LONGEST_NAME
}

/// A stretch without the words at its ends that stand in any text: `le texte` names nothing by its
/// article.
fn without_common_words(stretch: &[u64]) -> &[u64] {
    let mut rest = stretch;
    while let [first, inner @ ..] = rest
        && is_word(*first)
        && is_common_word(*first)
    {
        rest = inner;
    }
    while let [inner @ .., last] = rest
        && is_word(*last)
        && is_common_word(*last)
    {
        rest = inner;
    }
    rest
}

/// Whether a stretch of a text says who says so: `据网络平台`, `消息面上`, `记者`. Each outlet
/// names its own source.
fn tells_source(entry: &Profile, stretch: &Stretch) -> bool {
    let is_at = |at: usize, word: char| entry.body.tokens.get(at) == Some(&u64::from(word));
    let before = stretch.start.checked_sub(1);
    is_at(stretch.start, '据')
        || before.is_some_and(|before| is_at(before, '据'))
        || is_at(stretch.start, '消') && is_at(stretch.start + 1, '息')
        || is_at(stretch.start, '记') && is_at(stretch.start + 1, '者')
}

/// Whether the first words of a text are likely the name of whom it is about: they say neither
/// when it happened nor who says so.
fn is_name(tokens: &[u64]) -> bool {
    !tokens
        .iter()
        .any(|token| is_word(*token) || is_one_of(*token, NO_NAME))
}

/// Whether a name ends in two tokens that the other entry has, too: many names end in one word for
/// what they name (`远岫科技`, `清渡科技`).
pub(super) fn ends_in_known_word(name: &[u64], to: &Profile) -> bool {
    let last = name.len().checked_sub(2).and_then(|at| name.get(at..));
    name.len() >= NAME_WITH_KIND && last.is_some_and(|last| to.has_run(last))
}

/// Whether two stretches are names of one thing: one is an abbreviation of the other, the table of
/// aliases has both, or the longer one has half of the tokens of the shorter one. Two pairs of
/// countries that share one country (`巴以`, `印巴`) are not.
pub(in crate::fold) fn is_respelled(one: &[u64], other: &[u64]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    if let ([a, b], [c, d]) = (short, long)
        && (a == d) != (b == c)
        && [a, b, c, d].into_iter().all(|one| words::is_country(*one))
    {
        return false;
    }
    let common = short.iter().filter(|token| long.contains(token)).count();
    words::same_name(one, other) || 2 * common >= short.len() || words::are_aliases(one, other)
}
