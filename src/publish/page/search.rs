//! The page with the results of a search.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use maud::{Markup, html};
use serde::Serialize;

use super::address::{Links, Root};
use super::dates::Dates;
use super::layout::{Frame, Part};
use super::listed::{Drawing, ListedStory, direction, name};
use crate::model::Site;
use crate::publish::line::CleanLine;
use crate::publish::words::with;

/// Most lines of a list beside the results.
const ASIDE: usize = 12;

/// The results of a search.
#[derive(Debug, Clone, Serialize)]
pub struct SearchPage {
    /// What was searched for; empty before a search.
    pub query: String,
    /// The stories, those with a wanted number first, then the newest first.
    pub stories: Vec<ListedStory>,
    /// Whether these are all.
    pub extent: Extent,
}

/// Whether a list has everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// It has.
    Whole,
    /// It has the first ones only.
    First,
}

/// Renders the results of a search.
pub fn search(site: &Site, page: &SearchPage) -> String {
    let dates = Dates::of(site);
    let words = dates.words;
    let root = Root::HERE;
    let drawing = Drawing {
        dates,
        links: Links::Pages(root),
    };
    let query = page.query.trim();
    let wanted: Vec<&str> = query.split_whitespace().collect();
    let count = page.stories.len();
    let said = match (query, count, page.extent) {
        ("", ..) => None,
        (_, 0, _) => Some(with(words.no_hits, &[&query])),
        (_, _, Extent::Whole) => Some(with(words.found, &[&count])),
        (_, _, Extent::First) => Some(with(words.found_newest, &[&count])),
    };
    let content = html! {
        h1.vh { (words.results) }
        form.find action="search" role="search" {
            label { (words.search) input type="search" name="q" value=(page.query); }
            button { (words.search) }
        }
        p.s {
            @if let Some(said) = said { (said) (words.gap) }
            (words.how_to_search)
        }
        @if count > 0 {
            div.cols.fac {
                div {
                    @for story in &page.stories {
                        (hit(drawing, root, story, &wanted))
                    }
                }
                aside { (facets(dates, root, &page.stories)) }
            }
        }
    };
    let json = format!("search.json?q={}", super::address::encoded(query));
    let title = if query.is_empty() {
        words.search
    } else {
        query
    };
    let frame = Frame {
        json: Some(&json),
        ..Frame::new(site, root, title, Part::Search)
    };
    frame.around(&content)
}

fn hit(drawing: Drawing<'_>, root: Root<'_>, story: &ListedStory, wanted: &[&str]) -> Markup {
    let dates = drawing.dates;
    let words = dates.words;
    html! {
        article.hit {
            h2 lang=[story.language.as_deref()] dir=[direction(story.title.as_str())] {
                a href=(root.story(story.story)) { (marked(story.title.as_str(), wanted)) }
            }
            p.s {
                (dates.time(story.position, &dates.moment(story.position)))
                (words.gap) (name(story.outlet.as_str()))
                (words.gap) (story.outlets) (words.outlets_unit)
                @if let Some(document) = &story.document {
                    (words.gap) (drawing.document(document))
                }
            }
        }
    }
}

/// A text with every wanted word marked, in capitals or not.
fn marked(text: &str, wanted: &[&str]) -> Markup {
    let lower = text.to_lowercase();
    // Some capitals have more bytes than their small letters: then the places differ.
    let is_parallel = lower.len() == text.len();
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for word in wanted
        .iter()
        .map(|word| word.to_lowercase())
        .filter(|_| is_parallel)
    {
        let found = lower.match_indices(&word);
        ranges.extend(found.map(|(at, word)| (at, at + word.len())));
    }
    ranges.sort_unstable();
    let mut at = 0;
    let mut parts = Vec::new();
    for (begin, end) in ranges {
        if let (Some(before), Some(word)) = (text.get(at..begin), text.get(begin..end)) {
            parts.push((before, word));
            at = end;
        }
    }
    let rest = text.get(at..).unwrap_or_default();
    html! {
        @for (before, word) in parts { (before) mark { (word) } }
        (rest)
    }
}

/// Outlets, issuers and labels of the results, with their numbers.
fn facets(dates: Dates<'_>, root: Root<'_>, stories: &[ListedStory]) -> Markup {
    let words = dates.words;
    let issuer = |story: &ListedStory| story.document.as_ref()?.issuer.clone();
    let outlets = counted(stories.iter().map(|story| story.outlet.clone()));
    let issuers = counted(stories.iter().filter_map(issuer));
    let labels = counted(stories.iter().flat_map(|story| story.labels.clone()));
    let linked = |folder: &str, title: &str, counts: Vec<(CleanLine, usize)>| {
        html! {
            @if !counts.is_empty() {
                section {
                    h2 { (title) }
                    ul {
                        @for (name, count) in counts {
                            li {
                                a href=(root.named(folder, name.as_str())) { (name.as_str()) }
                                span { (count) }
                            }
                        }
                    }
                }
            }
        }
    };
    html! {
        section {
            h2 { (words.outlet) }
            ul {
                @for (outlet, count) in outlets {
                    li { span { (name(outlet.as_str())) } span { (count) } }
                }
            }
        }
        (linked("issuers", words.issuers, issuers))
        (linked("labels", words.labels, labels))
    }
}

fn counted(names: impl Iterator<Item = CleanLine>) -> Vec<(CleanLine, usize)> {
    let mut counts: BTreeMap<CleanLine, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts.truncate(ASIDE);
    counts
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn every_wanted_word_is_marked_once_and_the_text_is_escaped() {
        for (text, wanted, expected) in [
            ("a<b", vec!["b"], "a&lt;<mark>b</mark>"),
            (
                "Rate and RATE",
                vec!["rate"],
                "<mark>Rate</mark> and <mark>RATE</mark>",
            ),
            ("abc", vec!["ab", "bc"], "<mark>ab</mark>c"),
            ("反渗透膜", vec!["渗透"], "反<mark>渗透</mark>膜"),
            ("x", vec![], "x"),
        ] {
            assert_eq!(marked(text, &wanted).into_string(), expected);
        }
    }
}
