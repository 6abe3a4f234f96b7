//! Compares two stored entries again, and names what decided about them.

use serde::Serialize;

use super::{EntryInStory, Explaining};
use crate::fold::{self, ExaminedPair, Replaced, THRESHOLD, Texts as _, WordedEntry};
use crate::model::{
    Bond, CorrectionKind, DocumentNumber, EntryKey, EntryTexts, Evidence, NumberAgreement,
    Relation, StoryId, Timestamp,
};
use crate::pipeline::related;
use crate::pipeline::{Error, prepare};
use crate::store::{self, Ruling};

/// What an explanation shows of an entry.
#[derive(Debug, Clone, Serialize)]
pub struct EntrySummary {
    /// Its key.
    pub entry: EntryKey,
    /// The story that it is in.
    pub story: StoryId,
    /// The outlet that carried it.
    pub outlet: String,
    /// Its title as sent.
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
    /// The first entry.
    pub one: EntrySummary,
    /// The second entry.
    pub other: EntrySummary,
    /// What decided.
    pub verdict: PairVerdict,
    /// The entry that corrects or withdraws the other one, if one of them does.
    pub corrected_by: Option<EntryKey>,
    /// Whether their normalised texts are equal.
    pub same_text: bool,
    /// Whether both link to one page.
    pub same_page: bool,
    /// Whether their own official numbers agree, in one word.
    pub numbers: &'static str,
    /// The sum without any term.
    pub begins_at: f64,
    /// The terms that count, the one with the most points first.
    pub terms: Vec<ExplainedTerm>,
    /// The sum.
    pub score: f64,
    /// A pair folds if its sum is above this.
    pub threshold: f64,
    /// Whether feedfold compares the two when one of them arrives or the store is refolded.
    pub compared: bool,
    /// What each has in the place of something in the other one, in their words.
    pub replaced: Vec<Replaced>,
}

/// A term of the evidence.
#[derive(Debug, Serialize)]
pub struct ExplainedTerm {
    /// Its name.
    pub term: &'static str,
    /// Its meaning, in words.
    pub means: &'static str,
    /// The measured value.
    pub value: f64,
    /// The points that it adds to the sum.
    pub points: f64,
}

/// What decided about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PairVerdict {
    /// A person merged their stories.
    MergedByHand,
    /// A person keeps them apart.
    SplitByHand,
    /// Their own official numbers differ.
    OtherNumber,
    /// Their texts are equal, and too long for a coincidence.
    SameText,
    /// The evidence is for one text, and they are in one story.
    Alike,
    /// They are in one story although the evidence is against one text: the other members of the
    /// story outweigh it.
    HeldByOthers,
    /// They are in two stories although the evidence is for one text: other members of their
    /// stories outweigh it.
    RefusedByOthers,
    /// The evidence is for one text, but feedfold never compared them: too many other entries
    /// share what they share.
    NotCompared,
    /// One of them corrects the other one.
    Corrected,
    /// One of them withdraws the other one.
    Withdrawn,
    /// One of them is marked as a correction or withdrawal, and the other one is not.
    OneIsMarked,
    /// They are about the same subject in other words.
    Related,
    /// The evidence is against one text.
    NotAlike,
    /// `prune` removed the text of one of them, and their hashes differ: nothing compares them.
    Pruned,
}

impl Explaining<'_> {
    /// Compares two entries again and explains the result.
    pub(super) fn pair(
        &self,
        one: &EntryInStory,
        other: &EntryInStory,
    ) -> Result<ExplainedPair, Error> {
        let (a, b) = (&one.0, &other.0);
        let examined = fold::examine_stored(&self.profiles, a, b).map_err(store::Error::from)?;
        let verdict = self.verdict(one, other, &examined)?;
        let ExaminedPair {
            numbers,
            weighing,
            comparison,
            ..
        } = examined;
        let terms = weighing.terms.iter().map(|term| ExplainedTerm {
            term: term.name,
            means: term.means,
            value: term.value,
            points: term.points,
        });
        Ok(ExplainedPair {
            one: summary(one),
            other: summary(other),
            verdict,
            corrected_by: match comparison.relation {
                Relation::Corrected(correction) => Some(correction.by),
                Relation::Same | Relation::Related | Relation::Apart => None,
            },
            same_text: a.fingerprint.chars > 0 && a.fingerprint.content == b.fingerprint.content,
            same_page: a.url.is_some() && a.url == b.url,
            numbers: match numbers {
                NumberAgreement::Same => "same",
                NumberAgreement::SameDraft => "same-draft",
                NumberAgreement::Different => "different",
                NumberAgreement::Unknown => "unknown",
            },
            begins_at: weighing.base,
            terms: terms.collect(),
            score: weighing.score(),
            threshold: THRESHOLD,
            compared: verdict != PairVerdict::NotCompared,
            replaced: self.replaced(a, b)?,
        })
    }

    /// What each of two entries has in the place of something in the other one, in the spelling
    /// of the texts as sent where these have it.
    fn replaced(&self, one: &EntryTexts, other: &EntryTexts) -> Result<Vec<Replaced>, Error> {
        let texts = |entry| prepare::compared_texts(entry).map_err(store::Error::from);
        let profile = |entry| self.profiles.profile(entry).map_err(store::Error::from);
        let (of_one, of_other) = (texts(one)?, texts(other)?);
        let (left, right) = (profile(one)?, profile(other)?);
        let mut replaced = fold::replaced(
            WordedEntry {
                profile: &left,
                title: of_one.title.as_str(),
                text: of_one.text.as_str(),
            },
            WordedEntry {
                profile: &right,
                title: of_other.title.as_str(),
                text: of_other.text.as_str(),
            },
        );
        for value in &mut replaced {
            value.one = as_sent(&value.one, [&one.title, &of_one.body_text]);
            value.other = as_sent(&value.other, [&other.title, &of_other.body_text]);
        }
        Ok(replaced)
    }

    /// Says what decided about two entries: a person, else their comparison and where they are.
    fn verdict(
        &self,
        one: &EntryInStory,
        other: &EntryInStory,
        examined: &ExaminedPair,
    ) -> Result<PairVerdict, Error> {
        match self.ruling(one.0.key, other.0.key)? {
            Some(Ruling::Merge) => return Ok(PairVerdict::MergedByHand),
            Some(Ruling::Split) => return Ok(PairVerdict::SplitByHand),
            None => {}
        }
        if examined.numbers == NumberAgreement::Different {
            return Ok(PairVerdict::OtherNumber);
        }
        let is_pruned = one.0.is_pruned() || other.0.is_pruned();
        if is_pruned && one.0.fingerprint.content != other.0.fingerprint.content {
            return Ok(PairVerdict::Pruned);
        }
        let comparison = &examined.comparison;
        let are_together = one.1 == other.1;
        Ok(match comparison.relation {
            Relation::Same if !are_together && self.were_compared(one, other)? => {
                PairVerdict::RefusedByOthers
            }
            Relation::Same if !are_together => PairVerdict::NotCompared,
            Relation::Same if matches!(comparison.evidence, Evidence::SameText { .. }) => {
                PairVerdict::SameText
            }
            Relation::Same => PairVerdict::Alike,
            _ if are_together => PairVerdict::HeldByOthers,
            Relation::Corrected(correction) => match correction.kind {
                CorrectionKind::Corrects => PairVerdict::Corrected,
                CorrectionKind::Withdraws => PairVerdict::Withdrawn,
            },
            Relation::Related if comparison.bond == Bond::Never => PairVerdict::OneIsMarked,
            Relation::Related => PairVerdict::Related,
            Relation::Apart if self.cites(one, other)? => PairVerdict::Related,
            Relation::Apart => PairVerdict::NotAlike,
        })
    }

    /// The latest decision of a person about both entries.
    fn ruling(&self, one: EntryKey, other: EntryKey) -> Result<Option<Ruling>, store::Error> {
        let decided = self.store.decided(one)?;
        let about_both = decided.iter().find(|decided| decided.other == Some(other));
        Ok(about_both.and_then(|decided| decided.ruling))
    }

    pub(super) fn were_compared(
        &self,
        one: &EntryInStory,
        other: &EntryInStory,
    ) -> Result<bool, Error> {
        let (one, other) = (&one.0, &other.0);
        let has = |entry, key| -> Result<bool, Error> {
            let mut candidates = self.compared_with(entry)?.into_iter();
            Ok(candidates.any(|candidate| candidate.key == key))
        };
        Ok(has(one, other.key)? || has(other, one.key)?)
    }

    /// Whether one entry cites the other by an official number.
    fn cites(&self, one: &EntryInStory, other: &EntryInStory) -> Result<bool, store::Error> {
        let cited = related::by_number(self.store, one.0.key, one.0.document.as_ref())?;
        Ok(cited.contains(&other.1))
    }
}

/// Normalised words as one of the texts has them, in capitals or not; as they are where the texts
/// write them otherwise.
fn as_sent(words: &str, texts: [&str; 2]) -> String {
    let find = |text: &str| {
        let lower = text.to_lowercase();
        // Some capitals have more bytes than their small letters: then the places differ.
        let at = lower.find(words).filter(|_| lower.len() == text.len())?;
        text.get(at..at + words.len()).map(str::to_owned)
    };
    let sent = texts.into_iter().find_map(find);
    sent.unwrap_or_else(|| words.to_owned())
}

/// The summary of an entry.
pub(super) fn summary((entry, story): &EntryInStory) -> EntrySummary {
    let document = entry.document.as_ref();
    EntrySummary {
        entry: entry.key,
        story: *story,
        outlet: entry.outlet.clone(),
        title: entry.title.clone(),
        published: entry.published,
        chars: entry.fingerprint.chars,
        numbers: document.map_or_else(Vec::new, |document| document.numbers.clone()),
    }
}
