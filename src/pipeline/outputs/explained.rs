//! Explains for one story which rules it meets, by which words, and which outputs carry it.

use serde::Serialize;

use super::choice::{NotChosen, OutputChoice, offer_all};
use crate::curate::{ConditionKey, FoundWords, MemberOutcome};
use crate::model::{
    Action, EntryKey, Label, LabelRuling, OutputName, RuleName, SourceName, StoredStory, Story,
    StoryId, Timestamp, Verdict,
};
use crate::pipeline::queries::Curation;
use crate::pipeline::{Error, Plan};
use crate::store::Store;

/// What the rules and outputs of the present configuration make of a story.
#[derive(Debug, Serialize)]
pub struct ExplainedCuration {
    /// The story.
    pub story: StoryId,
    /// The title of its representative.
    pub title: String,
    /// Since when a person has hidden it; `None` if nobody has.
    pub hidden: Option<Timestamp>,
    /// Every label, from sources, people and rules.
    pub labels: Vec<Label>,
    /// The changes of its labels that people made.
    pub relabelled: Vec<LabelRuling>,
    /// What the rules decide; `None` if no rule that it meets has a `keep` or `drop`.
    pub verdict: Option<Verdict>,
    /// Every rule, in the order of the file.
    pub rules: Vec<ExplainedRule>,
    /// Every output, in the order of the file.
    pub outputs: Vec<ExplainedOutput>,
}

/// How a rule applied to the story.
#[derive(Debug, Serialize)]
pub struct ExplainedRule {
    /// The rule.
    pub rule: RuleName,
    /// Whether the story meets it: one member does.
    pub met: bool,
    /// Labels that the rule gives to stories that meet it.
    pub gives: Vec<Label>,
    /// Its `keep` or `drop`.
    pub verdict: Option<Verdict>,
    /// The priority that it gives to members that meet it.
    pub priority: Option<i32>,
    /// The outcome for each member, the representative first.
    pub members: Vec<ExplainedMember>,
}

/// Whether a member meets a condition, and why.
#[derive(Debug, Serialize)]
pub struct ExplainedMember {
    /// The member.
    pub entry: EntryKey,
    /// Its source.
    pub source: SourceName,
    /// Its outlet.
    pub outlet: String,
    /// The first key of `when` that it does not meet; `None` if it meets the condition.
    pub unmet: Option<ConditionKey>,
    /// The words that patterns found: those of `any` and `all`, or, if `unmet` is `none`, the
    /// words that `none` refuses.
    pub found: Vec<FoundWords>,
}

/// Whether the next `publish` writes the story to an output.
#[derive(Debug, Serialize)]
pub struct ExplainedOutput {
    /// The output.
    pub output: OutputName,
    /// The path of its file.
    pub path: String,
    /// Why it does not carry the story; `None` if it does.
    pub why_not: Option<NotChosen>,
    /// The outcome of the output's `when` for each member; empty without a `when`.
    pub members: Vec<ExplainedMember>,
}

/// Explains a story. `None` for a story without members. Selects the stories of every output, as
/// `publish` does.
pub fn explain_curation(
    plan: Plan<'_>,
    store: &Store,
    stored: StoredStory,
    now: Timestamp,
) -> Result<Option<ExplainedCuration>, Error> {
    let curation = Curation::new(plan, now);
    let Some(story) = curation.curate(store, stored)? else {
        return Ok(None);
    };
    let mut choices: Vec<OutputChoice<'_>> = plan
        .outputs
        .iter()
        .map(|output| OutputChoice::new(output, now))
        .collect();
    offer_all(&curation, store, &mut choices, &mut |_| Ok(()))?;
    let (curated, applied) = curation.explain(&story);
    let rules = applied.into_iter().map(|applied| {
        let Action {
            labels,
            verdict,
            priority,
        } = &applied.rule.action;
        ExplainedRule {
            rule: applied.rule.name.clone(),
            met: applied.is_met(),
            gives: labels.clone(),
            verdict: *verdict,
            priority: *priority,
            members: members(&story.story, applied.members),
        }
    });
    let outputs = choices.iter().map(|choice| {
        let when = choice.output.selection.filter.when.as_ref();
        let outcomes = when.map(|when| curation.explain_condition(when, &story));
        ExplainedOutput {
            output: choice.output.name.clone(),
            path: choice.output.path.display().to_string(),
            why_not: choice.why_not(&story, &curation),
            members: members(&story.story, outcomes.unwrap_or_default()),
        }
    });
    Ok(Some(ExplainedCuration {
        story: story.story.id,
        title: story.story.representative.title.clone(),
        hidden: story.hidden,
        labels: story.labels.clone(),
        relabelled: story.relabelled.clone(),
        verdict: curated.verdict,
        rules: rules.collect(),
        outputs: outputs.collect(),
    }))
}

fn members(story: &Story, outcomes: Vec<MemberOutcome>) -> Vec<ExplainedMember> {
    let explained = story.members().zip(outcomes).map(|(member, outcome)| {
        let (unmet, found) = match outcome {
            MemberOutcome::Met { found } => (None, found),
            MemberOutcome::Unmet { key, found } => (Some(key), found.into_iter().collect()),
        };
        ExplainedMember {
            entry: member.key,
            source: member.source.clone(),
            outlet: member.outlet().to_owned(),
            unmet,
            found,
        }
    });
    explained.collect()
}
