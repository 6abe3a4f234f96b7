//! Guesses what a person meant who wrote an unknown key or name.

use super::keys::{TABLES, TableKeys};

pub(super) fn unknown_key_remedy(name: &str, keys: &'static TableKeys) -> String {
    let nearest = nearest(name, keys.keys.iter().map(|key| key.name));
    if let Some(nearest) = nearest {
        return format!("write `{nearest}`");
    }
    let elsewhere = TABLES.iter().find(|table| table.key(name).is_some());
    if let Some(table) = elsewhere {
        return format!("move it: it belongs in {}", table.shown);
    }
    let known: Vec<&str> = keys.keys.iter().map(|key| key.name).collect();
    format!("remove it; {} knows {}", keys.shown, known.join(", "))
}

/// The name a person most likely meant, if any comes close.
pub(super) fn nearest<'n>(
    written: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    let written = written.to_lowercase().replace('-', "_");
    // A third of the letters may be wrong: `intervall` is near `interval`, `url` is not near `path`.
    let most = (written.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| {
            let plain = name.to_lowercase().replace('-', "_");
            (strsim::damerau_levenshtein(&written, &plain), name)
        })
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, name)| name)
}
