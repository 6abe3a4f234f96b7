//! Marks cut and added text: with colours on a terminal, with brackets elsewhere.

use console::Style;

use crate::cli::terminal::{Terminal, safe};
use crate::model::{Piece, PieceKind};

/// How changes inside a line are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Paint {
    /// Red and green.
    Colours,
    /// `[-went-]` and `{+came+}`.
    Brackets,
}

impl Paint {
    /// Chooses colours if standard output is a terminal and `NO_COLOR` is not set.
    pub(in crate::cli) fn for_terminal(terminal: &Terminal) -> Self {
        if terminal.out_is_person && console::colors_enabled() {
            Self::Colours
        } else {
            Self::Brackets
        }
    }

    /// Marks the pieces of one line.
    pub(in crate::cli) fn line(self, pieces: &[Piece]) -> String {
        let marked = |piece: &Piece| {
            let text = safe(&piece.text);
            match (self, piece.kind) {
                (_, PieceKind::Same) => text,
                (Self::Colours, kind) => colour(kind).bold().apply_to(text).to_string(),
                (Self::Brackets, PieceKind::Cut) => format!("[-{text}-]"),
                (Self::Brackets, PieceKind::Added) => format!("{{+{text}+}}"),
            }
        };
        pieces.iter().map(marked).collect()
    }

    /// Marks a line that was cut or added as a whole. It needs no brackets, because its margin
    /// marks it.
    pub(in crate::cli) fn whole(self, kind: PieceKind, text: &str) -> String {
        let text = safe(text);
        match self {
            Self::Colours => colour(kind).apply_to(text).to_string(),
            Self::Brackets => text,
        }
    }
}

fn colour(kind: PieceKind) -> Style {
    let style = Style::new().force_styling(true);
    match kind {
        PieceKind::Same => style,
        PieceKind::Cut => style.red(),
        PieceKind::Added => style.green(),
    }
}
