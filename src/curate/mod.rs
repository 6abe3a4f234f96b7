//! Curation: applies the rules to a story, giving labels, a verdict and priorities.
//!
//! Pure: the same rules, story and `now` give the same answer, in whatever order the members
//! stand. Rules apply in the order of the file. A rule is met by the members that fulfil all its
//! conditions, each by itself; a story meets it when one member does. What a rule then does:
//! - `label`: the story has the label from there on, and every later rule can ask for it.
//! - `keep` and `drop`: one `keep` outweighs every `drop`, before it or after.
//! - `priority`: the priority of the members that meet the rule, in place of their source's, when
//!   the story chooses its representative; the other members keep theirs. Of several rules met by
//!   one member, the last that names a priority holds.

mod condition;
mod facts;
#[cfg(test)]
mod tests;

use crate::model::{Condition, Label, Rule, RuleName, Timestamp, Verdict};

pub use facts::{MemberFacts, StoryFacts};

use condition::Asked;

/// What the rules make of a story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Curated {
    /// Every label of the story, none twice: those of its members' sources in alphabetical order,
    /// then those that rules gave, in the order they were given.
    pub labels: Vec<Label>,
    /// The labels that rules gave, whether or not a source has them too. This is what [`meets`]
    /// takes.
    pub given: Vec<Label>,
    /// Whether it is published; `None` when no rule says, which publishes it.
    pub verdict: Option<Verdict>,
    /// One for each member, in the order of [`StoryFacts::members`]; `None` leaves the priority of
    /// its source.
    pub priorities: Vec<Option<i32>>,
    /// Every rule the story meets, in the order of the file, also a `drop` that the `keep` of
    /// another rule outweighs.
    pub decided_by: Vec<RuleName>,
}

/// Applies the rules, in order, to a story as it stands at `now`.
pub fn apply(rules: &[Rule], story: &StoryFacts<'_>, now: Timestamp) -> Curated {
    let asked = Asked::new(story, now);
    let mut curated = Curated {
        priorities: vec![None; story.members.len()],
        ..Curated::default()
    };
    for rule in rules {
        let met = asked.met_by(&rule.when, &curated.given);
        if !met.contains(&true) {
            continue;
        }
        curated.decided_by.push(rule.name.clone());
        add_new(&mut curated.given, &rule.action.labels);
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
    let mut labels: Vec<Label> = by_sources.cloned().collect();
    labels.sort_unstable();
    labels.dedup();
    add_new(&mut labels, &curated.given);
    Curated { labels, ..curated }
}

/// Whether one member of a story fulfils the whole condition, for `when` of an output.
///
/// `given` are the labels that rules gave to the story, [`Curated::given`]. They count for every
/// member; the labels of a source count for the members that came by it.
pub fn meets(
    condition: &Condition,
    story: &StoryFacts<'_>,
    given: &[Label],
    now: Timestamp,
) -> bool {
    Asked::new(story, now)
        .met_by(condition, given)
        .contains(&true)
}

fn add_new(labels: &mut Vec<Label>, more: &[Label]) {
    for label in more {
        if !labels.contains(label) {
            labels.push(label.clone());
        }
    }
}
