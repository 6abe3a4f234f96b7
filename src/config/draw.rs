//! Prints problems, each with the lines of the file that it concerns.

use std::fmt::Write as _;

use miette::{GraphicalReportHandler, GraphicalTheme, ThemeCharacters, ThemeStyles};

use super::problem::Problem;

/// What the output can show. The shell decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Canvas {
    /// One line for each problem: for logs, mail and pipes.
    Plain,
    /// Source lines with markers.
    Terminal {
        /// Whether to use ANSI colours.
        color: bool,
        /// Columns.
        width: usize,
    },
}

/// Returns the problems as text, in their order, each with a line break at its end. Secrets of the
/// file are masked.
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
        // Writing to a string fails only if a `Display` of ours or miette fails. The form with one
        // line does not need miette and has the same content.
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
