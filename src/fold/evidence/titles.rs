//! What the titles have in common, and what each one has instead of something in the other.

use super::{Pair, Term, TermSide, flag, within};
use crate::fold::alignment::Alignment;
use crate::fold::profile::Profile;
use crate::fold::substitution::values_replaced;
use crate::fold::tokens::TokenizedText;
use crate::fold::tokens::overlap::{count, share, share_of_pairs};
use crate::fold::words::{self, EntryKind};

/// Length from which on a title counts fully, in ideographs. A title of a word or two (`预告`,
/// `Part 2`) says next to nothing.
pub(in crate::fold) const TELLING_TITLE: f64 = 10.0;

/// Share of a headline that editors usually reword. What exceeds it says that the longer text has
/// a headline of its own, and says so fully from `HEADLINE_SPAN` above it on.
const REWORDED_HEADLINE: f64 = 0.3;
const HEADLINE_SPAN: f64 = 0.4;

/// Share of the shorter text from which on texts under one headline are surely parts of one
/// report: two fires in two towns have the headline in common and little else.
const OF_ONE_REPORT: f64 = 0.25;

/// Share of the numbers in the same words up to which texts under one headline are of one report.
/// Another tremor of one place and strength has another minute, another depth.
pub(super) const FEW_NUMBERS_CHANGED: f64 = 0.2;

/// Most hours between two outlets that take one report under one headline.
pub(in crate::fold) const ONE_HEADLINE_HOURS: f64 = 1.0;

/// Part of `title-replaced` that does not count if both entries have one text: editors give one
/// text different headlines.
pub(super) const OVER_ONE_TEXT: f64 = 0.85;

/// Share of the shorter text from which on both texts may be one, and from which on they are.
pub(super) const ONE_TEXT: [f64; 2] = [0.85, 0.95];

/// Length from which on an equal text may be no coincidence, and from which on it is none, in
/// ideographs.
const NO_COINCIDENCE: [f64; 2] = [30.0, 50.0];

/// How much more a replaced number says if the texts replace it, too: it is not rounded then.
const REPEATED_IN_TEXTS: f64 = 0.5;

/// Logarithm of the ratio of lengths from which on the longer text tells more.
pub(super) const TELLS_MORE: f64 = 0.5;

/// The same if at most a lead-in of [`LEAD_IN`] ideographs precedes the shared text: what the
/// longer text adds then follows the news, and is seldom other news.
const GOES_ON: f64 = 1.0;
pub(super) const LEAD_IN: u32 = 20;

pub(super) const TERMS: &[Term] = &[
    Term {
        name: "title-in-text",
        means: "share of the shorter text's title that the other entry has",
        side: TermSide::For,
        prior: 0.0,
        weight: 2.18,
        measure: |pair| {
            let title_length = f64::from(pair.short.title.ideographs);
            pair.title_in_text * (title_length / TELLING_TITLE).min(1.0)
        },
    },
    Term {
        name: "one-headline",
        means: "two outlets carry them under one headline within the hour",
        side: TermSide::For,
        prior: 5.0,
        weight: 5.0,
        measure: |pair| {
            if have_one_headline(pair) {
                let replaced = values_replaced(&pair.alignment, pair.short, pair.long);
                (pair.contained / OF_ONE_REPORT).min(1.0) * (1.0 - replaced.min(1.0))
            } else {
                0.0
            }
        },
    },
    Term {
        name: "title-replaced",
        means: "the titles differ",
        side: TermSide::Against,
        prior: 0.0,
        weight: -3.18,
        measure: |pair| {
            let reworded = pair.titles_replaced() * pair.brevity();
            if reworded == 0.0 {
                return 0.0;
            }
            reworded * (1.0 - OVER_ONE_TEXT * have_one_text(pair).max(pair.agency_text()))
        },
    },
    Term {
        name: "subject-replaced",
        means: "in the same place of both titles, each entry names something else that it is about",
        side: TermSide::Against,
        prior: -9.0,
        weight: -9.0,
        measure: |pair| pair.substitution().subject,
    },
    Term {
        name: "title-number-replaced",
        means: "another number in the same place of the titles",
        side: TermSide::Against,
        prior: -9.0,
        weight: -9.0,
        measure: |pair| {
            let found = pair.substitution();
            let repeated = flag(found.numbers_in_texts > 0) * REPEATED_IN_TEXTS;
            count(found.numbers).min(1.0) + repeated
        },
    },
    Term {
        name: "opposite-replaced",
        means: "opposite words in the same place of the titles",
        side: TermSide::Against,
        prior: -4.0,
        weight: -4.0,
        measure: |pair| {
            let found = pair.substitution();
            (found.opposites.min(1) + found.opposites_in_texts.min(1)).into()
        },
    },
    Term {
        name: "own-headline",
        means: "the longer text has a headline of its own, of which the other entry says nothing",
        side: TermSide::Against,
        prior: -2.7,
        weight: -2.78,
        measure: |pair| pair.weakened_by_agency(own_headline(pair) * pair.log_length_ratio),
    },
];

/// Whether two outlets give one headline that says by itself what happened, within the hour: each
/// took another part of one report, or one took the headline alone. Within an outlet, or later, it
/// may be the title of a series.
fn have_one_headline(pair: &Pair<'_>) -> bool {
    let (one, other) = (&pair.short.title, &pair.long.title);
    !pair.is_same_outlet
        && pair.hours <= ONE_HEADLINE_HOURS
        && one.tokens == other.tokens
        && (pair.short.has_text() || pair.long.has_text())
        && pair.short.has_telling_title()
        && !pair.short.title_kinds.has(EntryKind::Digest)
        && (one.figures.iter().zip(&other.figures)).all(|(a, b)| a.agrees(b))
        && pair.changed().share_different() <= FEW_NUMBERS_CHANGED
}

/// How surely both texts are one, with a lead-in or a note at most, 0 to 1: they have the same
/// words and numbers, and about one length. The reaction to news, with the news for its
/// background, is longer.
fn have_one_text(pair: &Pair<'_>) -> f64 {
    let tells_more = if pair.alignment.head_skipped <= LEAD_IN {
        GOES_ON
    } else {
        TELLS_MORE
    };
    let likeness = within(pair.share_in_order(), ONE_TEXT)
        * within(pair.length, NO_COINCIDENCE)
        * (1.0 - pair.log_length_ratio / tells_more).max(0.0);
    // A word in the place of another one may be a value.
    let is_changed =
        || pair.replaced() > 0 || pair.numbers.missing > 0 || pair.changed().different > 0;
    if likeness == 0.0 || is_changed() {
        0.0
    } else {
        likeness
    }
}

/// Share of the shorter title for which the other one has something else.
pub(super) fn titles_replaced(one: &TokenizedText, other: &TokenizedText) -> f64 {
    let alignment = Alignment::new(one, other);
    let replaced = alignment.replaced + alignment.head_replaced + alignment.tail_replaced;
    (f64::from(replaced) / f64::from(one.ideographs.min(other.ideographs).max(1))).min(1.0)
}

/// How much of the longer text's headline the shorter entry has nowhere, 0 to 1, without the share
/// that editors usually reword.
///
/// `对第1323号提案的答复` names a document, as headlines of copies seldom do.
pub(super) fn own_headline(pair: &Pair<'_>) -> f64 {
    if words::names_document_only(&pair.long.title.tokens) {
        return 0.0;
    }
    let unknown = 1.0 - headline_share_in(&pair.long.title, pair.short);
    ((unknown - REWORDED_HEADLINE) / HEADLINE_SPAN).clamp(0.0, 1.0)
}

/// Share of a title that an entry has.
pub(super) fn headline_share_in(title: &TokenizedText, entry: &Profile) -> f64 {
    if title.is_spaced() {
        // An inflected language orders the words of a headline in another way.
        let known = title.names.iter().filter(|name| entry.names(**name));
        share(known.count(), title.names.len())
    } else {
        share_of_pairs(
            &crate::fold::tokens::pairs(&title.tokens),
            [&entry.title, &entry.body],
        )
    }
}
