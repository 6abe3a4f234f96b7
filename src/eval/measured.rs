//! A set of labelled entries with the evidence of each pair of them: what weights are fitted to
//! and tried on.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::generated::{self, GeneratedPair};
use super::index::Index;
use super::labels::{IgnoredPair, JudgedPair, Labelled};
use super::score::PairCounts;
use super::wanted::NamedByTruth;
use crate::fold::{self, MeasuredPair, Measurements, Profile, ProfiledEntry, Weights};
use crate::model::{Bond, EntryKey, EntryTexts, Evidence, StoryId, UnreadableHtml};
use crate::pipeline;
use crate::store::{self, Store};

/// The least score that a pair can have when stories are arranged.
const MIN_SCORE: f64 = -8.0;

/// The bond of two entries that have next to nothing in common.
const NOTHING_SHARED: Bond = Bond::Score(MIN_SCORE);

/// What people say of the entries of one store.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    /// Entries put into groups.
    pub labels: Vec<Labelled>,
    /// Pairs that count neither way, whatever their groups are.
    pub ignored: Vec<IgnoredPair>,
    /// Pairs judged one by one. Such a judgement counts more than the groups.
    pub pairs: Vec<JudgedPair>,
}

/// Two entries, compared.
#[derive(Debug, Clone)]
pub(super) struct ComparedPair {
    /// The measured terms; `None` when both have next to nothing in common.
    pub(super) measured: Option<Measurements>,
    /// The bond under the weights of this version.
    bond: Bond,
    /// Whether an exact key decided. Then no weight changes the bond.
    by_key: bool,
}

/// Two entries of a set.
#[derive(Debug)]
struct Pair {
    /// Their places among the entries, the lower one first.
    at: (usize, usize),
    /// Whether they should fold; `None` if the pair counts neither way.
    wanted: Option<bool>,
    compared: ComparedPair,
}

/// A stored entry with its texts as read.
pub(super) struct Entry {
    pub(super) compared: EntryTexts,
    pub(super) profile: Profile,
    pub(super) story: StoryId,
}

/// The entries of one store that a set names.
#[derive(Debug)]
struct Part {
    keys: Vec<EntryKey>,
    pairs: Vec<Pair>,
    generated: Vec<GeneratedPair>,
}

/// A set, measured. It may be spread over several stores.
#[derive(Debug)]
pub struct MeasuredSet {
    pub(super) name: String,
    parts: Vec<Part>,
    /// Names of labelled entries that are not in the store, or that several entries have.
    pub(super) missing: Vec<String>,
}

impl MeasuredSet {
    /// Reads the entries of which `truth` speaks, compares every pair of them, and generates
    /// siblings and copies of them.
    pub fn read(name: String, store: &Store, truth: &Truth) -> Result<Self, store::Error> {
        let index = Index::read(store)?;
        let NamedByTruth {
            entries: named,
            wanted,
            missing,
        } = NamedByTruth::new(&index, truth);
        let mut entries = Vec::new();
        for placed in named {
            if let Some((compared, story)) = store.placed(placed.key)? {
                let profile = pipeline::profile(&compared)?;
                entries.push(Entry {
                    compared,
                    profile,
                    story,
                });
            }
        }
        let mut pairs = Vec::new();
        for (low, one) in entries.iter().enumerate() {
            for (high, other) in entries.iter().enumerate().skip(low + 1) {
                let pair = Pair {
                    at: (low, high),
                    wanted: wanted.should_fold(one.compared.key, other.compared.key),
                    compared: ComparedPair::new(one, other),
                };
                // There are as many pairs as entries squared: a pair that says nothing is not
                // kept.
                if pair.says_something() {
                    pairs.push(pair);
                }
            }
        }
        let may_be_one_text = |one: &Entry, other: &Entry| {
            one.story == other.story || wanted.may_be_one_text(one.compared.key, other.compared.key)
        };
        let generated = generated::pairs(&entries, &may_be_one_text)?;
        let part = Part {
            keys: entries.iter().map(|entry| entry.compared.key).collect(),
            pairs,
            generated,
        };
        Ok(Self {
            name,
            parts: vec![part],
            missing,
        })
    }

    /// Adds what was read of another store.
    pub(super) fn join(&mut self, other: Self) {
        self.parts.extend(other.parts);
        self.missing.extend(other.missing);
    }

    /// How many labelled entries are stored.
    pub(super) fn entries(&self) -> usize {
        self.parts.iter().map(|part| part.keys.len()).sum()
    }

    /// The pairs of stored entries that weights are fitted to: those that count and have anything
    /// in common.
    pub(super) fn judged(&self) -> impl Iterator<Item = MeasuredPair> + '_ {
        let pairs = self.parts.iter().flat_map(|part| &part.pairs);
        pairs.filter_map(|pair| {
            Some(MeasuredPair {
                measured: pair.compared.measured?,
                fold: pair.wanted?,
                count: 1.0,
            })
        })
    }

    /// The generated siblings and copies.
    pub(super) fn generated(&self) -> impl Iterator<Item = &GeneratedPair> {
        self.parts.iter().flat_map(|part| &part.generated)
    }

    /// How many pairs should fold and have next to nothing in common: no weight can fold them.
    pub(super) fn out_of_reach(&self) -> usize {
        let pairs = self.parts.iter().flat_map(|part| &part.pairs);
        let unlike = pairs.filter(|pair| pair.compared.measured.is_none() && !pair.compared.by_key);
        unlike.filter(|pair| pair.wanted == Some(true)).count()
    }

    /// Decides every pair by its own score alone.
    pub(super) fn by_pairs(&self, weights: &Weights) -> PairCounts {
        let mut tally = PairCounts::default();
        for part in &self.parts {
            part.count(&mut tally, |pair| pair.compared.folds_under(weights));
        }
        tally
    }

    /// Decides every pair as a pass does: exact keys first, then the arrangement into stories.
    pub(super) fn by_stories(&self, weights: &Weights) -> PairCounts {
        let mut tally = PairCounts::default();
        for part in &self.parts {
            let story = part.stories(weights);
            part.count(&mut tally, |pair| {
                story.get(pair.at.0) == story.get(pair.at.1)
            });
        }
        tally
    }
}

impl Part {
    fn count(&self, tally: &mut PairCounts, folds: impl Fn(&Pair) -> bool) {
        for pair in &self.pairs {
            if let Some(wanted) = pair.wanted {
                tally.count(wanted, folds(pair));
            }
        }
    }

    /// The story of every entry, as a number.
    fn stories(&self, weights: &Weights) -> Vec<usize> {
        let bonds: HashMap<(usize, usize), Bond> = self
            .pairs
            .iter()
            .map(|pair| (pair.at, pair.compared.bond_under(weights)))
            .collect();
        let mut story: Vec<usize> = (0..self.keys.len()).collect();
        for group in linked(self.keys.len(), &bonds) {
            let keys: Vec<EntryKey> = group
                .iter()
                .filter_map(|at| self.keys.get(*at).copied())
                .collect();
            let bond = |one: usize, other: usize| {
                let places = group.get(one).zip(group.get(other));
                places
                    .and_then(|(a, b)| bonds.get(&(*a.min(b), *a.max(b))).copied())
                    .unwrap_or(NOTHING_SHARED)
            };
            for members in fold::arrange(&keys, bond) {
                let members: Vec<usize> = members
                    .iter()
                    .filter_map(|at| group.get(*at).copied())
                    .collect();
                for member in &members {
                    if let (Some(place), Some(first)) = (story.get_mut(*member), members.first()) {
                        *place = *first;
                    }
                }
            }
        }
        story
    }
}

impl Pair {
    /// Whether leaving the pair out would change a tally, a fit or an arrangement.
    fn says_something(&self) -> bool {
        self.compared.measured.is_some()
            || self.wanted == Some(true)
            || self.compared.bond != NOTHING_SHARED
    }
}

impl ComparedPair {
    /// Compares two entries as a pass does.
    pub(super) fn new(one: &Entry, other: &Entry) -> Self {
        let examined = fold::examine(one.profiled(), other.profiled());
        let measured = examined.measured;
        let comparison = examined.comparison;
        Self {
            bond: match comparison.bond {
                Bond::Score(score) if measured.is_none() && score <= MIN_SCORE => NOTHING_SHARED,
                bond => bond,
            },
            by_key: !matches!(comparison.evidence, Evidence::Alike { .. }),
            measured,
        }
    }

    /// The bond under other weights; an exact key decides as before.
    fn bond_under(&self, weights: &Weights) -> Bond {
        match (self.bond, &self.measured) {
            (Bond::Score(score), Some(measured)) if !self.by_key => {
                let of_this_version = Weights::of_this_version().score(measured);
                Bond::Score(score - of_this_version + weights.score(measured))
            }
            (bond, _) => bond,
        }
    }

    /// Whether the pair alone folds under these weights.
    pub(super) fn folds_under(&self, weights: &Weights) -> bool {
        match self.bond_under(weights) {
            Bond::Score(score) => score > fold::THRESHOLD,
            Bond::Always => true,
            Bond::Never => false,
        }
    }
}

impl Entry {
    fn profiled(&self) -> ProfiledEntry<'_> {
        ProfiledEntry {
            entry: &self.compared,
            profile: &self.profile,
        }
    }

    /// Reads the texts of an entry that is not stored.
    pub(super) fn unstored(compared: EntryTexts, story: StoryId) -> Result<Self, UnreadableHtml> {
        Ok(Self {
            profile: pipeline::profile(&compared)?,
            compared,
            story,
        })
    }
}

/// The connected components of the entries by bonds above 0: only such entries can be in one
/// story. Components of one entry are left out.
fn linked(entries: usize, bonds: &HashMap<(usize, usize), Bond>) -> Vec<Vec<usize>> {
    let mut neighbours: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for ((low, high), bond) in bonds {
        if matches!(bond, Bond::Always) || matches!(bond, Bond::Score(score) if *score > 0.0) {
            neighbours.entry(*low).or_default().push(*high);
            neighbours.entry(*high).or_default().push(*low);
        }
    }
    let mut seen = HashSet::new();
    let mut groups = Vec::new();
    for start in 0..entries {
        let mut group = Vec::new();
        let mut ahead = vec![start];
        while let Some(at) = ahead.pop() {
            if seen.insert(at) {
                group.push(at);
                ahead.extend(neighbours.get(&at).into_iter().flatten());
            }
        }
        if group.len() > 1 {
            group.sort_unstable();
            groups.push(group);
        }
    }
    groups
}
