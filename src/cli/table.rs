//! Aligned tables that know the width of Chinese characters.

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};

use super::terminal::{Terminal, safe};

/// Most columns of a table whose cells are wrapped.
const MOST_WRAPPED: usize = 5;

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// Words.
    Left(&'static str),
    /// Numbers.
    Right(&'static str),
}

/// Draws rows under their headings; cells are made [`safe`].
///
/// Wraps on a terminal only, and only what stays readable: in a pipe, and with many columns, every row
/// is one line.
pub(super) fn draw(terminal: &Terminal, columns: &[Column], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table
        .load_style(comfy_table::presets::NOTHING)
        .set_width(terminal.width())
        .set_content_arrangement(if terminal.out_is_person && columns.len() <= MOST_WRAPPED {
            ContentArrangement::Dynamic
        } else {
            ContentArrangement::Disabled
        });
    table.set_header(columns.iter().map(|column| cell(*column, heading(*column))));
    for row in rows {
        let cells = columns
            .iter()
            .zip(row)
            .map(|(column, text)| cell(*column, text));
        table.add_row(cells);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let drawn = table.to_string();
    drawn
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

fn heading(column: Column) -> &'static str {
    match column {
        Column::Left(heading) | Column::Right(heading) => heading,
    }
}

fn cell(column: Column, text: &str) -> Cell {
    Cell::new(safe(text)).set_alignment(match column {
        Column::Left(_) => CellAlignment::Left,
        Column::Right(_) => CellAlignment::Right,
    })
}

/// Bytes as people read them.
pub(super) fn bytes(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}

/// A length of time as people read it, to a tenth of a second.
pub(super) fn seconds(elapsed: std::time::Duration) -> String {
    format!("{:.1} s", elapsed.as_secs_f64())
}
