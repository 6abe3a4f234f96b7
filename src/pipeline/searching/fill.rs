//! Fills the full-text index of the store with the terms of its stories.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::terms::{self, cut, normalised_lines};
use crate::model::{Member, UnreadableHtml, outlet};
use crate::normalize;
use crate::pipeline::Error;
use crate::store::{self, Filled, IndexTerms, IndexedStory, Store};

/// Entries that are written to the index after one pass, at most: some seconds of work. Only the
/// passes after an upgrade have so many.
pub(in crate::pipeline) const FILL_LIMIT: u64 = 20_000;

/// Prefixes of the terms of each field: characters that no normalised text has.
pub(super) const SOURCE: &str = "\u{E000}";
pub(super) const AUTHOR: &str = "\u{E001}";
pub(super) const ISSUER: &str = "\u{E002}";
pub(super) const LANGUAGE: &str = "\u{E003}";
pub(super) const OUTLETS: &str = "\u{E004}";

/// Largest number of outlets of a story for which the index has a term.
pub(super) const MANY_OUTLETS: usize = 20;

/// Brings the full-text index up to date, with `limit` entries at most. One that turns out to be
/// damaged is made anew, if nothing else is; [`Store::take_mended_search`] says so.
pub fn fill_search(store: &mut Store, limit: u64) -> Result<Filled, Error> {
    match store.fill_search(version(), &terms_of, limit) {
        Err(error @ store::Error::Damaged { .. }) => match store.mend_search(version())? {
            Some(_) => Ok(store.fill_search(version(), &terms_of, limit)?),
            None => Err(error.into()),
        },
        filled => Ok(filled?),
    }
}

/// Makes the full-text index anew and fills it if it is damaged, and nothing else is. Reads all of
/// it to see that. Returns what was wrong with it.
pub fn mend_search(store: &mut Store) -> Result<Option<String>, Error> {
    let mended = store.mend_search(version())?;
    if mended.is_some() {
        fill_search(store, u64::MAX)?;
    }
    Ok(mended)
}

/// Writes the whole full-text index anew.
pub fn rebuild_search(store: &mut Store) -> Result<Filled, Error> {
    store.empty_search(version())?;
    fill_search(store, u64::MAX)
}

/// The version of the terms, which change with the normalisation.
pub(in crate::pipeline) fn version() -> u32 {
    u32::from(normalize::VERSION) * 1_000 + terms::VERSION
}

/// The members of a story, in the order in which the index looks for its text.
pub(in crate::pipeline) fn longest_first(members: &[Member]) -> Vec<&Member> {
    let mut members: Vec<&Member> = members.iter().collect();
    members.sort_by_key(|member| (Reverse(member.chars), member.row));
    members
}

/// Fails if the stored HTML of the story cannot be decompressed.
fn terms_of(story: &IndexedStory) -> Result<IndexTerms, UnreadableHtml> {
    let mut terms = Terms::new();
    let members = &story.members;
    let different: BTreeSet<&str> = members.iter().map(|one| one.title.as_str()).collect();
    for title in different {
        terms.add("", title);
    }
    let titles = terms.joined.clone();
    let documents = members.iter().filter_map(|one| one.document.as_ref());
    for name in documents
        .clone()
        .flat_map(|document| document.issuer.iter().chain(&document.titles))
        .collect::<BTreeSet<_>>()
    {
        terms.add("", name);
    }
    if let Some(html) = &story.html {
        terms.add("", &normalize::body_text(&html.html()?));
    }
    for issuer in documents.filter_map(|document| document.issuer.as_deref()) {
        terms.add(ISSUER, issuer);
    }
    let mut outlets = BTreeSet::new();
    for member in members {
        let source = member.source_row;
        let author = outlet(
            member.file.as_deref(),
            &member.authors,
            None,
            &member.source,
        );
        if outlets.insert((source, author)) {
            terms.push(SOURCE, &source.to_string());
            terms.add(AUTHOR, author);
        }
    }
    for count in 2..=outlets.len().min(MANY_OUTLETS) {
        terms.push(OUTLETS, &count.to_string());
    }
    let languages = members
        .iter()
        .filter_map(|one| normalize::language_tag(&one.title, one.language.as_deref()));
    for language in languages.map(primary_language).collect::<BTreeSet<_>>() {
        terms.push(LANGUAGE, &language);
    }
    Ok(IndexTerms {
        titles,
        all: terms.joined,
    })
}

/// The first part of a language tag: `zh` of `zh-Hans-CN`.
pub(super) fn primary_language(tag: &str) -> String {
    let letters = tag.chars().take_while(char::is_ascii_alphanumeric);
    letters.collect::<String>().to_ascii_lowercase()
}

/// The terms of a story.
struct Terms {
    /// Separated by spaces.
    joined: String,
    last: LastTerms,
}

impl Terms {
    fn new() -> Self {
        Self {
            joined: String::new(),
            last: LastTerms::new(),
        }
    }

    /// Adds the terms of a text, each after `mark`.
    fn add(&mut self, mark: &str, text: &str) {
        // Each ideograph of three bytes begins a term of two, and a space stands before it.
        self.joined.reserve(text.len() / 3 * 7);
        for line in normalised_lines(text) {
            cut(&line, &mut |term| {
                let term = term.as_str();
                if !mark.is_empty() || self.last.insert(term) {
                    self.push(mark, term);
                }
            });
        }
    }

    fn push(&mut self, mark: &str, term: &str) {
        if !self.joined.is_empty() {
            self.joined.push(' ');
        }
        if !mark.is_empty() {
            self.joined.push_str(mark);
        }
        self.joined.push_str(term);
    }
}

/// Slots for terms, as a power of 2.
const SLOTS: u32 = 10;

/// Short terms that were added last: each slot has one. The index needs a term once, and telling
/// here that it has been there takes a tenth of the time that it takes FTS5.
struct LastTerms(Vec<ShortTerm>);

/// A term of up to eight bytes: its first and last four bytes, and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct ShortTerm(u64, usize);

impl LastTerms {
    fn new() -> Self {
        Self(vec![ShortTerm::default(); 1 << SLOTS])
    }

    /// Adds a term; returns whether it is not known that it was added before.
    #[inline]
    fn insert(&mut self, term: &str) -> bool {
        let Some(term) = ShortTerm::new(term) else {
            return true;
        };
        // Fibonacci hashing: multiplied by 2^64 divided by the golden ratio.
        let hash = term.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - SLOTS);
        let slot = usize::try_from(hash).ok().and_then(|at| self.0.get_mut(at));
        slot.is_none_or(|slot| std::mem::replace(slot, term) != term)
    }
}

impl ShortTerm {
    /// `None` for a longer term.
    #[inline]
    fn new(term: &str) -> Option<Self> {
        let bytes = term.as_bytes();
        let packed = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) if bytes.len() <= 8 => {
                u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
            }
            (None, _) => (bytes.iter()).fold(0, |packed, byte| packed << 8 | u64::from(*byte)),
            _ => return None,
        };
        Some(Self(packed, bytes.len()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_term_of_a_text_is_added(
            text in prop_oneof!["[甲乙丙a-c ]{0,80}", "[a-c]{1,9}( [a-c]{1,9}){0,30}", "[一-十 ]{0,900}"]
        ) {
            let mut terms = Terms::new();
            terms.add("", &text);
            let mut expected = BTreeSet::new();
            for line in normalised_lines(&text) {
                cut(&line, &mut |term| {
                    expected.insert(term.as_str().to_owned());
                });
            }
            let added: BTreeSet<String> =
                terms.joined.split_ascii_whitespace().map(str::to_owned).collect();
            prop_assert_eq!(added, expected);
        }
    }

    #[test]
    fn a_repeated_term_is_added_once() {
        let mut terms = Terms::new();
        terms.add("", "灯塔灯塔。The lamp, the lamp.");
        assert_eq!(terms.joined, "灯塔 塔灯 塔 the lamp");
    }
}
