//! Reads what the changes of published stories did.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::{CuratedStory, Curation, related_stories};
use crate::model::{
    ChangeKind, ChangeSize, Disclosure, EntryRow, Extent, Member, RelatedStory, ShownDifference,
    ShownForm, StoredChange, Story, StoryId,
};
use crate::normalize::{self, Form};
use crate::store::{self, Found, Store};

/// A change that outputs and pages may show.
pub(in crate::pipeline) struct ReadChange {
    pub(in crate::pipeline) stored: StoredChange,
    /// The story as it is now.
    pub(in crate::pipeline) curated: Rc<CuratedStory>,
    /// The member whose text the change gave readers; `None` for a correction or withdrawal.
    since: Option<EntryRow>,
    /// What was cut and added; `None` for a correction or withdrawal.
    pub(in crate::pipeline) text: Option<ShownDifference>,
    /// The story that corrects or withdraws this one.
    pub(in crate::pipeline) said_by: Option<RelatedStory>,
}

impl ReadChange {
    /// The member whose text readers see since; else the one that represents the story now.
    pub(in crate::pipeline) fn member(&self) -> &Member {
        let story = &self.curated.story;
        let since = self.since.and_then(|since| member(story, since));
        since.unwrap_or(&story.representative)
    }
}

fn member(story: &Story, row: EntryRow) -> Option<&Member> {
    story.members().find(|member| member.row == row)
}

/// Reads the changes of stories as they are now.
pub(in crate::pipeline) struct ChangeReader<'a> {
    curation: &'a Curation<'a>,
    store: &'a Store,
    disclosure: &'a Disclosure,
    /// The stories looked up so far; `None` for one that outputs may not carry.
    stories: HashMap<StoryId, Option<Rc<CuratedStory>>>,
    /// The stories that were read as corrected, with those that correct them.
    said: HashSet<(StoryId, StoryId)>,
}

impl<'a> ChangeReader<'a> {
    pub(in crate::pipeline) fn new(
        curation: &'a Curation<'a>,
        store: &'a Store,
        disclosure: &'a Disclosure,
    ) -> Self {
        Self {
            curation,
            store,
            disclosure,
            stories: HashMap::new(),
            said: HashSet::new(),
        }
    }

    /// The story as it is now; `None` if outputs may not carry it.
    pub(in crate::pipeline) fn story(
        &mut self,
        id: StoryId,
    ) -> Result<Option<Rc<CuratedStory>>, store::Error> {
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

    /// Reads what a change did; `None` if readers need not see it, or have read of this correction
    /// already.
    pub(in crate::pipeline) fn change(
        &mut self,
        stored: StoredChange,
        curated: &Rc<CuratedStory>,
        least: ChangeSize,
    ) -> Result<Option<ReadChange>, store::Error> {
        if stored.size < least {
            return Ok(None);
        }
        let curated = Rc::clone(curated);
        if let ChangeKind::Said { by, .. } = stored.kind {
            let said_by = self.said_by(&curated, stored.kind, by)?;
            // Two corrections that folded later are one.
            let said_by = said_by.filter(|by| self.said.insert((curated.story.id, by.story)));
            return Ok(said_by.map(|said_by| ReadChange {
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
        Ok(text.map(|text| ReadChange {
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
