//! Sets `enabled = false` on a source, and removes it again.

use super::checked::{self, ConfigEdit};
use super::existing;
use super::{EditError, line_end, parsed, split_byte_order_mark};

/// The text after an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edited {
    /// The new text of the file.
    Changed(String),
    /// The source already has the wanted setting.
    Unchanged,
}

/// Writes `enabled = false` into the `[[sources]]` table of that name. It replaces the value of
/// `enabled`; if there is none, it adds a line below the name.
///
/// Fails if the text is not TOML, or has no source of that name.
pub fn disable_source(text: &str, name: &str) -> Result<Edited, EditError> {
    let (mark, body) = split_byte_order_mark(text);
    let document = parsed(body)?;
    let source = existing::named(body, document.get_ref(), name)?;
    let new = match source.table.get("enabled") {
        Some(enabled) if enabled.get_ref().as_bool() == Some(false) => {
            return Ok(Edited::Unchanged);
        }
        Some(enabled) => {
            let mut new = body.to_owned();
            new.replace_range(enabled.span(), "false");
            new
        }
        None => {
            let named = source.table.get("name");
            below_name(
                body,
                named.map_or(source.header.end, |name| name.span().end),
            )
        }
    };
    let new = format!("{mark}{new}");
    let (at, remedy) = (
        source.header.start,
        "write enabled = false below its name by hand",
    );
    checked::require(body, &new, &ConfigEdit::Disable(source.index), at, remedy)?;
    Ok(Edited::Changed(new))
}

/// Removes `enabled = false` from the `[[sources]]` table of that name. It removes the whole line
/// if the line has nothing else; otherwise it writes `true`.
///
/// Fails if the text is not TOML, or has no source of that name.
pub fn enable_source(text: &str, name: &str) -> Result<Edited, EditError> {
    let (mark, body) = split_byte_order_mark(text);
    let document = parsed(body)?;
    let source = existing::named(body, document.get_ref(), name)?;
    let Some(enabled) = source
        .table
        .get("enabled")
        .filter(|enabled| enabled.get_ref().as_bool() != Some(true))
    else {
        return Ok(Edited::Unchanged);
    };
    let mut new = body.to_owned();
    let (start, end) = whole_lines(body, enabled.span().start, enabled.span().end);
    let own = body.get(start..end).unwrap_or_default();
    let words = own.split('=').map(str::trim);
    if words.eq(["enabled", "false"]) {
        new.replace_range(start..end, "");
    } else {
        new.replace_range(enabled.span(), "true");
    }
    let new = format!("{mark}{new}");
    let (at, remedy) = (source.header.start, "remove its `enabled = false` by hand");
    checked::require(body, &new, &ConfigEdit::Enable(source.index), at, remedy)?;
    Ok(Edited::Changed(new))
}

/// Adds `enabled = false` below the line in which the name ends, with the indent of that line.
fn below_name(text: &str, name_end: usize) -> String {
    let (start, end) = whole_lines(text, name_end, name_end);
    let (before, after) = text.split_at_checked(end).unwrap_or((text, ""));
    let own = before.get(start..).unwrap_or_default();
    let indent = own.len() - own.trim_start_matches([' ', '\t']).len();
    let indent = own.get(..indent).unwrap_or_default();
    let line_end = line_end(text);
    let broken = if before.ends_with('\n') { "" } else { line_end };
    format!("{before}{broken}{indent}enabled = false{line_end}{after}")
}

/// The byte range of the lines from `start` to `end`, with their line breaks.
fn whole_lines(text: &str, start: usize, end: usize) -> (usize, usize) {
    let before = text.get(..start).unwrap_or_default();
    let rest = text.get(end..).unwrap_or_default();
    let first = before.rfind('\n').map_or(0, |at| at + 1);
    let last = rest.find('\n').map_or(text.len(), |at| end + at + 1);
    (first, last)
}
