//! The official document that a story is, as facts.

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Serialize;

use super::address::Root;
use super::words::PageWords;
use crate::model::OfficialDocument;
use crate::publish::line::CleanLine;

/// The facts of an official document, as lines.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DocumentFacts {
    /// The issuer.
    pub issuer: Option<CleanLine>,
    /// Other authorities.
    pub departments: Vec<CleanLine>,
    /// Its own numbers.
    pub numbers: Vec<CleanLine>,
    /// The addressee.
    pub addressee: Option<CleanLine>,
    /// The date below the signature.
    pub signed: Option<Date>,
    /// Titles of documents that it names.
    pub titles: Vec<CleanLine>,
    /// Numbers of other documents that it cites.
    pub cites: Vec<CleanLine>,
}

impl DocumentFacts {
    /// The facts as lines, without those that hold nothing visible.
    pub(super) fn new(
        document: &OfficialDocument,
        line: impl Fn(&str) -> Option<CleanLine>,
    ) -> Self {
        let lines = |texts: Vec<String>| texts.iter().filter_map(|text| line(text)).collect();
        let numbers = |numbers: &mut dyn Iterator<Item = String>| lines(numbers.take(20).collect());
        // It comes from the normalised text, whose commas have half the width.
        let addressee = document.addressee.as_deref();
        let addressee = addressee.map(|addressee| addressee.replace(',', "，"));
        Self {
            issuer: document.issuer.as_deref().and_then(&line),
            departments: lines(document.departments.clone()),
            numbers: numbers(&mut document.numbers.iter().map(ToString::to_string)),
            addressee: addressee.as_deref().and_then(&line),
            signed: document.signed,
            titles: lines(
                document
                    .titles
                    .iter()
                    .take(20)
                    .map(|title| format!("《{title}》"))
                    .collect(),
            ),
            cites: numbers(&mut document.mentioned().map(ToString::to_string)),
        }
    }
}

/// The facts as a list of terms.
pub(super) fn facts(words: &PageWords, root: Root<'_>, facts: Option<&DocumentFacts>) -> Markup {
    let lines = |title: &str, lines: &[CleanLine]| {
        html! {
            @if !lines.is_empty() {
                dt { (title) }
                dd { @for (place, line) in lines.iter().enumerate() {
                    @if place > 0 { br; }
                    (line.as_str())
                } }
            }
        }
    };
    html! {
        @if let Some(facts) = facts {
            section {
                h2 { (words.document) }
                dl.facts {
                    @if let Some(issuer) = &facts.issuer {
                        dt { (words.issued_by) }
                        dd { a href=(root.named("issuers", issuer.as_str())) { (issuer.as_str()) } }
                    }
                    (lines(words.number, &facts.numbers))
                    (lines(words.addressee, facts.addressee.as_slice()))
                    (lines(words.together_with, &facts.departments))
                    @if let Some(signed) = facts.signed { dt { (words.signed) } dd { (signed) } }
                    (lines(words.names, &facts.titles))
                    (lines(words.cites, &facts.cites))
                }
            }
        }
    }
}
