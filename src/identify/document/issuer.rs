//! Who issued a text and who took part.

use super::authority::{Named, authorities, issuer_of_word};
use super::found::{ISSUING, is_received, is_round_up};
use super::parts::Parts;
use super::spelling::is_chinese;
use crate::model::{DocumentNumber, Series};

/// Departments kept of one text.
const MAX_DEPARTMENTS: usize = 16;

/// Issuer and departments.
#[derive(Debug, Default)]
pub(super) struct Issued {
    /// Who speaks.
    pub(super) issuer: Option<String>,
    /// Who else took part.
    pub(super) departments: Vec<String>,
}

/// Whether a numbered document was found: it has an issuer even where no verb says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbered {
    /// The text has a number of its own.
    Yes,
    /// It has none, so only the sentence that says who issued what counts.
    No,
}

/// Decides, in this order: who signed; the beginning of a line of the header or of the title; the
/// sentence that says who issued or answered; who can be called; whose 文号 it is.
pub(super) fn issued(parts: &Parts, signers: &[String], own: &[DocumentNumber]) -> Issued {
    let numbered = if own.is_empty() {
        Numbered::No
    } else {
        Numbered::Yes
    };
    let mut chain: Vec<String> = signers.to_vec();
    if numbered == Numbered::Yes {
        if chain.is_empty() {
            chain = of_header(parts);
        }
        if chain.is_empty() {
            chain = of_sentence(parts, Numbered::Yes);
        }
    } else {
        chain = of_sentence(parts, Numbered::No);
    }
    let contact = contact(parts, chain.first().map(String::as_str));
    if chain.is_empty() {
        chain.extend(contact.as_ref().map(|(issuer, _)| issuer.clone()));
    }
    if chain.is_empty() {
        chain.extend(own.iter().find_map(of_number));
    }
    let mut all = chain.into_iter();
    let issuer = all.next();
    let mut departments: Vec<String> = Vec::new();
    if issuer.is_some() {
        let answering = contact.map(|(_, department)| department);
        for name in answering.into_iter().chain(all).chain(consulted(parts)) {
            let is_new = Some(&name) != issuer.as_ref() && !departments.contains(&name);
            if is_new && departments.len() < MAX_DEPARTMENTS {
                departments.push(name);
            }
        }
    }
    Issued {
        issuer,
        departments,
    }
}

fn of_number(number: &DocumentNumber) -> Option<String> {
    let word = number.number.split('〔').next()?;
    match number.series {
        Series::Reference => issuer_of_word(word).map(str::to_owned),
        Series::Announcement => word.strip_suffix("公告").map(str::to_owned),
        Series::Decree => number.session.clone(),
        Series::Proposal | Series::Suggestion | Series::Draft => None,
    }
}

/// A line of header or title that an authority begins: `国务院办公厅对…的答复`, `工信部：…`.
fn of_header(parts: &Parts) -> Vec<String> {
    let lines: Vec<&str> = parts.header_lines().collect();
    // The lines of the document itself say more than the outlet's title, which stands first.
    lines
        .iter()
        .skip(1)
        .chain(lines.first())
        .map(|line| leading(line))
        .find(|chain| !chain.is_empty())
        .unwrap_or_default()
}

/// The authorities that a text begins with: `A、B关于…`.
fn leading(text: &str) -> Vec<String> {
    let head = text.get(..text.floor_char_boundary(300)).unwrap_or("");
    let named = authorities(head);
    let begins = named.first().is_some_and(|first| {
        let before = head.get(..first.start).unwrap_or("-");
        before.chars().all(|character| "〔(\"“".contains(character))
    });
    if begins {
        run(head, &named)
    } else {
        Vec::new()
    }
}

/// The names from the first one on, as far as only commas and 和 stand between.
fn run(text: &str, named: &[Named]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut end = None;
    for next in named {
        let gap = end.map_or("", |end| text.get(end..next.start).unwrap_or("-"));
        let is_near = gap
            .chars()
            .all(|character| "、,和及与会同联合 ".contains(character));
        if !is_near {
            break;
        }
        end = Some(next.end);
        if !out.contains(&next.name) {
            out.push(next.name.clone());
        }
    }
    out
}

/// The sentence of the head in which an authority issues or answers something.
fn of_sentence(parts: &Parts, numbered: Numbered) -> Vec<String> {
    let title = parts.text.lines().next().unwrap_or("");
    if numbered == Numbered::No && is_round_up(title) {
        return Vec::new();
    }
    for sentence in parts.head().split(['。', '\n', ';']) {
        let named = authorities(sentence);
        let Some(first) = named.first() else {
            continue;
        };
        let rest = sentence.get(first.end..).unwrap_or("");
        let verb = ISSUING.iter().chain(&[
            "答复", "批复", "通知", "公告", "issue", "publish", "release", "announce",
        ]);
        let is_theirs = numbered == Numbered::Yes || {
            let before = sentence.get(..first.start).unwrap_or("");
            !is_received(before)
                && !rest.starts_with("签发")
                && !rest.starts_with("核准签发")
                && !rest.starts_with("出具")
                && !rest.starts_with("核发")
                && !rest.starts_with("下发")
        };
        let says = verb
            .filter_map(|word| rest.find(word))
            .min()
            // A verb far behind the name has another subject.
            .is_some_and(|at| at < 120 || numbered == Numbered::Yes);
        if says && is_theirs && (numbered == Numbered::Yes || rest.contains('《')) {
            return run(sentence, &named);
        }
    }
    Vec::new()
}

/// The authority whom a reply names for questions, with its department: `工业和信息化部原材料工业司`.
fn contact(parts: &Parts, issuer: Option<&str>) -> Option<(String, String)> {
    let mut is_announced = false;
    for line in parts.body_lines() {
        let asks = line.contains("联系单位")
            || line.contains("联系部门")
            || line.contains("联系人")
            || line.contains("承办单位");
        if (asks || is_announced)
            && line.len() < 300
            && let Some(named) = authorities(line).into_iter().next()
        {
            let rest = line.get(named.end..)?;
            let office: String = rest
                .chars()
                .take_while(|character| is_chinese(*character))
                .take(16)
                .collect();
            let is_office =
                office.ends_with(['司', '局', '厅', '室', '处']) || office.ends_with("中心");
            if is_office && issuer.is_none_or(|issuer| issuer == named.name) {
                return Some((named.name.clone(), format!("{}{office}", named.name)));
            }
        }
        is_announced = asks;
    }
    None
}

/// Those asked before a reply was written, `经商发展改革委、科技部`, or joined: `会同…`.
fn consulted(parts: &Parts) -> Vec<String> {
    let opening = parts.opening();
    let Some((at, word)) = ["经商", "经会商", "会同", "会签", "商"]
        .iter()
        .find_map(|word| Some((opening.find(word)?, word)))
    else {
        return Vec::new();
    };
    let rest = opening.get(at + word.len()..).unwrap_or("");
    let rest = rest.split(['。', '\n']).next().unwrap_or("");
    leading(rest)
}
