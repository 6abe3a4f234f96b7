//! Curation rules: conditions on stories, and actions.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use regex::{Regex, RegexBuilder};

use super::{Label, RuleName, Series, SourceName};

/// One `[[rules]]` table of `feeds.toml`, checked.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Shown where the rule decided something.
    pub name: RuleName,
    /// When it applies.
    pub when: Condition,
    /// What it does.
    pub action: Action,
}

/// A condition on a story. One member has to fulfil all fields that are set; empty lists and
/// `None` are not tested.
#[derive(Debug, Clone, Default)]
pub struct Condition {
    /// At least one of these occurs in the fields of `on`.
    pub any: Vec<Pattern>,
    /// Each of these occurs in the fields of `on`.
    pub all: Vec<Pattern>,
    /// None of these occurs in the fields of `on`.
    pub none: Vec<Pattern>,
    /// The fields that `any`, `all` and `none` search.
    pub on: Vec<Field>,
    /// The member is from one of these sources.
    pub sources: Vec<SourceName>,
    /// The member's source or an earlier rule gave one of these labels.
    pub labels: Vec<Label>,
    /// The member's language is one of these, or a variant: `zh` matches `zh-CN`.
    pub languages: Vec<String>,
    /// One of these issued the member's official document; any known name matches.
    pub issuers: Vec<String>,
    /// The member's official document has a number of one of these kinds.
    pub kinds: Vec<Series>,
    /// Least length of the member's normalised text, in characters.
    pub min_chars: Option<u32>,
    /// Greatest length of the member's normalised text, in characters.
    pub max_chars: Option<u32>,
    /// Least number of outlets that carry the story.
    pub min_outlets: Option<u32>,
    /// Greatest age of the story.
    pub max_age: Option<Duration>,
}

impl Condition {
    /// Whether it searches the body text, which is costly to compute.
    pub fn needs_text(&self) -> bool {
        self.on.contains(&Field::Text)
            && !(self.any.is_empty() && self.all.is_empty() && self.none.is_empty())
    }
}

/// A field of an entry that patterns can search.
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
    /// The address of the article, as sent.
    Link,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 5] = [
        Self::Title,
        Self::Text,
        Self::Author,
        Self::Category,
        Self::Link,
    ];

    /// The word of the field in `feeds.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
            Self::Author => "author",
            Self::Category => "category",
            Self::Link => "link",
        }
    }
}

/// What a rule does with a story.
#[derive(Debug, Clone, Default)]
pub struct Action {
    /// Labels to add.
    pub labels: Vec<Label>,
    /// Whether to publish it.
    pub verdict: Option<Verdict>,
    /// Its priority.
    pub priority: Option<i32>,
}

/// A rule's decision whether to publish a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Publish it, whatever other rules say.
    Keep,
    /// Do not publish it, unless another rule keeps it.
    Drop,
}

/// A text or a regular expression to search for in entries.
#[derive(Clone)]
pub struct Pattern {
    written: String,
    wanted: Matcher,
}

#[derive(Clone)]
enum Matcher {
    Contained(String),
    Expression(Regex),
}

/// Why a pattern is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// An empty pattern would match everything.
    #[error("is empty")]
    Empty,
    /// It is not a regular expression.
    #[error("is not a regular expression: {0}")]
    Syntax(String),
    /// It needs more memory than a rule may use.
    #[error("is a regular expression that needs more than {EXPRESSION_BYTES} bytes once compiled")]
    TooLarge,
}

/// Most memory of one compiled expression; `\w` alone takes about 80 kB.
const EXPRESSION_BYTES: usize = 2 << 20;

/// Deepest nesting of groups in an expression.
const EXPRESSION_DEPTH: u32 = 50;

impl Pattern {
    /// Parses `/expression/` (syntax of the regex crate, applied to the text as it is) or a plain
    /// text, which matches in any case and width.
    ///
    /// Fails if the text is empty, or if the expression is none or too large.
    pub fn parse(written: &str) -> Result<Self, PatternError> {
        let wanted = match written
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'))
        {
            Some("") => return Err(PatternError::Empty),
            Some(expression) => Matcher::Expression(compiled(expression)?),
            None if written.trim().is_empty() => return Err(PatternError::Empty),
            None => Matcher::Contained(fold_text(written)),
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

    /// Whether it occurs in a text; `folded` is the same text after [`fold_text`].
    pub fn is_found(&self, text: &str, folded: &str) -> bool {
        match &self.wanted {
            Matcher::Contained(wanted) => folded.contains(wanted.as_str()),
            Matcher::Expression(expression) => expression.is_match(text),
        }
    }

    /// Where it first occurs in a text, in bytes. An expression that can match nothing at all is
    /// found where it matches something, if there is such a place.
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        match &self.wanted {
            Matcher::Contained(wanted) => find_folded(wanted, text),
            Matcher::Expression(expression) => expression
                .find_iter(text)
                .find(|found| !found.is_empty())
                .or_else(|| expression.find(text))
                .map(|found| found.range()),
        }
    }
}

/// Finds a folded text in a text that is not folded.
fn find_folded(wanted: &str, text: &str) -> Option<Range<usize>> {
    let mut folded = String::with_capacity(text.len());
    // For each byte of `folded`, the range of its character in `text`: folding changes lengths.
    let mut origins: Vec<(usize, usize)> = Vec::with_capacity(text.len());
    for (start, char) in text.char_indices() {
        folded.extend(fold_char(char));
        origins.resize(folded.len(), (start, start + char.len_utf8()));
    }
    let start = folded.find(wanted)?;
    let last = (start + wanted.len()).checked_sub(1)?;
    Some(origins.get(start)?.0..origins.get(last)?.1)
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
            // The crate's message shows the expression over several lines; the last line has the
            // error.
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

/// Folds a text for plain patterns: lower case, half-width ASCII, ideographic spaces as spaces.
pub fn fold_text(text: &str) -> String {
    text.chars().flat_map(fold_char).collect()
}

fn fold_char(char: char) -> impl Iterator<Item = char> {
    let narrow = match u32::from(char) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(char),
        0x3000 => ' ',
        _ => char,
    };
    narrow.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn the_words_that_a_pattern_finds_are_those_of_the_text_as_it_is() {
        for (pattern, text, expected) in [
            ("miit 12", "答复：ＭＩＩＴ　１２号", Some("ＭＩＩＴ　１２")),
            ("工信部", "据工信部网站消息", Some("工信部")),
            // This letter becomes two characters in lower case.
            ("stanbul", "İİ İSTANBUL", Some("STANBUL")),
            ("/第.+号/", "关于第12号提案", Some("第12号")),
            ("/[0-9]*/", "abc 42", Some("42")),
            ("/[0-9]*/", "abc", Some("")),
            ("weather", "关于第12号提案", None),
            ("longer than the text", "text", None),
        ] {
            let pattern = Pattern::parse(pattern).unwrap();
            let found = pattern.find(text).and_then(|range| text.get(range));
            assert_eq!(found, expected, "{pattern:?} in {text}");
            let folded = super::fold_text(text);
            assert_eq!(pattern.is_found(text, &folded), found.is_some());
        }
    }
}
