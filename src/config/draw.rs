//! Draws problems with the lines they stand in.

use std::fmt::Write as _;

use miette::{GraphicalReportHandler, GraphicalTheme, ThemeCharacters, ThemeStyles};

use super::problem::Problem;

/// What the place of output can show; decided by the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Canvas {
    /// One line per problem: for logs, mail and pipes.
    Plain,
    /// Source lines with markers.
    Terminal {
        /// Whether ANSI colours may be used.
        color: bool,
        /// Columns.
        width: usize,
    },
}

/// The problems as text, in their order, each ending its line; no secret of the file is in it.
pub fn draw<'p>(problems: impl IntoIterator<Item = &'p Problem>, canvas: Canvas) -> String {
    let mut drawn = String::new();
    for problem in problems {
        if canvas != Canvas::Plain && !drawn.is_empty() {
            drawn.push('\n');
        }
        let wrote = match canvas {
            Canvas::Plain => writeln!(drawn, "{}", problem.as_line()),
            Canvas::Terminal { color, width } => {
                handler(color, width).render_report(&mut drawn, problem)
            }
        };
        // Writing to a string fails only when a `Display` of ours or a marker does; then the line
        // form, which needs no markers, still says everything.
        if wrote.is_err() {
            drawn.push_str(&problem.as_line());
            drawn.push('\n');
        }
    }
    drawn
}

fn handler(color: bool, width: usize) -> GraphicalReportHandler {
    let theme = GraphicalTheme {
        characters: ThemeCharacters::unicode(),
        styles: if color {
            ThemeStyles::ansi()
        } else {
            ThemeStyles::none()
        },
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_context_lines(1)
        .with_links(false)
}
