//! Entries of other stories with which a story was compared, and why they are apart.

use maud::{Markup, html};
use serde::Serialize;

use super::address::Root;
use super::compared::{ListedTerm, signed};
use super::inline::{direction, name};
use super::words::PageWords;
use crate::model::StoryId;
use crate::publish::line::CleanLine;

/// An entry of another story that was compared.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    /// Its story.
    pub story: StoryId,
    /// Its title.
    pub title: CleanLine,
    /// Its outlet.
    pub outlet: CleanLine,
    /// Why it is in another story.
    pub why: WhyApart,
    /// The sum of the evidence.
    pub score: f64,
    /// The heaviest evidence against one text.
    pub against: Option<ListedTerm>,
}

/// Why two entries are in two stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyApart {
    /// A person keeps them apart.
    SplitByHand,
    /// Their own official numbers differ.
    OtherNumber,
    /// One corrects or withdraws the other, or only one is marked as a correction.
    Corrects,
    /// They report the same in other words.
    Related,
    /// Other copies of their stories speak against it.
    RefusedByOthers,
    /// They were never compared.
    NotCompared,
    /// The evidence is against one text.
    NotAlike,
}

pub(super) fn refused(words: &PageWords, root: Root<'_>, refused: &[Refused]) -> Markup {
    let why = |why| match why {
        WhyApart::SplitByHand => words.split_by_hand,
        WhyApart::OtherNumber => words.other_number,
        WhyApart::Corrects => words.corrects_other,
        WhyApart::Related => words.only_related,
        WhyApart::RefusedByOthers => words.refused_by_others,
        WhyApart::NotCompared => words.not_compared,
        WhyApart::NotAlike => words.not_alike,
    };
    html! {
        table.wrap {
            tbody {
                @for one in refused {
                    tr {
                        td.in.num { (signed(one.score)) }
                        th.in scope="row" { (name(one.outlet.as_str())) }
                        td {
                            a href=(root.story(one.story)) dir=[direction(one.title.as_str())] {
                                (one.title.as_str())
                            }
                            br;
                            small {
                                (why(one.why))
                                @if let Some(against) = one.against.as_ref().filter(|_| one.why == WhyApart::NotAlike) {
                                    (words.gap) (against.meaning(words))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
