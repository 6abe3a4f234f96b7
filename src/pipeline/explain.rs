//! Explains why entries stand together or apart, as plain data: what decided, and what was
//! refused.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::profiles::Profiles;
use super::{Error, prepare, related};
use crate::fold::{self, Arriving, Side, Texts as _};
use crate::model::CorrectionKind::Withdraws;
use crate::model::{
    Article, Bond, Comparable, DocumentNumber, EntryKey, EntryRow, Evidence, NumberAgreement,
    Relation, StoredStory, StoryId, Timestamp,
};
use crate::store::{self, Decided, Ruling, Store};

/// Refused candidates that are told of one entry or story, the likeliest first.
const MOST_REFUSED: usize = 10;

/// The sum from which on a pair carries one text.
const THRESHOLD: f64 = 0.0;

/// Why the entries of a story, or one of them, stand where they stand.
#[derive(Debug, Serialize)]
pub struct Explained {
    /// The story.
    pub story: StoryId,
    /// The entries asked for.
    pub entries: Vec<ExplainedEntry>,
    /// Entries of other stories they were compared with, the likeliest first.
    pub refused: Vec<ExplainedPair>,
}

/// Why one entry stands in its story.
#[derive(Debug, Serialize)]
pub struct ExplainedEntry {
    /// Which entry.
    pub entry: Named,
    /// What was written down when it was put there.
    pub evidence: Evidence,
    /// The pair that decided, compared again; none for the entry that founded the story.
    pub because: Option<ExplainedPair>,
    /// What people decided about it, the last first.
    pub decided: Vec<Decided>,
    /// What became of its page, where texts are read from pages.
    pub article: Option<Article>,
}

/// An entry, as far as an explanation names it.
#[derive(Debug, Clone, Serialize)]
pub struct Named {
    /// Its key.
    pub entry: EntryKey,
    /// The story it stands in.
    pub story: StoryId,
    /// Who carried it.
    pub outlet: String,
    /// As sent.
    pub title: String,
    /// The date it has.
    pub published: Option<Timestamp>,
    /// Length of its normalised text, in characters.
    pub chars: u32,
    /// Its own official numbers.
    pub numbers: Vec<DocumentNumber>,
}

/// Two entries compared.
#[derive(Debug, Serialize)]
pub struct ExplainedPair {
    /// The first.
    pub one: Named,
    /// The second.
    pub other: Named,
    /// What decided.
    pub verdict: PairVerdict,
    /// The entry that corrects or withdraws the other one, if one of them does.
    pub corrected_by: Option<EntryKey>,
    /// Whether their normalised texts are equal.
    pub same_text: bool,
    /// Whether both link to one page.
    pub same_page: bool,
    /// What their own official numbers say.
    pub numbers: &'static str,
    /// What the sum begins with.
    pub begins_at: f64,
    /// Every term that counts, the heaviest first.
    pub terms: Vec<ExplainedTerm>,
    /// The sum.
    pub score: f64,
    /// The sum above which a pair carries one text.
    pub threshold: f64,
}

/// A term of evidence, in words.
#[derive(Debug, Serialize)]
pub struct ExplainedTerm {
    /// Its name.
    pub term: String,
    /// What it is.
    pub means: &'static str,
    /// What was measured.
    pub value: f64,
    /// What it adds to the sum.
    pub points: f64,
}

/// What decided about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PairVerdict {
    /// A person put both together.
    MergedByHand,
    /// A person keeps both apart.
    SplitByHand,
    /// Their own official numbers differ.
    OtherNumber,
    /// Equal texts, no coincidence.
    SameText,
    /// The evidence counts for one text, and they are in one story.
    Alike,
    /// Their texts alone do not; the other members of the story do.
    HeldByOthers,
    /// The evidence counts for one text; other members of their stories count against it.
    RefusedByOthers,
    /// The evidence counts for one text, but feedfold never compared them: too many other entries
    /// share what they share.
    NotCompared,
    /// One of them corrects the other one.
    Corrected,
    /// One of them withdraws the other one.
    Withdrawn,
    /// One of them is marked as a correction or withdrawal, and the other one is not.
    OneIsMarked,
    /// About the same in other words.
    Related,
    /// The evidence counts against one text.
    NotAlike,
}

/// Explains a whole story.
pub fn explain_story(store: &Store, story: &StoredStory) -> Result<Explained, Error> {
    let keys: Vec<EntryKey> = story.members.iter().map(|member| member.key).collect();
    Explaining::new(store).entries(story, &keys)
}

/// Explains one entry of a story.
pub fn explain_entry(
    store: &Store,
    story: &StoredStory,
    entry: EntryKey,
) -> Result<Explained, Error> {
    Explaining::new(store).entries(story, &[entry])
}

/// Explains two entries. `None` if one of them is not stored.
pub fn explain_pair(
    store: &Store,
    one: EntryKey,
    other: EntryKey,
) -> Result<Option<ExplainedPair>, Error> {
    let explaining = Explaining::new(store);
    match (store.placed(one)?, store.placed(other)?) {
        (Some(one), Some(other)) => Ok(Some(explaining.pair(&one, &other)?)),
        _ => Ok(None),
    }
}

type Placed = (Comparable, StoryId);

struct Explaining<'a> {
    store: &'a Store,
    profiles: Profiles,
}

impl<'a> Explaining<'a> {
    fn new(store: &'a Store) -> Self {
        Self {
            store,
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
            for candidate in self.compared_with(&placed.0)? {
                let Some(candidate) = self.store.placed(candidate)? else {
                    continue;
                };
                if candidate.1 == story.id {
                    continue;
                }
                let pair = self.pair(&placed, &candidate)?;
                // One phrase in common made it a candidate: that is nothing to tell.
                if pair.verdict == PairVerdict::NotAlike && pair.terms.is_empty() {
                    continue;
                }
                let known = refused.get(&candidate.0.key);
                if known.is_none_or(|known| pair.score > known.score) {
                    refused.insert(candidate.0.key, pair);
                }
            }
            entries.push(ExplainedEntry {
                entry: named(&placed),
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

    /// Whether one entry names the other one by an official number.
    fn is_named(&self, one: &Placed, other: &Placed) -> Result<bool, store::Error> {
        let named = related::by_number(self.store, one.0.key, one.0.document.as_ref())?;
        Ok(named.contains(&other.1))
    }

    /// The keys of the entries with which an entry is compared, in either direction: those that a
    /// stored link leads to, and its candidates among the entries stored now.
    fn compared_with(&self, entry: &Comparable) -> Result<BTreeSet<EntryKey>, Error> {
        let again = prepare::reprepare(entry).map_err(store::Error::from)?;
        let keys = self.store.ask(|stored| {
            let row = stored.row(entry.key)?;
            let mut rows = row.map_or_else(|| Ok(BTreeSet::new()), |row| stored.links(row))?;
            let arriving = Arriving {
                row: row.unwrap_or(EntryRow::UNSTORED),
                entry,
                anchors: &again.anchors,
            };
            rows.extend(fold::candidates(arriving, stored)?);
            let entries = stored.entries(&rows.into_iter().collect::<Vec<_>>())?;
            Ok(entries.iter().map(|entry| entry.key).collect())
        })?;
        Ok(keys)
    }

    fn were_compared(&self, one: &Comparable, other: &Comparable) -> Result<bool, Error> {
        Ok(self.compared_with(one)?.contains(&other.key)
            || self.compared_with(other)?.contains(&one.key))
    }

    fn pair(&self, one: &Placed, other: &Placed) -> Result<ExplainedPair, Error> {
        let comparison =
            fold::compare_stored(&self.profiles, &one.0, &other.0).map_err(store::Error::from)?;
        let read = |entry| self.profiles.profile(entry).map_err(store::Error::from);
        let (left, right) = (read(&one.0)?, read(&other.0)?);
        let weighing = fold::weighed(
            Side {
                entry: &one.0,
                profile: &left,
            },
            Side {
                entry: &other.0,
                profile: &right,
            },
        );
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
        let correction = match comparison.relation {
            Relation::Corrected(correction) => Some(correction),
            _ => None,
        };
        let together = one.1 == other.1;
        let verdict = match (ruling, agreement, together) {
            (Some(Ruling::Merge), ..) => PairVerdict::MergedByHand,
            (Some(Ruling::Split), ..) => PairVerdict::SplitByHand,
            (None, NumberAgreement::Different, _) => PairVerdict::OtherNumber,
            (None, _, true) if folds_by_hash => PairVerdict::SameText,
            (None, _, true) if score > THRESHOLD => PairVerdict::Alike,
            (None, _, true) => PairVerdict::HeldByOthers,
            (None, _, false) if correction.is_some_and(|said| said.kind == Withdraws) => {
                PairVerdict::Withdrawn
            }
            (None, _, false) if correction.is_some() => PairVerdict::Corrected,
            (None, _, false)
                if comparison.bond == Bond::Never && (score > THRESHOLD || same_text) =>
            {
                PairVerdict::OneIsMarked
            }
            (None, _, false) if folds_by_hash || score > THRESHOLD => {
                if self.were_compared(&one.0, &other.0)? {
                    PairVerdict::RefusedByOthers
                } else {
                    PairVerdict::NotCompared
                }
            }
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
            one: named(one),
            other: named(other),
            verdict,
            corrected_by: correction.map(|correction| correction.by),
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

fn named((entry, story): &Placed) -> Named {
    Named {
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
