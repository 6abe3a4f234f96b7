//! Announcement numbers of listed companies: `公告编号：2024-015` of the security with its code.

use std::sync::LazyLock;

use regex::Regex;

use super::number_owner::{FoundNumber, found, owner_of_announcement};
use super::parts::Parts;
use super::spelling::bare_number;
use crate::model::Series;

static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:公告编号:?|公告编号为|编号:)(?:\n?)(?P<word>[A-Z]?临?)(?P<year>20[0-9]{2})-(?P<number>[0-9]{1,4})",
        r"|临(?P<year2>20[0-9]{2})-(?P<number2>[0-9]{1,4})",
    ))
    .ok()
});

static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:证券|股票|A股|基金|股份)?代码:?\n?(?P<code>[0-9]{5,6})",
        r"|\((?P<code2>[0-9]{6})(?:\.[A-Z]{2})?\)",
    ))
    .ok()
});

static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:证券|股票|A股)简称:?(?P<name>[^\n:,。;()]{2,12}?)(?:公告|证券|股票|债券|转债|编号|[0-9]{5}|\n|$)",
    )
    .ok()
});

/// Returns the short name of the security at the head of an announcement.
pub(super) fn company(parts: &Parts) -> Option<String> {
    let text = parts.text.as_str();
    let head = text.get(..text.floor_char_boundary(3000))?;
    let captures = NAME.as_ref()?.captures(head)?;
    Some(captures.name("name")?.as_str().to_owned())
}

/// Finds the announcement numbers of a text. Without a security code their sequence is unknown.
pub(super) fn company_numbers(parts: &Parts) -> Vec<FoundNumber> {
    let text = parts.text.as_str();
    if !text.contains("编号") && !text.contains("临20") {
        return Vec::new();
    }
    let head = text.get(..text.floor_char_boundary(3000)).unwrap_or("");
    let code = CODE
        .as_ref()
        .and_then(|pattern| pattern.captures(head))
        .and_then(|captures| captures.name("code").or_else(|| captures.name("code2")))
        .map(|code| code.as_str().to_owned());
    NUMBER
        .iter()
        .flat_map(|pattern| pattern.captures_iter(text))
        .filter_map(|captures| {
            let whole = captures.get(0)?;
            let year = captures.name("year").or_else(|| captures.name("year2"))?;
            let number = captures
                .name("number")
                .or_else(|| captures.name("number2"))?;
            let number = format!("{}-{:0>3}", year.as_str(), bare_number(number.as_str()));
            let owner = owner_of_announcement(parts, whole.start());
            Some(found(Series::Announcement, code.clone(), number, owner))
        })
        .collect()
}
