//! The properties of stories and members that rules can test.

use std::borrow::Cow;

use crate::model::{Category, Label, LabelChange, LabelRuling, Series, SourceName, Timestamp};

/// The properties of a story that rules can test.
#[derive(Debug, Clone)]
pub struct StoryFacts<'a> {
    /// See [`Story::position`](crate::model::Story::position); the age of the story counts from
    /// it.
    pub position: Timestamp,
    /// In any order.
    pub members: Vec<MemberFacts<'a>>,
    /// The changes of labels that people made to it, each label once. They win over sources and
    /// rules.
    pub relabelled: &'a [LabelRuling],
}

impl StoryFacts<'_> {
    /// The labels that people gave to it.
    pub(super) fn added(&self) -> impl Iterator<Item = &Label> {
        let added = self.relabelled.iter();
        let added = added.filter(|ruling| ruling.change == LabelChange::Add);
        added.map(|ruling| &ruling.label)
    }

    /// Whether a person took a label from it.
    pub(super) fn lost(&self, label: &Label) -> bool {
        let mut rulings = self.relabelled.iter();
        rulings.any(|ruling| ruling.change == LabelChange::Remove && ruling.label == *label)
    }
}

/// The properties of a member that rules can test.
#[derive(Debug, Clone)]
pub struct MemberFacts<'a> {
    /// Its source.
    pub source: &'a SourceName,
    /// Its outlet. Members of one outlet count once for `min_outlets`.
    pub outlet: &'a str,
    /// Plain text; empty when the publisher sent none.
    pub title: &'a str,
    /// Body text. May be empty if no condition of the rules and outputs [needs
    /// it](crate::model::Condition::needs_text).
    pub text: Cow<'a, str>,
    /// Names, as sent.
    pub authors: &'a [String],
    /// As sent; patterns search both the term and the label.
    pub categories: &'a [Category],
    /// The address of the article, as sent.
    pub link: Option<&'a str>,
    /// Language of the entry or its feed, as sent.
    pub language: Option<&'a str>,
    /// All names of the issuer of its official document; empty without one.
    pub issuers: Vec<&'a str>,
    /// Kinds of the numbers of its official document.
    pub kinds: Vec<Series>,
    /// Length of the normalised text, in characters.
    pub chars: u32,
    /// Labels of its source.
    pub labels: &'a [Label],
}
