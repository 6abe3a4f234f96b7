//! Makes siblings and copies of stored entries: pairs of which the right decision is known, though
//! nobody labelled them.
//!
//! A *sibling* has other values (a name, a number, a day) in the words of a stored entry; the
//! values come from another stored entry that uses the same words around them (*frame*). It must
//! not fold. A *copy* is a stored entry cut short, put under another headline or lead-in, or
//! spelled in another way. It should fold.
//!
//! Everything is made in memory. The random numbers are seeded by the key of the entry, so that
//! the same store gives the same pairs.

mod copies;
mod draft;
mod frames;
mod spelling;
mod tokens;

use std::collections::BTreeSet;

use fastrand::Rng;
use serde::Serialize;

use super::measured::{ComparedPair, Entry};
use crate::fold::Weights;
use crate::model::{Comparable, EntryKey, Timestamp, UnreadableHtml};
use copies::Copies;
use draft::{Carried, Draft};
use frames::Frames;

/// Most entries of one set from which siblings and copies are made.
const MAX_ENTRIES: usize = 300;

/// Most siblings of one entry.
const MAX_SIBLINGS: usize = 2;

/// Most copies of one entry.
const MAX_COPIES: usize = 2;

/// Most minutes between an entry and a generated one.
const MAX_MINUTES: i64 = 90;

/// The outlet of a copy if the set has one outlet only.
const OTHER_OUTLET: &str = "Another outlet";

/// Whether a generated pair should fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It says something else in the same words, and must not.
    Sibling,
    /// It says the same, and should.
    Copy,
}

/// What was changed to make one entry of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GeneratedChange {
    /// The title and the text have another name.
    OtherName,
    /// The title and the text have another number, code or day.
    OtherNumber,
    /// Every name and number of the title is another one.
    OtherValues,
    /// The text ends after a sentence, or within a word.
    Cut,
    /// The text begins with another lead-in.
    OtherLead,
    /// The title is another one: the first sentence of the text.
    OtherTitle,
    /// Other characters of the same meaning: traditional, full width, typographic.
    OtherLetters,
    /// The same numbers and dates, written in another way.
    OtherSpelling,
}

impl GeneratedChange {
    /// Whether the pair should fold.
    pub fn kind(self) -> Kind {
        match self {
            Self::OtherName | Self::OtherNumber | Self::OtherValues => Kind::Sibling,
            Self::Cut
            | Self::OtherLead
            | Self::OtherTitle
            | Self::OtherLetters
            | Self::OtherSpelling => Kind::Copy,
        }
    }

    /// What is shown of it.
    pub fn means(self) -> &'static str {
        match self {
            Self::OtherName => "sibling: another name",
            Self::OtherNumber => "sibling: another number, code or day",
            Self::OtherValues => "sibling: every name and number of the title",
            Self::Cut => "copy: cut short",
            Self::OtherLead => "copy: another lead-in",
            Self::OtherTitle => "copy: another headline",
            Self::OtherLetters => "copy: other characters of the same meaning",
            Self::OtherSpelling => "copy: numbers and dates written in another way",
        }
    }
}

/// A stored entry and one that was made of it.
#[derive(Debug)]
pub(super) struct GeneratedPair {
    pub(super) change: GeneratedChange,
    pub(super) compared: ComparedPair,
    /// Title of the stored entry.
    pub(super) title: String,
    /// Title of the one that was made of it.
    pub(super) made: String,
}

impl GeneratedPair {
    /// Whether these weights decide the pair wrongly.
    pub(super) fn is_wrong_under(&self, weights: &Weights) -> bool {
        self.compared.folds_under(weights) != (self.change.kind() == Kind::Copy)
    }
}

/// Makes siblings and copies of entries. `may_be_one_text` says of which entries it is not sure
/// that they carry different texts: such entries lend each other no values.
pub(super) fn pairs(
    entries: &[Entry],
    may_be_one_text: &dyn Fn(&Entry, &Entry) -> bool,
) -> Result<Vec<GeneratedPair>, UnreadableHtml> {
    let drafts = entries
        .iter()
        .map(|entry| Draft::new(&entry.compared))
        .collect::<Result<Vec<_>, _>>()?;
    let outlets: BTreeSet<&str> = entries
        .iter()
        .map(|entry| entry.compared.outlet.as_str())
        .collect();
    let outlets: Vec<&str> = outlets.into_iter().collect();
    let frames = Frames::new(&drafts);
    let copies = Copies::new();
    let mut pairs = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let mut rng = Rng::with_seed(seed(entry.compared.key));
        let chance = f64::from(u32::try_from(MAX_ENTRIES).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(entries.len()).unwrap_or(u32::MAX));
        if rng.f64() >= chance {
            continue;
        }
        let Some(draft) = drafts.get(at) else {
            continue;
        };
        let lends = |other: usize| {
            entries
                .get(other)
                .is_some_and(|other| !may_be_one_text(entry, other))
        };
        let mut made = frames.siblings(at, &lends, &mut rng);
        made.truncate(MAX_SIBLINGS);
        let mut copied = copies.copies_of(draft, &mut rng);
        rng.shuffle(&mut copied);
        copied.truncate(MAX_COPIES);
        made.extend(copied);
        for (change, draft) in made {
            let carried = Carried {
                outlet: outlet(change, &entry.compared.outlet, &outlets, &mut rng),
                published: later(entry.compared.published, &mut rng),
            };
            let made = Entry::unstored(draft.entry(&entry.compared, carried)?, entry.story)?;
            if change.kind() == Kind::Sibling && has_equal_text(&entry.compared, &made.compared) {
                continue;
            }
            pairs.push(GeneratedPair {
                change,
                compared: ComparedPair::new(entry, &made),
                title: entry.compared.title.clone(),
                made: made.compared.title,
            });
        }
    }
    Ok(pairs)
}

/// Whether two entries have one text to the letter. Many texts begin with their headline, which
/// does not count: a value that stands there alone makes another headline above the same text.
fn has_equal_text(one: &Comparable, other: &Comparable) -> bool {
    let (one, other) = (&one.fingerprint, &other.fingerprint);
    one.chars > 0 && one.content == other.content
}

/// A copy comes from another outlet; a sibling comes from the same one every other time.
fn outlet(change: GeneratedChange, own: &str, outlets: &[&str], rng: &mut Rng) -> String {
    let stays = change.kind() == Kind::Sibling && rng.bool();
    if stays {
        return own.to_owned();
    }
    let others: Vec<&&str> = outlets.iter().filter(|outlet| **outlet != own).collect();
    rng.choice(others)
        .map_or(OTHER_OUTLET, |outlet| outlet)
        .to_owned()
}

fn later(published: Option<Timestamp>, rng: &mut Rng) -> Option<Timestamp> {
    let minutes = rng.i64(0..=MAX_MINUTES);
    published?
        .checked_add(jiff::SignedDuration::from_mins(minutes))
        .ok()
}

fn seed(key: EntryKey) -> u64 {
    let bytes = key.as_bytes().iter().take(8);
    bytes.fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}
