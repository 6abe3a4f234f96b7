//! Compares two stored entries again, and names what decided about them.

use serde::Serialize;

use super::{Explaining, Placed};
use crate::fold::{self, Examined, THRESHOLD};
use crate::model::{
    DocumentNumber, EntryKey, Evidence, NumberAgreement, Relation, StoryId, Timestamp,
};
use crate::pipeline::Error;
use crate::pipeline::queries::related;
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
    /// They are about the same subject in other words.
    Related,
    /// The evidence is against one text.
    NotAlike,
}

impl Explaining<'_> {
    /// Compares two entries again and explains the result.
    pub(super) fn pair(&self, one: &Placed, other: &Placed) -> Result<ExplainedPair, Error> {
        let (a, b) = (&one.0, &other.0);
        let examined = fold::examine_stored(&self.profiles, a, b).map_err(store::Error::from)?;
        let verdict = self.verdict(one, other, &examined)?;
        let Examined {
            numbers, weighing, ..
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
        })
    }

    /// Says what decided about two entries: a person, else their comparison and where they are.
    fn verdict(
        &self,
        one: &Placed,
        other: &Placed,
        examined: &Examined,
    ) -> Result<PairVerdict, Error> {
        match self.ruling(one.0.key, other.0.key)? {
            Some(Ruling::Merge) => return Ok(PairVerdict::MergedByHand),
            Some(Ruling::Split) => return Ok(PairVerdict::SplitByHand),
            None => {}
        }
        if examined.numbers == NumberAgreement::Different {
            return Ok(PairVerdict::OtherNumber);
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
            Relation::Related | Relation::Apart if are_together => PairVerdict::HeldByOthers,
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

    fn were_compared(&self, one: &Placed, other: &Placed) -> Result<bool, Error> {
        let (one, other) = (&one.0, &other.0);
        Ok(self.compared_with(one)?.contains(&other.key)
            || self.compared_with(other)?.contains(&one.key))
    }

    /// Whether one entry cites the other by an official number.
    fn cites(&self, one: &Placed, other: &Placed) -> Result<bool, store::Error> {
        let cited = related::by_number(self.store, one.0.key, one.0.document.as_ref())?;
        Ok(cited.contains(&other.1))
    }
}

/// The summary of an entry.
pub(super) fn summary((entry, story): &Placed) -> EntrySummary {
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
