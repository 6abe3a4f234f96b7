//! Decides the story of an entry: which stored entries it is compared with, and which stories it
//! joins or separates.
//!
//! Everything here asks through two traits, and gives back a [`Decision`] for the database to
//! write: [`StoredEntries`] answers questions about sets of entries, and [`Texts`] reads their
//! texts. The decision depends on the answers alone.

mod arranging;
mod asked;
mod candidates;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::compare::{self, ExaminedPair, ProfiledEntry, compare_hashes};
use super::profile::Profile;
use super::sketch::{Screen, Sketch};
use crate::model::{
    Anchors, Bond, Comparable, Comparison, Correction, Decision, EntryRow, EntryTexts, Evidence,
    ExactKey, Group, OfficialDocument, Placement, RelatedEntry, Relation, StoredMembers,
    UnreadableHtml,
};

pub use asked::{StoredEntries, Texts};
pub use candidates::candidates;

/// Most entries arranged at once, since the work grows with the square of their number. If more
/// are concerned, the entry joins the story with which its bonds are strongest, and the others
/// stay as they are.
const MAX_ARRANGED: usize = 24;

/// Most entries with which an entry is linked because they report the same in other words.
const MAX_RELATED: usize = 8;

/// An entry whose story is to be decided.
#[derive(Debug, Clone, Copy)]
pub struct Arriving<'a> {
    /// Its row, or [`EntryRow::UNSTORED`].
    pub row: EntryRow,
    /// The entry.
    pub entry: &'a EntryTexts,
    /// The anchors under which copies of it may be stored.
    pub anchors: &'a Anchors,
}

/// Compares two entries as [`decide`] does, and returns everything that counted.
pub fn examine_stored(
    texts: &dyn Texts,
    one: &EntryTexts,
    other: &EntryTexts,
) -> Result<ExaminedPair, UnreadableHtml> {
    with_profiles(texts, (one, other), compare::examine)
}

/// Compares two entries by their texts, read by `texts`.
pub(super) fn with_profiles<T>(
    texts: &dyn Texts,
    (one, other): (&EntryTexts, &EntryTexts),
    compare: impl FnOnce(ProfiledEntry<'_>, ProfiledEntry<'_>) -> T,
) -> Result<T, UnreadableHtml> {
    let (a, b) = (texts.profile(one)?, texts.profile(other)?);
    Ok(compare(
        ProfiledEntry::new(one, &a),
        ProfiledEntry::new(other, &b),
    ))
}

/// Decides about an entry that arrived, or about a stored one whose text changed.
pub fn decide<S: StoredEntries + ?Sized>(
    arriving: Arriving<'_>,
    stored: &S,
    texts: &dyn Texts,
) -> Result<Decision, S::Error> {
    let deciding = Deciding {
        stored,
        texts,
        arriving: Some(arriving),
    };
    deciding.decide(arriving)
}

/// Arranges the stories of these entries and of all that are linked with them.
pub fn rearrange<S: StoredEntries + ?Sized>(
    rows: &BTreeSet<EntryRow>,
    stored: &S,
    texts: &dyn Texts,
) -> Result<Vec<Group>, S::Error> {
    let deciding = Deciding {
        stored,
        texts,
        arriving: None,
    };
    deciding.arrange(rows, None)
}

struct Deciding<'a, S: ?Sized> {
    stored: &'a S,
    texts: &'a dyn Texts,
    /// The entry whose texts as sent need not be asked for.
    arriving: Option<Arriving<'a>>,
}

/// An arriving entry after it was compared with its candidates.
struct Compared<'a> {
    arriving: Arriving<'a>,
    /// The comparisons with the candidates that carry the same text.
    same: BTreeMap<EntryRow, Comparison>,
    /// The candidates that correct the entry or that it corrects, and the likeliest of those that
    /// report the same in other words.
    related: Vec<RelatedEntry>,
}

impl<S: StoredEntries + ?Sized> Deciding<'_, S> {
    /// Compares two entries, given with their rows: by their hashes if these suffice, else by
    /// their texts. `None` if they cannot be compared, because `prune` removed one of the texts.
    fn compare(
        &self,
        one: (EntryRow, &Comparable),
        other: (EntryRow, &Comparable),
    ) -> Result<Option<Comparison>, S::Error> {
        let compare =
            |one: ProfiledEntry<'_>, other: ProfiledEntry<'_>| Some(compare::compare(one, other));
        self.compare_by(one, other, compare)
    }

    /// Compares two entries as [`Self::compare`] does; `None` also if they are apart.
    fn compare_unless_apart(
        &self,
        one: (EntryRow, &Comparable),
        other: (EntryRow, &Comparable),
    ) -> Result<Option<Comparison>, S::Error> {
        self.compare_by(one, other, compare::compare_unless_apart)
    }

    fn compare_by(
        &self,
        (row, one): (EntryRow, &Comparable),
        (other_row, other): (EntryRow, &Comparable),
        compare: impl FnOnce(ProfiledEntry<'_>, ProfiledEntry<'_>) -> Option<Comparison>,
    ) -> Result<Option<Comparison>, S::Error> {
        if let Some(same) = compare_hashes(one, other) {
            return Ok(Some(same));
        }
        Ok(
            match (self.profile(row, one)?, self.profile(other_row, other)?) {
                (Some(a), Some(b)) => {
                    compare(ProfiledEntry::new(one, &a), ProfiledEntry::new(other, &b))
                }
                (Some(left), None) | (None, Some(left)) => {
                    compare::compare_with_pruned(one, other, &left)
                }
                (None, None) => compare::compare_without_texts(one, other),
            },
        )
    }

    /// The texts of an entry; `None` if `prune` removed them.
    fn profile(&self, row: EntryRow, entry: &Comparable) -> Result<Option<Rc<Profile>>, S::Error> {
        if let Some(at_hand) = self.texts.at_hand(entry) {
            return Ok(Some(at_hand));
        }
        if let Some(arriving) = self.arriving.filter(|arriving| arriving.row == row) {
            return Ok(Some(self.texts.read(arriving.entry)?));
        }
        let stored = self.stored.texts(row)?;
        if stored.is_pruned() {
            return Ok(None);
        }
        Ok(Some(self.texts.read(&stored)?))
    }

    fn decide(&self, arriving: Arriving<'_>) -> Result<Decision, S::Error> {
        let compared = self.compare_with_candidates(arriving)?;
        // An entry that had bonds may leave its story.
        let bound = self.bound(arriving.row)?;
        let placement = if bound.is_empty() {
            self.choose(&compared)?
        } else {
            Placement::Arranged(self.arrange(&bound, Some(&compared))?)
        };
        let same = compared.same.iter();
        Ok(Decision {
            same: same
                .map(|(row, comparison)| (*row, strength(comparison.bond)))
                .collect(),
            related: compared.related,
            placement,
        })
    }

    /// The entries in the story of a stored entry, and those that it is linked with.
    fn bound(&self, row: EntryRow) -> Result<BTreeSet<EntryRow>, S::Error> {
        if row == EntryRow::UNSTORED {
            return Ok(BTreeSet::new());
        }
        let mut bound = self.stored.linked(&[row])?;
        for story in self.stored.stories(&[row])? {
            bound.extend(story.members.iter().map(|member| member.entry));
        }
        bound.remove(&row);
        Ok(bound)
    }

    fn compare_with_candidates<'a>(
        &self,
        arriving: Arriving<'a>,
    ) -> Result<Compared<'a>, S::Error> {
        let (mut same, mut related) = (BTreeMap::new(), Vec::new());
        let rows: Vec<EntryRow> = candidates(arriving, self.stored)?.into_iter().collect();
        let mut screen = None;
        for (row, candidate) in rows.iter().zip(self.stored.entries(&rows)?) {
            if self.is_refused(&candidate, arriving, &mut screen)? {
                continue;
            }
            let own = (arriving.row, &arriving.entry.entry);
            let Some(comparison) = self.compare_unless_apart(own, (*row, &candidate))? else {
                continue;
            };
            match (comparison.bond, comparison.relation) {
                (Bond::Score(_), Relation::Same) => {
                    same.insert(*row, comparison);
                }
                (bond, Relation::Corrected(Correction { kind, by })) => {
                    let by = if by == arriving.entry.key {
                        arriving.row
                    } else {
                        *row
                    };
                    related.push(RelatedEntry {
                        row: *row,
                        score: strength(bond),
                        correction: Some((kind, by)),
                    });
                }
                (bond, Relation::Related) => related.push(RelatedEntry {
                    row: *row,
                    score: strength(bond),
                    correction: None,
                }),
                _ => {}
            }
        }
        related.sort_by(|a, b| {
            let says_nothing = |related: &RelatedEntry| related.correction.is_none();
            (says_nothing(a).cmp(&says_nothing(b))).then(b.score.total_cmp(&a.score))
        });
        related.truncate(MAX_RELATED);
        Ok(Compared {
            arriving,
            same,
            related,
        })
    }

    /// Whether the sketch of a candidate is enough to say that it has nothing to do with an entry.
    /// `screen` is that of the entry, made for the first candidate that needs it.
    fn is_refused<'a>(
        &self,
        candidate: &Comparable,
        Arriving { row, entry, .. }: Arriving<'a>,
        screen: &mut Option<Screen<'a>>,
    ) -> Result<bool, S::Error> {
        if compare_hashes(entry, candidate).is_some() {
            return Ok(false);
        }
        let Some(sketch) = self.texts.sketch(candidate) else {
            return Ok(false);
        };
        let screen = if let Some(screen) = screen {
            screen
        } else {
            let Some(profile) = self.profile(row, entry)? else {
                return Ok(false);
            };
            let sketch = self.texts.sketch(entry);
            let sketch = sketch.unwrap_or_else(|| Rc::new(Sketch::new(&profile)));
            screen.insert(Screen::new(entry, profile, sketch))
        };
        Ok(screen.refuses(candidate, &sketch))
    }

    /// Chooses the place of an entry that has no bonds yet.
    ///
    /// The entry joins a story directly in two cases. First, if only one story is concerned and
    /// the entry's score with every member is positive: arranging would have the same result.
    /// Second, if too many entries are concerned to be arranged: then it joins the story with the
    /// highest mean score, if that is positive.
    fn choose(&self, compared: &Compared<'_>) -> Result<Placement, S::Error> {
        let Compared { arriving, same, .. } = compared;
        if same.is_empty() {
            return Ok(Placement::Alone);
        }
        let rows: Vec<EntryRow> = same.keys().copied().collect();
        if self.stored.is_ruled_about(arriving.entry.key)? {
            return self.rearranged(compared);
        }
        let stories = self.stored.stories(&rows)?;
        let concerned = 1 + stories
            .iter()
            .map(|story| story.members.len())
            .sum::<usize>();
        let mut best: Option<(f64, &StoredMembers)> = None;
        let mut all_speak_for_it = true;
        for story in &stories {
            let scores = self.scores_with(story, compared)?;
            all_speak_for_it &= scores.iter().all(|score| *score > 0.0);
            let number = f64::from(u32::try_from(scores.len()).unwrap_or(u32::MAX).max(1));
            let mean = scores.iter().sum::<f64>() / number;
            if best.is_none_or(|(most, _)| mean > most) {
                best = Some((mean, story));
            }
        }
        let is_clear = stories.len() == 1 && all_speak_for_it;
        if !is_clear && concerned <= MAX_ARRANGED {
            return self.rearranged(compared);
        }
        let Some((_, story)) = best.filter(|(mean, _)| *mean > 0.0) else {
            return Ok(Placement::Alone);
        };
        let strongest = story
            .members
            .iter()
            .filter_map(|member| same.get(&member.entry))
            .max_by(|a, b| strength(a.bond).total_cmp(&strength(b.bond)));
        Ok(Placement::Joins {
            story: story.story,
            evidence: strongest.map_or(Evidence::Founded, |comparison| comparison.evidence.clone()),
        })
    }

    fn rearranged(&self, compared: &Compared<'_>) -> Result<Placement, S::Error> {
        let seeds = BTreeSet::from([compared.arriving.row]);
        Ok(Placement::Arranged(self.arrange(&seeds, Some(compared))?))
    }

    /// The scores of the arriving entry with the first members of a story, without those that
    /// cannot be compared any more.
    fn scores_with(
        &self,
        story: &StoredMembers,
        compared: &Compared<'_>,
    ) -> Result<Vec<f64>, S::Error> {
        let members = story.members.iter().take(MAX_ARRANGED);
        let rows: Vec<EntryRow> = members.map(|member| member.entry).collect();
        let own = (compared.arriving.row, &compared.arriving.entry.entry);
        let mut scores = Vec::new();
        for (row, member) in rows.iter().zip(self.stored.entries(&rows)?) {
            let bond = match compared.same.get(row) {
                Some(comparison) => comparison.bond,
                None => match self.compare(own, (*row, &member))? {
                    Some(comparison) => comparison.bond,
                    None => continue,
                },
            };
            scores.push(match bond {
                Bond::Score(score) => score,
                Bond::Never | Bond::Always => f64::NEG_INFINITY,
            });
        }
        Ok(scores)
    }
}

/// The bond of a pair whose score is stored: that of [`strength`].
fn bond_of(score: f64) -> Bond {
    if score == f64::NEG_INFINITY {
        Bond::Never
    } else {
        Bond::Score(score)
    }
}

/// How strongly a bond holds, as a score.
fn strength(bond: Bond) -> f64 {
    match bond {
        Bond::Always => f64::INFINITY,
        Bond::Score(score) => score,
        Bond::Never => f64::NEG_INFINITY,
    }
}

/// The exact keys by which copies of an entry are found.
fn exact_keys(entry: &Comparable) -> Vec<ExactKey<'_>> {
    let mut keys = Vec::new();
    if entry.fingerprint.chars > 0 {
        keys.push(ExactKey::Text {
            content: &entry.fingerprint.content,
            title: &entry.fingerprint.title,
        });
    }
    keys.extend(entry.url.as_ref().map(ExactKey::Page));
    let numbers = |document| {
        let document: &OfficialDocument = document;
        document.numbers.iter().chain(document.mentioned())
    };
    keys.extend(
        entry
            .document
            .iter()
            .flat_map(numbers)
            .map(ExactKey::Number),
    );
    keys
}
