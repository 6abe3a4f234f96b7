//! Composes stories from the store under the rules: representative, labels, published or not.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Plan;
use crate::curate::{self, MemberFacts, StoryFacts};
use crate::model::{
    Condition, EntryKey, Label, Member, RelatedStory, RuleName, Source, SourceName, StoredStory,
    Story, Timestamp, Verdict,
};
use crate::store::{self, Store};
use crate::{fold, identify, normalize};

/// A story under the rules.
#[derive(Debug)]
pub struct CuratedStory {
    /// The story, its representative named.
    pub story: Story,
    /// Labels of its sources and of the rules.
    pub labels: Vec<Label>,
    /// Every rule it meets.
    pub decided_by: Vec<RuleName>,
    /// Labels of the rules alone.
    given: Vec<Label>,
    /// Whether a rule keeps it out of the outputs.
    pub dropped: bool,
    /// Stories about the same in other words, the closest first; found only for what is shown by itself or
    /// published.
    pub related: Vec<RelatedStory>,
    /// Body text of the members, where a condition asks for it.
    texts: HashMap<EntryKey, String>,
}

/// The rules of a plan at one instant.
pub(super) struct Curation<'a> {
    plan: Plan<'a>,
    sources: HashMap<&'a SourceName, &'a Source>,
    needs_text: bool,
    now: Timestamp,
}

impl<'a> Curation<'a> {
    pub(super) fn of(plan: Plan<'a>, now: Timestamp) -> Self {
        let selections = plan
            .outputs
            .iter()
            .filter_map(|output| output.selection.when.as_ref());
        let conditions = plan.rules.iter().map(|rule| &rule.when).chain(selections);
        Self {
            plan,
            sources: plan
                .sources
                .iter()
                .map(|source| (&source.name, source.as_ref()))
                .collect(),
            needs_text: conditions.into_iter().any(Condition::needs_text),
            now,
        }
    }

    /// Applies the rules. `None` for a story without members.
    pub(super) fn curate(
        &self,
        store: &Store,
        mut stored: StoredStory,
    ) -> Result<Option<CuratedStory>, store::Error> {
        for member in &mut stored.members {
            if let Some(title) = self
                .sources
                .get(&member.source)
                .and_then(|s| s.title.as_ref())
            {
                member.feed_title = Some(title.clone());
            }
        }
        let mut texts = HashMap::new();
        if self.needs_text {
            for member in &stored.members {
                if let Some(html) = store.body(member.row)? {
                    texts.insert(member.key, normalize::body_text(&html));
                }
            }
        }
        let facts = self.facts(stored.position, &stored.members, &texts);
        let curated = curate::apply(self.plan.rules, &facts, self.now);
        let mut priorities: HashMap<EntryKey, i32> = HashMap::new();
        for (member, by_rule) in stored.members.iter().zip(&curated.priorities) {
            let by_source = self
                .sources
                .get(&member.source)
                .map_or(0, |source| source.priority);
            priorities.insert(member.key, by_rule.unwrap_or(by_source));
        }
        let priority = |member: &Member| priorities.get(&member.key).copied().unwrap_or_default();
        Ok(fold::compose(stored, priority).map(|story| CuratedStory {
            story,
            labels: curated.labels,
            decided_by: curated.decided_by,
            given: curated.given,
            dropped: curated.verdict == Some(Verdict::Drop),
            related: Vec::new(),
            texts,
        }))
    }

    /// Like [`Curation::curate`], for the outputs only: `None` also for a story that a rule drops, that
    /// is nothing but backlog, or whose sources are all gone from the configuration.
    pub(super) fn published(
        &self,
        store: &Store,
        stored: StoredStory,
    ) -> Result<Option<CuratedStory>, store::Error> {
        let carried = stored
            .members
            .iter()
            .any(|member| !member.backlog && self.sources.contains_key(&member.source));
        if !carried {
            return Ok(None);
        }
        Ok(self
            .curate(store, stored)?
            .filter(|curated| !curated.dropped))
    }

    /// Whether a story meets an output's condition.
    pub(super) fn meets(&self, when: Option<&Condition>, curated: &CuratedStory) -> bool {
        let Some(when) = when else { return true };
        let story = &curated.story;
        let facts = self.facts(story.position, story.members(), &curated.texts);
        curate::meets(when, &facts, &curated.given, self.now)
    }

    fn facts<'m>(
        &'m self,
        position: Timestamp,
        members: impl IntoIterator<Item = &'m Member>,
        texts: &'m HashMap<EntryKey, String>,
    ) -> StoryFacts<'m> {
        let facts = |member: &'m Member| MemberFacts {
            source: &member.source,
            outlet: member.outlet(),
            title: &member.title,
            text: Cow::Borrowed(texts.get(&member.key).map_or("", String::as_str)),
            authors: &member.authors,
            categories: &member.categories,
            language: member.language.as_deref(),
            issuers: member
                .document
                .as_ref()
                .and_then(|document| document.issuer.as_deref())
                .map(identify::issuer_names)
                .unwrap_or_default(),
            kinds: member
                .document
                .iter()
                .flat_map(|document| &document.numbers)
                .map(|number| number.series)
                .collect(),
            chars: member.chars,
            labels: self
                .sources
                .get(&member.source)
                .map_or(&[], |source| &source.labels),
        };
        StoryFacts {
            position,
            members: members.into_iter().map(facts).collect(),
        }
    }
}
