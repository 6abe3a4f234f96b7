//! Draws the stories of a list.

use jiff::civil::Date;
use maud::{Markup, html};

use super::address::Links;
use super::dates::{Dates, utc};
use super::inline::{direction, link, link_to_copy, name, tag};
use super::listed::{ListedCopy, ListedDocument, ListedStory};
use super::strip::DayAxis;
use crate::model::Role;
use crate::publish::address::Uri;
use crate::publish::words::with;

/// Most copies that a list names; the others are a number.
const NAMED: usize = 3;

/// Most linked copies below a story of a page that stands alone.
const MAX_FOLDED: usize = 100;

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
        let counted = with(words.outlets_count, &[&story.outlets]);
        let said = [
            with(words.since, &[&dates.near(story.first(), day)]),
            counted.clone(),
        ]
        .join(words.before_more);
        // Said after the number where the list is narrow.
        let unit = counted.trim_start_matches(|c: char| c.is_ascii_digit());
        let dates_of_output = match links {
            Links::Web => Some((utc(story.published), utc(story.updated))),
            Links::Pages(_) => None,
        };
        let (published, updated) = dates_of_output.unzip();
        html! {
            article.st.one[story.outlets < 2] id=(id) data-published=[published] data-updated=[updated] {
                (dates.published(story.published, dates.narrow(story.published, day)))
                div {
                    h3 lang=[story.language.as_deref()] dir=[direction(story.title.as_str())] {
                        (link(links, href.as_deref(), story.title.as_str()))
                    }
                    p { (self.line(story, day)) }
                    @if links == Links::Web { (self.others(story, day)) }
                }
                (axis.strip(story, &said))
                span.n data-u=(unit) { (story.outlets) }
            }
        }
    }

    /// Document, outlets, relations and labels.
    fn line(self, story: &ListedStory, day: Date) -> Markup {
        let Self { dates, links } = self;
        let words = dates.words;
        let notes = self.notes(story, day);
        let reposts: Vec<&ListedCopy> = story.reposts().collect();
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
        let others: Vec<&ListedCopy> = story.reposts().skip(NAMED).collect();
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
