//! Gives the store the rulings of `identify` and `fold`.

use std::collections::HashMap;

use crate::fold::{self, Standing};
use crate::identify::{self, Document};
use crate::model::{
    Candidate, Decision, EntryKey, KnownEntry, Member, PreparedEntry, Source, SourceName,
};
use crate::store::Judge;

/// Priorities of the configured sources; others have none.
#[derive(Debug, Clone)]
pub(super) struct Priorities(HashMap<SourceName, i32>);

impl Priorities {
    pub(super) fn of(sources: &[Source]) -> Self {
        Self(
            sources
                .iter()
                .map(|source| (source.name.clone(), source.priority))
                .collect(),
        )
    }

    pub(super) fn of_member(&self, member: &Member) -> i32 {
        self.0.get(&member.source).copied().unwrap_or_default()
    }
}

/// The rulings on one document.
pub(super) struct Rulings<'a> {
    pub(super) document: Document<'a>,
    pub(super) priorities: &'a Priorities,
}

impl Judge for Rulings<'_> {
    fn recognise(&self, entry: &PreparedEntry, known: &[KnownEntry]) -> Option<EntryKey> {
        identify::recognise(entry, known, &self.document)
    }

    fn decide(&self, entry: &PreparedEntry, candidates: &[Candidate]) -> Decision {
        fold::decide(entry, candidates)
    }

    fn represents(&self, members: &[Member]) -> Option<EntryKey> {
        fold::representative(members.iter().map(|member| Standing {
            key: member.key,
            priority: self.priorities.of_member(member),
            position: member.position(),
        }))
    }
}
