//! Finds the issuer of a text and the other departments.

use super::authority::{NamedAuthority, authorities, issuer_of_word};
use super::company::company;
use super::departments::{consulted, contact, is_not_issuer};
use super::number_owner::{ISSUING, is_received, is_round_up};
use super::parts::Parts;
use super::signature::{Signature, Signers};
use crate::model::{DocumentNumber, Series};

/// Most departments of one text.
const MAX_DEPARTMENTS: usize = 16;

/// Further words that introduce what a document says.
const SPEAKING: [&str; 8] = [
    "答复", "批复", "通知", "公告", "issue", "publish", "release", "announce",
];

/// Words for papers that an authority gives to one applicant: such a text is news of the
/// applicant.
const GRANTING: [&str; 4] = ["签发的", "出具的", "核发的", "下发的"];

/// The issuer and the other departments.
#[derive(Debug, Default)]
pub(super) struct Issued {
    /// The issuer.
    pub(super) issuer: Option<String>,
    /// The other departments.
    pub(super) departments: Vec<String>,
}

/// Whether the text has a number of its own: then it has an issuer even if no verb says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbered {
    /// The text has a number of its own.
    Yes,
    /// It has none: only a sentence that says who issued what counts.
    No,
}

/// Decides by these, in order: the signature; the beginning of a line of the header or of the
/// title; the sentence that says who issued or answered; the contact for questions; the issuing
/// word of the 文号.
///
/// If an organ signed that is in no table, the sentences of the head name only others.
pub(super) fn issued(parts: &Parts, signature: &Signature, own: &[DocumentNumber]) -> Issued {
    let is_company = own
        .iter()
        .any(|number| number.series == Series::Announcement && !number.number.contains('〔'));
    if is_company && let Some(issuer) = company(parts) {
        return Issued {
            issuer: Some(issuer),
            departments: Vec::new(),
        };
    }
    let numbered = if own.is_empty() {
        Numbered::No
    } else {
        Numbered::Yes
    };
    let is_stranger = matches!(signature.signers, Signers::Unknown);
    let mut chain: Vec<String> = match &signature.signers {
        Signers::Known(names) => names.clone(),
        Signers::None | Signers::Unknown => Vec::new(),
    };
    if numbered == Numbered::Yes {
        if chain.is_empty() {
            chain = from_header(parts);
        }
        if chain.is_empty() && !is_stranger {
            chain = from_sentence(parts, Numbered::Yes);
        }
    } else if !is_stranger {
        chain = from_sentence(parts, Numbered::No);
    }
    let contact = contact(parts, chain.first().map(String::as_str));
    if chain.is_empty() {
        chain.extend(contact.as_ref().map(|(issuer, _)| issuer.clone()));
    }
    if chain.is_empty() {
        chain.extend(own.iter().find_map(issuer_of_number));
    }
    if chain.is_empty() && numbered == Numbered::Yes && !is_stranger {
        chain.extend(only_one(parts));
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

fn issuer_of_number(number: &DocumentNumber) -> Option<String> {
    let word = number.number.split('〔').next()?;
    match number.series {
        Series::Reference => issuer_of_word(word).map(str::to_owned),
        Series::Announcement => {
            let word = word.strip_suffix("公告")?;
            let is_authority = !authorities(word).is_empty() || number.number.contains("部公告");
            is_authority.then(|| word.to_owned())
        }
        Series::Decree => number.session.clone(),
        Series::Proposal | Series::Suggestion | Series::Draft => None,
    }
}

/// Finds a line of header or title that begins with an authority: `国务院办公厅对…的答复`,
/// `工信部：…`.
fn from_header(parts: &Parts) -> Vec<String> {
    let lines: Vec<&str> = parts.header_lines().collect();
    // The lines of the document are more reliable than the outlet's title, which is the first
    // line.
    lines
        .iter()
        .skip(1)
        .chain(lines.first())
        // A line that ends with a colon addresses them.
        .filter(|line| !line.ends_with(':') || lines.len() == 1)
        .map(|line| leading(line))
        .find(|chain| !chain.is_empty())
        .unwrap_or_default()
}

/// Returns the authorities at the beginning of a text: `A、B关于…`.
pub(super) fn leading(text: &str) -> Vec<String> {
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

/// Returns the first name and those that follow it after commas and 和 only.
fn run(text: &str, named: &[NamedAuthority]) -> Vec<String> {
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

/// Finds the sentence of the head in which an authority issues or answers something.
fn from_sentence(parts: &Parts, numbered: Numbered) -> Vec<String> {
    let title = parts.text.lines().next().unwrap_or("");
    if numbered == Numbered::No && is_round_up(title) {
        return Vec::new();
    }
    for sentence in parts.head().split(['。', '\n', ';']) {
        if numbered == Numbered::No && !sentence.contains('《') {
            continue;
        }
        let named = authorities(sentence);
        let speaking = |named: &NamedAuthority| {
            let before = sentence.get(..named.start).unwrap_or("");
            !is_not_issuer(before, sentence.get(named.end..).unwrap_or(""))
        };
        let Some(at) = named.iter().position(speaking) else {
            continue;
        };
        let (_, named) = named.split_at(at);
        let Some(first) = named.first() else {
            continue;
        };
        let before = sentence.get(..first.start).unwrap_or("");
        let rest = sentence.get(first.end..).unwrap_or("");
        let speaks = match numbered {
            Numbered::Yes => verb_at(rest).is_some(),
            // Without a number, the verb must be near, the sentence must have a title, and the
            // news must be the issuer's own.
            Numbered::No => {
                let (to_title, _) = sentence.split_once('《').unwrap_or((sentence, ""));
                verb_at(rest).is_some_and(|at| at < 120)
                    && rest.contains('《')
                    && !is_received(before)
                    && !GRANTING.iter().any(|word| to_title.ends_with(word))
                    && !to_title.contains("收到")
            }
        };
        if speaks {
            return run(sentence, named);
        }
    }
    Vec::new()
}

/// Offset of the first word for issuing or answering.
fn verb_at(text: &str) -> Option<usize> {
    ISSUING
        .iter()
        .chain(&SPEAKING)
        .filter_map(|word| text.find(word))
        .min()
}

/// Returns the authority in the head, if the head names only one and that one speaks.
fn only_one(parts: &Parts) -> Option<String> {
    let head = parts.head();
    let named = authorities(head);
    let first = named.first()?;
    let is_alone = named.iter().all(|other| other.name == first.name);
    let speaks = |named: &NamedAuthority| {
        let before = parts.sentence_before(named.start);
        !is_not_issuer(before, parts.sentence_after(named.end))
    };
    (is_alone && named.iter().any(speaks)).then(|| first.name.clone())
}
