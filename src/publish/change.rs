//! Converts a change of a published story to an entry of an output of changes.

use super::address::Uri;
use super::context::Context;
use super::entry::{PublishedEntry, PublishedSource, authors};
use super::line::CleanLine;
use super::reposts::{PublishedRelated, PublishedReposts, corrections};
use super::{PublishedStory, categories, sanitize};
use crate::html::{self, escape};
use crate::model::{
    ChangeKind, Difference, Member, Piece, PieceKind, RelatedStory, SentenceChange,
    ShownDifference, Timestamp,
};
use crate::text;

/// Characters of the summary, for readers of RSS that know no `content:encoded`.
const SUMMARY: usize = 200;

/// A change of a published story.
#[derive(Debug, Clone)]
pub struct PublishedChange<'a> {
    /// Permanent id of the change. `identify` computes it from the story's id, the number and the
    /// time of the change.
    pub id: Uri,
    /// The story as it is published now, with the feed of `member`. Its body and its related
    /// stories are not needed.
    pub story: PublishedStory<'a>,
    /// The member whose text the change gave readers; for a correction or withdrawal, the one that
    /// represents the story.
    pub member: &'a Member,
    /// When the change was seen.
    pub at: Timestamp,
    /// What changed.
    pub kind: ChangeKind,
    /// What was cut and added; `None` for a correction or withdrawal.
    pub text: Option<&'a ShownDifference>,
    /// The story that corrects or withdraws this one; `None` for a change of the text.
    pub said_by: Option<&'a RelatedStory>,
}

/// What only an entry about a change has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublishedDifference {
    /// The published id of the story.
    pub(super) story: Uri,
    /// What changed, as a word.
    pub(super) kind: &'static str,
    /// What was cut, in reading order.
    pub(super) cut: Vec<String>,
    /// What was added, in reading order.
    pub(super) added: Vec<String>,
    /// The changed paragraphs without markup: `[-cut-]` and `{+added+}`.
    pub(super) plain: String,
}

impl PublishedEntry {
    /// Converts a change.
    pub(super) fn of_change(context: Context<'_>, change: &PublishedChange<'_>) -> Self {
        let published = &change.story;
        let member = change.member;
        let outlet = context.outlet(member);
        let outlet = outlet.unwrap_or_else(|| CleanLine::from(&published.source_id));
        let now = change.text.map(|text| CleanLine::parse(&text.title));
        let title = now
            .unwrap_or_else(|| context.line(member, &member.title))
            .unwrap_or_else(|| outlet.clone());
        let alternate = context.page(member);
        let said_by: Vec<RelatedStory> = change.said_by.into_iter().cloned().collect();
        let related = PublishedRelated::list(context, &said_by);
        let difference = change.text.map(|text| &text.difference);
        let marked = difference.map_or_else(String::new, |difference| {
            let html = paragraphs(context, difference, &Marks::HTML);
            sanitize::sanitize_for(&html, None, context.words)
        });
        let day = context.day(change.at);
        let named = context.item((&outlet, &title, alternate.as_ref()), &[&day]);
        let mut content = format!("<p>{named}</p>\n");
        content.push_str(&corrections(context, &related));
        content.push_str(marked.trim());
        let headline = context.words.changed_title(change.kind, title.as_str());
        Self {
            id: change.id.clone(),
            title: CleanLine::parse(&headline).unwrap_or(title),
            updated: change.at,
            published: change.at,
            authors: authors(context, member, &outlet),
            categories: categories::categories(context, published.labels, published.story),
            alternate,
            reposts: PublishedReposts::default(),
            summary: CleanLine::beginning(&html::plain_text(&content), SUMMARY),
            related,
            content,
            enclosures: Vec::new(),
            source: PublishedSource::new(context, (member, published), outlet, change.at),
            difference: Some(PublishedDifference {
                story: published.id.clone(),
                kind: change.kind.as_str(),
                cut: pieces(difference, PieceKind::Cut),
                added: pieces(difference, PieceKind::Added),
                plain: difference.map_or_else(String::new, |difference| {
                    paragraphs(context, difference, &Marks::PLAIN)
                }),
            }),
        }
    }
}

/// How cut and added text is marked.
struct Marks {
    text: fn(&str) -> String,
    paragraph: [&'static str; 2],
    cut: [&'static str; 2],
    added: [&'static str; 2],
}

impl Marks {
    const HTML: Self = Self {
        text: escape,
        paragraph: ["<p>", "</p>\n"],
        cut: ["<del>", "</del>"],
        added: ["<ins>", "</ins>"],
    };

    const PLAIN: Self = Self {
        text: text::for_xml,
        paragraph: ["", "\n"],
        cut: ["[-", "-]"],
        added: ["{+", "+}"],
    };

    fn piece(&self, kind: PieceKind, text: &str) -> String {
        let text = (self.text)(text);
        let [open, close] = match kind {
            PieceKind::Same => return text,
            PieceKind::Cut => self.cut,
            PieceKind::Added => self.added,
        };
        [open, &text, close].concat()
    }

    fn paragraph(&self, text: &str) -> String {
        let [open, close] = self.paragraph;
        [open, text, close].concat()
    }
}

/// The changed title and the changed paragraphs; `…` stands for paragraphs that stayed.
fn paragraphs(context: Context<'_>, difference: &Difference, marks: &Marks) -> String {
    // If nothing else changed, the spelling is the change.
    let respelling = if difference.is_empty() {
        Respelling::Marked
    } else {
        Respelling::Unmarked
    };
    let mut out = String::new();
    if let Some(title) = &difference.retitled {
        let title = marked(std::slice::from_ref(title), respelling, marks);
        out.push_str(&marks.paragraph(&context.words.title(&title)));
    }
    let mut is_gap = false;
    for paragraph in difference.by_paragraph() {
        if paragraph.iter().any(|change| is_change(change, respelling)) {
            out.push_str(&marks.paragraph(&marked(paragraph, respelling, marks)));
            is_gap = false;
        } else if !is_gap {
            out.push_str(&marks.paragraph("…"));
            is_gap = true;
        }
    }
    out
}

/// Whether sentences in another spelling are marked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Respelling {
    Marked,
    Unmarked,
}

fn is_change(change: &SentenceChange, respelling: Respelling) -> bool {
    match change {
        SentenceChange::Same { .. } => false,
        SentenceChange::Respelled { .. } => respelling == Respelling::Marked,
        SentenceChange::Cut { .. }
        | SentenceChange::Added { .. }
        | SentenceChange::Changed { .. } => true,
    }
}

/// The sentences of one paragraph.
fn marked(sentences: &[SentenceChange], respelling: Respelling, marks: &Marks) -> String {
    let mut out = String::new();
    for sentence in sentences {
        // Sentences are stored without the space between them.
        if out.ends_with(|last: char| last.is_ascii() && !last.is_whitespace()) {
            out.push(' ');
        }
        match sentence {
            SentenceChange::Same { text } => out.push_str(&marks.piece(PieceKind::Same, text)),
            SentenceChange::Cut { text } => out.push_str(&marks.piece(PieceKind::Cut, text)),
            SentenceChange::Added { text } => out.push_str(&marks.piece(PieceKind::Added, text)),
            SentenceChange::Respelled { before, after } => match respelling {
                Respelling::Unmarked => out.push_str(&marks.piece(PieceKind::Same, after)),
                Respelling::Marked => {
                    out.push_str(&marks.piece(PieceKind::Cut, before));
                    out.push_str(&marks.piece(PieceKind::Added, after));
                }
            },
            SentenceChange::Changed { before, after } => {
                for piece in interleaved(before, after) {
                    out.push_str(&marks.piece(piece.kind, &piece.text));
                }
            }
        }
    }
    out
}

/// The pieces of both sides in one line: what was cut before what was added in its place.
fn interleaved<'a>(before: &'a [Piece], after: &'a [Piece]) -> impl Iterator<Item = &'a Piece> {
    let (mut before, mut after) = (before.iter().peekable(), after.iter().peekable());
    std::iter::from_fn(move || {
        let cut = before.next_if(|piece| piece.kind == PieceKind::Cut);
        cut.or_else(|| after.next_if(|piece| piece.kind == PieceKind::Added))
            .or_else(|| {
                before.next();
                after.next()
            })
    })
}

/// The texts of one kind, in reading order.
fn pieces(difference: Option<&Difference>, wanted: PieceKind) -> Vec<String> {
    let changes = difference.into_iter().flat_map(|difference| {
        let title = difference.retitled.iter();
        title.chain(&difference.sentences)
    });
    let texts = changes.flat_map(|change| match change {
        SentenceChange::Cut { text } if wanted == PieceKind::Cut => vec![text.as_str()],
        SentenceChange::Added { text } if wanted == PieceKind::Added => vec![text.as_str()],
        SentenceChange::Changed { before, after } => {
            let pieces = before.iter().chain(after);
            let pieces = pieces.filter(|piece| piece.kind == wanted);
            pieces.map(|piece| piece.text.as_str()).collect()
        }
        _ => Vec::new(),
    });
    texts.map(text::for_xml).collect()
}
