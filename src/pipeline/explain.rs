//! Explains why entries stand together or apart, as plain data: what decided, and what was
//! refused.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::profiles::Profiles;
use super::{Error, prepare, related};
use crate::fold::{self, Arriving, Examined, THRESHOLD};
use crate::model::{
    Article, Comparable, DocumentNumber, EntryKey, EntryRow, Evidence, NumberAgreement, Relation,
    StoredStory, StoryId, Timestamp,
};
use crate::store::{self, Decided, Ruling, Store};

/// Refused candidates that are told of one entry or story, the likeliest first.
const MOST_REFUSED: usize = 10;

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
    pub term: &'static str,
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
        let examined =
            fold::examine_stored(&self.profiles, &one.0, &other.0).map_err(store::Error::from)?;
        let verdict = self.verdict(one, other, &examined)?;
        let score = examined.weighing.score();
        let same_text =
            one.0.fingerprint.chars > 0 && one.0.fingerprint.content == other.0.fingerprint.content;
        let terms = examined.weighing.terms.iter().map(|term| ExplainedTerm {
            term: term.name,
            means: term.means,
            value: term.value,
            points: term.points,
        });
        Ok(ExplainedPair {
            one: named(one),
            other: named(other),
            verdict,
            same_text,
            same_page: one.0.url.is_some() && one.0.url == other.0.url,
            numbers: match examined.numbers {
                NumberAgreement::Same => "same",
                NumberAgreement::SameDraft => "same-draft",
                NumberAgreement::Different => "different",
                NumberAgreement::Unknown => "unknown",
            },
            begins_at: examined.weighing.base,
            terms: terms.collect(),
            score,
            threshold: THRESHOLD,
        })
    }

    /// Says what decided about two entries: a person, else their comparison and where they are.
    fn verdict(
        &self,
        one: &Placed,
        other: &Placed,
        examined: &Examined,
    ) -> Result<PairVerdict, Error> {
        let decided = self.store.decided(one.0.key)?;
        let ruling = decided
            .iter()
            .find(|decided| decided.other == Some(other.0.key))
            .and_then(|decided| decided.ruling);
        match ruling {
            Some(Ruling::Merge) => return Ok(PairVerdict::MergedByHand),
            Some(Ruling::Split) => return Ok(PairVerdict::SplitByHand),
            None => {}
        }
        if examined.numbers == NumberAgreement::Different {
            return Ok(PairVerdict::OtherNumber);
        }
        let comparison = &examined.comparison;
        let is_one_story = one.1 == other.1;
        Ok(match comparison.relation {
            Relation::Same if !is_one_story && self.were_compared(&one.0, &other.0)? => {
                PairVerdict::RefusedByOthers
            }
            Relation::Same if !is_one_story => PairVerdict::NotCompared,
            Relation::Same if matches!(comparison.evidence, Evidence::SameText { .. }) => {
                PairVerdict::SameText
            }
            Relation::Same => PairVerdict::Alike,
            Relation::Related | Relation::Apart if is_one_story => PairVerdict::HeldByOthers,
            Relation::Related => PairVerdict::Related,
            Relation::Apart if self.is_named(one, other)? => PairVerdict::Related,
            Relation::Apart => PairVerdict::NotAlike,
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
