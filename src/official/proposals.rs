//! Finds numbers of proposals and suggestions.

use std::sync::LazyLock;

use regex::Regex;

use super::authority::{NamedAuthority, authorities};
use super::departments::is_not_issuer;
use super::number_owner::{FoundNumber, NumberOwner, found, owner_of_proposal};
use super::parts::Parts;
use super::session::{Session, sessions};
use super::spelling::bare_number;
use crate::model::Series;

/// Most matches of one pattern: a text with more is a list of documents.
const MAX_MATCHES: usize = 200;

/// Most numbers of one list.
const MAX_LIST: usize = 24;

static ITEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:[\n,、和及与;/的:(]|以及|代表|委员|提案|建议|议案|编号|案号|提出|《[^》\n]{0,200}》){0,6}?",
        r"(?:第|N[Oo]\.? ?)?(?P<number>[A-Z]{0,2}[0-9][0-9 ]{0,6})",
        r"(?P<mark>号)?(?:\((?P<class>[^()\n]{2,24})\))?(?P<late>号)?",
    ))
    .ok()
});

static KIND: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[^\n。,;:《》]{0,8}?(提案|建议|议案)").ok());

static LONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // In a list of numbers, 号 may follow only the last: `第3127、3129号提案`.
    Regex::new(concat!(
        r"第[A-Z]{0,2}[0-9][0-9 ]{0,6}(?:号|\(|[,、和及与])",
        r"|[0-9]{4,6}号(?:提案|建议|议案)",
        r"|(?:Proposal|Suggestion|Motion) No\. ?[0-9]",
    ))
    .ok()
});

/// Numbers after a session, or without one.
struct List {
    numbers: Vec<String>,
    series: Option<Series>,
    end: usize,
}

/// Finds the numbers of proposals in a text. A number without a session belongs to the session
/// that the document names, if it names only one.
pub(super) fn proposals(parts: &Parts) -> Vec<FoundNumber> {
    let text = parts.text.as_str();
    // Each number has 号 behind it or `No.` before it, or is in one list with such a number.
    if !text.contains("号") && !text.contains("No") {
        return Vec::new();
    }
    let mut sessions = sessions(text);
    sessions.truncate(MAX_MATCHES);
    let mut out = Vec::new();
    let mut taken = Vec::new();
    for session in &sessions {
        let Some(list) = list(text, session.end) else {
            continue;
        };
        let owner = owner_of_proposal(parts, session.start, list.end);
        let series = list.series.unwrap_or(session.series);
        taken.push((session.start, list.end));
        out.extend(
            list.numbers
                .into_iter()
                .map(|number| found(series, Some(session.name.clone()), number, owner)),
        );
    }
    let own = only_session(parts, &sessions);
    let mut done = 0;
    for lone in LONE
        .iter()
        .flat_map(|pattern| pattern.find_iter(text).take(MAX_MATCHES))
    {
        let start = lone.start();
        let is_taken = taken.iter().any(|(from, to)| (*from..*to).contains(&start));
        if is_taken || start < done {
            continue;
        }
        let Some(list) = alone(text, start) else {
            continue;
        };
        done = list.end;
        let owner = owner_of_proposal(parts, start, list.end);
        let session = own.filter(|_| owner == NumberOwner::Own);
        let Some(series) = list.series.or(session.map(|session| session.series)) else {
            continue;
        };
        let name = session
            .filter(|session| session.series == series)
            .map(|session| session.name.clone());
        let issuer = if owner == NumberOwner::Mentioned {
            answering(parts, start)
        } else {
            None
        };
        out.extend(list.numbers.into_iter().map(|number| FoundNumber {
            issuer: issuer.clone(),
            ..found(series, name.clone(), number, owner)
        }));
    }
    out
}

/// Returns the authority that answers the proposal at `start`, if the sentence names it before the
/// number: the first one that was not merely consulted or joined.
fn answering(parts: &Parts, start: usize) -> Option<String> {
    let before = parts.sentence_before(start);
    let speaks = |named: &NamedAuthority| {
        let after = before.get(named.end..).unwrap_or_default();
        !is_not_issuer(before.get(..named.start).unwrap_or_default(), after)
    };
    let named = authorities(before).into_iter().find(speaks)?;
    Some(named.name)
}

/// Returns the session that the head of the document names, if it names only one.
fn only_session<'a>(parts: &Parts, sessions: &'a [Session]) -> Option<&'a Session> {
    let mut own = sessions
        .iter()
        .filter(|session| session.start < parts.head().len());
    let first = own.next()?;
    own.all(|other| other.name == first.name).then_some(first)
}

/// Reads a list without a session; its kind is after it or before it.
fn alone(text: &str, start: usize) -> Option<List> {
    let mut list = list(text, text_start(text, start))?;
    let left = text.get(..start)?;
    let kind_before = |word: &str| {
        [
            word.to_owned(),
            format!("{word}("),
            format!("{word}》("),
            format!("{word}》"),
        ]
        .iter()
        .any(|ending| left.ends_with(ending.as_str()))
    };
    let english = text.get(start..)?;
    list.series = if english.starts_with("Suggestion") || english.starts_with("Motion") {
        Some(Series::Suggestion)
    } else if english.starts_with("Proposal") {
        Some(Series::Proposal)
    } else {
        list.series.or_else(|| {
            [("提案", Series::Proposal), ("建议", Series::Suggestion)]
                .into_iter()
                .find_map(|(word, series)| kind_before(word).then_some(series))
        })
    };
    list.series.is_some().then_some(list)
}

/// Offset of the digits or of 第, after an English word.
fn text_start(text: &str, start: usize) -> usize {
    text.get(start..)
        .filter(|rest| rest.starts_with(|character: char| character.is_ascii_alphabetic()))
        .and_then(|rest| rest.find("No"))
        .map_or(start, |offset| start + offset)
}

/// Reads a list such as `第1323号(工交邮电类193号)、1324号提案` from `start`.
fn list(text: &str, start: usize) -> Option<List> {
    let mut at = start;
    let mut end = start;
    let mut numbers: Vec<String> = Vec::new();
    let mut pending: Vec<String> = Vec::new();
    while numbers.len() < MAX_LIST && pending.len() < MAX_LIST {
        let rest = text.get(at..)?;
        let Some(item) = ITEM.as_ref()?.captures(rest) else {
            break;
        };
        let whole = item.get(0)?;
        // `第3127号提案和第3127号建议` has a number of each kind: the list ends before the second.
        if let Some(kind) = series_at_start(rest)
            && !numbers.is_empty()
            && kind_behind(text.get(at + whole.end()..)?).is_some_and(|next| next != kind)
        {
            break;
        }
        at += whole.end();
        pending.push(bare_number(item.name("number")?.as_str()));
        if let Some(class) = item
            .name("class")
            .and_then(|class| class_number(class.as_str()))
        {
            pending.push(class);
        }
        let is_english = whole.as_str().contains("No");
        // Numbers without any 号 are amounts, years or days.
        if is_english || item.name("mark").is_some() || item.name("late").is_some() {
            numbers.append(&mut pending);
            end = at;
        }
    }
    let series = kind_behind(text.get(end..)?);
    (!numbers.is_empty()).then_some(List {
        numbers,
        series,
        end,
    })
}

/// Returns the kind of a number, if it follows the number closely.
fn kind_behind(rest: &str) -> Option<Series> {
    let kind = KIND.as_ref()?.captures(rest)?.get(1)?;
    series_at_start(kind.as_str())
}

fn series_at_start(text: &str) -> Option<Series> {
    let kinds = [
        ("提案", Series::Proposal),
        ("建议", Series::Suggestion),
        ("议案", Series::Suggestion),
    ];
    let mut kinds = kinds.into_iter();
    kinds.find_map(|(word, series)| text.starts_with(word).then_some(series))
}

/// Reads the second number of a proposal, within its class: `工交邮电类193号`.
fn class_number(text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .filter(|character| *character != '第')
        .collect();
    let text = text.strip_suffix('号').unwrap_or(&text);
    let word =
        text.trim_end_matches(|character: char| character.is_ascii_digit() || character == ' ');
    let digits = text.strip_prefix(word)?;
    let is_class = !digits.trim().is_empty()
        && !word.is_empty()
        && !word.contains(|character: char| character.is_ascii_digit());
    is_class.then(|| format!("{word}{}", bare_number(digits)))
}
