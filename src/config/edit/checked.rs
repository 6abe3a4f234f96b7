//! Checks before an edit is written that it changed what it should, and nothing else.

use toml::{Table, Value};

use super::{EditError, line};

/// What an edit changes.
#[derive(Debug)]
pub(super) enum ConfigEdit<'c> {
    /// A source with these keys is added after the last one.
    Append(&'c [(&'static str, Value)]),
    /// The source at this index is removed.
    Remove(usize),
    /// The source at this index gets `enabled = false`.
    Disable(usize),
    /// The source at this index loses `enabled`, or gets `enabled = true`.
    Enable(usize),
}

/// Parses both texts. Unless `new` equals `old` with the change, refuses the edit: the source at
/// the offset `at` of `old` has to be edited by hand, as `remedy` says.
pub(super) fn require(
    old: &str,
    new: &str,
    change: &ConfigEdit<'_>,
    at: usize,
    remedy: &str,
) -> Result<(), EditError> {
    is_made(old, new, change).ok_or_else(|| EditError::ByHand {
        line: line(old, at),
        remedy: remedy.to_owned(),
    })
}

/// `Some` if `new` equals `old` with the change.
fn is_made(old: &str, new: &str, change: &ConfigEdit<'_>) -> Option<()> {
    let mut wanted: Table = old.parse().ok()?;
    let mut found: Table = new.strip_prefix('\u{feff}').unwrap_or(new).parse().ok()?;
    match change {
        ConfigEdit::Append(keys) => {
            let table: Table = keys
                .iter()
                .map(|(key, value)| ((*key).to_owned(), value.clone()))
                .collect();
            let sources = wanted
                .entry("sources")
                .or_insert_with(|| Value::Array(Vec::new()));
            sources.as_array_mut()?.push(Value::Table(table));
        }
        ConfigEdit::Remove(index) => {
            let sources = wanted.get_mut("sources")?.as_array_mut()?;
            if *index >= sources.len() {
                return None;
            }
            sources.remove(*index);
            if sources.is_empty() {
                wanted.remove("sources");
            }
        }
        ConfigEdit::Disable(index) => {
            source(&mut wanted, *index)?.insert("enabled".to_owned(), Value::Boolean(false));
        }
        ConfigEdit::Enable(index) => {
            source(&mut wanted, *index)?.remove("enabled");
            let enabled = source(&mut found, *index)?.remove("enabled");
            if !matches!(enabled, None | Some(Value::Boolean(true))) {
                return None;
            }
        }
    }
    (wanted == found).then_some(())
}

fn source(document: &mut Table, index: usize) -> Option<&mut Table> {
    let sources = document.get_mut("sources")?.as_array_mut()?;
    sources.get_mut(index)?.as_table_mut()
}
