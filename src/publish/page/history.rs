//! The events of a story after it was published.

use maud::{Markup, html};
use serde::Serialize;

use super::dates::Dates;
use super::inline::name;
use crate::model::{Piece, PieceKind, Timestamp};
use crate::publish::line::CleanLine;
use crate::publish::words::with;

/// Something that happened to the story after it was published.
#[derive(Debug, Clone, Serialize)]
pub struct Happened {
    /// The time of the event.
    pub at: Timestamp,
    /// The outlet of the entry that changed.
    pub outlet: CleanLine,
    /// The kind of event.
    #[serde(flatten)]
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case", tag = "what", content = "of")]
pub enum What {
    /// The outlet changed its title or text: the changed pieces with a few words around them.
    Changed(Vec<Piece>),
    /// An entry with this title represents the story from then on.
    Represents(CleanLine),
    /// A person put the entry together with another one.
    Merged,
    /// A person keeps the entry apart from another one.
    Split,
    /// A person chose the entry to represent the story.
    Pinned,
}

pub(super) fn history(dates: Dates<'_>, history: &[Happened]) -> Markup {
    let words = dates.words;
    html! {
        @if history.is_empty() { p.s { (words.no_history) } }
        @else {
            table.wrap {
                tbody {
                    @for one in history {
                        tr {
                            td.in { (dates.time(one.at, &dates.moment(one.at))) }
                            th.in scope="row" { (name(one.outlet.as_str())) }
                            td {
                                @match &one.what {
                                    What::Changed(pieces) => (marked(pieces)),
                                    What::Represents(title) => {
                                        (with(words.represented_by, &[&title.as_str()]))
                                    }
                                    What::Merged => (words.ruled_merge),
                                    What::Split => (words.ruled_split),
                                    What::Pinned => (words.ruled_pin),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Pieces of a text, with what was cut and added marked.
pub(super) fn marked(pieces: &[Piece]) -> Markup {
    html! {
        @for piece in pieces {
            @match piece.kind {
                PieceKind::Same => (piece.text),
                PieceKind::Cut => del { (piece.text) },
                PieceKind::Added => ins { (piece.text) },
            }
        }
    }
}
