//! A story and its members, as far as rules can ask about them.

use std::borrow::Cow;

use crate::model::{Category, Label, Series, SourceName, Timestamp};

/// A story, as far as rules can ask about it.
#[derive(Debug, Clone)]
pub struct StoryFacts<'a> {
    /// See [`Story::position`](crate::model::Story::position); its age counts from here.
    pub position: Timestamp,
    /// In any order.
    pub members: Vec<MemberFacts<'a>>,
}

/// A member of a story, as far as rules can ask about it.
#[derive(Debug, Clone)]
pub struct MemberFacts<'a> {
    /// The source it came by.
    pub source: &'a SourceName,
    /// Who carried it. Members with one outlet count once for `min_outlets`.
    pub outlet: &'a str,
    /// Plain text; empty when the publisher sent none.
    pub title: &'a str,
    /// Body text. May be left empty when no condition of the rules and outputs
    /// [needs it](crate::model::Condition::needs_text).
    pub text: Cow<'a, str>,
    /// Names, as sent.
    pub authors: &'a [String],
    /// As sent; a pattern is looked for in the term and in its form for people.
    pub categories: &'a [Category],
    /// Language of the entry or its feed, as sent.
    pub language: Option<&'a str>,
    /// Every name of the issuer of its official document; empty when it is none, or says none.
    pub issuers: Vec<&'a str>,
    /// Kinds of the numbers that its official document bears.
    pub kinds: Vec<Series>,
    /// Length of the normalised text, in characters.
    pub chars: u32,
    /// Labels of its source.
    pub labels: &'a [Label],
}
