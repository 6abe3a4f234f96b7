//! Curation rules: conditions on stories and what they do.

use std::fmt;
use std::time::Duration;

use regex::{Regex, RegexBuilder};

use super::{Label, RuleName, Series, SourceName};

/// One `[[rules]]` table of `feeds.toml`, checked.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Shown wherever the rule decided something.
    pub name: RuleName,
    /// When it applies.
    pub when: Condition,
    /// What it then does.
    pub action: Action,
}

/// All that is given must hold, on one and the same member of the story. Empty lists and `None`
/// are not asked.
#[derive(Debug, Clone, Default)]
pub struct Condition {
    /// At least one of these is found in the fields of `on`.
    pub any: Vec<Pattern>,
    /// Each of these is found in the fields of `on`.
    pub all: Vec<Pattern>,
    /// None of these is found in the fields of `on`.
    pub none: Vec<Pattern>,
    /// Where `any`, `all` and `none` look.
    pub on: Vec<Field>,
    /// The member came by one of these sources.
    pub sources: Vec<SourceName>,
    /// The member's source or an earlier rule gave one of these labels.
    pub labels: Vec<Label>,
    /// The member's language is one of these, or a variant of one: `zh` holds for `zh-CN`.
    pub languages: Vec<String>,
    /// The member's official document was issued by one of these, under any of its known names.
    pub issuers: Vec<String>,
    /// The member's official document bears a number of one of these kinds.
    pub kinds: Vec<Series>,
    /// Fewest characters of the member's normalised text.
    pub min_chars: Option<u32>,
    /// Fewest outlets that carry the story.
    pub min_outlets: Option<u32>,
    /// Greatest age of the story.
    pub max_age: Option<Duration>,
}

impl Condition {
    /// Whether it must look into the body text, which is costly to make.
    pub fn needs_text(&self) -> bool {
        self.on.contains(&Field::Text)
            && !(self.any.is_empty() && self.all.is_empty() && self.none.is_empty())
    }
}

/// A part of an entry that patterns look into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The title.
    Title,
    /// The body text.
    Text,
    /// Each author; a post's author is its outlet.
    Author,
    /// Each category.
    Category,
}

/// What a rule does with a story.
#[derive(Debug, Clone, Default)]
pub struct Action {
    /// Labels given to it.
    pub labels: Vec<Label>,
    /// Whether it is published at all.
    pub verdict: Option<Verdict>,
    /// Its priority.
    pub priority: Option<i32>,
}

/// A rule's word on whether a story is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Published, whatever other rules say.
    Keep,
    /// Not published, unless another rule keeps it.
    Drop,
}

/// A text or a regular expression looked for in entries.
#[derive(Clone)]
pub struct Pattern {
    written: String,
    wanted: Wanted,
}

#[derive(Clone)]
enum Wanted {
    Contained(String),
    Expression(Regex),
}

/// Why a pattern was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It would be found everywhere.
    #[error("is empty")]
    Empty,
    /// It does not parse.
    #[error("is not a regular expression: {0}")]
    Syntax(String),
    /// It parses, but would need more memory than a rule may take.
    #[error("is a regular expression that needs more than {EXPRESSION_BYTES} bytes once compiled")]
    TooLarge,
}

/// Most memory one compiled expression may take; `\w` alone takes about 80 kB.
const EXPRESSION_BYTES: usize = 2 << 20;

/// Deepest nesting of groups in an expression.
const EXPRESSION_DEPTH: u32 = 50;

impl Pattern {
    /// Takes `/expression/` (syntax of the regex crate, on the text as it is) or plain text, which
    /// is looked for without regard to case and width.
    pub fn parse(written: &str) -> Result<Self, PatternError> {
        let wanted = match written
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'))
        {
            Some("") => return Err(PatternError::Empty),
            Some(expression) => Wanted::Expression(compiled(expression)?),
            None if written.trim().is_empty() => return Err(PatternError::Empty),
            None => Wanted::Contained(fold_text(written)),
        };
        Ok(Self {
            written: written.to_owned(),
            wanted,
        })
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether it is found in a text, given as it is and as [`fold_text`] gives it.
    pub fn is_found(&self, text: &str, folded: &str) -> bool {
        match &self.wanted {
            Wanted::Contained(wanted) => folded.contains(wanted.as_str()),
            Wanted::Expression(expression) => expression.is_match(text),
        }
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Eq for Pattern {}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.written)
    }
}

fn compiled(expression: &str) -> Result<Regex, PatternError> {
    RegexBuilder::new(expression)
        .size_limit(EXPRESSION_BYTES)
        .dfa_size_limit(EXPRESSION_BYTES)
        .nest_limit(EXPRESSION_DEPTH)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => PatternError::TooLarge,
            // The crate draws the expression over several lines and says what is wrong in the
            // last.
            other => PatternError::Syntax(
                other
                    .to_string()
                    .lines()
                    .last()
                    .unwrap_or_default()
                    .trim_start_matches("error: ")
                    .to_owned(),
            ),
        })
}

/// Lower case, full-width ASCII made half-width, the ideographic space made a space: the form in
/// which plain patterns are compared.
pub fn fold_text(text: &str) -> String {
    text.chars()
        .flat_map(|char| {
            let narrow = match u32::from(char) {
                wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(char),
                0x3000 => ' ',
                _ => char,
            };
            narrow.to_lowercase()
        })
        .collect()
}
