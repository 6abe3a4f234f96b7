//! Tries the rules on stored stories: how many each rule matches, examples with the words that
//! matched, and how the outputs would change. Writes nothing.

use std::ops::ControlFlow;

use serde::Serialize;

use super::tested_outputs::{self, TestedOutput};
use crate::curate::{AppliedRule, ConditionKey, FoundWords, MemberOutcome};
use crate::model::{EntryKey, Label, Rule, RuleName, SourceName, StoryId, Timestamp, Verdict};
use crate::pipeline::queries::{CuratedStory, Curation, Unpublished, each_newest};
use crate::pipeline::{Error, Plan};
use crate::store::Store;

/// Most examples of one rule.
const EXAMPLES: usize = 10;

/// Most entries of one example: a story may have hundreds of reposts.
const ENTRIES: usize = 3;

/// What the rules do with the stored stories of some days, and how the outputs would change.
#[derive(Debug)]
pub struct RulesTest {
    /// The stories.
    pub window: TestedWindow,
    /// Every rule, in the order of the file.
    pub rules: Vec<TestedRule>,
    /// Every output, in the order of the file.
    pub outputs: Vec<TestedOutput>,
}

/// The stories on which the rules were tried.
#[derive(Debug, Serialize)]
pub struct TestedWindow {
    /// The stories since this time: their [`Story::position`](crate::model::Story::position) is
    /// not earlier.
    pub since: Timestamp,
    /// How many.
    pub stories: u64,
    /// How many of them the rules drop.
    pub dropped: u64,
    /// How many of the others no output may carry for another reason, as the backlog of a new
    /// source.
    pub unpublished: u64,
}

/// How many stories a rule matched, and what it did with them.
#[derive(Debug, Serialize)]
pub struct TestedRule {
    /// The rule.
    pub rule: RuleName,
    /// Labels that it gives.
    pub gives: Vec<Label>,
    /// Its `keep` or `drop`.
    pub verdict: Option<Verdict>,
    /// The priority that it gives.
    pub priority: Option<i32>,
    /// How many stories it matched: one entry of each meets its condition.
    pub matched: u64,
    /// How many stories got a label by it. Of those that it matched, it gives none to those from
    /// which a person took all its labels.
    pub labelled: u64,
    /// How many stories it kept: all that it matched, or none.
    pub kept: u64,
    /// How many stories it dropped. Of those that it matched, it does not drop those that a rule
    /// keeps.
    pub dropped: u64,
    /// How many stories have an entry that got its priority: all that it matched, or none.
    pub prioritized: u64,
    /// The newest stories that it matched.
    pub examples: Vec<Example>,
    /// Which part of its condition the stories do not meet, the most frequent part first. Counted
    /// only if it matched no story.
    pub stopped_by: Vec<StoppedBy>,
}

/// A story that a rule matched.
#[derive(Debug, Serialize)]
pub struct Example {
    /// The story.
    pub story: StoryId,
    /// The title of its representative.
    pub title: String,
    /// When it was published.
    pub published: Timestamp,
    /// Why no output may carry it, if none may.
    pub unpublished: Option<Unpublished>,
    /// The keys of `when` that the condition has. The story meets all of them.
    pub meets: Vec<ConditionKey>,
    /// Number of its entries that meet the condition.
    pub matching: u64,
    /// The first of these entries; the representative has precedence.
    pub entries: Vec<ExampleEntry>,
}

/// An entry that meets the condition of a rule.
#[derive(Debug, Serialize)]
pub struct ExampleEntry {
    /// The entry.
    pub entry: EntryKey,
    /// Its source.
    pub source: SourceName,
    /// Its outlet.
    pub outlet: String,
    /// The words that the patterns of `any` and `all` found; empty without such patterns.
    pub found: Vec<FoundWords>,
}

/// A part of a condition, and how many stories meet all parts before it, but not this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StoppedBy {
    /// The key of `when`.
    pub key: ConditionKey,
    /// How many stories.
    pub stories: u64,
}

/// Applies all rules to the stories since `since`, and compares what the outputs would carry with
/// what their files hold.
pub fn test_rules(
    plan: Plan<'_>,
    store: &Store,
    since: Timestamp,
    now: Timestamp,
) -> Result<RulesTest, Error> {
    let curation = Curation::new(plan, now);
    let mut window = TestedWindow {
        since,
        stories: 0,
        dropped: 0,
        unpublished: 0,
    };
    let mut rules: Vec<TestedRule> = plan.rules.iter().map(TestedRule::new).collect();
    each_newest(store, &mut |stored| {
        if stored.position < since {
            return Ok(ControlFlow::Break(()));
        }
        let Some(curated) = curation.curate(store, stored)? else {
            return Ok(ControlFlow::Continue(()));
        };
        window.count(&curated);
        count_rules(&mut rules, plan.rules, &curated);
        let explains = |tested: &TestedRule| {
            tested.matched == 0 || tested.is_met_by(&curated) && tested.examples.len() < EXAMPLES
        };
        // Explaining costs as much as applying the rules.
        if rules.iter().any(explains) {
            let (_, applied) = curation.explain(&curated);
            for (tested, applied) in rules.iter_mut().zip(&applied) {
                tested.explain(&curated, applied);
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    for tested in &mut rules {
        tested.conclude();
    }
    Ok(RulesTest {
        window,
        rules,
        outputs: tested_outputs::compare(plan, store, &curation, now)?,
    })
}

/// Counts a story for each rule that it meets.
fn count_rules(tested: &mut [TestedRule], rules: &[Rule], curated: &CuratedStory) {
    let is_kept = rules.iter().any(|rule| {
        rule.action.verdict == Some(Verdict::Keep) && curated.decided_by.contains(&rule.name)
    });
    for tested in tested.iter_mut().filter(|tested| tested.is_met_by(curated)) {
        tested.count(curated, is_kept);
    }
}

impl TestedWindow {
    fn count(&mut self, curated: &CuratedStory) {
        self.stories += 1;
        match curated.unpublished {
            Some(Unpublished::Dropped) => self.dropped += 1,
            Some(_) => self.unpublished += 1,
            None => {}
        }
    }
}

impl TestedRule {
    fn new(rule: &Rule) -> Self {
        Self {
            rule: rule.name.clone(),
            gives: rule.action.labels.clone(),
            verdict: rule.action.verdict,
            priority: rule.action.priority,
            matched: 0,
            labelled: 0,
            kept: 0,
            dropped: 0,
            prioritized: 0,
            examples: Vec::new(),
            stopped_by: Vec::new(),
        }
    }

    fn is_met_by(&self, curated: &CuratedStory) -> bool {
        curated.decided_by.contains(&self.rule)
    }

    /// Counts a story that the rule matched; `is_kept` says whether any rule keeps it.
    fn count(&mut self, curated: &CuratedStory, is_kept: bool) {
        let is_labelled = self
            .gives
            .iter()
            .any(|label| curated.labels.contains(label));
        self.matched += 1;
        self.labelled += u64::from(is_labelled);
        self.kept += u64::from(self.verdict == Some(Verdict::Keep));
        self.dropped += u64::from(self.verdict == Some(Verdict::Drop) && !is_kept);
        self.prioritized += u64::from(self.priority.is_some());
    }

    /// Adds an example, or counts what stopped the rule.
    fn explain(&mut self, curated: &CuratedStory, applied: &AppliedRule<'_>) {
        if applied.is_met() {
            if self.examples.len() < EXAMPLES {
                self.examples.push(Example::new(curated, applied));
            }
        } else if let Some(key) = furthest(&applied.members) {
            match self.stopped_by.iter_mut().find(|by| by.key == key) {
                Some(by) => by.stories += 1,
                None => self.stopped_by.push(StoppedBy { key, stories: 1 }),
            }
        }
    }

    fn conclude(&mut self) {
        if self.matched > 0 {
            self.stopped_by.clear();
        }
        self.stopped_by
            .sort_by_key(|by| std::cmp::Reverse(by.stories));
    }
}

/// The part of the condition that stopped the member that met the most parts before it.
fn furthest(members: &[MemberOutcome]) -> Option<ConditionKey> {
    let stopped = members.iter().filter_map(|member| match member {
        MemberOutcome::Met { .. } => None,
        MemberOutcome::Unmet { key, .. } => Some(*key),
    });
    stopped.max_by_key(|key| ConditionKey::ALL.iter().position(|one| one == key))
}

impl Example {
    fn new(curated: &CuratedStory, applied: &AppliedRule<'_>) -> Self {
        let story = &curated.story;
        let members = story.members().zip(&applied.members);
        let entries = members.filter_map(|(member, outcome)| match outcome {
            MemberOutcome::Met { found } => Some(ExampleEntry {
                entry: member.key,
                source: member.source.clone(),
                outlet: member.outlet().to_owned(),
                found: found.clone(),
            }),
            MemberOutcome::Unmet { .. } => None,
        });
        let matching = applied.members.iter().filter(|member| member.is_met());
        Self {
            story: story.id,
            title: story.representative.title.clone(),
            published: story.published(),
            unpublished: curated.unpublished,
            meets: ConditionKey::of(&applied.rule.when),
            matching: matching.count() as u64,
            entries: entries.take(ENTRIES).collect(),
        }
    }
}
