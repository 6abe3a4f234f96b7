//! Finds drafts that are open for comments; a title and a round identify each draft.

use std::sync::LazyLock;

use regex::Regex;

use super::number_owner::{FoundNumber, NumberOwner, found, is_round_up};
use super::parts::Parts;
use super::spelling::unified;
use super::titles::spelled;
use crate::model::Series;

/// Bytes of a text that are searched for drafts.
const REACH: usize = 4096;

static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"[（(](?:公开|再次|修订|第?(?P<round>[二三四五2-5])次)*征求意见稿",
        r"(?:第?(?P<late>[二三四五2-5])稿)?[)）]",
    ))
    .ok()
});

static SPEAKER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?P<who>[^:,。《]{1,14}):").ok());

/// Returns the drafts of a text: its own if it asks for comments on them, else mentioned.
///
/// A round-up, a company's comment on a draft (`某公司：拥护…`) and a text with more than two
/// drafts have none of their own.
pub(super) fn drafts(title: &str, parts: &Parts, titles: &[String]) -> Vec<FoundNumber> {
    let mut candidates: Vec<String> = titles.to_vec();
    let bare = spelled(title);
    if !bare.contains('《') {
        candidates.push(bare);
    }
    candidates.retain(|candidate| candidate.contains("征求意见稿"));
    if candidates.is_empty() {
        return Vec::new();
    }
    let asking = asking(parts);
    let mut out: Vec<FoundNumber> = candidates
        .iter()
        .filter_map(|candidate| draft(candidate, &asking))
        .collect();
    out.dedup_by(|one, other| one.number == other.number);
    if out.len() > 2 || is_round_up(title) || is_anothers_word(title) {
        for draft in &mut out {
            draft.owner = NumberOwner::Mentioned;
        }
    }
    out
}

fn draft(candidate: &str, asking: &str) -> Option<FoundNumber> {
    let mark = MARK.as_ref()?.captures(candidate)?;
    let name = candidate.get(..mark.get(0)?.start())?;
    if name.chars().count() < 4 {
        return None;
    }
    let owner = if asking.contains(&unified(name)) {
        NumberOwner::Own
    } else {
        NumberOwner::Mentioned
    };
    let round = mark.name("round").or_else(|| mark.name("late"));
    let round = round.map(|round| format!("第{}次", round.as_str()));
    Some(found(Series::Draft, round, name.to_owned(), owner))
}

/// Returns the lines in which a text asks for comments, joined.
fn asking(parts: &Parts) -> String {
    let head = parts.head();
    let mut out = String::new();
    if head.contains("征求意见") || head.contains("征意见") {
        out.push_str(head);
    }
    let mut read = 0;
    for line in parts.body_lines() {
        read += line.len();
        if read > REACH {
            break;
        }
        if line.starts_with("原标题") || line.contains("公开征求") || line.contains("起草了")
        {
            out.push_str(line);
        }
    }
    out
}

/// Whether a title quotes somebody who is not an authority.
fn is_anothers_word(title: &str) -> bool {
    let title = unified(title);
    let who = SPEAKER
        .as_ref()
        .and_then(|pattern| pattern.captures(&title))
        .and_then(|captures| captures.name("who"));
    who.is_some_and(|who| {
        super::authority::authorities(who.as_str()).is_empty()
            && !who.as_str().contains(['部', '局', '委', '会', '所'])
    })
}
