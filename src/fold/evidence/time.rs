//! When the entries were published, and which days they name.

use super::numbers::amounts;
use super::titles::own_headline;
use super::{Pair, Term, TermSide, flag};
use crate::fold::profile::{Profile, days_apart};
use crate::fold::tokens::overlap::share;

/// Most hours between two publications of the same minutes.
pub(in crate::fold) const SAME_MINUTES_HOURS: f64 = 0.05;

/// Largest value of `told-later`: that of a text three times as long, 2.3 hours later.
const MAX_TOLD_LATER: f64 = 1.3;

/// Share of a title from which on a longer text that replaces it has another title.
const OTHER_TITLE: f64 = 0.5;

/// Hours from which on a short text is the next issue of a daily figure rather than a late copy.
const NEXT_ISSUE_HOURS: f64 = 20.0;

/// Logarithm of the ratio of lengths from which on the longer text is no further issue of a
/// figure.
const MAX_ISSUE_LOG_RATIO: f64 = 0.5;

/// Value of `days-differ` if only one text names days.
const ONE_NAMES_DAYS: f64 = 0.25;

pub(super) const TERMS: &[Term] = &[
    Term {
        name: "same-minutes",
        means: "two outlets published them within three minutes",
        side: TermSide::For,
        prior: 0.0,
        weight: 1.75,
        measure: |pair| flag(pair.hours <= SAME_MINUTES_HOURS && !pair.is_same_outlet),
    },
    Term {
        name: "time-apart",
        means: "time between the two publications",
        side: TermSide::Against,
        prior: 0.0,
        weight: -0.72,
        measure: |pair| pair.hours.ln_1p() * pair.brevity(),
    },
    Term {
        name: "time-apart-short",
        means: "time between the two publications, in texts of a sentence or less",
        side: TermSide::Against,
        prior: 0.0,
        weight: -1.40,
        measure: |pair| pair.hours.ln_1p() * pair.shortness(),
    },
    Term {
        name: "other-day",
        means: "published on different days",
        side: TermSide::Against,
        prior: 0.0,
        weight: -1.79,
        measure: |pair| days_apart(pair.hours) * pair.brevity(),
    },
    Term {
        name: "other-day-short",
        means: "published on different days, in texts of a sentence or less",
        side: TermSide::Against,
        prior: 0.0,
        weight: -1.51,
        measure: |pair| days_apart(pair.hours) * pair.shortness(),
    },
    Term {
        name: "told-later",
        means: "the longer text came later under another title: a fuller report",
        side: TermSide::Against,
        prior: -2.2,
        weight: -2.03,
        measure: |pair| {
            let later = pair.log_length_ratio * pair.hours_later().ln_1p();
            let told = later.min(MAX_TOLD_LATER) * other_title_share(pair);
            pair.weakened_by_agency(told)
        },
    },
    Term {
        name: "next-issue",
        means: "a figure, published a day or more after the other one",
        side: TermSide::Against,
        prior: -6.0,
        weight: -9.0,
        measure: |pair| flag(is_next_issue(pair)) * pair.brevity(),
    },
    Term {
        name: "days-differ",
        means: "the texts name different days",
        side: TermSide::Against,
        prior: -4.0,
        weight: -2.00,
        measure: |pair| days_differ(pair.short, pair.long),
    },
];

/// How much the longer text has another title, 0 to 1. Under the title of the shorter one it is
/// the same report, of which an outlet gives more.
fn other_title_share(pair: &Pair<'_>) -> f64 {
    let reworded = (pair.titles_replaced() / OTHER_TITLE).min(1.0);
    reworded.max(own_headline(pair))
}

/// Whether a text with figures was published so long before or after a text of about the same
/// length that one of them is the next issue of a daily figure.
fn is_next_issue(pair: &Pair<'_>) -> bool {
    pair.hours >= NEXT_ISSUE_HOURS
        && amounts(&pair.short.body).next().is_some()
        && pair.log_length_ratio < MAX_ISSUE_LOG_RATIO
}

/// How much the days that both entries name differ, 0 to 2.
///
/// A day of one entry is missing if the other one neither names it nor was published on it. The
/// result is the share of the shorter text's days that are missing, plus the smaller of both such
/// shares.
pub(super) fn days_differ(short: &Profile, long: &Profile) -> f64 {
    let (of_short, of_long) = (days_missing(short, long), days_missing(long, short));
    if short.days.is_empty() || long.days.is_empty() {
        return if of_short + of_long > 0 {
            ONE_NAMES_DAYS
        } else {
            0.0
        };
    }
    let (of_short, of_long) = (
        share(of_short, short.days.len()),
        share(of_long, long.days.len()),
    );
    of_short.min(of_long) + of_short
}

/// How many days of one entry the other one neither names nor was published on.
///
/// Texts of scripts with spaces open with the day they were released on (`WASHINGTON, June 15`),
/// which says nothing about their matter.
fn days_missing(from: &Profile, to: &Profile) -> usize {
    let is_release = |day: &&(u32, u32)| from.body.is_spaced() && from.was_published_on(**day);
    let is_same = |(month, day): (u32, u32), (other_month, other_day): (u32, u32)| {
        day == other_day && (month == other_month || month == 0 || other_month == 0)
    };
    let is_missing = |day: &&(u32, u32)| {
        let mut known = to.days.iter().copied().chain(to.days_of_publication());
        !known.any(|known| is_same(**day, known))
    };
    let days = from.days.iter().filter(|day| !is_release(day));
    days.filter(is_missing).count()
}
