//! The parts of a search and of its results.

use serde::Serialize;

/// The order of the stories that a search finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SearchOrder {
    /// The newest first.
    #[default]
    Newest,
    /// Those with every word in a title first, each part with the newest first.
    Best,
}

/// A part of a text, either between the words that were searched for or one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextPart {
    /// The characters.
    pub text: String,
    /// Whether the search was for them.
    pub hit: bool,
}

/// Why a search query cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum QueryMistake {
    /// There is nothing in it.
    #[error("nothing to look for: give a word")]
    Nothing,
    /// A quotation mark has no partner.
    #[error("a quotation mark is never closed: write \"several words\" between two of them")]
    OpenQuotation,
    /// A field that search does not have.
    #[error(
        "`{0}:` is no field of a search: the fields are outlet, issuer, number, label, lang, from, \
         to and outlets; to look for the word itself, put it in quotation marks"
    )]
    UnknownField(String),
    /// A field without a value.
    #[error("nothing follows `{0}:`: write it like {0}:{example}", example = example(.0))]
    NoValue(&'static str),
    /// A text in the place of a date that is not a date.
    #[error("`{0}` is no date: write it like 2026-03-01, 2026-03 or 2026")]
    NoDate(String),
    /// A text in the place of a number of outlets that is not a number.
    #[error("`{0}` is no number of outlets: write it like outlets:>=2, outlets:<5 or outlets:3")]
    NoCount(String),
    /// A text in the place of an official number that is not one.
    #[error("`{0}` is no official number: write it like number:1323 or number:国办函〔2006〕82号")]
    NoNumber(String),
    /// A word without a letter or a digit.
    #[error("`{0}` has no letter and no digit, and nothing else is searched for")]
    NoLetters(String),
}

/// A value for a field, as its message shows it.
fn example(field: &str) -> &'static str {
    match field {
        "outlet" => "新华网",
        "issuer" => "工信部",
        "number" => "1323",
        "label" => "policy",
        "lang" => "zh",
        "outlets" => ">=2",
        _ => "2026-03-01",
    }
}
