//! Explains why entries are in one story or in two: the reason, and the candidates that were
//! refused.

use std::collections::BTreeMap;

use serde::Serialize;

use super::fold_policy::{FoldPolicy, Priorities, Profiles};
use super::{Error, Plan, prepare, related};
use crate::fold;
use crate::identify;
use crate::model::{
    Article, Comparable, DocumentNumber, EntryKey, Evidence, NumberAgreement, Relation,
    StoredStory, StoryId, Timestamp,
};
use crate::store::{self, Decided, Judge as _, Ruling, Store};

/// Most refused candidates in one explanation, the likeliest first.
const MOST_REFUSED: usize = 10;

/// Pairs with a score above this carry one text.
const THRESHOLD: f64 = 0.0;

/// Why the entries of a story, or one of them, are in it.
#[derive(Debug, Serialize)]
pub struct Explained {
    /// The story.
    pub story: StoryId,
    /// The entries that the caller asked about.
    pub entries: Vec<ExplainedEntry>,
    /// Compared entries of other stories, the likeliest first.
    pub refused: Vec<ExplainedPair>,
}

/// Why one entry is in its story.
#[derive(Debug, Serialize)]
pub struct ExplainedEntry {
    /// Which entry.
    pub entry: EntrySummary,
    /// The evidence stored with the decision.
    pub evidence: Evidence,
    /// The deciding pair, compared again; `None` for the entry that founded the story.
    pub because: Option<ExplainedPair>,
    /// Decisions of people about it, the latest first.
    pub decided: Vec<Decided>,
    /// State of its article page, for sources with `full_text`.
    pub article: Option<Article>,
}

/// An entry as an explanation shows it.
#[derive(Debug, Clone, Serialize)]
pub struct EntrySummary {
    /// Its key.
    pub entry: EntryKey,
    /// Its story.
    pub story: StoryId,
    /// Its outlet.
    pub outlet: String,
    /// As sent.
    pub title: String,
    /// Its date.
    pub published: Option<Timestamp>,
    /// Length of its normalised text, in characters.
    pub chars: u32,
    /// Its own official numbers.
    pub numbers: Vec<DocumentNumber>,
}

/// The comparison of two entries.
#[derive(Debug, Serialize)]
pub struct ExplainedPair {
    /// The first.
    pub one: EntrySummary,
    /// The second.
    pub other: EntrySummary,
    /// The reason for the result.
    pub verdict: PairVerdict,
    /// Whether their normalised texts are equal.
    pub same_text: bool,
    /// Whether both link to the same page.
    pub same_page: bool,
    /// What their own official numbers say: `same`, `same-draft`, `different` or `unknown`.
    pub numbers: &'static str,
    /// The score of a pair without evidence.
    pub begins_at: f64,
    /// The terms of the score, the heaviest first.
    pub terms: Vec<ExplainedTerm>,
    /// The score.
    pub score: f64,
    /// Pairs with a score above this carry one text.
    pub threshold: f64,
}

/// A term of the evidence.
#[derive(Debug, Serialize)]
pub struct ExplainedTerm {
    /// Its name.
    pub term: String,
    /// Its meaning, in words.
    pub means: &'static str,
    /// The measured value.
    pub value: f64,
    /// Its contribution to the score.
    pub points: f64,
}

/// The reason why two entries are in one story or in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PairVerdict {
    /// A person merged them.
    MergedByHand,
    /// A person split them.
    SplitByHand,
    /// Their own official numbers differ.
    OtherNumber,
    /// Equal texts, too long or too close in time for a coincidence.
    SameText,
    /// The score is above the threshold, and they are in one story.
    Alike,
    /// They are in one story because of its other members; the score of this pair is too low.
    HeldByOthers,
    /// The score is above the threshold; other members of their stories speak against it.
    RefusedByOthers,
    /// They report the same in other words.
    Related,
    /// The score is too low.
    NotAlike,
}

/// Explains a whole story.
pub fn explain_story(
    plan: Plan<'_>,
    store: &Store,
    story: &StoredStory,
) -> Result<Explained, Error> {
    let keys: Vec<EntryKey> = story.members.iter().map(|member| member.key).collect();
    Explainer::new(plan, store).entries(story, &keys)
}

/// Explains one entry of a story.
pub fn explain_entry(
    plan: Plan<'_>,
    store: &Store,
    story: &StoredStory,
    entry: EntryKey,
) -> Result<Explained, Error> {
    Explainer::new(plan, store).entries(story, &[entry])
}

/// Explains two entries. `None` if one of them is not stored.
pub fn explain_pair(
    plan: Plan<'_>,
    store: &Store,
    one: EntryKey,
    other: EntryKey,
) -> Result<Option<ExplainedPair>, Error> {
    let explainer = Explainer::new(plan, store);
    match (store.placed(one)?, store.placed(other)?) {
        (Some(one), Some(other)) => Ok(Some(explainer.pair(&one, &other)?)),
        _ => Ok(None),
    }
}

type PlacedEntry = (Comparable, StoryId);

struct Explainer<'a> {
    store: &'a Store,
    priorities: Priorities,
    profiles: Profiles,
}

impl<'a> Explainer<'a> {
    fn new(plan: Plan<'_>, store: &'a Store) -> Self {
        Self {
            store,
            priorities: Priorities::new(plan.sources),
            profiles: Profiles::default(),
        }
    }

    fn entries(&self, story: &StoredStory, keys: &[EntryKey]) -> Result<Explained, Error> {
        let mut entries = Vec::new();
        let mut refused: BTreeMap<EntryKey, ExplainedPair> = BTreeMap::new();
        for key in keys {
            let Some(placed) = self.store.placed(*key)? else {
                continue;
            };
            let member = story.members.iter().find(|member| member.key == *key);
            let evidence = member.map_or(Evidence::Founded, |member| member.evidence.clone());
            let with = evidence.with().and_then(|with| with.parse().ok());
            let because = match with.map(|with| self.store.placed(with)).transpose()? {
                Some(Some(with)) => Some(self.pair(&placed, &with)?),
                _ => None,
            };
            let reprepared = prepare::reprepare(&placed.0).map_err(store::Error::from)?;
            for candidate in self.store.compared_with(&reprepared)? {
                if candidate.1 == story.id {
                    continue;
                }
                let pair = self.pair(&placed, &candidate)?;
                // A single common phrase made it a candidate: not worth showing.
                if pair.verdict == PairVerdict::NotAlike && pair.terms.is_empty() {
                    continue;
                }
                let known = refused.get(&candidate.0.key);
                if known.is_none_or(|known| pair.score > known.score) {
                    refused.insert(candidate.0.key, pair);
                }
            }
            entries.push(ExplainedEntry {
                entry: entry_summary(&placed),
                evidence,
                because,
                decided: self.store.decided(*key)?,
                article: self.store.article(*key)?,
            });
        }
        let mut refused: Vec<ExplainedPair> = refused.into_values().collect();
        refused.sort_by(|a, b| b.score.total_cmp(&a.score));
        refused.truncate(MOST_REFUSED);
        Ok(Explained {
            story: story.id,
            entries,
            refused,
        })
    }

    /// Whether one entry cites the other by an official number.
    fn is_named(&self, one: &PlacedEntry, other: &PlacedEntry) -> Result<bool, store::Error> {
        let named = related::by_number(self.store, one.0.key, one.0.document.as_ref())?;
        Ok(named.contains(&other.1))
    }

    fn pair(&self, one: &PlacedEntry, other: &PlacedEntry) -> Result<ExplainedPair, Error> {
        let policy = FoldPolicy {
            document: identify::DocumentGuids::Posts,
            priorities: &self.priorities,
            profiles: &self.profiles,
        };
        let comparison = policy
            .compare(&one.0, &other.0)
            .map_err(store::Error::from)?;
        let weighing = policy
            .weighed(&one.0, &other.0)
            .map_err(store::Error::from)?;
        let score = weighing.base + weighing.terms.iter().map(|term| term.points).sum::<f64>();
        let agreement = match (&one.0.document, &other.0.document) {
            (Some(one), Some(other)) => one.agreement(other),
            _ => NumberAgreement::Unknown,
        };
        let decided = self.store.decided(one.0.key)?;
        let ruling = decided
            .iter()
            .find(|decided| decided.other == Some(other.0.key))
            .and_then(|decided| decided.ruling);
        let same_text =
            one.0.fingerprint.chars > 0 && one.0.fingerprint.content == other.0.fingerprint.content;
        let folds_by_hash = matches!(comparison.evidence, Evidence::SameText { .. });
        let together = one.1 == other.1;
        let verdict = match (ruling, agreement, together) {
            (Some(Ruling::Merge), ..) => PairVerdict::MergedByHand,
            (Some(Ruling::Split), ..) => PairVerdict::SplitByHand,
            (None, NumberAgreement::Different, _) => PairVerdict::OtherNumber,
            (None, _, true) if folds_by_hash => PairVerdict::SameText,
            (None, _, true) if score > THRESHOLD => PairVerdict::Alike,
            (None, _, true) => PairVerdict::HeldByOthers,
            (None, _, false) if folds_by_hash || score > THRESHOLD => PairVerdict::RefusedByOthers,
            (None, _, false) if comparison.relation == Relation::Related => PairVerdict::Related,
            (None, _, false) if self.is_named(one, other)? => PairVerdict::Related,
            (None, _, false) => PairVerdict::NotAlike,
        };
        let terms = weighing.terms.into_iter().map(|weighed| ExplainedTerm {
            means: fold::meaning(&weighed.term),
            term: weighed.term.into_owned(),
            value: weighed.value,
            points: weighed.points,
        });
        Ok(ExplainedPair {
            one: entry_summary(one),
            other: entry_summary(other),
            verdict,
            same_text,
            same_page: one.0.url.is_some() && one.0.url == other.0.url,
            numbers: match agreement {
                NumberAgreement::Same => "same",
                NumberAgreement::SameDraft => "same-draft",
                NumberAgreement::Different => "different",
                NumberAgreement::Unknown => "unknown",
            },
            begins_at: weighing.base,
            terms: terms.collect(),
            score,
            threshold: THRESHOLD,
        })
    }
}

fn entry_summary((entry, story): &PlacedEntry) -> EntrySummary {
    EntrySummary {
        entry: entry.key,
        story: *story,
        outlet: entry.outlet.clone(),
        title: entry.title.clone(),
        published: entry.published,
        chars: entry.fingerprint.chars,
        numbers: entry
            .document
            .as_ref()
            .map(|document| document.numbers.clone())
            .unwrap_or_default(),
    }
}
