//! Finds the reply that an entry names by its number: `工信部答复第3127号提案` names no session.
//!
//! A number with its session is unique, and [`super::compare()`] finds who cites it. Without the
//! session the number is that of a proposal of every year, so the choice depends on what is
//! stored.

use jiff::SignedDuration;

use crate::model::{DocumentNumber, EntryKey, OfficialDocument, StoryId, Timestamp};

/// An entry that bears or cites a number of one series, whatever the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// Which entry.
    pub entry: EntryKey,
    /// The story it belongs to.
    pub story: StoryId,
    /// When it was published, or else first seen.
    pub at: Timestamp,
    /// What it is to the document of that number.
    pub part: DocumentRelation,
    /// The session of the number, if the text names it.
    pub session: Option<String>,
    /// Who issued the document of that number, if the text says so.
    pub issuer: Option<String>,
}

/// What an entry is to the document whose number it writes, the farthest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentRelation {
    /// It cites the number.
    Cites,
    /// It reports on the document: the number is its own, and nobody is addressed and nobody
    /// signs.
    Reports,
    /// It is the document: it addresses somebody, or has a date under a signature.
    Is,
}

impl Naming {
    /// What a text is to the document of `number`; its own session is taken, not that of `number`.
    /// `None` if the text does not write such a number.
    pub fn new(
        (entry, story, at): (EntryKey, StoryId, Timestamp),
        document: &OfficialDocument,
        number: &DocumentNumber,
    ) -> Option<Self> {
        let is_it =
            |other: &DocumentNumber| other.series == number.series && other.number == number.number;
        let own = document.numbers.iter().find(|other| is_it(other));
        let (part, session, issuer) = if let Some(own) = own {
            let is_document = document.addressee.is_some() || document.signed.is_some();
            let part = if is_document {
                DocumentRelation::Is
            } else {
                DocumentRelation::Reports
            };
            (part, &own.session, &document.issuer)
        } else {
            let cited = document
                .mentions
                .iter()
                .find(|cited| is_it(&cited.number))?;
            (
                DocumentRelation::Cites,
                &cited.number.session,
                &cited.issuer,
            )
        };
        Some(Self {
            entry,
            story,
            at,
            part,
            session: session.clone(),
            issuer: issuer.clone(),
        })
    }

    /// Whether `other` may be, or report on, the document that this entry names.
    fn may_name(&self, other: &Self) -> bool {
        other.story != self.story
            && (other.part == DocumentRelation::Is
                || other.part == DocumentRelation::Reports && other.session.is_some())
            && agree(self.session.as_deref(), other.session.as_deref())
            && agree(self.issuer.as_deref(), other.issuer.as_deref())
    }
}

/// Whether two values are equal, as far as both are known.
fn agree(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_none() || other.is_none() || one == other
}

/// The stories that `entry` is related to by one number. `all` are the stored entries that write
/// this number, `entry` among them; their order does not matter.
pub fn named_with(entry: EntryKey, all: &[Naming]) -> Vec<StoryId> {
    let mut stories: Vec<StoryId> = all
        .iter()
        .flat_map(|naming| {
            named_by(naming, all)
                .into_iter()
                .map(move |to| (naming, to))
        })
        .filter_map(|(from, to)| match entry {
            entry if entry == from.entry => Some(to.story),
            entry if entry == to.entry => Some(from.story),
            _ => None,
        })
        .collect();
    stories.sort_unstable();
    stories.dedup();
    stories
}

/// The entries that one entry names: those of one session and issuer, the nearest in time. Nothing
/// where two documents are equally near, and where a session on both sides makes the number
/// unique.
fn named_by<'a>(naming: &Naming, all: &'a [Naming]) -> Vec<&'a Naming> {
    if naming.part == DocumentRelation::Is {
        return Vec::new();
    }
    let candidates: Vec<&Naming> = all.iter().filter(|other| naming.may_name(other)).collect();
    let is_unique = naming.session.is_some()
        && candidates
            .iter()
            .any(|other| other.session == naming.session);
    let Some(best_part) = candidates.iter().map(|other| other.part).max() else {
        return Vec::new();
    };
    if is_unique {
        return Vec::new();
    }
    let candidates = candidates
        .into_iter()
        .filter(|other| other.part == best_part);
    let distance = |other: &Naming| other.at.duration_since(naming.at).abs();
    let mut nearest: Vec<&Naming> = Vec::new();
    let mut least = SignedDuration::MAX;
    for other in candidates.clone() {
        if distance(other) < least {
            least = distance(other);
            nearest.clear();
        }
        if distance(other) == least {
            nearest.push(other);
        }
    }
    let Some(first) = nearest.first() else {
        return Vec::new();
    };
    let is_same = |other: &Naming| {
        other.story == first.story
            || (other.session == first.session && other.issuer == first.issuer)
    };
    if !nearest.iter().all(|other| is_same(other)) {
        return Vec::new();
    }
    candidates.filter(|other| is_same(other)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> EntryKey {
        EntryKey::from_bytes([number; 16])
    }

    fn naming(number: u8, day: i64, part: DocumentRelation, session: &str, issuer: &str) -> Naming {
        let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Naming {
            entry: key(number),
            story: StoryId::founded_by(key(number)),
            at: Timestamp::from_second(day * 86_400).unwrap(),
            part,
            session: known(session),
            issuer: known(issuer),
        }
    }

    /// The entries that the first one is related to, whatever the order of all; checks the other
    /// direction too.
    fn named(all: &[Naming]) -> Vec<u8> {
        let of = |all: &[Naming]| {
            let found = named_with(key(1), all);
            let is_found = |naming: &&Naming| found.contains(&naming.story);
            let mut numbers: Vec<u8> = all
                .iter()
                .filter(is_found)
                .map(|naming| {
                    assert!(named_with(naming.entry, all).contains(&StoryId::founded_by(key(1))));
                    naming.entry.as_bytes()[0]
                })
                .collect();
            numbers.sort_unstable();
            numbers
        };
        let reversed: Vec<Naming> = all.iter().rev().cloned().collect();
        assert_eq!(of(all), of(&reversed));
        of(all)
    }

    #[test]
    fn of_two_sessions_the_nearer_one_in_time_is_named_whichever_came_first() {
        let comment = naming(1, 700, DocumentRelation::Reports, "", "工信部");
        let old = naming(2, 330, DocumentRelation::Is, "三次会议", "工信部");
        let new = naming(3, 710, DocumentRelation::Is, "四次会议", "工信部");
        assert_eq!(named(&[comment.clone(), old.clone()]), [2]);
        assert_eq!(named(&[comment, old, new]), [3]);
    }

    #[test]
    fn another_issuer_is_not_named_and_equally_near_documents_are_ambiguous() {
        let comment = |issuer| naming(1, 10, DocumentRelation::Cites, "", issuer);
        let works = naming(2, 9, DocumentRelation::Is, "四次会议", "工信部");
        let finance = naming(3, 9, DocumentRelation::Is, "四次会议", "财政部");
        let both = |issuer| named(&[comment(issuer), works.clone(), finance.clone()]);
        assert_eq!(both("财政部"), [3]);
        assert!(both("").is_empty());
        assert!(named(&[comment("财政部"), works]).is_empty());
    }

    #[test]
    fn every_copy_of_the_named_document_is_related_and_no_other_comment() {
        let comment = naming(1, 10, DocumentRelation::Reports, "", "");
        let other_comment = naming(2, 10, DocumentRelation::Reports, "", "");
        let reply = naming(3, 4, DocumentRelation::Is, "四次会议", "工信部");
        let copy = naming(4, 5, DocumentRelation::Is, "四次会议", "工信部");
        assert_eq!(named(&[comment, other_comment, reply, copy]), [3, 4]);
    }

    #[test]
    fn a_session_on_both_sides_is_left_to_the_comparison() {
        let comment = |session| naming(1, 10, DocumentRelation::Cites, session, "");
        let reply = naming(2, 4, DocumentRelation::Is, "四次会议", "");
        let without = naming(3, 4, DocumentRelation::Is, "", "");
        assert!(named(&[comment("四次会议"), reply.clone()]).is_empty());
        assert!(named(&[comment("三次会议"), reply]).is_empty());
        assert_eq!(named(&[comment("三次会议"), without]), [3]);
    }
}
