//! 文号: issuing word, year and number, `国办函〔2006〕82号`.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::announcements::{numbered, signing};
use super::number_owner::{FoundNumber, found, owner_of_reference};
use super::parts::Parts;
use super::spelling::bare_number;
use crate::model::Series;
use crate::text::is_ideograph;

/// Most matches of one pattern: a text with more is a list of documents.
pub(super) const MAX_MATCHES: usize = 200;

/// Longest issuing word of a 文号, in characters.
const MAX_WORD: usize = 28;

/// The issuing word of a 文号 begins after the last of these words.
const WORD_STOPS: [&str; 34] = [
    "根据", "按照", "依据", "依照", "遵照", "印发", "参照", "文件", "文号", "发布", "公布", "下发",
    "出具", "收到", "取得", "下称", "关于", "编号", "批复", "通知", "落实", "执行", "废止", "修改",
    "违反", "适用", "联合", "的", "和", "及", "与", "或", "见", "即",
];

static YEAR_NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:[〔\[](?P<year>(?:19|20)[0-9]{2})年?[〕\]]\n?(?:第|特)?(?P<number>[0-9][0-9 ]{0,5})号?",
        r"|\((?P<year2>(?:19|20)[0-9]{2})年?\)(?:第|特)?(?P<number2>[0-9][0-9 ]{0,5})号)",
    ))
    .ok()
});

/// Finds all numbers with a year in brackets; an announcement or a decree may have such a number
/// too.
pub(super) fn references(parts: &Parts) -> Vec<FoundNumber> {
    let text = parts.text.as_str();
    // The expression takes far longer to find nothing.
    let begins = ["〔19", "〔20", "[19", "[20", "(19", "(20"];
    if !begins.iter().any(|begin| text.contains(begin)) {
        return Vec::new();
    }
    YEAR_NUMBER
        .iter()
        .flat_map(|pattern| pattern.captures_iter(text).take(MAX_MATCHES))
        .filter_map(|captures| year_number(parts, &captures))
        .collect()
}

fn year_number(parts: &Parts, captures: &Captures<'_>) -> Option<FoundNumber> {
    let whole = captures.get(0)?;
    let year = either(captures, "year", "year2")?;
    let number = bare_number(either(captures, "number", "number2")?);
    let left = parts.text.get(..whole.start())?;
    // The title of an announcement ends with 公告 or 令, and the first line is the bare number.
    let left = if left.ends_with("公告\n") || left.ends_with("令\n") {
        left.trim_end_matches('\n')
    } else {
        left
    };
    let word = issuing_word(left);
    let owner = owner_of_reference(parts, left.len() - word.len(), whole.end());
    let kind = ["公告", "令"].into_iter().find(|kind| word.ends_with(kind));
    if let Some(kind) = kind {
        let before = left.get(..left.len() - kind.len())?;
        let issuer = signing(before).first().map(|named| named.name.clone());
        let issuer = issuer.or_else(|| {
            let own = word
                .strip_suffix(kind)
                .filter(|own| own.chars().count() > 1)?;
            Some(own.to_owned())
        });
        return numbered(kind, issuer, year, &number, owner);
    }
    // A bracket after anything but a word is a year of publication or a footnote.
    (word.chars().count() > 1).then(|| {
        found(
            Series::Reference,
            Some(year.to_owned()),
            format!("{word}〔{year}〕{number}"),
            owner,
        )
    })
}

/// The Chinese word at the end of a text, without the beginning of its sentence.
fn issuing_word(left: &str) -> &str {
    let mut start = left.len();
    for (index, character) in left.char_indices().rev().take(MAX_WORD) {
        if !is_ideograph(character) {
            break;
        }
        start = index;
    }
    let word = left.get(start..).unwrap_or("");
    let cut = WORD_STOPS
        .iter()
        .filter_map(|stop| word.rfind(stop).map(|at| at + stop.len()))
        .max()
        .unwrap_or(0);
    word.get(cut..).unwrap_or("")
}

pub(super) fn either<'a>(captures: &Captures<'a>, first: &str, second: &str) -> Option<&'a str> {
    captures
        .name(first)
        .or_else(|| captures.name(second))
        .map(|found| found.as_str())
}
