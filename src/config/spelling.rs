//! Suggests known keys and names in place of unknown ones.

use super::keys::{Key, ROOT, TABLES, TableKeys, ValueType};

/// The remedy for a key that a table does not have.
pub(super) fn unknown_key_remedy(name: &str, keys: &'static TableKeys) -> String {
    let similar = similar_keys(name, keys);
    if !similar.is_empty() {
        let written: Vec<String> = similar.into_iter().map(|key| written(key, keys)).collect();
        return format!("write {}", written.join(" or "));
    }
    let elsewhere = TABLES.iter().find(|table| table.key(name).is_some());
    if let Some(table) = elsewhere {
        return format!("move it: it belongs in {}", table.display_name);
    }
    let known: Vec<&str> = keys.keys.iter().map(|key| key.name).collect();
    format!(
        "remove it; {} knows {}",
        keys.display_name,
        known.join(", ")
    )
}

/// The keys of a table that the author of the unknown key `name` may have meant. Empty if the
/// table has the key `name`.
pub(super) fn similar_keys(name: &str, keys: &'static TableKeys) -> Vec<&'static Key> {
    if keys.key(name).is_some() {
        return Vec::new();
    }
    let nearest = nearest(name, keys.keys.iter().map(|key| key.name));
    nearest
        .into_iter()
        .filter_map(|name| keys.key(name))
        .collect()
}

/// The remedy for an unknown name; `None` if no known name is similar.
pub(super) fn unknown_name_remedy<'n>(
    name: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<String> {
    let written: Vec<String> = nearest(name, known)
        .into_iter()
        .map(|name| format!("\"{name}\""))
        .collect();
    (!written.is_empty()).then(|| format!("write {}", written.join(" or ")))
}

/// A key as the file writes it: keys of the top level in brackets.
fn written(key: &Key, keys: &TableKeys) -> String {
    let name = key.name;
    match key.value_type {
        ValueType::Table(_) if keys.name == ROOT.name => format!("`[{name}]`"),
        ValueType::Tables(_) if keys.name == ROOT.name => format!("`[[{name}]]`"),
        _ => format!("`{name}`"),
    }
}

/// The most similar names. There are several if they are equally similar: `aly` is as near to
/// `all` as to `any`.
fn nearest<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let plain = |name: &str| name.to_lowercase().replace('-', "_");
    let written = plain(written);
    // At most a third of the letters may differ: `intervall` is similar to `interval`, but `url`
    // is not similar to `path`.
    let mut least = (written.chars().count() / 3).max(1);
    let mut nearest = Vec::new();
    for name in known {
        let distance = strsim::damerau_levenshtein(&written, &plain(name));
        if distance < least {
            least = distance;
            nearest.clear();
        }
        if distance == least && !nearest.contains(&name) {
            nearest.push(name);
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::{nearest, unknown_key_remedy};
    use crate::config::fetch::FetchKeys;
    use crate::config::keys::ROOT;
    use crate::config::rule::WhenKeys;
    use crate::config::source::SourceKeys;

    #[test]
    fn the_remedy_of_an_unknown_key_is_what_was_meant() {
        for (written, keys, remedy) in [
            ("intervall", &SourceKeys::TABLE, "write `interval`"),
            ("Time-Zone", &SourceKeys::TABLE, "write `timezone`"),
            ("label", &SourceKeys::TABLE, "write `labels`"),
            ("per-host", &FetchKeys::TABLE, "write `per_host`"),
            ("source", &ROOT, "write `[[sources]]`"),
            ("sites", &ROOT, "write `[site]`"),
            ("aly", &WhenKeys::TABLE, "write `any` or `all`"),
            (
                "timeout",
                &SourceKeys::TABLE,
                "move it: it belongs in [fetch]",
            ),
            (
                "priority",
                &WhenKeys::TABLE,
                "move it: it belongs in [[sources]]",
            ),
        ] {
            assert_eq!(unknown_key_remedy(written, keys), remedy, "{written}");
        }
        let listed = unknown_key_remedy("zzzzzz", &ROOT);
        assert_eq!(
            listed,
            "remove it; the top level knows site, store, fetch, serve, metrics, sources, rules, outputs"
        );
    }

    #[test]
    fn only_the_nearest_names_come_into_question() {
        assert_eq!(
            nearest("sina", ["sina-a", "sina1", "sinb"]),
            ["sina1", "sinb"]
        );
        assert_eq!(nearest("url", ["path", "name"]), Vec::<&str>::new());
        assert_eq!(nearest("", ["path"]), Vec::<&str>::new());
        assert_eq!(nearest("新郎财经", ["新浪财经"]), ["新浪财经"]);
    }
}
