//! Reads the official data of a Chinese text: issuer, addressee, numbers, titles, date.
//!
//! Takes the title and body text of an entry; returns a [`OfficialDocument`] if the entry is, or
//! reports, something official. A number is the document's *own* if it is in the title, in the
//! lines before the salutation, in the sentence that begins with the salutation
//! (`您提出的第1323号提案收悉`), alone in a line of the head, or in a lead that says who issued or
//! answered it. Every other number is *mentioned*, and so is a number after a citing word (`根据`,
//! `依据`, `违反` …).
//!
//! All readers work on one copy of the text in unified spelling in a fixed number of passes, so the
//! time is linear. Most entries of a feed fail the first check, which only looks for a few marks.
//!
//! This module uses regular expressions, compiled once: the patterns document what is recognised.

mod announcements;
mod authorities;
mod authority;
mod company;
mod departments;
mod drafts;
mod issuer;
mod number_owner;
mod parts;
mod proposals;
mod references;
mod session;
mod signature;
mod spelling;
#[cfg(test)]
mod tests;
mod titles;
mod traditional;

use std::sync::LazyLock;

use regex::Regex;

pub use self::authority::{issuer_by_name, issuer_names};
use self::number_owner::{FoundNumber, NumberOwner};
use self::parts::Parts;
use crate::model::{DocumentNumber, Mention, OfficialDocument};

/// Most own numbers and most mentioned numbers of one text.
const MAX_NUMBERS: usize = 24;

/// Bytes of a body that are read: the data of a document is not in the middle of a book.
const MAX_BODY: usize = 128 * 1024;

/// Every official text has at least one of these marks.
static MARKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"《|[0-9０-９〇零一二三四五六七八九十百)）\]】］]\s?[号號]|〔|提案|编号|編號|编 号",
        r"|征求意见|徵求意見|临20|No\. ?[0-9]|NO\.",
        r"|[\[【［〖][0-9０-９]{4}[\]】］〗]",
    ))
    .ok()
});

/// Bit set of the lowest eight bits of characters; every mark of [`MARKS`] has one of these
/// characters.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated when it is compiled, where `get` is none"
)]
const MARK_FILTER: [u64; 4] = {
    let characters = [
        '《', '〔', '案', '编', '編', '求', '临', 'N', '号', '號', '[', '【', '［', '〖',
    ];
    let mut bits = [0; 4];
    let mut at = 0;
    while at < characters.len() {
        let low = characters[at] as usize & 0xFF;
        bits[low >> 6] |= 1 << (low & 63);
        at += 1;
    }
    bits
};

/// Whether a text may contain a mark of [`MARKS`]. Checks a character and its neighbour, which is
/// faster than the expression.
fn may_have_mark(text: &str) -> bool {
    text.char_indices().any(|(at, character)| {
        let [low, ..] = u32::from(character).to_le_bytes();
        let bits = MARK_FILTER.get(usize::from(low >> 6));
        bits.is_some_and(|bits| bits >> (low & 63) & 1 == 1) && is_in_mark(text, at, character)
    })
}

fn is_in_mark(text: &str, at: usize, character: char) -> bool {
    let before = || text.get(..at).and_then(|left| left.chars().next_back());
    let next = || text.get(at..).and_then(|right| right.chars().nth(1));
    match character {
        '《' | '〔' => true,
        '案' => before() == Some('提'),
        '编' | '編' => matches!(next(), Some('号' | '號' | ' ')),
        '求' => matches!(before(), Some('征' | '徵')),
        '临' => next() == Some('2'),
        'N' => matches!(next(), Some('o' | 'O')),
        '号' | '號' => before().is_none_or(|last| {
            last.is_whitespace()
                || last.is_numeric()
                || "零一二三四五六七八九十百)）]】］".contains(last)
        }),
        '[' | '【' | '［' | '〖' => next().is_some_and(char::is_numeric),
        _ => false,
    }
}

/// Reads the official data of a text. `body_text` has one block per line.
///
/// `None` if nothing is official: no number, and no authority that issues a title. For a text that
/// only cites a number, the document has `mentions` only.
pub fn read_document(title: &str, body_text: &str) -> Option<OfficialDocument> {
    let body_text = body_text
        .get(..body_text.floor_char_boundary(MAX_BODY))
        .unwrap_or("");
    let marks = MARKS.as_ref()?;
    let is_marked = |text: &str| may_have_mark(text) && marks.is_match(text);
    if !is_marked(title) && !is_marked(body_text) {
        return None;
    }
    let parts = Parts::new(title, body_text);
    let titles = titles::titles(&format!("{title}\n{body_text}"));
    let mut found = proposals::proposals(&parts);
    found.extend(references::references(&parts));
    found.extend(announcements::announcements(&parts));
    found.extend(company::company_numbers(&parts));
    found.extend(drafts::drafts(title, &parts, &titles));
    let numbers = own_numbers(&found);
    let mentions = mentions(&found, &numbers);
    if numbers.is_empty() && titles.is_empty() && mentions.is_empty() {
        return None;
    }
    let signature = if numbers.is_empty() && parts.addressee.is_none() {
        signature::Signature::default()
    } else {
        signature::signature(&parts)
    };
    let issued = issuer::issued(&parts, &signature, &numbers);
    let is_official = !numbers.is_empty() || issued.issuer.is_some();
    if !is_official && mentions.is_empty() {
        return None;
    }
    Some(OfficialDocument {
        issuer: issued.issuer,
        departments: issued.departments,
        addressee: parts.addressee.filter(|_| is_official),
        titles,
        numbers,
        mentions,
        signed: signature.date,
    })
}

fn own_numbers(found: &[FoundNumber]) -> Vec<DocumentNumber> {
    let mut numbers: Vec<DocumentNumber> = Vec::new();
    for one in found.iter().filter(|one| one.owner == NumberOwner::Own) {
        if numbers.len() < MAX_NUMBERS && !numbers.contains(&one.number) {
            numbers.push(one.number.clone());
        }
    }
    numbers
}

/// Returns the cited numbers that are not among `own`, each once, with the first issuer named for
/// it.
fn mentions(found: &[FoundNumber], own: &[DocumentNumber]) -> Vec<Mention> {
    let mut mentions: Vec<Mention> = Vec::new();
    let cited = found
        .iter()
        .filter(|one| one.owner == NumberOwner::Mentioned && !own.contains(&one.number));
    for FoundNumber { number, issuer, .. } in cited {
        if let Some(known) = mentions.iter_mut().find(|known| known.number == *number) {
            known.issuer = known.issuer.take().or_else(|| issuer.clone());
        } else if mentions.len() < MAX_NUMBERS {
            mentions.push(Mention {
                number: number.clone(),
                issuer: issuer.clone(),
            });
        }
    }
    mentions
}
