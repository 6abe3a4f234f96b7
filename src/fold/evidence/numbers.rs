//! The numbers of both entries, and the securities that they name by code.

use super::exactness::Exactness;
use super::pair::NEARLY_WHOLE;
use super::{Pair, Term, TermSide, flag};
use crate::fold::alignment::Alignment;
use crate::fold::profile::Profile;
use crate::fold::tokens::overlap::{count, share};
use crate::fold::tokens::{Figure, FigureKind, TokenizedText, are_other_numbers, is_number_word};

pub(super) const TERMS: &[Term] = &[
    Term {
        name: "numbers-shared",
        means: "numbers of three digits and more that both have",
        side: TermSide::For,
        prior: 0.0,
        weight: 1.83,
        measure: |pair| count(pair.numbers.shared).ln_1p(),
    },
    Term {
        name: "numbers-missing",
        means: "numbers of the shorter text that the other entry lacks",
        side: TermSide::Against,
        prior: 0.0,
        weight: -1.17,
        measure: |pair| count(pair.numbers.missing).ln_1p(),
    },
    Term {
        name: "numbers-missing-share",
        means: "share of the shorter text's numbers that the other entry lacks",
        side: TermSide::Against,
        prior: -4.0,
        weight: -2.47,
        measure: |pair| pair.numbers.share_missing(),
    },
    Term {
        name: "numbers-changed",
        means: "other numbers in the same words",
        side: TermSide::Against,
        prior: -1.0,
        weight: -0.88,
        measure: |pair| count(pair.changed().different).ln_1p(),
    },
    Term {
        name: "numbers-changed-share",
        means: "share of the numbers in the same words that differ",
        side: TermSide::Against,
        prior: -8.0,
        weight: -4.60,
        measure: |pair| pair.changed().share_different(),
    },
    Term {
        name: "title-numbers-missing",
        means: "numbers in the shorter text's title that the other entry lacks",
        side: TermSide::Against,
        prior: -2.0,
        weight: -3.10,
        measure: |pair| {
            let missing = title_numbers_missing(pair, pair.short, pair.long);
            pair.weakened_by_agency(count(missing).ln_1p())
        },
    },
    Term {
        name: "title-numbers-missing-back",
        means: "numbers in the longer text's title that the other entry lacks",
        side: TermSide::Against,
        prior: 0.0,
        weight: -0.91,
        measure: |pair| {
            let missing = title_numbers_missing(pair, pair.long, pair.short);
            pair.weakened_by_agency(count(missing).ln_1p())
        },
    },
    Term {
        name: "codes-differ",
        means: "the texts name different securities",
        side: TermSide::Against,
        prior: -8.0,
        weight: -8.000,
        measure: |pair| flag(codes_differ(pair.short, pair.long)),
    },
];

/// Which of the numbers in the text of one entry the other entry has.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// How many the other entry has.
    found: usize,
    /// How many of those are specific: few texts have such a number by chance.
    shared: usize,
    /// How many the other entry lacks.
    pub(super) missing: usize,
}

impl Numbers {
    /// Whether the other entry has all of them, and at least one is specific.
    pub(super) fn are_all_found(&self) -> bool {
        self.missing == 0 && self.shared > 0
    }

    /// Share of the numbers that the other entry lacks.
    pub(super) fn share_missing(&self) -> f64 {
        share(self.missing, self.missing + self.found)
    }

    pub(super) fn new(from: &Profile, to: &Profile, exactness: Exactness) -> Self {
        let mut numbers = Self::default();
        for figure in amounts(&from.body) {
            if exactness.finds(figure, to) || is_in_words(figure, from, to) {
                numbers.found += 1;
                numbers.shared += usize::from(figure.is_specific());
            } else {
                numbers.missing += 1;
            }
        }
        numbers
    }
}

/// The numbers that two texts have in the same words.
#[derive(Debug, Default)]
pub(in crate::fold) struct Changed {
    /// How many are equal; days, months and years do not count.
    equal: usize,
    /// How many differ.
    pub(in crate::fold) different: usize,
}

impl Changed {
    /// Share of them that differ.
    pub(in crate::fold) fn share_different(&self) -> f64 {
        share(self.different, self.different + self.equal)
    }

    pub(super) fn new(
        short: &Profile,
        long: &Profile,
        alignment: &Alignment,
        exactness: Exactness,
    ) -> Self {
        let mut changed = Self::default();
        // An outlet may put the numbers of a text in another order: then both texts have each.
        let is_whole =
            f64::from(alignment.covered) >= NEARLY_WHOLE * f64::from(short.body.ideographs);
        let mut figures = short.body.figures.as_slice();
        for (in_short, in_long) in alignment.pairs() {
            // Tokens and figures are in order.
            while let [first, rest @ ..] = figures
                && first.token < in_short
            {
                figures = rest;
            }
            let at_token = figures.first().filter(|first| first.token == in_short);
            let Some((one, other)) = at_token.zip(long.body.figure_at(in_long)) else {
                continue;
            };
            if one.is_other_part_of_date(other) || one.is_of_another_sort(other) {
                continue;
            }
            if exactness.is_equal(one, other) {
                changed.equal += usize::from(!one.is_date());
            } else if !(is_whole && has_written(&long.body, one) && has_written(&short.body, other))
            {
                changed.different += 1;
            }
        }
        if short.body.has_words() {
            let places = alignment.gaps(&short.body, &long.body);
            let are_others = |place: &(&[u64], &[u64])| match *place {
                ([one], [other]) => are_other_numbers(*one, *other),
                _ => false,
            };
            changed.different += places.filter(are_others).count();
        }
        changed
    }
}

/// Whether a text has a number in as many digits.
fn has_written(text: &TokenizedText, figure: &Figure) -> bool {
    let is_it = |other: &Figure| {
        other.agrees(figure) && (other.step - figure.step).abs() <= 1e-9 * figure.step
    };
    text.figures.iter().any(is_it)
}

/// The numbers of a text that are amounts or shares.
pub(super) fn amounts(text: &TokenizedText) -> impl Iterator<Item = &Figure> {
    text.figures.iter().filter(|figure| figure.kind.is_amount())
}

/// How many numbers of a title the other entry lacks. Over one text, a headline that adds a number
/// says nothing else than a headline without any.
fn title_numbers_missing(pair: &Pair<'_>, from: &Profile, to: &Profile) -> usize {
    let is_one_text = || pair.numbers.missing == 0 && from.has_text_of(to);
    if amounts(&to.title).next().is_none() && is_one_text() {
        return 0;
    }
    amounts(&from.title)
        .filter(|figure| {
            let is_found = pair.exactness.finds(figure, to) || is_spelled_in(figure, from, to);
            !is_found && !is_step_in(figure, &to.body)
        })
        .count()
}

/// Whether another entry has a small number of a text in a word or a numeral.
fn is_in_words(figure: &Figure, from: &Profile, to: &Profile) -> bool {
    [&to.body, &to.title].into_iter().any(|text| {
        figure.is_numeral_in(&from.body, text)
            || (text.is_spaced() && figure.is_spelled_in(&text.tokens))
    })
}

/// The same of a number in a title. Beside another number in the title of the other entry, its text
/// may have this one by chance, unless both texts tell it.
fn is_spelled_in(figure: &Figure, from: &Profile, to: &Profile) -> bool {
    let spells = |text: &TokenizedText| text.is_spaced() && figure.is_spelled_in(&text.tokens);
    let has_no_number = || {
        amounts(&to.title).next().is_none()
            && !to.title.tokens.iter().any(|token| is_number_word(*token))
    };
    let tells = || from.has_text() && amounts(&from.body).any(|told| told.agrees(figure));
    spells(&to.title) || ((has_no_number() || tells()) && spells(&to.body))
}

/// Whether a rate is the step between two rates that a text names side by side: `0.25%` of `from
/// 0.5% to 0.75%`.
fn is_step_in(step: &Figure, text: &TokenizedText) -> bool {
    if step.kind != FigureKind::Percent {
        return false;
    }
    let rates = || (text.figures.iter()).filter(|figure| figure.kind == FigureKind::Percent);
    let mut neighbours = rates().zip(rates().skip(1));
    neighbours.any(|(from, to)| {
        let apart = (from.value - to.value).abs();
        (apart - step.value).abs() <= 1e-9 * from.value.abs().max(to.value.abs())
    })
}

/// Whether both name securities, and none in common.
pub(super) fn codes_differ(one: &Profile, other: &Profile) -> bool {
    let (one, other) = (codes(one), codes(other));
    let shares_one = one.iter().any(|code| other.contains(code));
    !one.is_empty() && !other.is_empty() && !shares_one
}

fn codes(profile: &Profile) -> Vec<u64> {
    let figures = profile.title.figures.iter().chain(&profile.body.figures);
    figures
        .filter(|figure| figure.kind == FigureKind::Code)
        .map(|figure| figure.value.to_bits())
        .collect()
}
