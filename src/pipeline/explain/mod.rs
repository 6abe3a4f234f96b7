//! Explains the decisions about entries as plain data: which entry, pair and evidence decided,
//! and which candidates feedfold refused.

mod pair;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::Error;
use super::prepare;
use super::profiles::Profiles;
use crate::fold::{self, Arriving};
use crate::model::{
    Article, EntryKey, EntryRow, EntryTexts, Evidence, LabelRuling, Member, StoredStory, StoryId,
    StoryRow, Timestamp,
};
use crate::store::{self, Decided, Found, Paired, Ruling, Store};

pub use crate::fold::{Replaced, ReplacedKind, ReplacedPlace};
pub use pair::{EntrySummary, ExplainedPair, ExplainedTerm, PairVerdict};

/// Most refused candidates in one explanation, those with the highest sums.
const MAX_REFUSED: usize = 10;

/// Most candidates of one entry that are compared again, those with the highest stored sums.
const MAX_COMPARED: usize = 12;

/// Most of them that are in one story: the hundreds of copies of a long story say the same.
const MAX_OF_STORY: usize = 3;

/// Why the entries of a story, or one of them, are in that story.
#[derive(Debug, Serialize)]
pub struct Explained {
    /// The story.
    pub story: StoryId,
    /// Since when a person has hidden it; `None` if nobody has.
    pub hidden: Option<Timestamp>,
    /// The changes of its labels that people made.
    pub relabelled: Vec<LabelRuling>,
    /// The entries that the caller named.
    pub entries: Vec<ExplainedEntry>,
    /// Entries of other stories with which feedfold compared them, the highest sum first.
    pub refused: Vec<ExplainedPair>,
}

/// Why one entry is in its story.
#[derive(Debug, Serialize)]
pub struct ExplainedEntry {
    /// The entry.
    pub entry: EntrySummary,
    /// The evidence that feedfold stored when it put the entry into the story.
    pub evidence: Evidence,
    /// The pair that decided, compared again; `None` for the entry that founded the story.
    pub because: Option<ExplainedPair>,
    /// The decisions of people about it, the latest first.
    pub decided: Vec<Decided>,
    /// The decision that gave it a story of its own; `None` if it founded its story when it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parted: Option<Parted>,
    /// The state of its page, for sources whose texts come from pages.
    pub article: Option<Article>,
}

/// A decision of a person that keeps an entry out of the story that it would be in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parted {
    /// The story.
    pub from: StoryId,
    /// When a person decided it.
    pub at: Timestamp,
}

/// Returns the decision that made an entry the founder of a story: a split from an entry that was
/// stored before it. `None` if its evidence is another one, or nobody made such a decision.
pub fn parted(store: &Store, member: &Member) -> Result<Option<Parted>, Error> {
    if member.evidence != Evidence::Founded {
        return Ok(None);
    }
    for decided in store.decided(member.key)? {
        let (Some(Ruling::Split), Some(other)) = (decided.ruling, decided.other) else {
            continue;
        };
        let Found::One(story) = store.find_story(&other.to_string())? else {
            continue;
        };
        let mut others = story.members.iter();
        if others.any(|one| one.key == other && one.row < member.row) {
            let (from, at) = (story.id, decided.at);
            return Ok(Some(Parted { from, at }));
        }
    }
    Ok(None)
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

/// Compares two entries again. `None` if one of them is not stored.
pub fn explain_pair(
    store: &Store,
    one: EntryKey,
    other: EntryKey,
) -> Result<Option<ExplainedPair>, Error> {
    let explaining = Explaining::new(store);
    match (store.placed(one)?, store.placed(other)?) {
        (Some(one), Some(other)) => {
            let mut pair = explaining.pair(&one, &other)?;
            pair.compared = explaining.were_compared(&one, &other)?;
            Ok(Some(pair))
        }
        _ => Ok(None),
    }
}

/// An entry with the story that it is in.
type EntryInStory = (EntryTexts, StoryId);

/// Reads entries and their texts for one explanation.
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
        let mut refused = BTreeMap::new();
        for key in keys {
            if let Some(placed) = self.store.placed(*key)? {
                entries.push(self.entry(story, &placed)?);
                self.add_refused(story, &placed, &mut refused)?;
            }
        }
        let mut refused: Vec<ExplainedPair> = refused.into_values().collect();
        refused.sort_by(|a, b| b.score.total_cmp(&a.score));
        refused.truncate(MAX_REFUSED);
        Ok(Explained {
            hidden: story.hidden,
            relabelled: story.relabelled.clone(),
            story: story.id,
            entries,
            refused,
        })
    }

    fn entry(&self, story: &StoredStory, placed: &EntryInStory) -> Result<ExplainedEntry, Error> {
        let key = placed.0.key;
        let member = story.members.iter().find(|member| member.key == key);
        let evidence = member.map_or(Evidence::Founded, |member| member.evidence.clone());
        let with = evidence.with().and_then(|with| with.parse().ok());
        let because = match with.map(|with| self.store.placed(with)).transpose()? {
            Some(Some(with)) => Some(self.pair(placed, &with)?),
            _ => None,
        };
        let parted = member.map_or(Ok(None), |member| parted(self.store, member))?;
        Ok(ExplainedEntry {
            parted,
            entry: pair::summary(placed),
            evidence,
            because,
            decided: self.store.decided(key)?,
            article: self.store.article(key)?,
        })
    }

    /// Compares an entry with the likest entries of other stories. Adds the pairs to `refused`, by
    /// the key of the other entry; of several pairs with one entry, the pair with the highest sum
    /// stays.
    fn add_refused(
        &self,
        story: &StoredStory,
        placed: &EntryInStory,
        refused: &mut BTreeMap<EntryKey, ExplainedPair>,
    ) -> Result<(), Error> {
        let mut candidates = self.compared_with(&placed.0)?;
        // A story may have hundreds of copies: this is known without reading a text.
        candidates.retain(|other| story.members.iter().all(|member| member.key != other.key));
        // An official number keeps stories apart whatever else they have in common.
        candidates.sort_by(|a, b| {
            let rank = |one: &Paired| (one.has_document, one.score.unwrap_or(f64::NEG_INFINITY));
            let (a_rank, b_rank) = (rank(a), rank(b));
            let by_score = b_rank.1.total_cmp(&a_rank.1);
            b_rank
                .0
                .cmp(&a_rank.0)
                .then(by_score)
                .then(a.key.cmp(&b.key))
        });
        let mut of_story: HashMap<StoryRow, usize> = HashMap::new();
        candidates.retain(|candidate| {
            let count = of_story.entry(candidate.story).or_default();
            *count += 1;
            *count <= MAX_OF_STORY
        });
        for candidate in candidates.into_iter().take(MAX_COMPARED) {
            let candidate = candidate.key;
            let Some(candidate) = self.store.placed(candidate)? else {
                continue;
            };
            let pair = self.pair(placed, &candidate)?;
            // One common phrase made it a candidate, and nothing else is known about the pair.
            if pair.verdict == PairVerdict::NotAlike && pair.terms.is_empty() {
                continue;
            }
            let known = refused.get(&candidate.0.key);
            if known.is_none_or(|known| pair.score > known.score) {
                refused.insert(candidate.0.key, pair);
            }
        }
        Ok(())
    }

    /// The entries that feedfold compares with an entry, in either direction: those to which a
    /// stored link leads, and its candidates among the entries stored now.
    fn compared_with(&self, entry: &EntryTexts) -> Result<Vec<Paired>, Error> {
        let again = prepare::reprepare(entry).map_err(store::Error::from)?;
        let candidates = self.store.ask(|stored| {
            let row = stored.row(entry.key)?;
            let mut rows = row.map_or_else(|| Ok(BTreeSet::new()), |row| stored.links(row))?;
            let row = row.unwrap_or(EntryRow::UNSTORED);
            let arriving = Arriving {
                row,
                entry,
                anchors: &again.anchors,
            };
            rows.extend(fold::candidates(arriving, stored)?);
            let candidates = rows.into_iter().map(|other| stored.paired(row, other));
            candidates.collect::<Result<_, store::Error>>()
        })?;
        Ok(candidates)
    }
}
