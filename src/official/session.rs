//! Finds sessions of congresses and consultative conferences and unifies their spelling.

use std::sync::LazyLock;

use regex::Regex;

use super::authority::place_before;
use super::spelling::{in_chinese, numeral};
use crate::model::Series;

/// A session in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    /// Its canonical name.
    pub(super) name: String,
    /// The kind of papers that are submitted to it.
    pub(super) series: Series,
    /// Byte offset where it begins in the text.
    pub(super) start: usize,
    /// Byte offset after it.
    pub(super) end: usize,
}

static CHINESE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<before>全国政协|政协全国委员会|全国人大|全国人民代表大会|中国人民政治协商会议全国委员会",
        r"|中国人民政治协商会议|人民政治协商会议|政协|人民代表大会|人大)?",
        r"第?(?P<term>[0-9一二三四五六七八九十]{1,3})届",
        r"(?P<after>[^\n0-9,。;:()《》〔〕、届次会第]{0,10}?(?:全国委员会|委员会|全国政协|政协|人民代表大会|人大))?",
        r"\n?第?(?P<time>[0-9一二三四五六七八九十]{1,3})次(?:全体)?(?:会议|大会)?",
    ))
    .ok()
});

static ENGLISH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\b(?P<time>[a-z0-9]{3,10}) session of the (?P<term>[a-z0-9]{3,12}) ",
        r"(?P<body>cppcc(?: national committee)?|national committee of the c(?:ppcc|hinese people's political consultative conference)",
        r"|npc\b|national people's congress)",
    ))
    .ok()
});

/// Finds the sessions in a text in unified spelling, in order.
pub(super) fn sessions(text: &str) -> Vec<Session> {
    let mut found: Vec<Session> = CHINESE
        .iter()
        .filter(|_| text.contains('届'))
        .flat_map(|pattern| pattern.captures_iter(text))
        .filter_map(|captures| chinese(text, &captures))
        .collect();
    found.extend(
        ENGLISH
            .iter()
            .filter(|_| text.contains("ession of the"))
            .flat_map(|pattern| pattern.captures_iter(text))
            .filter_map(|captures| english(&captures)),
    );
    found
}

fn chinese(text: &str, captures: &regex::Captures<'_>) -> Option<Session> {
    let whole = captures.get(0)?;
    let group = |name: &str| captures.name(name).map_or("", |found| found.as_str());
    let (before, after) = (group("before"), group("after"));
    let term = in_chinese(numeral(group("term"))?);
    let time = in_chinese(numeral(group("time"))?);
    let left = text.get(..whole.start())?;
    let place = place_before(left);
    // 市十六届人大: only readers of that outlet know which city it is.
    let is_unnamed = before.is_empty() || before == "政协" || before == "人大";
    if place.is_none() && is_unnamed && left.ends_with(['省', '市', '区', '县', '州']) {
        return None;
    }
    let in_left = place.and_then(|place| left.strip_suffix(place));
    // 政协广东省第十三届委员会: the body is named before the place.
    let leads = in_left.is_some_and(|rest| rest.ends_with("政协") || rest.ends_with("协商会议"));
    let says = |word: &str| before.contains(word) || after.contains(word);
    let is_conference = says("政协") || says("协商会议") || leads || after.ends_with("委员会");
    let is_congress = says("人大") || says("人民代表大会");
    if is_conference == is_congress {
        return None;
    }
    let inner = ["人民代表大会", "人大", "政协", "委员会"]
        .iter()
        .fold(after, |rest, body| rest.strip_suffix(body).unwrap_or(rest));
    let place = if says("全国") || (place.is_none() && inner.is_empty()) {
        None
    } else if inner.is_empty() {
        place
    } else {
        Some(inner)
    };
    let (name, series) = match (is_conference, place) {
        (true, None) => (format!("全国政协{term}届{time}次会议"), Series::Proposal),
        (true, Some(place)) => (format!("{place}政协{term}届{time}次会议"), Series::Proposal),
        (false, None) => (format!("{term}届全国人大{time}次会议"), Series::Suggestion),
        (false, Some(place)) => (
            format!("{place}{term}届人大{time}次会议"),
            Series::Suggestion,
        ),
    };
    Some(Session {
        name,
        series,
        start: whole.start(),
        end: whole.end(),
    })
}

fn english(captures: &regex::Captures<'_>) -> Option<Session> {
    let whole = captures.get(0)?;
    let term = in_chinese(ordinal(captures.name("term")?.as_str())?);
    let time = in_chinese(ordinal(captures.name("time")?.as_str())?);
    let body = captures.name("body")?.as_str().to_ascii_lowercase();
    let (name, series) = if body.contains("npc") || body.contains("congress") {
        (format!("{term}届全国人大{time}次会议"), Series::Suggestion)
    } else {
        (format!("全国政协{term}届{time}次会议"), Series::Proposal)
    };
    Some(Session {
        name,
        series,
        start: whole.start(),
        end: whole.end(),
    })
}

/// `13th`, `Thirteenth`.
fn ordinal(word: &str) -> Option<u32> {
    const WORDS: [&str; 20] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    let word = word.to_ascii_lowercase();
    let spelled = WORDS.iter().position(|known| *known == word);
    spelled
        .and_then(|index| u32::try_from(index + 1).ok())
        .or_else(|| {
            let digits = word.trim_end_matches(|character: char| character.is_ascii_alphabetic());
            numeral(digits)
        })
}
