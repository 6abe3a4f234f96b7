//! Tests conditions on the members of a story.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::time::Duration;

use super::explain::{ConditionKey, FoundWords, MemberOutcome};
use super::facts::{MemberFacts, StoryFacts};
use crate::model::{Condition, Field, Label, Pattern, Series, Timestamp, fold_text};

/// A story to test conditions on. Computes once what several conditions need.
pub(super) struct TestedStory<'s> {
    age: Duration,
    outlets: usize,
    members: Vec<TestedMember<'s>>,
}

impl<'s> TestedStory<'s> {
    pub(super) fn new(story: &'s StoryFacts<'_>, now: Timestamp) -> Self {
        let outlets: HashSet<&str> = story.members.iter().map(|member| member.outlet).collect();
        Self {
            // A position after `now`, after the clock was set back, counts as age zero.
            age: Duration::try_from(now.duration_since(story.position)).unwrap_or_default(),
            outlets: outlets.len(),
            members: (story.members.iter())
                .map(|member| TestedMember::new(story, member))
                .collect(),
        }
    }

    /// Returns for each member, in order, whether it meets a condition. See
    /// [`meets`](super::meets) for `given`.
    pub(super) fn met_by(&self, condition: &Condition, given: &[Label]) -> Vec<bool> {
        let story_fits = self.first_unmet(condition).is_none();
        self.members
            .iter()
            .map(|member| story_fits && member.first_unmet(condition, given).is_none())
            .collect()
    }

    /// Like [`TestedStory::met_by`], with the words that met the condition, or the part of it that
    /// the member does not meet.
    pub(super) fn explain(&self, condition: &Condition, given: &[Label]) -> Vec<MemberOutcome> {
        let of_story = self.first_unmet(condition);
        let outcomes = self.members.iter().map(|member| {
            match of_story.or_else(|| member.first_unmet(condition, given)) {
                None => MemberOutcome::Met {
                    found: member.found(condition),
                },
                Some(key) => MemberOutcome::Unmet {
                    key,
                    found: (key == ConditionKey::None)
                        .then(|| member.refused_words(condition))
                        .flatten(),
                },
            }
        });
        outcomes.collect()
    }

    /// The first condition on the whole story that does not hold.
    fn first_unmet(&self, condition: &Condition) -> Option<ConditionKey> {
        let enough_outlets = condition
            .min_outlets
            .is_none_or(|least| u32::try_from(self.outlets).is_ok_and(|count| count >= least));
        let young = condition
            .max_age
            .is_none_or(|greatest| self.age <= greatest);
        match (enough_outlets, young) {
            (false, _) => Some(ConditionKey::MinOutlets),
            (true, false) => Some(ConditionKey::MaxAge),
            (true, true) => None,
        }
    }
}

/// A member, with the folded forms of the fields that patterns have searched.
struct TestedMember<'s> {
    story: &'s StoryFacts<'s>,
    facts: &'s MemberFacts<'s>,
    title: OnceCell<String>,
    text: OnceCell<String>,
    authors: OnceCell<Vec<String>>,
    categories: OnceCell<Vec<String>>,
    link: OnceCell<String>,
}

impl<'s> TestedMember<'s> {
    fn new(story: &'s StoryFacts<'_>, facts: &'s MemberFacts<'_>) -> Self {
        Self {
            story,
            facts,
            title: OnceCell::new(),
            text: OnceCell::new(),
            authors: OnceCell::new(),
            categories: OnceCell::new(),
            link: OnceCell::new(),
        }
    }

    /// The first condition on a member that does not hold. Patterns come last, so that the text is
    /// folded only if all other conditions hold.
    fn first_unmet(&self, condition: &Condition, given: &[Label]) -> Option<ConditionKey> {
        let facts = self.facts;
        let labelled = |label| {
            !self.story.lost(label) && (facts.labels.contains(label) || given.contains(label))
        };
        let has_language =
            |asked: &String| facts.language.is_some_and(|tag| is_variant(tag, asked));
        let found = |pattern| self.holds(pattern, &condition.on);
        let issued = |asked: &String| {
            let asked = fold_text(asked);
            facts.issuers.iter().any(|name| fold_text(name) == asked)
        };
        let of_kind = |asked: &Series| facts.kinds.contains(asked);
        let holds = |key| match key {
            ConditionKey::Source => {
                condition.sources.is_empty() || condition.sources.contains(facts.source)
            }
            ConditionKey::Label => {
                condition.labels.is_empty() || condition.labels.iter().any(labelled)
            }
            ConditionKey::Language => {
                condition.languages.is_empty() || condition.languages.iter().any(has_language)
            }
            ConditionKey::Issuer => {
                condition.issuers.is_empty() || condition.issuers.iter().any(issued)
            }
            ConditionKey::Kind => condition.kinds.is_empty() || condition.kinds.iter().any(of_kind),
            ConditionKey::MinChars => condition.min_chars.is_none_or(|least| facts.chars >= least),
            ConditionKey::MaxChars => condition.max_chars.is_none_or(|most| facts.chars <= most),
            ConditionKey::Any => condition.any.is_empty() || condition.any.iter().any(found),
            ConditionKey::All => condition.all.iter().all(found),
            ConditionKey::None => !condition.none.iter().any(found),
            ConditionKey::MinOutlets | ConditionKey::MaxAge => true,
        };
        ConditionKey::ALL.into_iter().find(|key| !holds(*key))
    }

    /// The words that `any` and `all` found.
    fn found<'c>(&self, condition: &'c Condition) -> Vec<FoundWords> {
        let of = |key, patterns: &'c [Pattern]| patterns.iter().map(move |pattern| (key, pattern));
        of(ConditionKey::Any, &condition.any)
            .chain(of(ConditionKey::All, &condition.all))
            .filter_map(|(key, pattern)| self.find(key, pattern, &condition.on))
            .collect()
    }

    /// The words that `none` refused.
    fn refused_words(&self, condition: &Condition) -> Option<FoundWords> {
        let mut patterns = condition.none.iter();
        patterns.find_map(|pattern| self.find(ConditionKey::None, pattern, &condition.on))
    }

    /// The first place of a pattern in these fields.
    fn find(&self, key: ConditionKey, pattern: &Pattern, fields: &[Field]) -> Option<FoundWords> {
        let in_one = |field, part| FoundWords::find(key, pattern, field, part);
        fields.iter().find_map(|field| match field {
            Field::Title => in_one(*field, self.facts.title),
            Field::Text => in_one(*field, &self.facts.text),
            Field::Author => self.authors().find_map(|part| in_one(*field, part)),
            Field::Category => self.categories().find_map(|part| in_one(*field, part)),
            Field::Link => self.facts.link.and_then(|link| in_one(*field, link)),
        })
    }

    /// Whether a pattern occurs in one of these fields.
    fn holds(&self, pattern: &Pattern, fields: &[Field]) -> bool {
        fields.iter().any(|field| match field {
            Field::Title => is_in(pattern, self.facts.title, &self.title),
            Field::Text => is_in(pattern, &self.facts.text, &self.text),
            Field::Author => is_in_one(pattern, || self.authors(), &self.authors),
            Field::Category => is_in_one(pattern, || self.categories(), &self.categories),
            Field::Link => (self.facts.link).is_some_and(|link| is_in(pattern, link, &self.link)),
        })
    }

    fn authors(&self) -> impl Iterator<Item = &str> {
        self.facts.authors.iter().map(String::as_str)
    }

    fn categories(&self) -> impl Iterator<Item = &str> {
        self.facts.categories.iter().flat_map(|category| {
            std::iter::once(category.term.as_str()).chain(category.label.as_deref())
        })
    }
}

fn is_in(pattern: &Pattern, part: &str, folded: &OnceCell<String>) -> bool {
    pattern.is_found(part, folded.get_or_init(|| fold_text(part)))
}

fn is_in_one<'p, I: Iterator<Item = &'p str>>(
    pattern: &Pattern,
    parts: impl Fn() -> I,
    folded: &OnceCell<Vec<String>>,
) -> bool {
    let folded = folded.get_or_init(|| parts().map(fold_text).collect());
    parts()
        .zip(folded)
        .any(|(part, folded)| pattern.is_found(part, folded))
}

/// Basic filtering of language tags (RFC 4647 3.3.1): the requested tag, or a longer tag that
/// begins with it. Some publishers send locales, with `_` instead of `-`.
fn is_variant(tag: &str, asked: &str) -> bool {
    let mut parts = tag.trim().split(['-', '_']);
    asked.split('-').all(|asked| {
        parts
            .next()
            .is_some_and(|part| part.eq_ignore_ascii_case(asked))
    })
}
