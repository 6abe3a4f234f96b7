//! Fits the weights of the evidence to several sets, and measures each set under weights that were
//! fitted without it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::generated::{GeneratedChange, Kind};
use super::measured::MeasuredSet;
use super::score::PairCounts;
use crate::fold::{self, MeasuredPair, TermSide, Weights};

/// How much a generated pair counts beside one that a person judged.
const GENERATED_COUNT: f64 = 0.25;

/// The result of a fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fitting {
    /// The score of a pair without evidence.
    pub bias: f64,
    /// The same in this version.
    pub bias_before: f64,
    /// Every term, in order.
    pub terms: Vec<TermFitted>,
    /// What the weights were fitted to.
    pub sets: Vec<FittedOn>,
    /// How each set is decided, under several weights.
    pub outcomes: Vec<SetOutcome>,
    /// How the generated pairs of all sets are decided, under several weights.
    pub generated: Vec<GeneratedOutcome>,
    /// Generated pairs that the weights of this version decide wrongly.
    pub wrong: Vec<WrongGenerated>,
    /// Names of labelled entries that are not in their store, or that several entries have.
    pub missing: Vec<String>,
}

/// A term and its weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermFitted {
    /// Its name.
    pub name: &'static str,
    /// Which weights it may have: `For`, `Against` or `Either`.
    pub side: &'static str,
    /// Its weight where the labels say nothing.
    pub prior: f64,
    /// Its weight in this version.
    pub before: f64,
    /// The fitted weight.
    pub weight: f64,
    /// Its meaning in words.
    pub means: &'static str,
}

/// What one set added to the fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FittedOn {
    /// Name of the set.
    pub name: String,
    /// Number of labelled entries that are stored.
    pub entries: usize,
    /// Number of judged pairs that have anything in common.
    pub candidates: usize,
    /// How many of these carry one text.
    pub true_pairs: usize,
    /// Number of pairs that carry one text and have next to nothing in common: no weight can fold
    /// them.
    pub out_of_reach: usize,
    /// Number of generated pairs that must not fold.
    pub siblings: usize,
    /// Number of generated pairs that should fold.
    pub copies: usize,
}

/// Under which weights pairs are decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Under {
    /// The weights of this version.
    ThisVersion,
    /// Weights fitted to the other sets. With one set only there are none.
    OthersFitted,
    /// Weights fitted to all sets.
    AllFitted,
}

/// How a set is decided under one choice of weights.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SetOutcome {
    /// Name of the set.
    pub name: String,
    /// Whose weights decide.
    pub under: Under,
    /// The numbers of right and wrong pairs.
    #[serde(flatten)]
    pub decided: Decided,
}

/// Numbers of right and wrong pairs of a set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decided {
    /// Every pair is decided by its own score.
    pub pairs: PairCounts,
    /// Every pair is decided as a pass does: exact keys first, then the arrangement into stories.
    pub stories: PairCounts,
    /// Number of generated pairs that fold and must not.
    pub siblings_folded: usize,
    /// Number of generated pairs that should fold and do not.
    pub copies_missed: usize,
}

/// How the generated pairs of one kind are decided under one choice of weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GeneratedOutcome {
    /// What was changed.
    pub change: GeneratedChange,
    /// Whose weights decide.
    pub under: Under,
    /// Number of pairs.
    pub pairs: usize,
    /// How many of these are decided wrongly.
    pub wrong: usize,
}

/// A generated pair that is decided wrongly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrongGenerated {
    /// Name of the set.
    pub set: String,
    /// What was changed.
    pub change: GeneratedChange,
    /// Title of the stored entry.
    pub title: String,
    /// Title of the one that was made of it.
    pub made: String,
}

/// Fits the weights to the pairs of every set, and once more without each of them. Sets of one
/// name count as one.
pub fn fit(measured: Vec<MeasuredSet>) -> Fitting {
    let sets = by_name(measured);
    let all = fit_without(&sets, None);
    let this_version = Weights::of_this_version();
    let mut outcomes = Vec::new();
    let mut generated = BTreeMap::new();
    let mut wrong = Vec::new();
    for (at, set) in sets.iter().enumerate() {
        let others = (sets.len() > 1).then(|| fit_without(&sets, Some(at)));
        let choices = [
            (Under::ThisVersion, Some(&this_version)),
            (Under::OthersFitted, others.as_ref()),
            (Under::AllFitted, Some(&all)),
        ];
        for (under, weights) in choices {
            let Some(weights) = weights else { continue };
            outcomes.push(SetOutcome {
                name: set.name.clone(),
                under,
                decided: Decided::new(set, weights),
            });
            for pair in set.generated() {
                let (pairs, wrongs) = generated.entry((pair.change, under)).or_insert((0, 0));
                *pairs += 1;
                if pair.is_wrong_under(weights) {
                    *wrongs += 1;
                    if under == Under::ThisVersion {
                        wrong.push(WrongGenerated {
                            set: set.name.clone(),
                            change: pair.change,
                            title: pair.title.clone(),
                            made: pair.made.clone(),
                        });
                    }
                }
            }
        }
    }
    Fitting {
        bias: all.bias,
        bias_before: fold::BIAS,
        terms: terms(&all),
        sets: sets.iter().map(FittedOn::new).collect(),
        outcomes,
        generated: generated
            .into_iter()
            .map(|((change, under), (pairs, wrong))| GeneratedOutcome {
                change,
                under,
                pairs,
                wrong,
            })
            .collect(),
        wrong,
        missing: sets.into_iter().flat_map(|set| set.missing).collect(),
    }
}

/// Puts sets of one name together, in the order of their first parts.
fn by_name(measured: Vec<MeasuredSet>) -> Vec<MeasuredSet> {
    let mut sets: Vec<MeasuredSet> = Vec::new();
    for set in measured {
        match sets.iter_mut().find(|known| known.name == set.name) {
            Some(known) => known.join(set),
            None => sets.push(set),
        }
    }
    sets
}

fn fit_without(sets: &[MeasuredSet], left_out: Option<usize>) -> Weights {
    let others = sets.iter().enumerate();
    let others = others.filter(|(at, _)| Some(*at) != left_out);
    let judged: Vec<MeasuredPair> = others
        .flat_map(|(_, set)| {
            let generated = set.generated().filter_map(|pair| {
                Some(MeasuredPair {
                    measured: pair.compared.measured?,
                    fold: pair.change.kind() == Kind::Copy,
                    count: GENERATED_COUNT,
                })
            });
            set.judged().chain(generated)
        })
        .collect();
    fold::fit(&judged)
}

impl Decided {
    fn new(set: &MeasuredSet, weights: &Weights) -> Self {
        let wrong = |kind: Kind| {
            let of_kind = set.generated().filter(|pair| pair.change.kind() == kind);
            of_kind.filter(|pair| pair.is_wrong_under(weights)).count()
        };
        Self {
            pairs: set.by_pairs(weights),
            stories: set.by_stories(weights),
            siblings_folded: wrong(Kind::Sibling),
            copies_missed: wrong(Kind::Copy),
        }
    }
}

impl FittedOn {
    fn new(set: &MeasuredSet) -> Self {
        let of_kind = |kind: Kind| {
            let pairs = set.generated();
            pairs.filter(|pair| pair.change.kind() == kind).count()
        };
        Self {
            name: set.name.clone(),
            entries: set.entries(),
            candidates: set.judged().count(),
            true_pairs: set.judged().filter(|pair| pair.fold).count(),
            out_of_reach: set.out_of_reach(),
            siblings: of_kind(Kind::Sibling),
            copies: of_kind(Kind::Copy),
        }
    }
}

fn terms(weights: &Weights) -> Vec<TermFitted> {
    weights
        .iter()
        .map(|(term, weight)| TermFitted {
            name: term.name,
            side: match term.side {
                TermSide::For => "For",
                TermSide::Against => "Against",
                TermSide::Either => "Either",
            },
            prior: term.prior,
            before: term.weight,
            weight,
            means: term.means,
        })
        .collect()
}
