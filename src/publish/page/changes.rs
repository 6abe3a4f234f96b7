//! The page of changes: what was cut and added in stories after they were published.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use maud::{Markup, html};
use serde::{Serialize, Serializer};

use super::address::{Root, encoded};
use super::dates::Dates;
use super::front::Begins;
use super::history::marked;
use super::inline::{direction, name, tag};
use super::layout::{FeedLink, Frame, SitePart};
use super::statistics::{NamedSource, link_to_source};
use super::words::PageWords;
use crate::model::{ChangeSize, Piece, Site, StoryId, StoryRelation, Timestamp};
use crate::publish::line::CleanLine;

/// The changes of published stories, the newest first.
#[derive(Debug, Clone, Serialize)]
pub struct ChangesPage {
    /// Which changes it lists.
    #[serde(flatten)]
    pub which: WhichChanges,
    /// The source whose changes it lists.
    #[serde(skip)]
    pub source: Option<NamedSource>,
    /// The changes.
    pub changes: Vec<ListedChange>,
    /// The list goes on after this place.
    pub older: Option<ChangePlace>,
    /// Whether it begins with the newest change.
    pub begins: Begins,
    /// The outputs of changes.
    pub feeds: Vec<FeedLink>,
}

/// Which changes a list has.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct WhichChanges {
    /// Those of stories with this label.
    pub label: Option<String>,
    /// Those of the texts of this source.
    pub source: Option<String>,
    /// Those that matter at least so much.
    pub least: ChangeSize,
}

/// The place of a change in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChangePlace {
    /// When it was seen.
    pub at: Timestamp,
    /// Its row in the store.
    pub row: i64,
}

/// A change of a published story.
#[derive(Debug, Clone, Serialize)]
pub struct ListedChange {
    /// The story.
    pub story: StoryId,
    /// Which change of the story it is, from 1.
    pub number: u32,
    /// When the pass that saw it began.
    pub at: Timestamp,
    /// The title since then.
    pub title: CleanLine,
    /// The language of the title, if it is not that of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The outlet of the text since then.
    pub outlet: CleanLine,
    /// What changed: `edited`, `replaced`, `corrected` or `withdrawn`.
    pub kind: &'static str,
    /// How much it matters.
    pub size: ChangeSize,
    /// What was cut and added, with a few characters around it.
    pub pieces: Vec<Piece>,
    /// The story that corrects or withdraws this one.
    pub said_by: Option<SaidBy>,
    /// The labels of the story.
    pub labels: Vec<CleanLine>,
}

/// A story that corrects or withdraws another one.
#[derive(Debug, Clone, Serialize)]
pub struct SaidBy {
    /// The story.
    pub story: StoryId,
    /// What it is to the other one.
    pub relation: StoryRelation,
    /// Its title.
    pub title: CleanLine,
}

impl fmt::Display for ChangePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at.as_second(), self.row)
    }
}

impl FromStr for ChangePlace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, row) = text.rsplit_once('-').ok_or(())?;
        let at = Timestamp::from_second(at.parse().map_err(|_| ())?).map_err(|_| ())?;
        let row = row.parse().map_err(|_| ())?;
        Ok(Self { at, row })
    }
}

impl Serialize for ChangePlace {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl WhichChanges {
    /// The query of the page with these changes, after a place.
    fn query(&self, after: Option<ChangePlace>) -> String {
        let label = self.label.iter().map(|label| ("label", encoded(label)));
        let source = self.source.iter().map(|source| ("source", encoded(source)));
        let size = (self.least == ChangeSize::Small).then(|| ("size", "all".to_owned()));
        let after = after.map(|place| ("after", place.to_string()));
        let pairs = label.chain(source).chain(size).chain(after);
        let pairs: Vec<String> = pairs.map(|(key, value)| format!("{key}={value}")).collect();
        if pairs.is_empty() {
            return String::new();
        }
        format!("?{}", pairs.join("&"))
    }

    fn has_filter(&self) -> bool {
        self.label.is_some() || self.source.is_some()
    }
}

/// Renders a page of changes by day.
pub fn changes(site: &Site, page: &ChangesPage) -> String {
    let dates = Dates::of(site);
    let words = dates.words;
    let root = Root::HERE;
    let day_of = |change: &ListedChange| dates.day(change.at);
    let days = page
        .changes
        .chunk_by(|one, other| day_of(one) == day_of(other));
    let empty = if page.which.has_filter() || page.begins == Begins::Older {
        words.no_changes_here
    } else {
        words.no_changes
    };
    let content = html! {
        h1 { (words.changed_stories) }
        (filters(words, root, page))
        p.lead { (words.changes_note) }
        @if page.changes.is_empty() { p { (empty) } }
        @for of_day in days {
            @if let Some(day) = of_day.first().map(day_of) {
                section.day aria-labelledby={ "d" (day) } {
                    header { h2 id={ "d" (day) } { a href=(root.to(&format!("d/{day}"))) { (dates.heading(day)) } } }
                    @for change in of_day { (item(dates, root, change)) }
                }
            }
        }
        (pager(words, root, page))
    };
    let json = format!("changes.json{}", page.which.query(None));
    let frame = Frame {
        feeds: &page.feeds,
        json: Some(&json),
        ..Frame::new(site, root, words.changed_stories, SitePart::Changes)
    };
    frame.around(&content)
}

/// Links to other lists: all changes, those of a label, those with changes of spelling.
fn filters(words: &PageWords, root: Root<'_>, page: &ChangesPage) -> Markup {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for label in page.changes.iter().flat_map(|change| &change.labels) {
        *counts.entry(label.as_str()).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let which = &page.which;
    let to = |which: &WhichChanges| root.to(&format!("changes{}", which.query(None)));
    let all = WhichChanges {
        label: None,
        source: None,
        ..which.clone()
    };
    let (other_size, said) = match which.least {
        ChangeSize::Substantial => (ChangeSize::Small, words.small_too),
        ChangeSize::Small => (ChangeSize::Substantial, words.substantial_only),
    };
    let resized = WhichChanges {
        least: other_size,
        ..which.clone()
    };
    html! {
        nav.facets aria-label=(words.labels) {
            a href=(to(&all)) aria-current=[(!which.has_filter()).then_some("page")] { (words.all) }
            @if let Some(source) = &page.source {
                a href=(to(which)) aria-current="page" { (name(source.title.as_str())) }
            }
            @for (label, count) in counts {
                @let is_it = which.label.as_deref() == Some(label);
                @let of_label = WhichChanges { label: Some(label.to_owned()), ..which.clone() };
                a href=(to(&of_label)) aria-current=[is_it.then_some("page")] { (label) " " span { (count) } }
            }
            a href=(to(&resized)) { (said) }
        }
        @if let Some(source) = &page.source { p.lead { (words.source) (words.gap) (link_to_source(root, source)) } }
    }
}

fn item(dates: Dates<'_>, root: Root<'_>, change: &ListedChange) -> Markup {
    let words = dates.words;
    let kind = match (&change.said_by, change.kind) {
        (Some(by), _) => words.correction(by.relation).unwrap_or(words.edited),
        (None, "replaced") => words.replaced,
        (None, _) => words.edited,
    };
    html! {
        article.hit {
            h3 lang=[change.language.as_deref()] dir=[direction(change.title.as_str())] {
                a href={ (root.story(change.story)) "#changes" } { (change.title.as_str()) }
            }
            p.s {
                (dates.time(change.at, &dates.clock(change.at)))
                (words.gap) (name(change.outlet.as_str()))
                (words.gap) span.chg { (kind) }
                @if let Some(by) = &change.said_by {
                    (words.gap)
                    a href=(root.story(by.story)) dir=[direction(by.title.as_str())] { (by.title.as_str()) }
                }
                @for (place, label) in change.labels.iter().enumerate() {
                    (if place == 0 { words.gap } else { " " }) (tag(root, label))
                }
            }
            @if !change.pieces.is_empty() {
                p lang=[change.language.as_deref()] dir=[direction(change.title.as_str())] { (marked(&change.pieces)) }
            }
        }
    }
}

fn pager(words: &PageWords, root: Root<'_>, page: &ChangesPage) -> Markup {
    html! {
        nav.more aria-label=(words.older_changes) {
            @if let Some(older) = page.older {
                a href=(root.to(&format!("changes{}", page.which.query(Some(older))))) rel="next" {
                    (words.older_changes)
                }
            } @else { span {} }
            @if page.begins == Begins::Older {
                a href=(root.to(&format!("changes{}", page.which.query(None)))) { (words.newest_changes) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ChangePlace;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for text in ["1780000000-33", "-5-1", "0-0"] {
            let place: Option<ChangePlace> = text.parse().ok();
            assert_eq!(place.map(|place| place.to_string()).as_deref(), Some(text));
        }
        for text in ["", "5", "x-1", "1-x", "99999999999999-1"] {
            assert!(text.parse::<ChangePlace>().is_err(), "{text}");
        }
    }
}
