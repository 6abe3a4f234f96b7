//! Chooses the changes of published stories for an output of changes.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::choice::unselected;
use crate::model::{
    ChangeKind, ChangeSize, Disclosure, EntryRow, Extent, Member, Output, RelatedStory,
    ShownDifference, ShownForm, SourceName, StoredChange, Story, StoryId, Timestamp,
};
use crate::normalize::{self, Form};
use crate::pipeline::queries::{CuratedStory, Curation, related_stories};
use crate::store::{self, Found, Store};

/// Changes per query.
const CHANGES_PER_QUERY: usize = 100;

/// How many changes are looked at for each entry that the output may have. A choice that few
/// changes meet must not read all that ever changed.
const LOOKED_AT: usize = 10;

/// A change that an output carries.
pub(super) struct ChosenChange {
    pub(super) stored: StoredChange,
    /// The story as it is now.
    pub(super) curated: Rc<CuratedStory>,
    /// The member whose text the change gave readers; `None` for a correction or withdrawal.
    since: Option<EntryRow>,
    /// What was cut and added; `None` for a correction or withdrawal.
    pub(super) text: Option<ShownDifference>,
    /// The story that corrects or withdraws this one.
    pub(super) said_by: Option<RelatedStory>,
}

impl ChosenChange {
    /// The member whose text readers see since; else the one that represents the story now.
    pub(super) fn member(&self) -> &Member {
        let story = &self.curated.story;
        let since = self.since.and_then(|since| member(story, since));
        since.unwrap_or(&story.representative)
    }
}

fn member(story: &Story, row: EntryRow) -> Option<&Member> {
    story.members().find(|member| member.row == row)
}

/// Chooses the newest changes that matter at least as much as `least`. The conditions of the
/// output hold for the story as it is now.
pub(super) fn choose(
    curation: &Curation<'_>,
    store: &Store,
    (output, least): (&Output, ChangeSize),
    disclosure: &Disclosure,
    now: Timestamp,
) -> Result<Vec<ChosenChange>, store::Error> {
    let _snapshot = store.snapshot()?;
    let selection = &output.selection;
    let oldest = selection
        .since
        .and_then(|since| now.checked_sub(since).ok());
    let mut choice = Choice {
        curation,
        store,
        disclosure,
        stories: HashMap::new(),
    };
    let mut chosen: Vec<ChosenChange> = Vec::new();
    let mut per_source: HashMap<SourceName, usize> = HashMap::new();
    let mut said = HashSet::new();
    let mut left = selection.max_entries.saturating_mul(LOOKED_AT);
    let mut after = None;
    while left > 0 {
        let page = store.changes(after, CHANGES_PER_QUERY.min(left))?;
        let Some(last) = page.last() else { break };
        after = Some((last.at, last.row));
        left -= page.len();
        for stored in page {
            if oldest.is_some_and(|oldest| stored.at < oldest) {
                return Ok(chosen);
            }
            let Some(curated) = choice.story(stored.story)? else {
                continue;
            };
            if unselected(selection, &curated, curation).is_some() {
                continue;
            }
            let source = &curated.story.representative.source;
            let carried = per_source.entry(source.clone()).or_default();
            if selection
                .max_per_source
                .is_some_and(|most| *carried >= most)
            {
                continue;
            }
            let Some(change) = choice.change(stored, &curated, least)? else {
                continue;
            };
            let by = change.said_by.as_ref().map(|by| by.story);
            // Two corrections that folded later are one.
            if by.is_some_and(|by| !said.insert((curated.story.id, by))) {
                continue;
            }
            *carried += 1;
            chosen.push(change);
            if chosen.len() >= selection.max_entries {
                return Ok(chosen);
            }
        }
    }
    Ok(chosen)
}

struct Choice<'a> {
    curation: &'a Curation<'a>,
    store: &'a Store,
    disclosure: &'a Disclosure,
    /// The stories looked up so far; `None` for one that outputs may not carry.
    stories: HashMap<StoryId, Option<Rc<CuratedStory>>>,
}

impl Choice<'_> {
    fn story(&mut self, id: StoryId) -> Result<Option<Rc<CuratedStory>>, store::Error> {
        if let Some(known) = self.stories.get(&id) {
            return Ok(known.clone());
        }
        let found = match self.store.find_story(&id.to_string())? {
            Found::One(stored) => self.curation.published(self.store, stored)?.map(Rc::new),
            Found::Nothing | Found::Several => None,
        };
        self.stories.insert(id, found.clone());
        Ok(found)
    }

    /// Reads what a change did; `None` if readers need not see it.
    fn change(
        &self,
        stored: StoredChange,
        curated: &Rc<CuratedStory>,
        least: ChangeSize,
    ) -> Result<Option<ChosenChange>, store::Error> {
        if stored.size < least {
            return Ok(None);
        }
        let curated = Rc::clone(curated);
        if let ChangeKind::Said { by, .. } = stored.kind {
            let said_by = self.said_by(&curated, stored.kind, by)?;
            return Ok(said_by.map(|said_by| ChosenChange {
                stored,
                curated,
                since: None,
                text: None,
                said_by: Some(said_by),
            }));
        }
        let Some((before, after)) = self.store.forms(stored.row)? else {
            return Ok(None);
        };
        let since = after.member.row;
        if member(&curated.story, since).is_none() {
            // The text belongs to another story now.
            return Ok(None);
        }
        let text = self.text([&before, &after], stored.kind, least);
        Ok(text.map(|text| ChosenChange {
            stored,
            curated,
            since: Some(since),
            text: Some(text),
            said_by: None,
        }))
    }

    /// The story that corrects or withdraws this one, if it still does and outputs may carry it.
    fn said_by(
        &self,
        curated: &CuratedStory,
        kind: ChangeKind,
        by: StoryId,
    ) -> Result<Option<RelatedStory>, store::Error> {
        let related = related_stories::compose(self.store, &curated.story, |stored| {
            self.curation.published(self.store, stored)
        })?;
        let relation = kind.relation();
        Ok(related
            .into_iter()
            .find(|related| related.story == by && Some(related.relation) == relation))
    }

    /// What differs between two forms; `None` if readers need not see it.
    fn text(
        &self,
        forms: [&ShownForm; 2],
        kind: ChangeKind,
        least: ChangeSize,
    ) -> Option<ShownDifference> {
        let [before, after] = forms.map(|form| self.disclosed(form));
        let [was, is] = [&before, &after].map(|(title, body_text)| Form { title, body_text });
        let is_another_copy = kind == ChangeKind::Replaced
            && normalize::change(was, is, &BTreeSet::new()).extent < Extent::Margin;
        if is_another_copy {
            return None;
        }
        let difference = normalize::difference(was, is);
        let is_shown =
            difference.is_visible() && (least == ChangeSize::Small || !difference.is_empty());
        is_shown.then_some(ShownDifference {
            title: after.0,
            difference,
        })
    }

    /// Title and body text of a form, without addresses that readers may not see.
    fn disclosed(&self, form: &ShownForm) -> (String, String) {
        let shown = |text: &str| {
            let shown = self.disclosure.text((&form.member).into(), text);
            shown.into_owned()
        };
        (shown(&form.title), shown(&normalize::body_text(&form.html)))
    }
}
