//! Explains how each rule applied to a story: which members met it, by which words, or which part
//! of the condition they do not meet.

use serde::Serialize;

use super::condition::TestedStory;
use super::facts::StoryFacts;
use super::{Curated, apply_each};
use crate::model::{Condition, Field, Label, Pattern, Rule, Timestamp};

/// Most characters that an explanation shows before and after the words that a pattern found.
const CONTEXT: usize = 16;

/// Most characters of the words themselves: an expression may match a whole text.
const MAX_WORDS: usize = 40;

/// A rule, and how it applied to a story.
#[derive(Debug)]
pub struct AppliedRule<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// One for each member, in the order of [`StoryFacts::members`].
    pub members: Vec<MemberOutcome>,
}

impl AppliedRule<'_> {
    /// Whether the story meets the rule: one member does.
    pub fn is_met(&self) -> bool {
        self.members.iter().any(MemberOutcome::is_met)
    }
}

/// Whether a member meets a condition, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberOutcome {
    /// It does.
    Met {
        /// The words that the patterns of `any` and `all` found; empty without such patterns.
        found: Vec<FoundWords>,
    },
    /// It does not.
    Unmet {
        /// The first part of the condition that does not hold.
        key: ConditionKey,
        /// The words that `none` refuses, if `key` is [`ConditionKey::None`].
        found: Option<FoundWords>,
    },
}

impl MemberOutcome {
    /// Whether the member meets the condition.
    pub fn is_met(&self) -> bool {
        matches!(self, Self::Met { .. })
    }
}

/// A part of a condition, named by its key in `feeds.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionKey {
    /// [`Condition::any`].
    Any,
    /// [`Condition::all`].
    All,
    /// [`Condition::none`].
    None,
    /// [`Condition::sources`].
    Source,
    /// [`Condition::labels`].
    Label,
    /// [`Condition::languages`].
    Language,
    /// [`Condition::issuers`].
    Issuer,
    /// [`Condition::kinds`].
    Kind,
    /// [`Condition::min_chars`].
    MinChars,
    /// [`Condition::max_chars`].
    MaxChars,
    /// [`Condition::min_outlets`].
    MinOutlets,
    /// [`Condition::max_age`].
    MaxAge,
}

impl ConditionKey {
    /// Every part, in the order in which they are tested: those of the whole story first, then
    /// those that each member has to meet by itself, the cheap ones first.
    pub const ALL: [Self; 12] = [
        Self::MinOutlets,
        Self::MaxAge,
        Self::Source,
        Self::Label,
        Self::Language,
        Self::Issuer,
        Self::Kind,
        Self::MinChars,
        Self::MaxChars,
        Self::Any,
        Self::All,
        Self::None,
    ];

    /// The parts that a condition has, in the order of [`ConditionKey::ALL`].
    pub fn of(condition: &Condition) -> Vec<Self> {
        let has = |key: &Self| match key {
            Self::Any => !condition.any.is_empty(),
            Self::All => !condition.all.is_empty(),
            Self::None => !condition.none.is_empty(),
            Self::Source => !condition.sources.is_empty(),
            Self::Label => !condition.labels.is_empty(),
            Self::Language => !condition.languages.is_empty(),
            Self::Issuer => !condition.issuers.is_empty(),
            Self::Kind => !condition.kinds.is_empty(),
            Self::MinChars => condition.min_chars.is_some(),
            Self::MaxChars => condition.max_chars.is_some(),
            Self::MinOutlets => condition.min_outlets.is_some(),
            Self::MaxAge => condition.max_age.is_some(),
        };
        Self::ALL.into_iter().filter(has).collect()
    }

    /// The key in `feeds.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::All => "all",
            Self::None => "none",
            Self::Source => "source",
            Self::Label => "label",
            Self::Language => "language",
            Self::Issuer => "issuer",
            Self::Kind => "kind",
            Self::MinChars => "min_chars",
            Self::MaxChars => "max_chars",
            Self::MinOutlets => "min_outlets",
            Self::MaxAge => "max_age",
        }
    }
}

/// Words that a pattern found in a field of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundWords {
    /// The part of the condition: `any`, `all` or `none`.
    pub key: ConditionKey,
    /// The field, as `on` names it.
    pub field: &'static str,
    /// The pattern, as written.
    pub pattern: String,
    /// A few characters before the words; `…` begins it if there are more.
    pub before: String,
    /// The words, as the entry has them; `…` ends them if they are long.
    pub words: String,
    /// A few characters after the words; `…` ends it if there are more.
    pub after: String,
}

impl FoundWords {
    /// Finds the first place of a pattern in the text of a field.
    pub(super) fn find(
        key: ConditionKey,
        pattern: &Pattern,
        field: Field,
        text: &str,
    ) -> Option<Self> {
        let range = pattern.find(text)?;
        let before: Vec<char> = text.get(..range.start)?.chars().rev().collect();
        let mut shown: String = before.iter().take(CONTEXT).rev().collect();
        if before.len() > CONTEXT {
            shown.insert(0, '…');
        }
        Some(Self {
            key,
            field: field.as_str(),
            pattern: pattern.as_str().to_owned(),
            before: shown,
            words: beginning(text.get(range.clone())?, MAX_WORDS),
            after: beginning(text.get(range.end..)?, CONTEXT),
        })
    }
}

/// The first characters of a text; `…` ends them if the text has more.
fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Like [`apply`](super::apply), and explains every rule, also those that the story does not meet.
pub fn explain<'r>(
    rules: &'r [Rule],
    story: &StoryFacts<'_>,
    now: Timestamp,
) -> (Curated, Vec<AppliedRule<'r>>) {
    let tested = TestedStory::new(story, now);
    let mut applied = Vec::with_capacity(rules.len());
    let curated = apply_each(rules, story, &tested, |rule, given| {
        let members = tested.explain(&rule.when, given);
        applied.push(AppliedRule { rule, members });
    });
    (curated, applied)
}

/// Like [`meets`](super::meets), with the outcome of each member.
pub fn explain_condition(
    condition: &Condition,
    story: &StoryFacts<'_>,
    given: &[Label],
    now: Timestamp,
) -> Vec<MemberOutcome> {
    TestedStory::new(story, now).explain(condition, given)
}
