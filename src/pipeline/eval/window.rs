//! One file of labels, with the evidence of every pair of its entries: input for fitting and
//! testing weights.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::index::Index;
use super::labels::{IgnoredPair, Labelled};
use super::score::Tally;
use super::{LabelledEntries, unordered};
use crate::fold::{self, Fitted, Judged, Profile, Side, Terms};
use crate::model::{Bond, Comparable, EntryKey, Evidence};
use crate::pipeline::prepare;
use crate::store::{self, Store};

/// Lowest score of a pair in the arrangement into stories.
const LEAST: f64 = -8.0;

/// Bond of two entries that have almost nothing in common.
const NOTHING_SHARED: Bond = Bond::Score(LEAST);

/// The labels of one window. Pairs are formed within a window only.
#[derive(Debug, Clone)]
pub struct LabelSet {
    /// Name for the report.
    pub name: String,
    /// The labels.
    pub labels: Vec<Labelled>,
    /// Pairs that do not count.
    pub ignored: Vec<IgnoredPair>,
}

/// Two entries of a window.
struct Pair {
    /// Indexes of the entries, the lower first.
    at: (usize, usize),
    /// Whether they belong in one story; `None` if the pair does not count.
    fold: Option<bool>,
    /// The measured terms; `None` if they have almost nothing in common.
    terms: Option<Terms>,
    /// Their bond under the current weights.
    bond: Bond,
    /// Whether an exact key decided, so that weights play no part.
    by_key: bool,
}

/// An entry, prepared for comparison.
struct Entry<'a> {
    label: &'a Labelled,
    compared: Comparable,
    profile: Profile,
}

/// A window with the evidence of its pairs.
pub(super) struct Window {
    keys: Vec<EntryKey>,
    pairs: Vec<Pair>,
    /// Names of labelled entries that the store does not have.
    pub(super) missing: Vec<String>,
}

impl Window {
    /// Reads the labelled entries and measures every pair of them.
    pub(super) fn new(store: &Store, index: &Index, set: &LabelSet) -> Result<Self, store::Error> {
        let found = LabelledEntries::new(index, &set.labels);
        let ignored = index.pairs(&set.ignored);
        let mut entries: Vec<Entry<'_>> = Vec::new();
        for (label, placed) in found.known {
            let Some((compared, _)) = store.placed(placed.key)? else {
                continue;
            };
            let profile = prepare::profile(&compared)?;
            entries.push(Entry {
                label,
                compared,
                profile,
            });
        }
        let mut pairs = Vec::new();
        for (low, one) in entries.iter().enumerate() {
            for (high, other) in entries.iter().enumerate().skip(low + 1) {
                let pair = measure((low, one), (high, other), &ignored);
                // Pairs of different texts without evidence are dropped: their number grows with
                // the square of the entries.
                if pair.terms.is_some() || pair.fold != Some(false) || pair.bond != NOTHING_SHARED {
                    pairs.push(pair);
                }
            }
        }
        Ok(Self {
            keys: entries.iter().map(|entry| entry.compared.key).collect(),
            pairs,
            missing: found.missing,
        })
    }

    /// Number of labelled entries that the store has.
    pub(super) fn entries(&self) -> usize {
        self.keys.len()
    }

    /// The pairs to fit weights on: those that count and have something in common.
    pub(super) fn judged(&self) -> impl Iterator<Item = Judged> + '_ {
        self.pairs.iter().filter_map(|pair| {
            Some(Judged {
                terms: pair.terms?,
                fold: pair.fold?,
            })
        })
    }

    /// Number of pairs that belong in one story and have almost nothing in common.
    pub(super) fn out_of_reach(&self) -> usize {
        let apart = self.pairs.iter().filter(|pair| pair.terms.is_none());
        apart.filter(|pair| pair.fold == Some(true)).count()
    }

    /// Decides every pair by its own score alone.
    pub(super) fn by_pairs(&self, fitted: &Fitted) -> Tally {
        self.tally(|pair| pair.terms.is_some_and(|terms| fitted.score(&terms) > 0.0))
    }

    /// Decides every pair as a pass does: exact keys first, then the arrangement into stories.
    pub(super) fn by_stories(&self, fitted: &Fitted) -> Tally {
        let story = self.stories(fitted);
        self.tally(|pair| story.get(pair.at.0) == story.get(pair.at.1))
    }

    fn tally(&self, folds: impl Fn(&Pair) -> bool) -> Tally {
        let mut tally = Tally::default();
        for pair in &self.pairs {
            if let Some(fold) = pair.fold {
                tally.count(fold, folds(pair));
            }
        }
        tally
    }

    /// Returns the number of the story of each entry.
    fn stories(&self, fitted: &Fitted) -> Vec<usize> {
        let bonds: HashMap<(usize, usize), Bond> = self
            .pairs
            .iter()
            .map(|pair| (pair.at, pair.under(fitted)))
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
    /// Their bond under other weights; bonds from exact keys stay.
    fn under(&self, fitted: &Fitted) -> Bond {
        match (self.bond, &self.terms) {
            (Bond::Score(score), Some(terms)) if !self.by_key => {
                Bond::Score(score - fold::score(terms) + fitted.score(terms))
            }
            (bond, _) => bond,
        }
    }
}

impl Entry<'_> {
    fn side(&self) -> Side<'_> {
        Side {
            entry: &self.compared,
            profile: &self.profile,
        }
    }
}

fn measure(
    (low, one): (usize, &Entry<'_>),
    (high, other): (usize, &Entry<'_>),
    ignored: &HashSet<(EntryKey, EntryKey)>,
) -> Pair {
    let counts = !ignored.contains(&unordered(one.compared.key, other.compared.key));
    let comparison = fold::compare(one.side(), other.side());
    let terms = fold::terms(&one.profile, &other.profile);
    Pair {
        at: (low, high),
        fold: one.label.folds_with(other.label).filter(|_| counts),
        bond: match comparison.bond {
            Bond::Score(score) if terms.is_none() && score <= LEAST => NOTHING_SHARED,
            bond => bond,
        },
        by_key: !matches!(comparison.evidence, Evidence::Alike { .. }),
        terms,
    }
}

/// Groups the entries that positive bonds connect, directly or through others: only these can
/// share a story.
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
