//! What a configuration that was read again changes about the sources.

use std::sync::Arc;

use super::failures::first_names;
use crate::model::{Source, SourceName, counted};

/// Says which sources were added, removed or changed: `1 source added (a), 1 source removed (b)`.
pub(super) fn source_changes(before: &[Arc<Source>], after: &[Arc<Source>]) -> String {
    let known = |source: &Source| {
        let names = [Some(&source.name), source.was.as_ref()];
        before
            .iter()
            .find(|old| names.iter().flatten().any(|name| **name == old.name))
    };
    let names = |sources: Vec<&'_ Arc<Source>>| -> Vec<SourceName> {
        sources.iter().map(|source| source.name.clone()).collect()
    };
    let added = after.iter().filter(|source| known(source).is_none());
    let changed = after
        .iter()
        .filter(|source| known(source).is_some_and(|old| old != *source));
    let is_kept = |old: &Source| {
        let mut after = after.iter();
        after.any(|new| new.name == old.name || new.was.as_ref() == Some(&old.name))
    };
    let removed = before.iter().filter(|old| !is_kept(old));
    let parts = [
        (names(added.collect()), "added"),
        (names(removed.collect()), "removed"),
        (names(changed.collect()), "changed"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(names, _)| !names.is_empty())
        .map(|(names, what)| {
            let number = counted(names.len(), "source");
            format!("{number} {what} ({})", first_names(names.iter()))
        })
        .collect();
    if parts.is_empty() {
        "no source changed".to_owned()
    } else {
        parts.join(", ")
    }
}
