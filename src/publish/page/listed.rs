//! A story as lists show it: title, document, who carried it when, labels, changes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Serialize;

use super::address::{Links, Root};
use super::dates::{Dates, utc};
use super::strip::DayAxis;
use super::words::PageWords;
use crate::model::{
    EntryKey, Label, Member, Role, Story, StoryId, StoryRelation, Timestamp, published_language,
};
use crate::publish::address::{self, Uri};
use crate::publish::context::Context;
use crate::publish::line::CleanLine;
use crate::publish::words::with;

/// Most copies of a story in one list.
const MAX_CARRIERS: usize = 500;

/// Most copies that a list names; the others are a number.
const NAMED: usize = 3;

/// Shorter titles, without their digits, do not show a series.
const MIN_LETTERS: usize = 6;

/// Most linked copies below a story of a page that stands alone.
const MAX_FOLDED: usize = 100;

/// A story in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ListedStory {
    /// Its id.
    pub story: StoryId,
    /// The title of its representative or, without a title, the outlet.
    pub title: CleanLine,
    /// The language of the title, if it is known and fits its letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its place in the order of stories.
    pub position: Timestamp,
    /// When its text was published.
    pub published: Timestamp,
    /// When the text or title that readers see last changed.
    pub updated: Timestamp,
    /// The outlet of its representative.
    pub outlet: CleanLine,
    /// The page of its representative.
    pub link: Option<Uri>,
    /// The official document that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<ListedDocument>,
    /// Labels from sources and rules.
    pub labels: Vec<CleanLine>,
    /// The copies, the earliest first, with the representative; five hundred at most.
    pub carriers: Vec<Carrier>,
    /// How many outlets carry it.
    pub outlets: usize,
    /// What it is to the stories that it is related to.
    pub related: Vec<StoryRelation>,
    /// When outlets changed their texts, the earliest change first.
    pub changes: Vec<Timestamp>,
    /// How many stories of the same list have the same title but for digits.
    pub apart: usize,
}

/// An official document, as a list names it.
#[derive(Debug, Clone, Serialize)]
pub struct ListedDocument {
    /// Its issuer.
    pub issuer: Option<CleanLine>,
    /// Its own numbers as people write them.
    pub numbers: Vec<CleanLine>,
    /// To whom it is addressed.
    pub addressee: Option<CleanLine>,
}

/// A copy of a story.
#[derive(Debug, Clone, Serialize)]
pub struct Carrier {
    /// The entry.
    pub entry: EntryKey,
    /// Its outlet.
    pub outlet: CleanLine,
    /// Its page.
    pub link: Option<Uri>,
    /// When it was published or, without a date, first read.
    pub at: Timestamp,
    /// Seconds after the earliest copy. Outlets without exact times are known only to the interval
    /// at which their feed is read.
    pub behind: i64,
    /// Whether it represents the story, or is a copy of the whole text or of a part.
    pub role: Role,
}

impl ListedStory {
    /// Lists a story. `changes` are the times at which its entries changed.
    pub(in crate::publish) fn new(
        context: Context<'_>,
        story: &Story,
        labels: &[Label],
        related: impl IntoIterator<Item = StoryRelation>,
        changes: &[Timestamp],
    ) -> Self {
        let representative = &story.representative;
        let name = |member| context.outlet(member);
        let outlet = name(representative).unwrap_or_else(|| CleanLine::from(story.id));
        let title = context.line(representative, &representative.title);
        let title = title.unwrap_or_else(|| outlet.clone());
        let own = representative.link.as_deref().and_then(address::web);
        // A repost with the same link is the representative again, by way of another source.
        let is_again = |member: &Member| {
            let page = member.link.as_deref().and_then(address::web);
            own.is_some() && page == own
        };
        let others = story.reposts.iter().filter(|repost| !is_again(repost));
        let mut members: Vec<&Member> = std::iter::once(representative).chain(others).collect();
        let outlets: BTreeSet<&str> = members.iter().map(|member| member.outlet()).collect();
        let outlets = outlets.len();
        members.truncate(MAX_CARRIERS);
        members.sort_by_key(|member| (member.position(), member.row));
        let first = members.first().map_or(story.position, |m| m.position());
        let carriers = members.into_iter().map(|member| Carrier {
            entry: member.key,
            outlet: name(member).unwrap_or_else(|| outlet.clone()),
            link: context.page(member),
            at: member.position(),
            behind: member.position().as_second() - first.as_second(),
            role: story.role_of(member),
        });
        let mut changes = changes.to_vec();
        changes.sort_unstable();
        Self {
            story: story.id,
            language: language(title.as_str(), representative.language.as_deref(), context),
            title,
            position: story.position,
            published: story.published(),
            updated: story.updated,
            link: context.page(representative),
            document: ListedDocument::of(story),
            labels: labels
                .iter()
                .filter_map(|label| CleanLine::parse(label.as_str()))
                .collect(),
            carriers: carriers.collect(),
            outlet,
            outlets,
            related: related.into_iter().collect(),
            changes,
            apart: 0,
        }
    }

    /// When the earliest copy came.
    fn first(&self) -> Timestamp {
        self.carriers.first().map_or(self.position, |one| one.at)
    }

    /// The copies other than the representative.
    fn reposts(&self) -> impl Iterator<Item = &Carrier> {
        let others = self.carriers.iter();
        others.filter(|carrier| carrier.role != Role::Representative)
    }

    /// How many copies of it the list counts.
    pub(super) fn copies(&self) -> usize {
        self.carriers.len()
    }
}

impl ListedDocument {
    /// Most numbers of one document.
    const NUMBERS: usize = 10;

    fn of(story: &Story) -> Option<Self> {
        let document = story.document()?;
        let line = |text: &str| CleanLine::parse(text);
        let numbers = document.numbers.iter().take(Self::NUMBERS);
        let listed = Self {
            issuer: document.issuer.as_deref().and_then(line),
            numbers: numbers
                .filter_map(|number| line(&number.to_string()))
                .collect(),
            addressee: document.addressee.as_deref().and_then(line),
        };
        (listed.issuer.is_some() || !listed.numbers.is_empty()).then_some(listed)
    }
}

/// Counts for each story how many others of the list have the same title but for digits: serial
/// notices, which look alike and are not folded.
pub(super) fn count_apart<'a>(stories: impl IntoIterator<Item = &'a mut ListedStory>) {
    let mut of_title: BTreeMap<String, Vec<&mut ListedStory>> = BTreeMap::new();
    for story in stories {
        let title = story.title.as_str();
        let letters: String = title.chars().filter(|c| !c.is_numeric()).collect();
        if letters.chars().count() >= MIN_LETTERS && letters.len() < title.len() {
            of_title.entry(letters).or_default().push(story);
        }
    }
    for alike in of_title.into_values() {
        let others = alike.len() - 1;
        for story in alike {
            story.apart = others;
        }
    }
}

/// The language to declare for a text of a member: that of its feed, if it is not that of the
/// site and fits the letters. Many feeds in Chinese say that they are English.
pub(super) fn language(text: &str, declared: Option<&str>, context: Context<'_>) -> Option<String> {
    let site = PageWords::for_site(context.site).tag(context.site);
    let declared = declared.and_then(published_language);
    let writes_han = |tag: &str| {
        let primary = tag.split('-').next().unwrap_or_default();
        ["zh", "ja", "ko"].contains(&primary.to_ascii_lowercase().as_str())
    };
    let has_han = text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
    let fits = |tag: &String| writes_han(tag) == has_han;
    match declared.filter(fits) {
        Some(tag) => (!tag.eq_ignore_ascii_case(&site)).then_some(tag),
        None if has_han && !writes_han(&site) => Some("zh".to_owned()),
        None => None,
    }
}

/// The direction of a text whose first letter is Hebrew or Arabic.
pub(super) fn direction(text: &str) -> Option<&'static str> {
    let first = text.chars().find(|c| c.is_alphabetic())?;
    matches!(first, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
        .then_some("rtl")
}

/// How the stories of one list are drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawing<'a> {
    pub(super) dates: Dates<'a>,
    pub(super) links: Links<'a>,
}

impl Drawing<'_> {
    /// One story below the head of its day; `id` names the element.
    pub(super) fn story(self, id: &str, story: &ListedStory, day: Date, axis: &DayAxis) -> Markup {
        let Self { dates, links } = self;
        let words = dates.words;
        let href = match links {
            Links::Pages(root) => Some(root.story(story.story)),
            Links::Web => story.link.as_ref().map(Uri::to_string),
        };
        let said = [
            with(words.since, &[&dates.near(story.first(), day)]),
            format!("{}{}", story.outlets, words.outlets_unit),
        ]
        .join(words.before_more);
        let dates_of_output = match links {
            Links::Web => Some((utc(story.published), utc(story.updated))),
            Links::Pages(_) => None,
        };
        let (published, updated) = dates_of_output.unzip();
        html! {
            article.st.one[story.outlets < 2] id=(id) data-published=[published] data-updated=[updated] {
                (dates.time(story.position, &dates.clock(story.position)))
                div {
                    h3 lang=[story.language.as_deref()] dir=[direction(story.title.as_str())] {
                        (link(links, href.as_deref(), story.title.as_str()))
                    }
                    p { (self.line(story, day)) }
                    @if links == Links::Web { (self.others(story, day)) }
                }
                (axis.strip(story, &said))
                span.n data-u=(words.outlets_unit) { (story.outlets) }
            }
        }
    }

    /// Document, outlets, relations and labels.
    fn line(self, story: &ListedStory, day: Date) -> Markup {
        let Self { dates, links } = self;
        let words = dates.words;
        let notes = self.notes(story, day);
        let reposts: Vec<&Carrier> = story.reposts().collect();
        let named = reposts.iter().take(NAMED);
        let own = story
            .carriers
            .iter()
            .find(|one| one.role == Role::Representative);
        let own_lag = own.map_or(0, |own| own.behind);
        html! {
            @if let Some(document) = &story.document {
                (self.document(document))
                @if let Some(notes) = &notes { (words.gap) (notes) }
                br;
            } @else if let Some(notes) = &notes { (notes) br; }
            @if story.outlets > 1 { b { (name(story.outlet.as_str())) } }
            @else { (name(story.outlet.as_str())) }
            @if own_lag > 59 { " " (words.lag(own_lag)) }
            @for (place, carrier) in named.enumerate() {
                @if place == 0 { (words.gap) (words.reposted_by) } @else { (words.comma) }
                (link_to_copy(carrier)) " " (words.lag(carrier.behind))
            }
            // A page that stands alone lists the others below the line.
            @if let (true, Links::Pages(root)) = (reposts.len() > NAMED, links) {
                (words.before_more)
                a href={ (root.story(story.story)) "#who" } {
                    (with(words.and_more, &[&(reposts.len() - NAMED)]))
                }
            }
            @if !story.related.is_empty() {
                (words.gap) (with(words.related_count, &[&story.related.len()]))
            }
            @for (place, label) in story.labels.iter().enumerate() {
                (if place == 0 { words.gap } else { " " })
                @match links {
                    Links::Pages(root) => (tag(root, label)),
                    Links::Web => span.tag { (label.as_str()) },
                }
            }
            @if story.apart > 0 { (words.gap) (with(words.apart, &[&story.apart])) }
        }
    }

    /// What a reader should know first: that the story was corrected, or changed.
    fn notes(self, story: &ListedStory, day: Date) -> Option<Markup> {
        let words = self.dates.words;
        let corrections = story.related.iter();
        let mut notes: Vec<String> = corrections
            .filter_map(|relation| words.correction(*relation).map(str::to_owned))
            .collect();
        notes.dedup();
        if let Some(last) = story.changes.last() {
            let last = self.dates.near(*last, day);
            notes.push(match story.changes.len() {
                1 => with(words.changed_at, &[&last]),
                times => with(words.changed_times, &[&times, &last]),
            });
        }
        if notes.is_empty() {
            return None;
        }
        let said = notes.join(words.gap);
        Some(match self.links {
            Links::Pages(root) => html! {
                a.chg href={ (root.story(story.story)) "#changes" } { (said) }
            },
            Links::Web => html! { span.chg { (said) } },
        })
    }

    pub(super) fn document(self, document: &ListedDocument) -> Markup {
        let words = self.dates.words;
        let to = document.addressee.as_ref();
        let to = to.map(|to| with(words.addressed_to, &[&to.as_str()]));
        let rest = document
            .numbers
            .first()
            .map(|number| number.as_str().to_owned());
        let rest: Vec<String> = rest.into_iter().chain(to).collect();
        html! {
            span.doc {
                @if let Some(issuer) = &document.issuer {
                    @match self.links {
                        Links::Pages(root) => a href=(root.named("issuers", issuer.as_str())) {
                            (issuer.as_str())
                        },
                        Links::Web => (issuer.as_str()),
                    }
                    @if !rest.is_empty() { " · " }
                }
                (rest.join(" · "))
            }
        }
    }

    /// The copies that the line does not name, on a page that stands alone.
    fn others(self, story: &ListedStory, day: Date) -> Markup {
        let words = self.dates.words;
        let others: Vec<&Carrier> = story.reposts().skip(NAMED).collect();
        let listed = others.iter().take(MAX_FOLDED);
        let unlisted = others.len().saturating_sub(MAX_FOLDED);
        html! {
            @if !others.is_empty() {
                details {
                    summary { (with(words.and_more, &[&others.len()])) }
                    ul {
                        @for carrier in listed {
                            li {
                                (self.dates.near(carrier.at, day)) " " (words.lag(carrier.behind))
                                " " (link_to_copy(carrier))
                            }
                        }
                        @if unlisted > 0 { li { (with(words.and_more, &[&unlisted])) } }
                    }
                }
            }
        }
    }
}

/// A label with the link to its page.
pub(super) fn tag(root: Root<'_>, label: &CleanLine) -> Markup {
    html! { a.tag href=(root.named("labels", label.as_str())) { (label.as_str()) } }
}

/// A name whose direction must not turn its neighbours around.
pub(super) fn name(text: &str) -> Markup {
    html! {
        @if direction(text).is_some() { bdi { (text) } } @else { (text) }
    }
}

/// The outlet of a copy, linked to its page.
pub(super) fn link_to_copy(carrier: &Carrier) -> Markup {
    let shown = name(carrier.outlet.as_str());
    html! {
        @if let Some(link) = &carrier.link {
            a.via href=(link.as_str()) rel="noopener noreferrer" { (shown) }
        } @else { (shown) }
    }
}

fn link(links: Links<'_>, href: Option<&str>, text: &str) -> Markup {
    html! {
        @match (links, href) {
            (Links::Pages(_), Some(href)) => a href=(href) { (text) },
            (Links::Web, Some(href)) => a href=(href) rel="noopener noreferrer" { (text) },
            (_, None) => (text),
        }
    }
}
