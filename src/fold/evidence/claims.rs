//! What the entries say happened: planned or done, true or denied, one piece of news or several.

use std::ops::Range;

use super::titles::headline_share_in;
use super::{Pair, Term, TermSide, flag};
use crate::fold::profile::{BodyOrigin, Profile};
use crate::fold::substitution::matched;
use crate::fold::tokens::TokenizedText;
use crate::fold::tokens::overlap::share;
use crate::fold::words::{self, Directions, EntryKind, EntryKinds};

/// Longest stretch, in tokens, in which a word for the future changes the meaning of the words
/// around it.
const MAX_TENSE_TOKENS: usize = 6;

/// Most tokens behind a word for the future of which it tells the future.
const GOVERNED_TOKENS: usize = 16;

/// Share of the longer headline that another one has if both say the same but for a word or two.
const ONE_HEADLINE: f64 = 0.75;

/// Hours after which another move of a price is the next step of the quote, and an announced thing
/// is done. Within fewer, outlets take the same news at other minutes.
pub(super) const NEXT_STEP_HOURS: f64 = 0.5;

/// Share of a digest's title from which on the title is the headline of the other entry.
const MIN_HEADLINE_SHARE: f64 = 0.5;

/// Logarithm of the ratio of lengths from which on a digest, whose title names the news of the
/// other entry, holds more than this news.
const MIN_DIGEST_LOG_RATIO: f64 = 0.4;

pub(super) const TERMS: &[Term] = &[
    Term {
        name: "directions-differ",
        means: "the titles say opposite things (up or down, will or did)",
        side: TermSide::Against,
        prior: -1.5,
        weight: -0.75,
        measure: |pair| pair.short.directions.differ(pair.long.directions).into(),
    },
    Term {
        name: "lead-directions-differ",
        means: "the first sentences say opposite things",
        side: TermSide::Against,
        prior: -0.3,
        weight: -0.150,
        measure: |pair| {
            let (short, long) = (pair.short.lead_directions, pair.long.lead_directions);
            short.differ(long).into()
        },
    },
    Term {
        name: "future-differs",
        means: "in the same words, one entry tells what will be done, the other what was",
        side: TermSide::Against,
        prior: -4.5,
        weight: -3.32,
        measure: |pair| flag(tense_differs(pair)),
    },
    Term {
        name: "only-announced",
        means: "one entry announces what the other one tells as done",
        side: TermSide::Against,
        prior: -3.6,
        weight: -3.6,
        measure: |pair| {
            // Within half an hour, `future-differs` says enough of a word that the texts show:
            // one outlet writes of a visit as it begins, another one a moment before.
            let is_told = pair.hours < NEXT_STEP_HOURS && tense_differs(pair);
            flag(!is_told) * pair.either(only_announces)
        },
    },
    Term {
        name: "qualifier-missing",
        means: "one title tells of a part (core inflation) or party (a subsidiary) that the other entry never names",
        side: TermSide::Against,
        prior: -6.0,
        weight: -8.0,
        measure: |pair| flag(tells_of_a_part(pair)),
    },
    Term {
        name: "denial-missing",
        means: "one entry denies a report or declines to comment on it, the other one does not",
        side: TermSide::Against,
        prior: -6.0,
        weight: -8.0,
        measure: |pair| pair.either(is_denial_missing),
    },
    Term {
        name: "response-missing",
        means: "one title tells of the response to a disaster or a decision, or of the fate of missing people, of which the other entry says nothing",
        side: TermSide::Against,
        prior: -8.0,
        weight: -9.0,
        measure: |pair| {
            pair.either(|from, to| is_response_missing(from, to) || is_fate_missing(from, to))
        },
    },
    Term {
        name: "digest",
        means: "one title announces several pieces of news",
        side: TermSide::Against,
        prior: -5.0,
        weight: -6.5,
        measure: |pair| {
            let longer = pair.log_length_ratio >= MIN_DIGEST_LOG_RATIO;
            pair.either(is_digest_beside)
                .max(flag(longer && is_digest(pair.long, pair.short)))
        },
    },
    Term {
        name: "stages-differ",
        means: "the titles tell two stages of one matter",
        side: TermSide::Against,
        prior: -5.0,
        weight: -6.14,
        measure: |pair| flag(pair.short.directions.stages_differ(pair.long.directions)),
    },
];

/// Whether one text says in some words that something will be done, and the other one, in the same
/// words around them, does not.
fn tense_differs(pair: &Pair<'_>) -> bool {
    let (short, long) = (&pair.short.body, &pair.long.body);
    let is_short =
        |place: &(Range<usize>, Range<usize>)| place.0.len().max(place.1.len()) <= MAX_TENSE_TOKENS;
    let mut places = pair.alignment.gap_places().filter(is_short);
    places.any(|(in_short, in_long)| {
        let [one, other] = [(short, &in_short), (long, &in_long)]
            .map(|(text, place)| text.tokens.get(place.clone()).unwrap_or_default());
        match (words::tells_future(one), words::tells_future(other)) {
            (true, false) => tells_present((one, other), long, &in_long),
            (false, true) => tells_present((other, one), short, &in_short),
            _ => false,
        }
    })
}

/// Whether a text tells as done, in the place of words for the future, what another text announces
/// there. A word for the future shortly before holds for the place too: `拟转让…，预计产生…` says
/// of both what will be, and so does `拟转让…，将产生…`.
fn tells_present(
    (announced, told): (&[u64], &[u64]),
    text: &TokenizedText,
    place: &Range<usize>,
) -> bool {
    let before = place.start.saturating_sub(GOVERNED_TOKENS)..place.start;
    let is_governed = || words::tells_future(text.tokens.get(before).unwrap_or_default());
    Directions::read(announced).differ(Directions::read(told)) > 0 || !is_governed()
}

/// Whether one entry announces in its title and its first sentence what the other one, under a
/// title of the same words, tells as done. A headline alone may leave the word for the future out.
fn only_announces(from: &Profile, to: &Profile) -> bool {
    let announces = |entry: &Profile| {
        [&entry.title.tokens[..], entry.body.lead_tokens()].map(words::tells_future)
    };
    [from, to].map(|entry| entry.origin) == [BodyOrigin::Text; 2]
        && announces(from) == [true, true]
        && announces(to) == [false, false]
        && (words::has_in_order(&from.title.tokens, &to.title.tokens)
            || (!words::tells_future(&to.body.tokens)
                && differ_in_few_words(&from.title.tokens, &to.title.tokens)))
}

/// Whether two titles are the same in the same order, but for a word or two.
fn differ_in_few_words(one: &[u64], other: &[u64]) -> bool {
    share(matched(one, other).len(), one.len().max(other.len())) >= ONE_HEADLINE
}

/// Whether one title tells of a part or a party that the other entry never names.
pub(super) fn tells_of_a_part(pair: &Pair<'_>) -> bool {
    let is_missing =
        |from: &Profile, to: &Profile| is_qualifier_missing(from, to) || is_party_missing(from, to);
    is_missing(pair.short, pair.long) || is_missing(pair.long, pair.short)
}

/// Whether the title with a figure says that it is the figure of a part (core inflation, a profit
/// without one-off gains), of which the other entry says nothing.
fn is_qualifier_missing(from: &Profile, to: &Profile) -> bool {
    let has_figure = || (from.title.figures.iter()).any(|figure| figure.kind.is_amount());
    let names = |text: &TokenizedText, qualifier: usize| {
        words::qualifiers(&text.tokens).any(|of_text| of_text == qualifier)
    };
    let mut qualifiers = words::qualifiers(&from.title.tokens);
    qualifiers.any(|qualifier| {
        has_figure() && !names(&to.title, qualifier) && !names(&to.body, qualifier)
    })
}

/// Tokens behind the subject of a title in which a party stands whom the title is about.
const BEHIND_SUBJECT: usize = 7;

/// Whether a title says of a party to a company's notice what the other title says of the company,
/// in the same words or with the party in the first sentence, too, and the other entry never names
/// such a party: `实际控制人收到告知书` and `收到告知书`. A party further on in a title explains a
/// name: `拟认购控股股东东屿控股的股份`.
fn is_party_missing(from: &Profile, to: &Profile) -> bool {
    let names = |text: &TokenizedText, party: usize| {
        words::parties(&text.tokens).any(|of_text| of_text == party)
    };
    let behind = from.title.tokens.get(from.subject.len()..);
    let behind = behind.unwrap_or_default();
    let mut parties = words::parties(behind.get(..BEHIND_SUBJECT).unwrap_or(behind));
    let tells_party = || {
        let others = [to.title.tokens.as_slice(), to.body.lead_tokens()];
        others
            .iter()
            .any(|tokens| words::parties(tokens).next().is_some())
    };
    let is_told = |party: usize| {
        let mut of_lead = words::parties(from.body.lead_tokens());
        to.has_text() && of_lead.any(|of_lead| of_lead == party) && !tells_party()
    };
    let is_one_form = words::has_in_order(&from.title.tokens, &to.title.tokens);
    parties.any(|party| {
        !names(&to.title, party) && !names(&to.body, party) && (is_one_form || is_told(party))
    })
}

/// Whether a title tells of a response of which the other entry says nothing: it is the next step,
/// and the disaster, the decision or the claim its background.
fn is_response_missing(from: &Profile, to: &Profile) -> bool {
    words::tells_response(&from.title.tokens)
        && !words::tells_response(&to.title.tokens)
        && !words::tells_response(&to.body.tokens)
}

/// Whether a title tells what became of people of whom the other entry says that they are missing,
/// and no more.
fn is_fate_missing(from: &Profile, to: &Profile) -> bool {
    words::tells_fate(&from.title.tokens)
        && (words::tells_missing(&to.title.tokens) || words::tells_missing(to.body.lead_tokens()))
        && !words::tells_fate(&to.title.tokens)
        && !words::tells_fate(&to.body.tokens)
}

/// Whether one entry denies a report in its title or its first sentence, or its title says that
/// somebody declines to comment, and the other entry says so nowhere: each outlet puts another
/// sentence of one denial first.
fn is_denial_missing(from: &Profile, to: &Profile) -> bool {
    let denies = from.kinds.has(EntryKind::Denial);
    let declines = from.title_kinds.has(EntryKind::NoComment);
    if !denies && !declines {
        return false;
    }
    let said = EntryKinds::read(&to.body.tokens).with(to.title_kinds);
    (denies && !said.has(EntryKind::Denial)) || (declines && !said.has(EntryKind::NoComment))
}

/// Whether the title of the first entry alone announces several pieces of news.
fn is_digest(digest: &Profile, other: &Profile) -> bool {
    digest.title_kinds.has(EntryKind::Digest) && !other.title_kinds.has(EntryKind::Digest)
}

/// Whether one title announces several pieces of news, and the other entry has next to nothing of
/// that title.
fn is_digest_beside(digest: &Profile, other: &Profile) -> bool {
    is_digest(digest, other) && headline_share_in(&digest.title, other) < MIN_HEADLINE_SHARE
}
