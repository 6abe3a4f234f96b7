//! Aligned tables that measure Chinese characters correctly and fit the terminal.

mod layout;

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};

use super::terminal::{Terminal, safe};
use layout::Layout;

/// Terminal columns between two columns of a table.
const GAP: u16 = 2;

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// Words. Cells are broken into lines if the terminal is too narrow, but not within a date or
    /// number.
    Left(&'static str),
    /// Numbers. Cells are never broken.
    Right(&'static str),
}

impl Column {
    fn heading(self) -> &'static str {
        match self {
            Self::Left(heading) | Self::Right(heading) => heading,
        }
    }
}

/// Draws rows under their headings, and applies [`safe`] to the cells.
///
/// The table fits the width of the terminal. In a pipe every row is one line of any width, for
/// programs and `less -S`.
pub(super) fn draw(terminal: &Terminal, columns: &[Column], rows: &[Vec<String>]) -> String {
    draw_without(terminal, columns, rows, &[])
}

/// Like [`draw`], but if the terminal is too narrow, omits the columns with the headings in
/// `spare`, one after another in that order.
pub(super) fn draw_without(
    terminal: &Terminal,
    columns: &[Column],
    rows: &[Vec<String>],
    spare: &[&str],
) -> String {
    let width = terminal
        .out_is_person
        .then(|| usize::from(terminal.width()));
    fitted(width, columns, rows, spare)
}

fn fitted(
    width: Option<usize>,
    columns: &[Column],
    rows: &[Vec<String>],
    spare: &[&str],
) -> String {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| safe(cell)).collect())
        .collect();
    let layout = Layout::new(width, columns, &rows, spare);
    let mut table = Table::new();
    table
        .load_style(comfy_table::presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(layout.shown.iter().map(|shown| {
        let heading = shown.broken(shown.column.heading());
        cell(shown.column, &heading)
    }));
    for row in &rows {
        let cells = layout.shown.iter().map(|shown| {
            let text = row.get(shown.at).map_or("", String::as_str);
            cell(shown.column, &shown.broken(text))
        });
        table.add_row(cells);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP));
    }
    let drawn = table.to_string();
    drawn
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

fn cell(column: Column, text: &str) -> Cell {
    Cell::new(text).set_alignment(match column {
        Column::Left(_) => CellAlignment::Left,
        Column::Right(_) => CellAlignment::Right,
    })
}

/// A number of bytes for people.
pub(super) fn bytes(bytes: u64) -> String {
    indicatif::HumanBytes(bytes).to_string()
}

/// A duration for people, to a tenth of a second.
pub(super) fn seconds(elapsed: std::time::Duration) -> String {
    format!("{:.1} s", elapsed.as_secs_f64())
}
