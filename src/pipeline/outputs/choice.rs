//! Chooses the stories of each output, and says why an output does not carry a story.

use std::collections::HashMap;

use serde::Serialize;

use crate::model::{EntryKind, Output, OutputFormat, SourceName, StoryFilter, StoryId, Timestamp};
use crate::pipeline::queries::{CuratedStory, Curation, Unpublished};
use crate::store::{self, Store};

/// Stories per query: the default number of entries of an output.
const STORIES_PER_QUERY: usize = 100;

/// Why an output does not carry a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotChosen {
    /// It lists sources, not stories.
    ListsSources,
    /// A person hid the story.
    Hidden,
    /// It lists changes of stories.
    ListsChanges,
    /// A rule drops the story.
    Dropped,
    /// The story came beyond the backlog of a new source.
    Backlog,
    /// The configuration has none of the sources of the story.
    Deleted,
    /// `prune` removed the texts of the story.
    Pruned,
    /// The story is older than the output's `since`.
    TooOld,
    /// It has none of the output's `labels`.
    Labels,
    /// It came by none of the output's `sources`.
    Sources,
    /// It does not meet the output's `when`.
    When,
    /// Newer stories of its source use up the output's `max_per_source`.
    MaxPerSource,
    /// Newer stories use up the output's `max_entries`.
    MaxEntries,
}

impl From<Unpublished> for NotChosen {
    fn from(why: Unpublished) -> Self {
        match why {
            Unpublished::Hidden => Self::Hidden,
            Unpublished::Dropped => Self::Dropped,
            Unpublished::Backlog => Self::Backlog,
            Unpublished::Deleted => Self::Deleted,
            Unpublished::Pruned => Self::Pruned,
        }
    }
}

/// The stories that one output has selected so far.
pub(super) struct OutputChoice<'a> {
    pub(super) output: &'a Output,
    /// Newest first.
    pub(super) chosen: Vec<StoryId>,
    per_source: HashMap<SourceName, usize>,
    /// The output takes no story from before this time.
    oldest: Option<Timestamp>,
    full: bool,
}

impl<'a> OutputChoice<'a> {
    pub(super) fn new(output: &'a Output, now: Timestamp) -> Self {
        let oldest = output
            .selection
            .since
            .and_then(|since| now.checked_sub(since).ok());
        let full = output.selection.max_entries == 0
            || output.format == OutputFormat::Opml
            || output.entries != EntryKind::Stories;
        Self {
            output,
            chosen: Vec::new(),
            per_source: HashMap::new(),
            oldest,
            full,
        }
    }

    /// Offers the next story in order; returns whether the output took it.
    fn offer(&mut self, curated: &CuratedStory, curation: &Curation<'_>) -> bool {
        let story = &curated.story;
        // Stories arrive in order of position, so all after this one are too old as well.
        self.full |= self.is_too_old(curated);
        if self.full || self.refuses(curated, curation).is_some() || self.has_enough_of(curated) {
            return false;
        }
        *self
            .per_source
            .entry(story.representative.source.clone())
            .or_default() += 1;
        self.chosen.push(story.id);
        self.full = self.chosen.len() >= self.output.selection.max_entries;
        true
    }

    /// Why the output does not carry a story, after all stories were offered; `None` if it does.
    pub(super) fn why_not(
        &self,
        curated: &CuratedStory,
        curation: &Curation<'_>,
    ) -> Option<NotChosen> {
        if self.output.format == OutputFormat::Opml {
            return Some(NotChosen::ListsSources);
        }
        if self.output.entries != EntryKind::Stories {
            return Some(NotChosen::ListsChanges);
        }
        if self.chosen.contains(&curated.story.id) {
            return None;
        }
        let why = curated.unpublished.map(NotChosen::from);
        let why = why.or_else(|| self.refuses(curated, curation));
        Some(why.unwrap_or_else(|| {
            if self.has_enough_of(curated) {
                NotChosen::MaxPerSource
            } else {
                NotChosen::MaxEntries
            }
        }))
    }

    /// Why the output carries no story like this one, whichever others there are.
    fn refuses(&self, curated: &CuratedStory, curation: &Curation<'_>) -> Option<NotChosen> {
        if self.is_too_old(curated) {
            return Some(NotChosen::TooOld);
        }
        unselected(&self.output.selection.filter, curated, curation)
    }

    fn is_too_old(&self, curated: &CuratedStory) -> bool {
        self.oldest
            .is_some_and(|oldest| curated.story.position < oldest)
    }

    fn has_enough_of(&self, curated: &CuratedStory) -> bool {
        let source = &curated.story.representative.source;
        let carried = self.per_source.get(source).copied().unwrap_or_default();
        self.output
            .selection
            .max_per_source
            .is_some_and(|most| carried >= most)
    }
}

/// Why a filter does not take a story.
pub(in crate::pipeline) fn unselected(
    filter: &StoryFilter,
    curated: &CuratedStory,
    curation: &Curation<'_>,
) -> Option<NotChosen> {
    let labels = &filter.labels;
    let sources = &filter.sources;
    let is_wanted = |source: &SourceName| sources.contains(source);
    let mut members = curated.story.members();
    if !labels.is_empty() && !labels.iter().any(|label| curated.labels.contains(label)) {
        Some(NotChosen::Labels)
    } else if !sources.is_empty() && !members.any(|member| is_wanted(&member.source)) {
        Some(NotChosen::Sources)
    } else if !curation.meets(filter.when.as_ref(), curated) {
        Some(NotChosen::When)
    } else {
        None
    }
}

/// Offers stories to the outputs, newest first, until every output is full. Calls `taken` with
/// each story that an output took.
pub(super) fn offer_all(
    curation: &Curation<'_>,
    store: &Store,
    choices: &mut [OutputChoice<'_>],
    taken: &mut dyn FnMut(CuratedStory) -> Result<(), store::Error>,
) -> Result<(), store::Error> {
    let _snapshot = store.snapshot()?;
    let mut after = None;
    while choices.iter().any(|choice| !choice.full) {
        let page = store.stories(after, STORIES_PER_QUERY)?;
        let Some(last) = page.last() else { break };
        after = Some((last.position, last.id));
        for stored in page {
            let Some(curated) = curation.published(store, stored)? else {
                continue;
            };
            let mut is_taken = false;
            for choice in &mut *choices {
                is_taken |= choice.offer(&curated, curation);
            }
            if is_taken {
                taken(curated)?;
            }
        }
    }
    Ok(())
}
