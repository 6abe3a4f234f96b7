//! Anchors: the few hashes of a text by which candidates are found, whatever the size of the
//! store.
//!
//! Winnowing (Schleimer, Wilkerson and Aiken 2003) over the beginning: two texts that share a run
//! as long as a window and a gram share an anchor, wherever lead-ins have moved it. The least
//! hashes of the whole text and of the title (bottom-k sketches, Broder 1997) find copies whose
//! beginnings differ.
//!
//! Texts of one template share such anchors with hundreds of others. So the title, the beginning
//! and the numbers also give anchors together with the half day on which the entry was published:
//! copies are published within hours of each other, and few entries of one half day share them.
//!
//! Not done, and why: `MinHash` bands over whole texts do not find a first sentence in a long
//! report.

use super::profile::Profile;
use super::tokens::{Figure, TokenizedText, grams, mix};
use crate::model::Anchors;

/// Tokens of the beginning that are winnowed densely.
const BEGINNING_TOKENS: usize = 120;

/// Grams of which the least is an anchor.
const WINDOW_GRAMS: usize = 8;

/// Least hashes taken of the whole text.
const MAX_OF_TEXT: usize = 8;

/// Least hashes taken of the title.
const MAX_OF_TITLE: usize = 6;

/// Least hashes taken of the first sentence, for the anchors of half days.
const MAX_OF_LEAD: usize = 4;

/// Most numbers that give anchors of half days.
const MAX_OF_NUMBERS: usize = 8;

/// Most names in Latin script that give anchors of half days.
const MAX_OF_NAMES: usize = 4;

/// Tokens at the beginning of a text that are taken for its subject: most companies of Chinese
/// exchanges have names of four ideographs.
const TOKENS_OF_SUBJECT: usize = 4;

/// Seconds of half a day.
const HALF_DAY_SECONDS: i64 = 12 * 3600;

/// Bits of an anchor: rows of the index stay small, and a million texts rarely collide.
const ANCHOR_BITS: u32 = 40;

/// Bits of an anchor of a half day that say what the entry has; those above them number the half
/// day. So the index has all anchors of one half day side by side: the look-ups of a pass, of which
/// nearly half are for two half days, read few of its pages. In a half day of ten thousand entries,
/// one of 400 such anchors has the number of another one by chance.
const HALF_DAY_ANCHOR_BITS: u32 = 26;

/// The anchors of an entry, each list sorted and without repetition: fewer than fifty of its text,
/// and at most 25 of each half day.
pub fn anchors(profile: &Profile) -> Anchors {
    let mut of_text = winnowed(&profile.body);
    of_text.extend(least(profile.body.grams(), MAX_OF_TEXT));
    of_text.extend(least(profile.title.grams(), MAX_OF_TITLE));
    let of_text = of_text.into_iter();
    let of_text = finished(of_text.map(|hash| hash >> (u64::BITS - ANCHOR_BITS)));
    let Some(published) = profile.published else {
        return Anchors {
            of_text,
            ..Anchors::default()
        };
    };
    let marks = marks(profile);
    let seconds = published.as_second();
    let (half_day, is_late) = (
        seconds.div_euclid(HALF_DAY_SECONDS),
        seconds.rem_euclid(HALF_DAY_SECONDS) >= HALF_DAY_SECONDS / 2,
    );
    let next = if is_late { half_day + 1 } else { half_day - 1 };
    let of = |half_day: i64| {
        let half_day = half_day.cast_unsigned();
        finished(marks.iter().map(|mark| {
            let hash = mix(*mark, half_day) >> (u64::BITS - HALF_DAY_ANCHOR_BITS);
            (half_day << HALF_DAY_ANCHOR_BITS | hash) % (1 << ANCHOR_BITS)
        }))
    };
    Anchors {
        of_text,
        of_half_day: of(half_day),
        of_next_half_day: of(next),
    }
}

/// Hashes that distinguish an entry from others of its half day: of its title, of the grams of its
/// title and first sentence, of its specific numbers, of names, and of whom it is about.
fn marks(profile: &Profile) -> Vec<u64> {
    let title = &profile.title;
    let figures = title.figures.iter();
    let whole = figures.fold(hash(&title.tokens), |hash, figure| {
        mix(hash, number(figure))
    });
    let mut marks = vec![whole];
    let of_lead: Vec<u64> = grams(profile.body.lead_tokens());
    marks.extend(least(title.grams(), MAX_OF_TITLE));
    marks.extend(least(&of_lead, MAX_OF_LEAD));
    let is_telling = |figure: &&Figure| !figure.is_date();
    let of_lead = |figure: &&Figure| figure.token < profile.body.lead && is_telling(figure);
    let of_title = title.figures.iter().filter(is_telling);
    let of_text = profile.body.figures.iter();
    let specific = of_text.clone().filter(|figure| figure.is_specific());
    let mut numbers: Vec<u64> = of_title
        .chain(of_text.filter(of_lead))
        .chain(specific)
        .map(number)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.truncate(MAX_OF_NUMBERS);
    marks.extend(numbers);
    marks.extend(title.names.iter().take(MAX_OF_NAMES));
    // A flash without a headline begins with whom it is about.
    let beginning = profile.body.tokens.get(..TOKENS_OF_SUBJECT);
    marks.extend(beginning.map(hash));
    if !profile.subject.is_empty() {
        marks.push(hash(&profile.subject));
    }
    marks
}

fn hash(tokens: &[u64]) -> u64 {
    tokens.iter().fold(0, |hash, token| mix(hash, *token))
}

/// A hash of a number: equal for numbers that were written in different scales.
fn number(figure: &Figure) -> u64 {
    mix(figure.value.to_bits(), figure.kind as u64)
}

/// Anchors, sorted and without repetition.
fn finished(anchors: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut anchors: Vec<u64> = anchors.collect();
    anchors.sort_unstable();
    anchors.dedup();
    anchors
}

/// Of each window of grams of the beginning, the least one; neighbouring windows share it.
fn winnowed(text: &TokenizedText) -> Vec<u64> {
    let hashes = text.grams_within(BEGINNING_TOKENS);
    let mut anchors: Vec<u64> = Vec::new();
    let (mut least, mut place) = (u64::MAX, 0);
    for (at, hash) in hashes.iter().enumerate() {
        let is_left = at - place >= WINDOW_GRAMS;
        if *hash <= least {
            (least, place) = (*hash, at);
        } else if is_left {
            let window = (place + 1..).zip(hashes.get(place + 1..=at).unwrap_or_default());
            let first = window.min_by_key(|(_, hash)| **hash);
            (place, least) = first.map_or((at, *hash), |(place, hash)| (place, *hash));
        }
        let is_whole = at + 1 >= WINDOW_GRAMS.min(hashes.len());
        if is_whole && anchors.last() != Some(&least) {
            anchors.push(least);
        }
    }
    anchors
}

/// The least of these hashes, without sorting all of them.
fn least(hashes: &[u64], number: usize) -> Vec<u64> {
    let mut least: Vec<u64> = Vec::with_capacity(number + 1);
    let mut most = u64::MAX;
    for hash in hashes {
        if *hash >= most {
            continue;
        }
        if let Err(place) = least.binary_search(hash) {
            least.insert(place, *hash);
            least.truncate(number);
            if least.len() == number {
                most = least.last().copied().unwrap_or(most);
            }
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fold::test_entries::entry;

    proptest! {
        #[test]
        fn each_window_of_the_beginning_gives_its_least_gram(
            text in prop_oneof!["[甲乙]{0,200}", "[一-十]{0,200}", "([一-十]|[a-d]{1,2} ){0,200}"]
        ) {
            let text = TokenizedText::new(&text);
            let beginning = text.tokens.get(..BEGINNING_TOKENS).unwrap_or(&text.tokens);
            let hashes: Vec<u64> = grams(beginning);
            let mut least: Vec<u64> = hashes
                .windows(WINDOW_GRAMS.min(hashes.len().max(1)))
                .filter_map(|window| window.iter().min().copied())
                .collect();
            least.dedup();
            prop_assert_eq!(winnowed(&text), least);
        }
    }
    proptest! {
        #[test]
        fn the_anchors_of_a_half_day_lie_side_by_side_and_no_other_half_day_of_twenty_years_has_any(
            title in "[一-十]{4,20}", second in 0..2_000_000_000_i64,
            later in HALF_DAY_SECONDS..7_000 * 2 * HALF_DAY_SECONDS,
        ) {
            let entry = |second| entry(1, "outlet", second, &title, "岚洲公司公告,拟回购3.62亿元股份.").1;
            let range = |second| {
                let Anchors { of_half_day, .. } = anchors(&entry(second));
                (*of_half_day.first().unwrap(), *of_half_day.last().unwrap())
            };
            let (least, greatest) = range(second);
            prop_assert!(greatest - least < 1 << HALF_DAY_ANCHOR_BITS);
            prop_assert!(greatest < 1 << ANCHOR_BITS);
            let other = range(second + later);
            prop_assert!(other.0 > greatest || other.1 < least);
        }
    }

    #[test]
    fn a_flash_without_a_headline_is_found_by_the_company_with_which_it_begins() {
        let of = |title: &str, text: &str| anchors(&entry(1, "outlet", 0, title, text).1);
        let flash = "岚洲纺织公告,因涉嫌信披违法违规,公司与实控人被立案";
        let one = of(flash, flash);
        let shared = |other: &Anchors| {
            let found = |anchor: &&u64| other.of_half_day.contains(anchor);
            one.of_half_day.iter().filter(found).count()
        };
        let text = "岚洲纺织7月14日收到监管部门下发的告知书";
        assert_eq!(shared(&of("岚洲纺织:收到告知书", text)), 1);
        let text = "青岭纺织7月14日收到监管部门下发的告知书";
        assert_eq!(shared(&of("青岭纺织:收到告知书", text)), 0);
    }
}
