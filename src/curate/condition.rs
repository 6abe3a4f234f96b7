//! Tests conditions on the members of a story.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::time::Duration;

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
            members: story.members.iter().map(TestedMember::new).collect(),
        }
    }

    /// Returns for each member, in order, whether it meets a condition. See
    /// [`meets`](super::meets) for `given`.
    pub(super) fn met_by(&self, condition: &Condition, given: &[Label]) -> Vec<bool> {
        let enough_outlets = condition
            .min_outlets
            .is_none_or(|least| u32::try_from(self.outlets).is_ok_and(|count| count >= least));
        let young = condition
            .max_age
            .is_none_or(|greatest| self.age <= greatest);
        let story_fits = enough_outlets && young;
        self.members
            .iter()
            .map(|member| story_fits && member.meets(condition, given))
            .collect()
    }
}

/// A member, with the folded forms of the fields that patterns have searched.
struct TestedMember<'s> {
    facts: &'s MemberFacts<'s>,
    title: OnceCell<String>,
    text: OnceCell<String>,
    authors: OnceCell<Vec<String>>,
    categories: OnceCell<Vec<String>>,
}

impl<'s> TestedMember<'s> {
    fn new(facts: &'s MemberFacts<'_>) -> Self {
        Self {
            facts,
            title: OnceCell::new(),
            text: OnceCell::new(),
            authors: OnceCell::new(),
            categories: OnceCell::new(),
        }
    }

    /// Patterns come last, so that the text is folded only if all other conditions hold.
    fn meets(&self, condition: &Condition, given: &[Label]) -> bool {
        let facts = self.facts;
        let labelled = |label| facts.labels.contains(label) || given.contains(label);
        let has_language =
            |asked: &String| facts.language.is_some_and(|tag| is_variant(tag, asked));
        let found = |pattern| self.holds(pattern, &condition.on);
        let issued = |asked: &String| {
            let asked = fold_text(asked);
            facts.issuers.iter().any(|name| fold_text(name) == asked)
        };
        let of_kind = |asked: &Series| facts.kinds.contains(asked);
        (condition.sources.is_empty() || condition.sources.contains(facts.source))
            && (condition.labels.is_empty() || condition.labels.iter().any(labelled))
            && (condition.languages.is_empty() || condition.languages.iter().any(has_language))
            && (condition.issuers.is_empty() || condition.issuers.iter().any(issued))
            && (condition.kinds.is_empty() || condition.kinds.iter().any(of_kind))
            && condition.min_chars.is_none_or(|least| facts.chars >= least)
            && (condition.any.is_empty() || condition.any.iter().any(found))
            && condition.all.iter().all(found)
            && !condition.none.iter().any(found)
    }

    /// Whether a pattern occurs in one of these fields.
    fn holds(&self, pattern: &Pattern, fields: &[Field]) -> bool {
        fields.iter().any(|field| match field {
            Field::Title => is_in(pattern, self.facts.title, &self.title),
            Field::Text => is_in(pattern, &self.facts.text, &self.text),
            Field::Author => is_in_one(pattern, || self.authors(), &self.authors),
            Field::Category => is_in_one(pattern, || self.categories(), &self.categories),
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
