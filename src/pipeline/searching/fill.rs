//! Fills the full-text index of the store with the terms of its stories.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::terms::{self, cut, folded_lines};
use crate::model::{Member, outlet};
use crate::normalize;
use crate::pipeline::Error;
use crate::store::{Filled, IndexTerms, IndexedStory, Store};

/// Entries that are written to the index after one pass, at most: some seconds of work. Only the
/// passes after an upgrade have so many.
pub(in crate::pipeline) const FILL_LIMIT: u64 = 20_000;

/// Before the terms of a field stands one of these characters, which no folded text has.
pub(super) const SOURCE: &str = "\u{E000}";
pub(super) const AUTHOR: &str = "\u{E001}";
pub(super) const ISSUER: &str = "\u{E002}";
pub(super) const LANGUAGE: &str = "\u{E003}";
pub(super) const OUTLETS: &str = "\u{E004}";

/// The index tells up to this many outlets of a story.
pub(super) const MANY_OUTLETS: usize = 20;

/// Brings the full-text index up to date, with `limit` entries at most.
pub fn fill_search(store: &mut Store, limit: u64) -> Result<Filled, Error> {
    Ok(store.fill_search(version(), &terms_of, limit)?)
}

/// Writes the whole full-text index anew.
pub fn rebuild_search(store: &mut Store) -> Result<Filled, Error> {
    store.empty_search(version())?;
    fill_search(store, u64::MAX)
}

/// The terms change with the normalisation.
fn version() -> u32 {
    u32::from(normalize::VERSION) * 1_000 + terms::VERSION
}

/// The members of a story, in the order in which the index looks for its text.
pub(in crate::pipeline) fn longest_first(members: &[Member]) -> Vec<&Member> {
    let mut members: Vec<&Member> = members.iter().collect();
    members.sort_by_key(|member| (Reverse(member.chars), member.row));
    members
}

fn terms_of(story: &IndexedStory) -> IndexTerms {
    let mut titles = String::new();
    let members = &story.members;
    let different: BTreeSet<&str> = members.iter().map(|one| one.title.as_str()).collect();
    for title in different {
        add(&mut titles, "", title);
    }
    let mut all = titles.clone();
    let documents = members.iter().filter_map(|one| one.document.as_ref());
    for name in documents
        .clone()
        .flat_map(|document| document.issuer.iter().chain(&document.titles))
        .collect::<BTreeSet<_>>()
    {
        add(&mut all, "", name);
    }
    if let Some(html) = &story.html {
        add(&mut all, "", &normalize::body_text(html));
    }
    for issuer in documents.filter_map(|document| document.issuer.as_deref()) {
        add(&mut all, ISSUER, issuer);
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
            push(&mut all, SOURCE, &source.to_string());
            add(&mut all, AUTHOR, author);
        }
    }
    for count in 2..=outlets.len().min(MANY_OUTLETS) {
        push(&mut all, OUTLETS, &count.to_string());
    }
    let languages = members.iter().filter_map(|one| one.language.as_deref());
    for language in languages.map(primary_language).collect::<BTreeSet<_>>() {
        push(&mut all, LANGUAGE, &language);
    }
    IndexTerms { titles, all }
}

/// The first part of a language tag: `zh` of `zh-Hans-CN`.
pub(super) fn primary_language(tag: &str) -> String {
    let letters = tag.chars().take_while(char::is_ascii_alphanumeric);
    letters.collect::<String>().to_ascii_lowercase()
}

/// Appends the terms of a text, each after `mark`.
fn add(terms: &mut String, mark: &str, text: &str) {
    for line in folded_lines(text) {
        cut(&line, &mut |term| push(terms, mark, term.as_str()));
    }
}

fn push(terms: &mut String, mark: &str, term: &str) {
    if !terms.is_empty() {
        terms.push(' ');
    }
    terms.push_str(mark);
    terms.push_str(term);
}
