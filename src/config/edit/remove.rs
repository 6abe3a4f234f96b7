//! Removes a source from a file, with the comments about it.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::checked::{self, ConfigEdit};
use super::existing::{self, NamedSource};
use super::{EditError, line, parsed, split_byte_order_mark};

/// Returns the text without the `[[sources]]` table of that name.
///
/// It also removes the comment lines directly above the header, and those directly below the last
/// key unless another header follows directly. It removes one of the empty lines around the table.
/// It refuses while a rule or an output names the source.
pub fn remove_source(text: &str, name: &str) -> Result<String, EditError> {
    let (mark, body) = split_byte_order_mark(text);
    let document = parsed(body)?;
    let source = existing::named(body, document.get_ref(), name)?;
    let places = references(document.get_ref(), name.trim());
    if !places.is_empty() {
        let lines = places.iter().map(|at| format!("line {}", line(body, *at)));
        return Err(EditError::InUse {
            name: name.trim().to_owned(),
            where_named: lines.collect::<Vec<_>>().join(" and "),
        });
    }
    let new = format!("{mark}{}", cut(body, &source));
    let (at, remedy) = (
        source.header.start,
        "delete its [[sources]] table and the keys below it by hand",
    );
    checked::require(body, &new, &ConfigEdit::Remove(source.index), at, remedy)?;
    Ok(new)
}

fn cut(text: &str, source: &NamedSource<'_, '_>) -> String {
    let above = text.get(..source.header.start).unwrap_or_default();
    let comments = above
        .split_inclusive('\n')
        .rev()
        // The indent of the header.
        .skip_while(|line| !line.ends_with('\n'))
        .take_while(|line| line.trim_start().starts_with('#'))
        .map(str::len)
        .sum::<usize>();
    let line_start = above.rfind('\n').map_or(0, |at| at + 1);
    let end = existing::end(source.table, source.header.clone());
    let end = existing::after_comment(text, end);
    let before = text.get(..line_start - comments).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let is_blank = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
    if !is_blank(before.lines().next_back()) {
        return format!("{before}{after}");
    }
    if after.is_empty() {
        let last = before.split_inclusive('\n').next_back();
        let kept = before.len() - last.map_or(0, str::len);
        return before.get(..kept).unwrap_or_default().to_owned();
    }
    let first = after.split_inclusive('\n').next();
    let blank = first.filter(|line| line.trim().is_empty());
    let after = after.get(blank.map_or(0, str::len)..).unwrap_or_default();
    format!("{before}{after}")
}

/// The offsets at which rules and outputs name the source.
fn references(document: &DeTable<'_>, name: &str) -> Vec<usize> {
    let tables = |key: &str| {
        let list = document.get(key).and_then(|list| list.get_ref().as_array());
        list.into_iter().flat_map(|tables| tables.iter())
    };
    let mut places = Vec::new();
    let mut note = |value: Option<&Spanned<DeValue<'_>>>| {
        let Some(value) = value else { return };
        let items = match value.get_ref() {
            DeValue::Array(items) => &**items,
            _ => std::slice::from_ref(value),
        };
        let named = items
            .iter()
            .filter(|item| item.get_ref().as_str().map(str::trim) == Some(name));
        places.extend(named.map(|item| item.span().start));
    };
    for table in tables("rules").chain(tables("outputs")) {
        let table = table.get_ref();
        note(table.get("sources"));
        note(
            table
                .get("when")
                .and_then(|when| when.get_ref().get("source")),
        );
    }
    places.sort_unstable();
    places
}
