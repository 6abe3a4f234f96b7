//! Compares two entries: exact keys first, then the evidence of their texts.

mod keys;
pub(super) mod related;
#[cfg(test)]
mod tests;

use keys::Keys;

use super::corrections::{MarkedPair, silently_corrected};
use super::evidence::{BIAS, Measurements, Pair};
use super::profile::Profile;
use crate::model::{
    Bond, Comparable, Comparison, Evidence, NumberAgreement, OfficialDocument, Relation, Weighed,
};

pub use keys::{MIN_CHARS, MIN_CHARS_OVER_DAYS};

/// The names of all terms that can count for a pair.
pub fn term_names() -> impl Iterator<Item = &'static str> {
    let measured = super::evidence::TERMS.iter().map(|term| term.name);
    measured.chain(keys::names())
}

/// The score above which two entries carry one text.
pub const THRESHOLD: f64 = 0.0;

/// Score of two texts that have next to nothing in common.
pub(super) const NOTHING_SHARED: f64 = -12.0;

/// The same if one entry has no text: its title may be that of another member of a story, and says
/// little about a member under another title.
const NOTHING_SHARED_WITH_TITLE: f64 = -2.0;

/// Lowest score from which on two entries that do not fold are shown as related.
pub(super) const MIN_RELATED: f64 = -1.5;

/// Length up to which a text may be the title of a column, in characters.
const LONGEST_COLUMN_TITLE: u32 = 60;

/// Most terms of evidence that are stored.
const MAX_STORED_TERMS: usize = 8;

/// An entry with its texts, ready to be compared.
#[derive(Debug, Clone, Copy)]
pub struct ProfiledEntry<'a> {
    /// The entry as stored.
    pub entry: &'a Comparable,
    /// Its tokenized texts.
    pub profile: &'a Profile,
}

impl<'a> ProfiledEntry<'a> {
    /// An entry with its texts.
    pub fn new(entry: &'a Comparable, profile: &'a Profile) -> Self {
        Self { entry, profile }
    }
}

/// The result of comparing two entries, with everything that counted.
#[derive(Debug, Clone, PartialEq)]
pub struct ExaminedPair {
    /// The decision and the evidence that a store keeps.
    pub comparison: Comparison,
    /// What the official numbers of both say.
    pub numbers: NumberAgreement,
    /// The measured terms; `None` when the texts have next to nothing in common.
    pub measured: Option<Measurements>,
    /// Everything that counts for and against one text, whether or not the hashes decided.
    pub weighing: Weighing,
}

/// What counts for and against one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighing {
    /// The score before any term.
    pub base: f64,
    /// Every term that counts, the heaviest first.
    pub terms: Vec<WeighedTerm>,
}

/// A term that counts for a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeighedTerm {
    /// Its name in the store and in exports.
    pub name: &'static str,
    /// What it measures, in words.
    pub means: &'static str,
    /// The measured value.
    pub value: f64,
    /// What it adds to the score.
    pub points: f64,
}

/// Two entries of which all is known but the evidence of their texts.
struct Begun<'a> {
    one: ProfiledEntry<'a>,
    other: ProfiledEntry<'a>,
    keys: Keys,
    /// Whether one alone is marked as a correction.
    marked: Option<MarkedPair<'a>>,
}

/// Compares two entries as [`examine`] does, and measures their texts only if their hashes do not
/// decide. Whether the first or the second comes first changes nothing but whom the evidence
/// names: `other`.
pub fn compare(one: ProfiledEntry<'_>, other: ProfiledEntry<'_>) -> Comparison {
    let begun = Begun::new(one, other);
    begun.by_hash().unwrap_or_else(|| {
        let pair = Pair::new(one.profile, other.profile);
        let measured = pair.as_ref().map(Measurements::new);
        let weighing = begun.weighing(measured.as_ref());
        begun.by_score(pair.as_ref(), &weighing)
    })
}

/// Compares two entries as [`compare`] does; `None` if they neither carry one text nor are related,
/// which most pairs show long before all their terms are measured.
pub(super) fn compare_unless_apart(
    one: ProfiledEntry<'_>,
    other: ProfiledEntry<'_>,
) -> Option<Comparison> {
    let begun = Begun::new(one, other);
    if let Some(same) = begun.by_hash() {
        return Some(same);
    }
    let pair = Pair::new(one.profile, other.profile);
    let is_left_to_score = begun.marked.is_none()
        && silently_corrected(one, other).is_none()
        && !begun.is_related_at_any_score(pair.as_ref());
    let measured = match &pair {
        Some(pair) if is_left_to_score => {
            let least = MIN_RELATED - begun.keys.points();
            Some(Measurements::above(least, pair)?)
        }
        pair => pair.as_ref().map(Measurements::new),
    };
    let weighing = begun.weighing(measured.as_ref());
    let comparison = begun.by_score(pair.as_ref(), &weighing);
    (comparison.relation != Relation::Apart).then_some(comparison)
}

/// Compares two entries and returns everything that counted.
pub fn examine(one: ProfiledEntry<'_>, other: ProfiledEntry<'_>) -> ExaminedPair {
    let begun = Begun::new(one, other);
    let pair = Pair::new(one.profile, other.profile);
    let measured = pair.as_ref().map(Measurements::new);
    let weighing = begun.weighing(measured.as_ref());
    let comparison = begun
        .by_hash()
        .unwrap_or_else(|| begun.by_score(pair.as_ref(), &weighing));
    ExaminedPair {
        comparison,
        numbers: begun.keys.numbers,
        measured,
        weighing,
    }
}

/// Compares two entries of which `prune` removed one text; `left` is the other one. They carry one
/// text if their hashes say so below one title, and nothing marks the text that is left as a
/// correction; `None` for any other pair, which nothing can compare any more.
pub(super) fn compare_with_pruned(
    one: &Comparable,
    other: &Comparable,
    left: &Profile,
) -> Option<Comparison> {
    let is_sure = one.fingerprint.title == other.fingerprint.title
        && left.correction.is_none()
        && !left.says_nothing();
    let numbers = agreement(one.document.as_ref(), other.document.as_ref());
    is_sure
        .then(|| keys::equal_hashes(one, other, numbers))
        .flatten()
}

/// Compares two entries by their hashes alone; `None` if their texts have to be read. A short text
/// may be the title of a column again.
pub(super) fn compare_hashes(one: &Comparable, other: &Comparable) -> Option<Comparison> {
    let is_short = one.fingerprint.chars <= LONGEST_COLUMN_TITLE;
    (!is_short)
        .then(|| compare_without_texts(one, other))
        .flatten()
}

/// Compares two entries by their hashes alone, where `prune` removed both texts.
pub(super) fn compare_without_texts(one: &Comparable, other: &Comparable) -> Option<Comparison> {
    // Different titles may be those of two issues of a series, or stand above one text that a site
    // shows instead of its articles. Below one title, what normalising removes may be the mark of
    // a correction. Only the texts tell.
    let is_sure =
        one.fingerprint.title == other.fingerprint.title && one.revision == other.revision;
    let numbers = agreement(one.document.as_ref(), other.document.as_ref());
    is_sure
        .then(|| keys::equal_hashes(one, other, numbers))
        .flatten()
}

impl<'a> Begun<'a> {
    fn new(one: ProfiledEntry<'a>, other: ProfiledEntry<'a>) -> Self {
        Self {
            one,
            other,
            keys: Keys::new(one, other),
            marked: MarkedPair::new(one, other),
        }
    }

    /// Decides by hashes, if they suffice.
    fn by_hash(&self) -> Option<Comparison> {
        compare_hashes(self.one.entry, self.other.entry)
            .or_else(|| self.marked.is_none().then(|| self.equal_text())?)
    }

    fn equal_text(&self) -> Option<Comparison> {
        keys::equal_text(self.one, self.other, &self.keys)
    }

    /// What the measured terms and the exact keys add up to.
    fn weighing(&self, measured: Option<&Measurements>) -> Weighing {
        let measured_terms = measured.into_iter().flat_map(Measurements::iter);
        let measured_terms = measured_terms.map(|(term, value)| WeighedTerm {
            name: term.name,
            means: term.means,
            value,
            points: value * term.weight,
        });
        let mut terms: Vec<WeighedTerm> = measured_terms
            .chain(self.keys.terms())
            .filter(|term| term.points != 0.0)
            .collect();
        terms.sort_by(|a, b| {
            let by_points = b.points.abs().total_cmp(&a.points.abs());
            by_points.then(a.name.cmp(b.name))
        });
        let has_title_only = || !self.one.profile.has_text() || !self.other.profile.has_text();
        let base = if measured.is_some() {
            BIAS
        } else if self.keys.points() <= 0.0 && has_title_only() {
            NOTHING_SHARED_WITH_TITLE
        } else {
            NOTHING_SHARED
        };
        Weighing { base, terms }
    }

    /// Decides by marks of corrections, then by the score of a pair.
    fn by_score(&self, pair: Option<&Pair<'_>>, weighing: &Weighing) -> Comparison {
        let score = weighing.score();
        let is_equal = self.marked.is_some() && self.equal_text().is_some();
        let correction = match self.marked {
            Some(marked) => marked.statement(is_equal, pair),
            None => silently_corrected(self.one, self.other),
        };
        let is_related = || score > MIN_RELATED || is_equal || self.is_related_at_any_score(pair);
        let (bond, relation) = if self.keys.numbers == NumberAgreement::Different {
            (Bond::Never, Relation::Apart)
        } else if let Some(correction) = correction {
            (Bond::Never, Relation::Corrected(correction))
        } else if self.marked.is_some() && is_related() {
            (Bond::Never, Relation::Related)
        } else if self.marked.is_some() {
            (Bond::Never, Relation::Apart)
        } else if score > THRESHOLD {
            (Bond::Score(score), Relation::Same)
        } else if is_related() {
            (Bond::Score(score), Relation::Related)
        } else {
            (Bond::Score(score), Relation::Apart)
        };
        Comparison {
            bond,
            relation,
            evidence: Evidence::Alike {
                with: self.other.entry.key.to_string(),
                score,
                terms: weighing.stored(),
            },
        }
    }

    /// Whether the entries are related whatever the score of their texts is, if they do not fold.
    fn is_related_at_any_score(&self, pair: Option<&Pair<'_>>) -> bool {
        self.keys.numbers != NumberAgreement::Unknown
            || pair.is_some_and(|pair| related::is_lifted(pair) || related::is_restated(pair))
            || related::are_about_one_matter(self.one, self.other)
    }
}

impl Weighing {
    /// The score: the logarithm of the odds that both entries carry one text.
    pub fn score(&self) -> f64 {
        self.base + self.terms.iter().map(|term| term.points).sum::<f64>()
    }

    /// The terms that a store keeps.
    fn stored(&self) -> Vec<Weighed> {
        let heaviest = self.terms.iter().take(MAX_STORED_TERMS);
        heaviest
            .map(|term| Weighed {
                term: term.name.into(),
                value: term.value,
                points: term.points,
            })
            .collect()
    }
}

pub(super) fn agreement(
    one: Option<&OfficialDocument>,
    other: Option<&OfficialDocument>,
) -> NumberAgreement {
    match (one, other) {
        (Some(one), Some(other)) => one.agreement(other),
        _ => NumberAgreement::Unknown,
    }
}
