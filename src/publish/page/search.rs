//! The page with the results of a search.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use serde::Serialize;

use super::address::{Links, Root};
use super::dates::Dates;
use super::drawing::Drawing;
use super::inline::{direction, name};
use super::layout::{Frame, SitePart};
use super::listed::ListedStory;
use super::words::PageWords;
use crate::model::{QueryMistake, SearchOrder, Site, TextPart};
use crate::publish::line::CleanLine;
use crate::publish::words::with;

/// Most lines of a list beside the results.
const ASIDE: usize = 12;

/// The results of a search.
#[derive(Debug, Clone, Serialize)]
pub struct SearchPage {
    /// What was searched for; empty before a search.
    pub query: String,
    /// Why the query cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mistake: Option<QueryMistake>,
    /// The order of the stories.
    #[serde(skip)]
    pub order: SearchOrder,
    /// The stories.
    pub stories: Vec<Hit>,
    /// Whether these are all.
    pub extent: ResultList,
    /// What `after` has to be for the next stories; `None` after the last ones.
    pub next: Option<String>,
    /// How many entries cannot be found yet.
    pub lacking: u64,
}

/// A story that a search found.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    /// The story.
    #[serde(flatten)]
    pub story: ListedStory,
    /// Its title, with the words marked.
    pub title_parts: Vec<TextPart>,
    /// The text around the words, with the words marked; empty if the text has none of them.
    pub snippet: Vec<TextPart>,
}

/// Whether a list has everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ResultList {
    /// The list has every result.
    Whole,
    /// The list has only the first results.
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
    let count = page.stories.len();
    let said = match (&page.mistake, query, count, page.extent) {
        (Some(mistake), ..) => Some(words.mistake(mistake)),
        (None, "", ..) => None,
        (None, _, 0, ResultList::Whole) => Some(with(words.no_hits, &[&query])),
        (None, _, _, ResultList::Whole) => Some(with(words.found, &[&count])),
        (None, _, _, ResultList::First) => Some(with(words.found_newest, &[&count])),
    };
    let stories: Vec<&ListedStory> = page.stories.iter().map(|hit| &hit.story).collect();
    let content = html! {
        h1.vh { (words.results) }
        form.find action="search" role="search" {
            label { (words.search) input type="search" name="q" value=(page.query); }
            @if page.order == SearchOrder::Best {
                input type="hidden" name="order" value="best";
            }
            button { (words.search) }
        }
        p.s {
            @if let Some(said) = said { (said) (words.gap) }
            (words.how_to_search)
        }
        @if page.lacking > 0 {
            p.s { (with(words.search_lacks, &[&page.lacking])) }
        }
        @if count > 0 {
            p.s { (orders(words, query, page.order)) }
            div.cols.fac {
                div {
                    @for one in &page.stories {
                        (hit(drawing, root, one))
                    }
                }
                aside { (facets(dates, root, &stories)) }
            }
        }
        @if let Some(next) = &page.next {
            p { a rel="next" href=(address(query, page.order, Some(next))) { (words.more_hits) } }
        }
    };
    let json = address(query, page.order, None).replacen("search", "search.json", 1);
    let title = if query.is_empty() {
        words.search
    } else {
        query
    };
    let frame = Frame {
        json: Some(&json),
        ..Frame::new(site, root, title, SitePart::Search)
    };
    frame.around(&content)
}

/// The order of the results, and a link to the other one.
fn orders(words: &PageWords, query: &str, order: SearchOrder) -> Markup {
    html! {
        @match order {
            SearchOrder::Newest => {
                (words.newest_first) (words.gap)
                a href=(address(query, SearchOrder::Best, None)) { (words.best_first) }
            }
            SearchOrder::Best => {
                a href=(address(query, SearchOrder::Newest, None)) { (words.newest_first) }
                (words.gap) (words.best_first)
            }
        }
    }
}

/// The address of a search, relative to the page of searches.
fn address(query: &str, order: SearchOrder, after: Option<&str>) -> String {
    let order = match order {
        SearchOrder::Newest => "",
        SearchOrder::Best => "&order=best",
    };
    let after = after.map(|after| format!("&after={after}"));
    let query = super::address::encoded(query);
    format!("search?q={query}{order}{}", after.unwrap_or_default())
}

fn hit(drawing: Drawing<'_>, root: Root<'_>, hit: &Hit) -> Markup {
    let dates = drawing.dates;
    let words = dates.words;
    let story = &hit.story;
    html! {
        article.hit {
            h2 lang=[story.language.as_deref()] dir=[direction(story.title.as_str())] {
                a href=(root.story(story.story)) { (marked(&hit.title_parts)) }
            }
            p.s {
                (dates.published(story.published, dates.moment(story.published)))
                (words.gap) (name(story.outlet.as_str()))
                (words.gap) (with(words.outlets_count, &[&story.outlets]))
                @if let Some(document) = &story.document {
                    (words.gap) (drawing.document(document))
                }
            }
            @if !hit.snippet.is_empty() {
                p { (marked(&hit.snippet)) }
            }
        }
    }
}

/// A text with every wanted word marked.
fn marked(parts: &[TextPart]) -> Markup {
    html! {
        @for part in parts {
            @if part.hit { mark { (part.text) } } @else { (part.text) }
        }
    }
}

/// Outlets, issuers and labels of the results, with their numbers.
fn facets(dates: Dates<'_>, root: Root<'_>, stories: &[&ListedStory]) -> Markup {
    let words = dates.words;
    let issuer = |story: &&ListedStory| story.document.as_ref()?.issuer.clone();
    let outlets = counted(stories.iter().flat_map(|story| outlets(story)));
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

/// Every outlet that carried a story, once.
fn outlets(story: &ListedStory) -> BTreeSet<CleanLine> {
    let own = std::iter::once(&story.outlet);
    let others = story.carriers.iter().map(|carrier| &carrier.outlet);
    own.chain(others).cloned().collect()
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
    use crate::model::TextPart;

    #[test]
    fn every_hit_is_marked_and_the_text_is_escaped() {
        let part = |text: &str, hit| TextPart {
            text: text.to_owned(),
            hit,
        };
        let parts = [part("a<", false), part("b&", true), part("c", false)];
        assert_eq!(marked(&parts).into_string(), "a&lt;<mark>b&amp;</mark>c");
    }
}
