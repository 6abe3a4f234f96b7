//! What an official document says of itself: issuer, addressee, numbers, titles, date.
//!
//! Takes the title and body text of an entry; gives a [`Document`] when it is, or reports, something
//! official. A number is the document's *own* when it stands in the title, in the lines in front of the
//! salutation, in the sentence that the salutation opens (`您提出的第1323号提案收悉`), alone in a line
//! of the head, or in a lead that says who issued or answered it. Every other number is *mentioned*,
//! and so is one that a citing word precedes (`根据`, `依据`, `违反` …).
//!
//! Everything is read from one folded copy of the text by a fixed number of passes, so the time is
//! linear; most entries of a feed fail the first check, which looks for a few marks only.
//!
//! Regular expressions are used here, as in curation: the patterns are the documentation of what is
//! recognised, and they are compiled once.

mod announcements;
mod authorities;
mod authority;
mod company;
mod departments;
mod drafts;
mod found;
mod issuer;
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

pub use self::authority::{issuer_called, issuer_names};
use self::found::{Found, Standing};
use self::parts::Parts;
use crate::model::{Document, DocumentNumber};

/// Numbers kept of one text, own and mentioned each.
const MAX_NUMBERS: usize = 24;

/// How much of a body is read, in bytes: nothing of a document's identity is in the middle of a book.
const MAX_BODY: usize = 128 * 1024;

/// Marks of which any official text has at least one.
static MARKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"《|[0-9０-９〇零一二三四五六七八九十百)）\]】］]\s?[号號]|〔|提案|编号|編號|编 号",
        r"|征求意见|徵求意見|临20|No\. ?[0-9]|NO\.",
        r"|[\[【［〖][0-9０-９]{4}[\]】］〗]",
    ))
    .ok()
});

/// Whether any mark of [`MARKS`] may stand in a text: two characters tell, and cost less than the expression.
fn may_have_mark(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|character| {
        let pair = (std::mem::replace(&mut before, character), character);
        match pair {
            (_, '《' | '〔')
            | ('提', '案')
            | ('编' | '編', '号' | '號' | ' ')
            | ('征' | '徵', '求')
            | ('临', '2')
            | ('N', 'o' | 'O') => true,
            (last, '号' | '號') => {
                last.is_whitespace()
                    || last.is_numeric()
                    || "零一二三四五六七八九十百)）]】］".contains(last)
            }
            ('[' | '【' | '［' | '〖', digit) => digit.is_numeric(),
            _ => false,
        }
    })
}

/// Reads what a text says of itself as an official document. `body_text` holds one block per line.
///
/// None when there is nothing official: no number, and no authority that issues a title. A text that
/// only cites a number gives a document with `mentions` alone.
pub fn document(title: &str, body_text: &str) -> Option<Document> {
    let body_text = body_text
        .get(..body_text.floor_char_boundary(MAX_BODY))
        .unwrap_or("");
    let marks = MARKS.as_ref()?;
    let is_marked = |text: &str| may_have_mark(text) && marks.is_match(text);
    if !is_marked(title) && !is_marked(body_text) {
        return None;
    }
    let parts = Parts::of(title, body_text);
    let titles = titles::titles(&format!("{title}\n{body_text}"));
    let mut found = proposals::proposals(&parts);
    found.extend(references::references(&parts));
    found.extend(announcements::announcements(&parts));
    found.extend(company::company_numbers(&parts));
    found.extend(drafts::drafts(title, &parts, &titles));
    let numbers = of_standing(&found, Standing::Own, &[]);
    let mentions = of_standing(&found, Standing::Mentioned, &numbers);
    if numbers.is_empty() && titles.is_empty() && mentions.is_empty() {
        return None;
    }
    let signature = if numbers.is_empty() && parts.addressee.is_none() {
        signature::Signature::default()
    } else {
        signature::signature(&parts)
    };
    let issued = issuer::issued(&parts, &signature.signers, &numbers);
    let is_official = !numbers.is_empty() || issued.issuer.is_some();
    if !is_official && mentions.is_empty() {
        return None;
    }
    Some(Document {
        issuer: issued.issuer,
        departments: issued.departments,
        addressee: parts.addressee.filter(|_| is_official),
        titles,
        numbers,
        mentions,
        signed: signature.date,
    })
}

fn of_standing(
    found: &[Found],
    standing: Standing,
    except: &[DocumentNumber],
) -> Vec<DocumentNumber> {
    let mut out: Vec<DocumentNumber> = Vec::new();
    for one in found.iter().filter(|one| one.standing == standing) {
        if out.len() < MAX_NUMBERS && !out.contains(&one.number) && !except.contains(&one.number) {
            out.push(one.number.clone());
        }
    }
    out
}
