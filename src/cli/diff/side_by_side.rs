//! Draws a difference as two columns, and measures the width of characters on a terminal.

use super::paint::Paint;
use crate::cli::terminal::safe;
use crate::model::{Difference, Piece, PieceKind, SentenceChange};

/// The text between the columns.
const GUTTER: &str = " │ ";

/// Draws a difference in lines of `width` columns.
pub(super) fn lines(difference: &Difference, width: usize, paint: Paint) -> Vec<String> {
    let column = width.saturating_sub(3) / 2;
    let title = difference.retitled.iter();
    let mut lines = Vec::new();
    for change in title.chain(&difference.sentences) {
        let (left, right) = sides(change, paint);
        let (left, right) = (wrapped(&left, column), wrapped(&right, column));
        for at in 0..left.len().max(right.len()) {
            let cell = |side: &[Row]| side.get(at).cloned().unwrap_or_default();
            let (one, other) = (cell(&left), cell(&right));
            let padding = " ".repeat(column.saturating_sub(one.width));
            let line = format!(
                "{}{padding}{GUTTER}{}",
                paint.line(&one.pieces),
                paint.line(&other.pieces)
            );
            lines.push(line.trim_end().to_owned());
        }
    }
    lines
}

/// A row of a column.
#[derive(Debug, Clone, Default)]
struct Row {
    pieces: Vec<Piece>,
    width: usize,
}

fn sides(change: &SentenceChange, paint: Paint) -> (Vec<Piece>, Vec<Piece>) {
    let whole = |kind, text: &String| {
        vec![Piece {
            kind,
            text: text.clone(),
        }]
    };
    let (left, right) = match change {
        SentenceChange::Same { text } => {
            (whole(PieceKind::Same, text), whole(PieceKind::Same, text))
        }
        SentenceChange::Cut { text } => (whole(PieceKind::Cut, text), Vec::new()),
        SentenceChange::Added { text } => (Vec::new(), whole(PieceKind::Added, text)),
        SentenceChange::Respelled { before, after } => (
            whole(PieceKind::Same, before),
            whole(PieceKind::Same, after),
        ),
        SentenceChange::Changed { before, after } => (before.clone(), after.clone()),
    };
    match (paint, change) {
        (Paint::Colours, _) => (left, right),
        // Brackets need room too. They are not needed beside an empty column.
        (Paint::Brackets, SentenceChange::Changed { .. }) => {
            let marked = |pieces: &[Piece]| whole(PieceKind::Same, &paint.line(pieces));
            (marked(&left), marked(&right))
        }
        (Paint::Brackets, _) => (plain(left), plain(right)),
    }
}

fn plain(mut pieces: Vec<Piece>) -> Vec<Piece> {
    for piece in &mut pieces {
        piece.kind = PieceKind::Same;
    }
    pieces
}

/// Breaks pieces into rows of at most `width` columns.
fn wrapped(pieces: &[Piece], width: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = Row::default();
    for piece in pieces {
        let mut text = String::new();
        for character in safe(&piece.text).chars() {
            let mut buffer = [0; 4];
            let columns = console::measure_text_width(character.encode_utf8(&mut buffer));
            if row.width + columns > width && row.width > 0 {
                row.push(piece.kind, std::mem::take(&mut text));
                rows.push(std::mem::take(&mut row));
            }
            row.width += columns;
            text.push(character);
        }
        row.push(piece.kind, text);
    }
    rows.push(row);
    rows
}

impl Row {
    fn push(&mut self, kind: PieceKind, text: String) {
        if !text.is_empty() {
            self.pieces.push(Piece { kind, text });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::cli::diff::paint::Paint;
    use crate::normalize::{Form, difference};

    #[test]
    fn columns_stand_straight_with_chinese_in_them() {
        let difference = difference(
            Form {
                title: "航班",
                body_text: "今日共有3班渡轮往返两岸。请提前到达码头。",
            },
            Form {
                title: "航班",
                body_text: "今日共有12班渡轮往返两岸。",
            },
        );
        let drawn = lines(&difference, 43, Paint::Colours);
        let plain: Vec<String> = drawn
            .iter()
            .map(|line| console::strip_ansi_codes(line).into_owned())
            .collect();
        assert_eq!(
            plain,
            [
                "今日共有3班渡轮往返  │ 今日共有12班渡轮往返",
                "两岸。               │ 两岸。",
                "请提前到达码头。     │",
            ]
        );
    }
}
