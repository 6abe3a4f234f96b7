//! What a change cut and added, in one line with a few characters around it.

use crate::model::{Difference, Piece, PieceKind, SentenceChange};
use crate::publish::CleanLine;

/// Characters around a change.
const AROUND: usize = 12;

/// Most characters of one line.
const LONGEST: usize = 300;

/// The pieces of a text that changed. If nothing but the spelling changed, this is the change.
pub(super) fn changed_pieces(difference: &Difference) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let changes = difference.retitled.iter().chain(&difference.sentences);
    let is_spelling = difference.is_empty();
    for change in changes.filter(|change| is_spelling || !is_respelling(change)) {
        // Sentences come without the space between them, which only Latin script has.
        let last = pieces
            .last()
            .and_then(|piece: &Piece| piece.text.chars().next_back());
        if last.is_some_and(|last| last.is_ascii() && !last.is_whitespace()) {
            pieces.push(piece(PieceKind::Same, " "));
        }
        add(&mut pieces, change);
    }
    shortened(pieces)
}

fn is_respelling(change: &SentenceChange) -> bool {
    matches!(change, SentenceChange::Respelled { .. })
}

/// A piece without line breaks and characters that turn a text around. It keeps the spaces at its
/// ends, which part it from its neighbours.
fn piece(kind: PieceKind, text: &str) -> Piece {
    let space = |has_space: bool| if has_space { " " } else { "" };
    let Some(clean) = CleanLine::parse(text) else {
        let text = space(!text.is_empty()).to_owned();
        return Piece { kind, text };
    };
    let clean = clean.as_str();
    let before = text.starts_with(char::is_whitespace) && !clean.starts_with(char::is_whitespace);
    let after = text.ends_with(char::is_whitespace) && !clean.ends_with(char::is_whitespace);
    Piece {
        kind,
        text: [space(before), clean, space(after)].concat(),
    }
}

/// Adds what was cut and added by one change, with a few characters around it.
fn add(pieces: &mut Vec<Piece>, change: &SentenceChange) {
    match change {
        SentenceChange::Same { .. } => {}
        SentenceChange::Respelled { before, after } => {
            pieces.extend([
                piece(PieceKind::Cut, before),
                piece(PieceKind::Added, after),
            ]);
        }
        SentenceChange::Cut { text } => pieces.push(piece(PieceKind::Cut, text)),
        SentenceChange::Added { text } => pieces.push(piece(PieceKind::Added, text)),
        SentenceChange::Changed { before, after } => {
            // Both sides have the same pieces that stayed, in the same order.
            let (mut old, mut new) = (before.iter().peekable(), after.iter().peekable());
            while old.peek().is_some() || new.peek().is_some() {
                while let Some(cut) = old.next_if(|piece| piece.kind == PieceKind::Cut) {
                    pieces.push(piece(PieceKind::Cut, &cut.text));
                }
                while let Some(added) = new.next_if(|piece| piece.kind == PieceKind::Added) {
                    pieces.push(piece(PieceKind::Added, &added.text));
                }
                let (stayed, _) = (old.next(), new.next());
                if let Some(stayed) = stayed {
                    pieces.push(piece(PieceKind::Same, &ends(&stayed.text)));
                }
            }
        }
    }
}

/// The beginning and the end of a piece that stayed.
fn ends(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    match (chars.first_chunk::<AROUND>(), chars.last_chunk::<AROUND>()) {
        (Some(first), Some(last)) if chars.len() > 2 * AROUND => {
            first.iter().chain(&['…']).chain(last).collect()
        }
        _ => text.to_owned(),
    }
}

/// The first pieces, with at most so many characters.
fn shortened(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut left = LONGEST;
    let mut short = Vec::new();
    for piece in pieces {
        let length = piece.text.chars().count();
        if left == 0 {
            break;
        }
        let text = if length > left {
            piece.text.chars().take(left).chain(['…']).collect()
        } else {
            piece.text
        };
        left = left.saturating_sub(length);
        short.push(Piece { text, ..piece });
    }
    short
}
