//! Marks cut and added text: with colours on a terminal, with brackets elsewhere.

use console::Style;

use super::compare::{Kind, Piece};
use crate::cli::terminal::{Terminal, safe};

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
    pub(in crate::cli) fn of(terminal: &Terminal) -> Self {
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
                (_, Kind::Same) => text,
                (Self::Colours, kind) => colour(kind).bold().apply_to(text).to_string(),
                (Self::Brackets, Kind::Cut) => format!("[-{text}-]"),
                (Self::Brackets, Kind::Added) => format!("{{+{text}+}}"),
            }
        };
        pieces.iter().map(marked).collect()
    }

    /// Marks a line that was cut or added as a whole. It needs no brackets, because its margin
    /// marks it.
    pub(in crate::cli) fn whole(self, kind: Kind, text: &str) -> String {
        let text = safe(text);
        match self {
            Self::Colours => colour(kind).apply_to(text).to_string(),
            Self::Brackets => text,
        }
    }
}

fn colour(kind: Kind) -> Style {
    let style = Style::new().force_styling(true);
    match kind {
        Kind::Same => style,
        Kind::Cut => style.red(),
        Kind::Added => style.green(),
    }
}
