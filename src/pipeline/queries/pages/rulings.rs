//! What people decided about the entries of one story.

use super::story::{HISTORY, WITH_HISTORY};
use crate::model::{EntryKey, Story, Timestamp};
use crate::publish::CleanLine;
use crate::publish::page::{Composer, EntryRuling, EntryRulingKind, OtherEntry};
use crate::store::{self, Decided, Found, Ruling, Store};

/// The decisions about the entries of a story, the latest first. An act that ruled about several
/// pairs is one decision: withdrawing it for one pair withdraws it whole.
pub(super) fn rulings(
    composer: Composer<'_>,
    store: &Store,
    story: &Story,
) -> Result<Vec<EntryRuling>, store::Error> {
    let mut rulings: Vec<EntryRuling> = Vec::new();
    let mut acts: Vec<(Timestamp, Option<Ruling>)> = Vec::new();
    for member in story.members().take(WITH_HISTORY) {
        for decided in store.decided(member.key)? {
            let act = (decided.at, decided.ruling);
            let kind = ruling_kind(composer, store, &decided)?;
            let Some(place) = acts.iter().position(|known| *known == act) else {
                if let Some(kind) = kind {
                    acts.push(act);
                    rulings.push(EntryRuling {
                        at: decided.at,
                        entry: member.key,
                        outlets: vec![composer.outlet(member)],
                        kind,
                    });
                }
                continue;
            };
            if let (Some(known), Some(kind)) = (rulings.get_mut(place), kind) {
                add_pair(known, (member.key, composer.outlet(member)), kind);
            }
        }
    }
    rulings.sort_by_key(|ruling| std::cmp::Reverse(ruling.at));
    rulings.truncate(HISTORY);
    Ok(rulings)
}

/// Adds another pair to a decision. A merge is told from the side of its first entry, because all
/// others are in the story as well.
fn add_pair(known: &mut EntryRuling, member: (EntryKey, CleanLine), kind: EntryRulingKind) {
    let (key, outlet) = member;
    match (&mut known.kind, kind) {
        (EntryRulingKind::Merged(others), EntryRulingKind::Merged(more)) if key == known.entry => {
            others.extend(more);
        }
        (EntryRulingKind::Split(others), EntryRulingKind::Split(more)) => {
            for other in more {
                if !others.contains(&other) {
                    others.push(other);
                }
            }
            if !known.outlets.contains(&outlet) {
                known.outlets.push(outlet);
            }
        }
        _ => {}
    }
}

/// What was decided about a pair; `None` if the other entry is no longer stored.
fn ruling_kind(
    composer: Composer<'_>,
    store: &Store,
    decided: &Decided,
) -> Result<Option<EntryRulingKind>, store::Error> {
    let (Some(ruling), Some(entry)) = (decided.ruling, decided.other) else {
        return Ok(Some(EntryRulingKind::Pinned));
    };
    let Found::One(other) = store.find_story(&entry.to_string())? else {
        return Ok(None);
    };
    let member = other.members.iter().find(|member| member.key == entry);
    Ok(member.map(|member| {
        let other = vec![OtherEntry {
            entry,
            outlet: composer.outlet(member),
            title: composer.title(member),
        }];
        match ruling {
            Ruling::Merge => EntryRulingKind::Merged(other),
            Ruling::Split => EntryRulingKind::Split(other),
        }
    }))
}
