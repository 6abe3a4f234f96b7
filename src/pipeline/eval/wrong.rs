//! Explains wrong pairs: the error, and the evidence that the pass had.

use serde::Serialize;

use super::super::prepare;
use crate::fold::{self, Side};
use crate::model::{Bond, Comparable, EntryKey, Evidence};
use crate::store::{self, Store};

/// The error of a pair, the worse first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wrong {
    /// It is in one story and does not belong there.
    False,
    /// It belongs in one story and is in two.
    Missed,
}

/// A wrong pair.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WrongPair {
    /// The error.
    pub wrong: Wrong,
    /// The first entry.
    pub a: PairEntry,
    /// The second entry.
    pub b: PairEntry,
    /// Logarithm of the odds that both carry one text; they fold above 0.
    pub score: f64,
    /// What decided instead of the score: an exact key, or the rest of their stories.
    pub decided: Option<&'static str>,
    /// The terms of the score, heaviest first.
    pub terms: Vec<Reason>,
}

/// An entry of a wrong pair.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairEntry {
    /// Its name in the labels.
    pub name: String,
    /// Its key.
    pub entry: EntryKey,
    /// Its outlet.
    pub outlet: String,
    /// Its title.
    pub title: String,
}

/// One term of the evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// Its name.
    pub term: String,
    /// Its meaning, in words.
    pub means: &'static str,
    /// The measured value.
    pub value: f64,
    /// Its contribution to the score.
    pub points: f64,
}

/// Compares stored entries again, as a pass does.
pub(super) struct WrongPairExplainer<'a> {
    store: &'a Store,
}

impl<'a> WrongPairExplainer<'a> {
    pub(super) fn new(store: &'a Store) -> Self {
        Self { store }
    }

    /// Explains the error of two entries, given by name and key; `None` if the store no longer has
    /// one of them.
    pub(super) fn explain(
        &self,
        wrong: Wrong,
        (a_name, a): (String, EntryKey),
        (b_name, b): (String, EntryKey),
    ) -> Result<Option<WrongPair>, store::Error> {
        let (Some((one, _)), Some((other, _))) = (self.store.placed(a)?, self.store.placed(b)?)
        else {
            return Ok(None);
        };
        let (one_read, other_read) = (prepare::profile(&one)?, prepare::profile(&other)?);
        let comparison = fold::compare(
            Side {
                entry: &one,
                profile: &one_read,
            },
            Side {
                entry: &other,
                profile: &other_read,
            },
        );
        let (score, terms) = match comparison.evidence {
            Evidence::Alike { score, terms, .. } => (score, terms),
            _ => match comparison.bond {
                Bond::Score(score) => (score, Vec::new()),
                Bond::Never | Bond::Always => (0.0, Vec::new()),
            },
        };
        let decided = match comparison.bond {
            Bond::Never => Some("their official numbers differ"),
            Bond::Score(_) if terms.is_empty() && score > 0.0 => Some("their texts are equal"),
            _ if wrong == Wrong::False && score <= 0.0 => {
                Some("they do not fold by themselves: other entries of the story brought them in")
            }
            _ if wrong == Wrong::Missed && score > 0.0 => Some(
                "they would fold by themselves: other entries of their stories kept them apart",
            ),
            _ => None,
        };
        let terms = terms.into_iter().map(|term| Reason {
            means: fold::meaning(&term.term),
            term: term.term.into_owned(),
            value: term.value,
            points: term.points,
        });
        Ok(Some(WrongPair {
            wrong,
            a: named(a_name, one),
            b: named(b_name, other),
            score,
            decided,
            terms: terms.collect(),
        }))
    }
}

fn named(name: String, entry: Comparable) -> PairEntry {
    PairEntry {
        name,
        entry: entry.key,
        outlet: entry.outlet,
        title: entry.title,
    }
}
