//! Curation: applies the rules to a story and returns labels, a verdict and priorities.
//!
//! Pure: the same rules, story and `now` give the same result, in any order of the members. Rules
//! apply in the order of the file. A member meets a rule if it fulfils all its conditions by
//! itself; a story meets a rule if one member does. The actions of a rule:
//! - `label`: the story gets the label, and conditions of later rules can use it.
//! - `keep` and `drop`: one `keep` outweighs every `drop`, earlier or later.
//! - `priority`: replaces the source's priority of the members that meet the rule, when the story
//!   chooses its representative; other members keep theirs. If a member meets several rules with a
//!   priority, the last one counts.
//!
//! The labels that people gave to a story or took from it win over sources and rules. Conditions
//! see them from the first rule on.

mod condition;
mod explain;
mod facts;
#[cfg(test)]
mod tests;

use crate::model::{Condition, Label, Rule, RuleName, Timestamp, Verdict};

pub use explain::{
    AppliedRule, ConditionKey, FoundWords, MemberOutcome, explain, explain_condition,
};
pub use facts::{MemberFacts, StoryFacts};

use condition::TestedStory;

/// The result of applying the rules to a story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Curated {
    /// Every label of the story once: first those of its members' sources in alphabetical order,
    /// then those from people, then those from rules, in the order of the rules.
    pub labels: Vec<Label>,
    /// The labels from people and rules, even if a source has them too. Input for [`meets`].
    pub given: Vec<Label>,
    /// Whether to publish it; `None` if no rule decides, which publishes it.
    pub verdict: Option<Verdict>,
    /// One for each member, in the order of [`StoryFacts::members`]; `None` keeps the priority of
    /// the source.
    pub priorities: Vec<Option<i32>>,
    /// Every rule that the story meets, in the order of the file, including a `drop` that a `keep`
    /// outweighs.
    pub decided_by: Vec<RuleName>,
}

/// Applies the rules in order to a story, at the time `now`.
pub fn apply(rules: &[Rule], story: &StoryFacts<'_>, now: Timestamp) -> Curated {
    apply_each(rules, story, &TestedStory::new(story, now), |_, _| {})
}

/// Applies the rules in order. Calls `before` with each rule, and the labels that the rules before
/// it gave.
fn apply_each<'r>(
    rules: &'r [Rule],
    story: &StoryFacts<'_>,
    tested: &TestedStory<'_>,
    mut before: impl FnMut(&'r Rule, &[Label]),
) -> Curated {
    let mut curated = Curated {
        given: story.added().cloned().collect(),
        priorities: vec![None; story.members.len()],
        ..Curated::default()
    };
    for rule in rules {
        before(rule, &curated.given);
        let met = tested.met_by(&rule.when, &curated.given);
        if !met.contains(&true) {
            continue;
        }
        curated.decided_by.push(rule.name.clone());
        let gives = rule.action.labels.iter();
        add_new(&mut curated.given, gives.filter(|label| !story.lost(label)));
        if curated.verdict != Some(Verdict::Keep) {
            curated.verdict = rule.action.verdict.or(curated.verdict);
        }
        if rule.action.priority.is_some() {
            for (priority, met) in curated.priorities.iter_mut().zip(met) {
                if met {
                    *priority = rule.action.priority;
                }
            }
        }
    }
    let by_sources = story.members.iter().flat_map(|member| member.labels);
    let by_sources = by_sources.filter(|label| !story.lost(label));
    let mut labels: Vec<Label> = by_sources.cloned().collect();
    labels.sort_unstable();
    labels.dedup();
    add_new(&mut labels, &curated.given);
    Curated { labels, ..curated }
}

/// Whether one member of a story fulfils the whole condition; for `when` of an output.
///
/// `given` has the labels that people and rules gave to the story, [`Curated::given`]. They count
/// for every member; the labels of a source count only for its members.
pub fn meets(
    condition: &Condition,
    story: &StoryFacts<'_>,
    given: &[Label],
    now: Timestamp,
) -> bool {
    TestedStory::new(story, now)
        .met_by(condition, given)
        .contains(&true)
}

fn add_new<'l>(labels: &mut Vec<Label>, more: impl IntoIterator<Item = &'l Label>) {
    for label in more {
        if !labels.contains(label) {
            labels.push(label.clone());
        }
    }
}
