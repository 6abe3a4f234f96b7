//! Composes stories from the store and applies the rules: representative, labels, whether outputs
//! may carry it.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

use crate::curate::{self, AppliedRule, Curated, MemberFacts, MemberOutcome, StoryFacts};
use crate::model::{
    Completeness, Condition, EntryKey, Label, LabelRuling, Member, RelatedStory, Role, RuleName,
    Source, SourceName, StoredStory, Story, Timestamp, Verdict,
};
use crate::pipeline::Plan;
use crate::store::{self, Store, StoredBody};
use crate::{fold, normalize, official};

/// A story with the results of the rules.
#[derive(Debug)]
pub struct CuratedStory {
    /// The story, with its representative.
    pub story: Story,
    /// Labels from its sources, from people and from rules.
    pub labels: Vec<Label>,
    /// Every rule it meets.
    pub decided_by: Vec<RuleName>,
    /// Labels from people and rules.
    given: Vec<Label>,
    /// Since when a person has hidden it; `None` if nobody has.
    pub hidden: Option<Timestamp>,
    /// The changes of its labels that people made.
    pub relabelled: Vec<LabelRuling>,
    /// Why no output may carry it; `None` if outputs may carry it.
    pub unpublished: Option<Unpublished>,
    /// Related stories, the closest first. Looked up only if the story is published or displayed
    /// by itself.
    pub related: Vec<RelatedStory>,
    /// When its entries changed. Looked up only for pages.
    pub changes: Vec<Timestamp>,
    /// Whose text readers get, once the text was read.
    pub text: TextState,
    /// Body texts of the members; empty if no condition needs them.
    texts: HashMap<EntryKey, String>,
}

/// Whose text of a story readers get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextState {
    /// That of the representative, which may be empty.
    #[default]
    Own,
    /// That of a full repost: the stored text of the representative is damaged.
    OfRepost(EntryKey),
    /// None: the stored text of the representative is damaged, and no other member has it whole.
    Lost,
}

/// Why no output may carry a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unpublished {
    /// A person hid it.
    Hidden,
    /// A rule drops it.
    Dropped,
    /// It came with the first document of a new source, and exceeds the source's `backlog`.
    Backlog,
    /// The configuration no longer has any source that carried it.
    Deleted,
    /// `prune` removed its texts: what the rules would say of them is not known any more.
    Pruned,
}

impl CuratedStory {
    /// Looks up when its entries changed.
    pub(in crate::pipeline) fn find_changes(&mut self, store: &Store) -> Result<(), store::Error> {
        for member in self.story.members() {
            self.changes.extend(store.changes_of(member.row)?);
        }
        Ok(())
    }
}

impl Unpublished {
    /// The word of `stories --json`, also for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Dropped => "dropped",
            Self::Backlog => "backlog",
            Self::Deleted => "deleted",
            Self::Pruned => "pruned",
        }
    }
}

/// The rules of a plan, applied at the time `now`.
pub(in crate::pipeline) struct Curation<'a> {
    plan: Plan<'a>,
    /// By present and former name: the store learns of a rename only in the next run.
    sources: HashMap<&'a SourceName, &'a Source>,
    needs_text: bool,
    now: Timestamp,
}

impl<'a> Curation<'a> {
    pub(in crate::pipeline) fn new(plan: Plan<'a>, now: Timestamp) -> Self {
        let filters = plan.outputs.iter().map(|output| &output.selection.filter);
        let filters = filters.chain(plan.recipients.iter().map(|recipient| &recipient.filter));
        let selections = filters.filter_map(|filter| filter.when.as_ref());
        let sources = plan.sources.iter().map(AsRef::as_ref);
        let former = sources
            .clone()
            .filter_map(|source: &Source| Some((source.was.as_ref()?, source)));
        let present = sources.map(|source| (&source.name, source));
        let conditions = plan.rules.iter().map(|rule| &rule.when).chain(selections);
        Self {
            plan,
            sources: former.chain(present).collect(),
            needs_text: conditions.into_iter().any(Condition::needs_text),
            now,
        }
    }

    /// Applies the rules. `None` for a story without members.
    pub(in crate::pipeline) fn curate(
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
                if let Some(html) = store.body(member.row)?.html() {
                    texts.insert(member.key, normalize::body_text(&html));
                }
            }
        }
        let relabelled = std::mem::take(&mut stored.relabelled);
        let facts = self.facts(stored.position, &stored.members, &texts, &relabelled);
        let curated = curate::apply(self.plan.rules, &facts, self.now);
        let mut priorities: HashMap<EntryKey, i32> = HashMap::new();
        for (member, by_rule) in stored.members.iter().zip(&curated.priorities) {
            if let Some(source) = self.sources.get(&member.source) {
                priorities.insert(member.key, by_rule.unwrap_or(source.priority));
            }
        }
        let hidden = stored.hidden;
        let dropped = (curated.verdict == Some(Verdict::Drop)).then_some(Unpublished::Dropped);
        let unpublished = match self.not_carried(&stored) {
            Some(Unpublished::Hidden) => Some(Unpublished::Hidden),
            not_carried => dropped.or(not_carried),
        };
        let priority = |member: &Member| priorities.get(&member.key).copied();
        Ok(fold::compose(stored, priority).map(|story| CuratedStory {
            story,
            labels: curated.labels,
            decided_by: curated.decided_by,
            given: curated.given,
            hidden,
            relabelled,
            unpublished,
            related: Vec::new(),
            changes: Vec::new(),
            text: TextState::Own,
            texts,
        }))
    }

    /// Returns why no output may carry a story, apart from the rules. Depends on what people
    /// decided and on the configured sources that carry it.
    fn not_carried(&self, stored: &StoredStory) -> Option<Unpublished> {
        if stored.hidden.is_some() {
            return Some(Unpublished::Hidden);
        }
        if stored.is_pruned() {
            return Some(Unpublished::Pruned);
        }
        let mut carrying = stored
            .members
            .iter()
            .filter(|member| self.sources.contains_key(&member.source))
            .peekable();
        if carrying.peek().is_none() {
            return Some(Unpublished::Deleted);
        }
        carrying
            .all(|member| member.backlog)
            .then_some(Unpublished::Backlog)
    }

    /// Like [`Curation::curate`], but also returns `None` for a story that outputs may not carry.
    pub(in crate::pipeline) fn published(
        &self,
        store: &Store,
        stored: StoredStory,
    ) -> Result<Option<CuratedStory>, store::Error> {
        // Checked first because it is cheap: the rules may need to read texts.
        if self.not_carried(&stored).is_some() {
            return Ok(None);
        }
        Ok(self
            .curate(store, stored)?
            .filter(|curated| curated.unpublished.is_none()))
    }

    /// Reads the body of the representative or, if that is damaged, of the best full repost.
    ///
    /// Everything else that readers see stays that of the representative: a fault of the disk is
    /// no reason to move `updated`.
    pub(in crate::pipeline) fn read_text(
        &self,
        store: &Store,
        curated: &mut CuratedStory,
    ) -> Result<(), store::Error> {
        let representative = &mut curated.story.representative;
        curated.text = TextState::Own;
        match store.body(representative.row)? {
            StoredBody::Html(html) => representative.body = Some(html),
            StoredBody::Nothing => {}
            StoredBody::Damaged => {
                curated.text = TextState::Lost;
                for index in self.full_reposts(&curated.story) {
                    let Some(repost) = curated.story.reposts.get_mut(index) else {
                        continue;
                    };
                    repost.body = store.body(repost.row)?.html();
                    if repost.body.is_some() {
                        curated.text = TextState::OfRepost(repost.key);
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// The places of the full reposts among the reposts of a story, the best text first: the very
    /// text of the representative, then by priority of the source, then the earliest.
    fn full_reposts(&self, story: &Story) -> Vec<usize> {
        let priority = |member: &Member| {
            let source = self.sources.get(&member.source);
            source.map(|source| source.priority)
        };
        let mut full: Vec<(usize, &Member)> = story
            .reposts
            .iter()
            .enumerate()
            .filter(|(_, repost)| {
                story.role_of(repost) == Role::Full
                    && repost.completeness == Completeness::Whole
                    && (priority(repost).is_some() || priority(&story.representative).is_none())
            })
            .collect();
        full.sort_by_key(|(_, repost)| {
            (
                repost.content_hash != story.representative.content_hash,
                Reverse(priority(repost)),
                repost.position(),
                repost.first_seen,
                repost.key,
            )
        });
        full.into_iter().map(|(index, _)| index).collect()
    }

    /// Whether a story meets an output's condition.
    pub(in crate::pipeline) fn meets(
        &self,
        when: Option<&Condition>,
        curated: &CuratedStory,
    ) -> bool {
        let Some(when) = when else { return true };
        let facts = self.facts_of(curated);
        curate::meets(when, &facts, &curated.given, self.now)
    }

    /// Explains every rule for a story, with one outcome for each of [`Story::members`].
    pub(in crate::pipeline) fn explain(
        &self,
        curated: &CuratedStory,
    ) -> (Curated, Vec<AppliedRule<'a>>) {
        let facts = self.facts_of(curated);
        curate::explain(self.plan.rules, &facts, self.now)
    }

    /// Like [`Curation::meets`], with one outcome for each of [`Story::members`].
    pub(in crate::pipeline) fn explain_condition(
        &self,
        when: &Condition,
        curated: &CuratedStory,
    ) -> Vec<MemberOutcome> {
        let facts = self.facts_of(curated);
        curate::explain_condition(when, &facts, &curated.given, self.now)
    }

    fn facts_of<'m>(&'m self, curated: &'m CuratedStory) -> StoryFacts<'m> {
        let story = &curated.story;
        let (texts, relabelled) = (&curated.texts, &curated.relabelled);
        self.facts(story.position, story.members(), texts, relabelled)
    }

    fn facts<'m>(
        &'m self,
        position: Timestamp,
        members: impl IntoIterator<Item = &'m Member>,
        texts: &'m HashMap<EntryKey, String>,
        relabelled: &'m [LabelRuling],
    ) -> StoryFacts<'m> {
        let facts = |member: &'m Member| MemberFacts {
            source: &member.source,
            outlet: member.outlet(),
            title: &member.title,
            text: Cow::Borrowed(texts.get(&member.key).map_or("", String::as_str)),
            authors: &member.authors,
            categories: &member.categories,
            link: member.link.as_deref(),
            language: normalize::language_tag(&member.title, member.language.as_deref()),
            issuers: member
                .document
                .as_ref()
                .and_then(|document| document.issuer.as_deref())
                .map(official::issuer_names)
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
            relabelled,
        }
    }
}
