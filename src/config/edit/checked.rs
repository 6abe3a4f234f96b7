//! Compares an edited text with what was wanted, before anybody gets to write it.

use toml::{Table, Value};

use super::EditError;

/// What an edit changes; everything else stays equal.
#[derive(Debug)]
pub(super) enum Change<'c> {
    /// Behind the last source there is one with these keys.
    Append(&'c [(&'static str, Value)]),
    /// The source at this index is gone.
    Remove(usize),
    /// The source at this index has `enabled = false`.
    Disable(usize),
    /// The source at this index has no `enabled`, or `enabled = true`.
    Enable(usize),
}

/// Fails with `refusal` unless `new` holds what `old` holds with the change, and nothing else.
pub(super) fn require(
    old: &str,
    new: &str,
    change: &Change<'_>,
    refusal: impl FnOnce() -> EditError,
) -> Result<(), EditError> {
    is_made(old, new, change).ok_or_else(refusal)
}

/// `None` if it is not.
fn is_made(old: &str, new: &str, change: &Change<'_>) -> Option<()> {
    let mut wanted: Table = old.parse().ok()?;
    let mut found: Table = new.strip_prefix('\u{feff}').unwrap_or(new).parse().ok()?;
    match change {
        Change::Append(keys) => {
            let table: Table = keys
                .iter()
                .map(|(key, value)| ((*key).to_owned(), value.clone()))
                .collect();
            let sources = wanted
                .entry("sources")
                .or_insert_with(|| Value::Array(Vec::new()));
            sources.as_array_mut()?.push(Value::Table(table));
        }
        Change::Remove(index) => {
            let sources = wanted.get_mut("sources")?.as_array_mut()?;
            if *index >= sources.len() {
                return None;
            }
            sources.remove(*index);
            if sources.is_empty() {
                wanted.remove("sources");
            }
        }
        Change::Disable(index) => {
            source(&mut wanted, *index)?.insert("enabled".to_owned(), Value::Boolean(false));
        }
        Change::Enable(index) => {
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
