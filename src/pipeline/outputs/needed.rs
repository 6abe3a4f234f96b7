//! The stories whose texts the outputs still need: `prune` leaves these.

use std::collections::HashSet;

use super::archives::ArchiveChain;
use super::changes;
use super::choice::{self, OutputChoice};
use crate::model::{EntryKind, StoryId, Timestamp};
use crate::pipeline::Plan;
use crate::pipeline::queries::{Curation, related_stories};
use crate::store::{self, Prunable, Store};

/// The stories whose texts the outputs still need.
#[derive(Debug)]
pub(in crate::pipeline) struct NeededTexts {
    /// Those that an output carries or names.
    stories: HashSet<StoryId>,
    /// Times, the end excluded: an archive of the stories between them is still to be written.
    unarchived: Vec<(Timestamp, Timestamp)>,
}

impl NeededTexts {
    /// Those of the outputs of a plan.
    pub(in crate::pipeline) fn of(
        plan: Plan<'_>,
        store: &Store,
        now: Timestamp,
    ) -> Result<Self, store::Error> {
        let curation = Curation::new(plan, now);
        let disclosure = plan.disclosure();
        let mut choices: Vec<OutputChoice<'_>> = plan
            .outputs
            .iter()
            .map(|output| OutputChoice::new(output, now))
            .collect();
        let mut stories = HashSet::new();
        choice::offer_all(&curation, store, &mut choices, &mut |curated| {
            // An entry names related stories, and says which of them correct it.
            let related = related_stories::compose(store, &curated.story, |stored| {
                curation.published(store, stored)
            })?;
            stories.insert(curated.story.id);
            stories.extend(related.iter().map(|related| related.story));
            Ok(())
        })?;
        let mut unarchived = Vec::new();
        for output in plan.outputs {
            if let EntryKind::Changes(least) = output.entries {
                let of = (output, least);
                for change in changes::choose(&curation, store, of, &disclosure, now)? {
                    stories.insert(change.curated.story.id);
                    stories.extend(change.said_by.map(|by| by.story));
                }
            }
            if let Some(archives) = ArchiveChain::of(output, plan, store, now)? {
                unarchived.extend(archives.unwritten(now));
            }
        }
        Ok(Self {
            stories,
            unarchived,
        })
    }

    /// Whether an output needs the texts of this story.
    pub(in crate::pipeline) fn has(&self, prunable: &Prunable) -> bool {
        let position = prunable.position;
        let mut unarchived = self.unarchived.iter();
        self.stories.contains(&prunable.story)
            || unarchived.any(|(begin, end)| (*begin..*end).contains(&position))
    }
}
