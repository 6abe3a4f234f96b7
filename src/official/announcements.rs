//! Announcements and decrees of authorities: `财政部公告2023年第12号`, `国务院令第736号`.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::authority::{NamedAuthority, authorities};
use super::number_owner::{
    FoundNumber, NumberOwner, found, owner_of_announcement, owner_of_reference,
};
use super::parts::Parts;
use super::references::{MAX_MATCHES, either};
use super::spelling::{bare_number, numeral};
use crate::model::Series;
use crate::text::is_ideograph;

static ANNOUNCED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<kind>公告|令)\n?\(?(?P<year>(?:19|20)[0-9]{2})年?,?第(?P<number>[0-9][0-9 ]{0,4})号",
        r"|第?(?P<year2>(?:19|20)[0-9]{2})(?:年第?|/)(?P<number2>[0-9]{1,4})号(?P<kind2>公告|令)",
        r"|令\n?\(?第(?P<number3>[0-9零一二三四五六七八九十百]{1,6})号",
        r"|第(?P<number4>[0-9零一二三四五六七八九十百]{1,6})号(?P<who4>国务院|主席)?令",
    ))
    .ok()
});

static ENGLISH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?P<kind>Announcement|ANNOUNCEMENT|Public Notice|Decree|Order),? ?",
        r"(?:N[Oo]\.? ?(?P<number>[0-9]{1,4}),? ?(?:of |\(|\[)?(?P<year>(?:19|20)[0-9]{2})",
        r"|[\[(]?(?P<year2>(?:19|20)[0-9]{2})[\])]?,? N[Oo]\.? ?(?P<number2>[0-9]{1,4}))",
    ))
    .ok()
});

/// Finds the numbers of announcements and decrees in a text.
pub(super) fn announcements(parts: &Parts) -> Vec<FoundNumber> {
    let text = parts.text.as_str();
    let mut out: Vec<FoundNumber> = Vec::new();
    if text.contains("号") && (text.contains("公告") || text.contains("令")) {
        out.extend(
            ANNOUNCED
                .iter()
                .flat_map(|pattern| pattern.captures_iter(text).take(MAX_MATCHES))
                .filter_map(|captures| announced(parts, &captures)),
        );
    }
    if text.contains("No") || text.contains("NO") {
        out.extend(
            ENGLISH
                .iter()
                .flat_map(|pattern| pattern.captures_iter(text).take(MAX_MATCHES))
                .filter_map(|captures| english(parts, &captures)),
        );
    }
    out
}

fn announced(parts: &Parts, captures: &Captures<'_>) -> Option<FoundNumber> {
    let whole = captures.get(0)?;
    let start = whole.start();
    let kind = either(captures, "kind", "kind2").unwrap_or("令");
    let left = parts.text.get(..start)?;
    let signers = signing(left);
    let first = signers.first();
    let from = first.map_or(start, |named| named.start);
    let issuer = first
        .map(|named| named.name.clone())
        .or_else(|| captures.name("who4").map(|who| who.as_str().to_owned()))
        .or_else(|| left.ends_with("主席").then(|| "主席".to_owned()))
        .or_else(|| in_clause(parts, start))?;
    let owner = owner_of_reference(parts, from, whole.end());
    if let (Some(year), Some(number)) = (
        either(captures, "year", "year2"),
        either(captures, "number", "number2"),
    ) {
        return numbered(kind, Some(issuer), year, &bare_number(number), owner);
    }
    let number = numeral(either(captures, "number3", "number4")?)?;
    Some(found(
        Series::Decree,
        Some(issuer),
        number.to_string(),
        owner,
    ))
}

fn english(parts: &Parts, captures: &Captures<'_>) -> Option<FoundNumber> {
    let whole = captures.get(0)?;
    let year = either(captures, "year", "year2")?;
    let number = bare_number(either(captures, "number", "number2")?);
    let kind = match captures.name("kind")?.as_str() {
        "Order" | "Decree" => "令",
        _ => "公告",
    };
    let from = whole.start().saturating_sub(160);
    let from = parts.text.floor_char_boundary(from);
    let to = parts.text.floor_char_boundary(whole.end() + 120);
    let near = authorities(parts.text.get(from..to)?);
    let issuer = near.first().map(|named| named.name.clone())?;
    numbered(
        kind,
        Some(issuer),
        year,
        &number,
        owner_of_announcement(parts, whole.start()),
    )
}

pub(super) fn numbered(
    kind: &str,
    issuer: Option<String>,
    year: &str,
    number: &str,
    owner: NumberOwner,
) -> Option<FoundNumber> {
    let issuer = issuer?;
    Some(if kind == "公告" {
        let number = format!("{issuer}公告〔{year}〕{number}");
        found(Series::Announcement, Some(year.to_owned()), number, owner)
    } else {
        let number = format!("〔{year}〕{number}");
        found(Series::Decree, Some(issuer), number, owner)
    })
}

/// Returns the authorities at the end of a text, the leading one first: `财政部 税务总局`.
pub(super) fn signing(left: &str) -> Vec<NamedAuthority> {
    let from = left.ceil_char_boundary(left.len().saturating_sub(180));
    let Some(near) = left.get(from..) else {
        return Vec::new();
    };
    let mut end = near.len();
    let mut chain = Vec::new();
    for named in authorities(near).into_iter().rev() {
        let gap = near.get(named.end..end).unwrap_or("-");
        if !gap
            .chars()
            .all(|character| "、,和及与 \n".contains(character))
        {
            break;
        }
        end = named.start;
        chain.push(NamedAuthority {
            start: from + named.start,
            end: from + named.end,
            ..named
        });
    }
    chain.reverse();
    chain
}

/// Returns the last authority in the clause, as in `水利部发布2026年第12号公告`; if the table does
/// not have it, the word before the verb.
fn in_clause(parts: &Parts, start: usize) -> Option<String> {
    let sentence = parts.sentence_before(start);
    let clause = sentence.rsplit([',', ':']).next()?;
    let clause = clause.get(clause.ceil_char_boundary(clause.len().saturating_sub(120))..)?;
    if let Some(named) = authorities(clause).pop() {
        return Some(named.name);
    }
    let (before, _) = ["发布", "公布", "发出"]
        .iter()
        .find_map(|verb| clause.rsplit_once(verb))?;
    let word: Vec<char> = before
        .chars()
        .rev()
        .take_while(|character| is_ideograph(*character) && !"日在由".contains(*character))
        .take(16)
        .collect();
    let word: String = word.into_iter().rev().collect();
    let is_office = word.ends_with(['部', '局', '署', '会', '院', '所', '厅']);
    (is_office && word.chars().count() > 2).then_some(word)
}
