//! The identity ladder: which fields of an entry determine its key.
//!
//! 1. **guid**, if no other entry of the document has it. The publisher declares it the identity,
//!    so the key survives a new title, link, date or text. Guids that differ only in `http://` and
//!    `https://` are the same: a site that moves to https rewrites them all at once.
//! 2. **guid and link**, else **guid and title**, else **guid and text**, if several entries of
//!    the document share the guid (a constant guid, or one per page): the store keeps each of
//!    them.
//! 3. **link**, without a guid, if no other entry of the document has it: survives a new title.
//! 4. **link and title**, else **text**, without a guid if all entries link to one page, or to
//!    none.
//!
//! The source is part of every key, so no source can overwrite an entry of another by sending its
//! guid. Rejected: the date (it changes with edits, and undated entries would look new at every
//! request), the position in the document, and anything random.

use std::collections::HashMap;

use super::hash::hash_prefix;
use super::link::{comparable, is_page};
use crate::model::{ContentHash, EntryKey, Identity, LinkKey, RawEntry, SourceName, UrlKey};

/// Where guids are unique.
#[derive(Debug, Clone, Copy)]
pub struct GuidScope<'a> {
    /// The name under which the store first met the source.
    pub source: &'a SourceName,
    /// Path of the feed document, if the source reads several.
    pub document: Option<&'a str>,
}

/// Determines the identities of the entries of one document, in their order. Entries with the same
/// guid, link, title and text get equal keys.
///
/// `text_hash` computes the content hash of an entry. It is called only for entries that share
/// their guid or link, because no other identity depends on the text. The function itself reads no
/// text, so that a caller may keep the texts elsewhere.
pub fn identities<E: AsRef<RawEntry>>(
    scope: GuidScope<'_>,
    entries: &[E],
    text_hash: impl Fn(&E) -> ContentHash,
) -> Vec<Identity> {
    let mut rungs = Rungs {
        scope,
        used: HashMap::new(),
    };
    let plain = plain_keys(scope, entries);
    let all = || entries.iter().zip(&plain);
    let texts: Vec<Option<ContentHash>> = all()
        .map(|(entry, plain)| plain.is_none().then(|| text_hash(entry)))
        .collect();
    // No other entry can get one of the keys of an entry that alone has its guid or link, except
    // the key of its text, which is the last choice of both.
    for (entry, text) in entries.iter().zip(&texts) {
        if let Some(text) = text {
            rungs.count(&KeyFields::new(entry.as_ref(), text));
        }
    }
    all()
        .zip(&texts)
        .map(|((entry, plain), text)| match (plain, text) {
            (Some(key), _) => rungs.plain_identity(*key, &KeyFields::new(entry.as_ref(), &NO_TEXT)),
            (None, text) => rungs.identity(&KeyFields::new(
                entry.as_ref(),
                text.as_ref().unwrap_or(&NO_TEXT),
            )),
        })
        .collect()
}

/// The content hash in keys that do not depend on the text.
const NO_TEXT: ContentHash = ContentHash::from_bytes([0; 32]);

/// Returns the keys that do not depend on the texts: those of entries that alone have their guid
/// or, without a guid, their link. The keys are the same as those of [`identities`].
pub fn plain_keys<E: AsRef<RawEntry>>(
    scope: GuidScope<'_>,
    entries: &[E],
) -> Vec<Option<EntryKey>> {
    let rungs = Rungs {
        scope,
        used: HashMap::new(),
    };
    let keys: Vec<Option<EntryKey>> = entries
        .iter()
        .map(|entry| rungs.first(&KeyFields::new(entry.as_ref(), &NO_TEXT)))
        .collect();
    let mut users: HashMap<EntryKey, u32> = HashMap::new();
    for key in keys.iter().flatten() {
        *users.entry(*key).or_default() += 1;
    }
    keys.into_iter()
        .map(|key| key.filter(|key| users.get(key) == Some(&1)))
        .collect()
}

/// The fields that can determine a key.
struct KeyFields<'a> {
    guid: Option<&'a str>,
    link: Option<String>,
    title: &'a str,
    text: &'a ContentHash,
}

impl<'a> KeyFields<'a> {
    fn new(entry: &'a RawEntry, text: &'a ContentHash) -> Self {
        Self {
            guid: entry
                .guid
                .as_deref()
                .map(stable_guid)
                .filter(|guid| !guid.is_empty()),
            link: entry
                .link
                .as_deref()
                .map(comparable)
                .filter(|link| !link.is_empty()),
            title: entry.title.as_deref().unwrap_or_default(),
            text,
        }
    }

    /// Two entries with the same value are one entry that was sent twice.
    fn whole(&self) -> [u8; 16] {
        hash_prefix([
            self.guid.unwrap_or_default().as_bytes(),
            self.link.as_deref().unwrap_or_default().as_bytes(),
            self.title.as_bytes(),
            self.text.as_bytes(),
        ])
    }
}

/// A guid without the scheme, which changes when a site moves to https.
fn stable_guid(guid: &str) -> &str {
    let guid = guid.trim();
    guid.strip_prefix("https://")
        .or_else(|| guid.strip_prefix("http://"))
        .unwrap_or(guid)
}

struct Rungs<'a> {
    scope: GuidScope<'a>,
    /// For every key, the entries of the document that could have it, as their
    /// [`KeyFields::whole`].
    used: HashMap<EntryKey, Vec<[u8; 16]>>,
}

impl Rungs<'_> {
    fn count(&mut self, entry: &KeyFields<'_>) {
        let whole = entry.whole();
        for key in self.ladder(entry) {
            let users = self.used.entry(key).or_default();
            // Two users show that a key is shared; stopping there keeps a constant guid in a long
            // feed cheap.
            if users.len() < 2 && !users.contains(&whole) {
                users.push(whole);
            }
        }
    }

    fn identity(&self, entry: &KeyFields<'_>) -> Identity {
        let ladder = self.ladder(entry);
        let alone = |key: &&EntryKey| self.used.get(*key).is_none_or(|users| users.len() < 2);
        // The last key includes the text: entries that share it are equal in every field.
        let key = ladder.iter().find(alone).or(ladder.last()).copied();
        let key = key.unwrap_or_else(|| self.key("text", &[entry.text.as_bytes()]));
        let alternate_key = entry
            .guid
            .and_then(|_| ladder.iter().take(2).find(|other| **other != key));
        self.with_link(key, alternate_key.copied(), entry)
    }

    /// The identity of an entry that alone has its guid or link, from which `key` is made.
    fn plain_identity(&self, key: EntryKey, entry: &KeyFields<'_>) -> Identity {
        let alternate_key = entry.guid.map(|guid| {
            let (rung, part) = match &entry.link {
                Some(link) => ("guid+link", link.as_str()),
                None => ("guid+title", entry.title),
            };
            self.key(rung, &[guid.as_bytes(), part.as_bytes()])
        });
        self.with_link(key, alternate_key, entry)
    }

    /// An identity with these keys.
    fn with_link(
        &self,
        key: EntryKey,
        alternate_key: Option<EntryKey>,
        entry: &KeyFields<'_>,
    ) -> Identity {
        Identity {
            key,
            alternate_key,
            link: entry
                .link
                .as_deref()
                .map(|link| LinkKey::from_bytes(self.hash("link", &[link.as_bytes()]))),
            url: entry
                .link
                .as_deref()
                .filter(|link| is_page(link))
                .map(|link| UrlKey::from_bytes(hash_prefix([b"url".as_slice(), link.as_bytes()]))),
        }
    }

    /// The first key of the ladder, unless it includes the text.
    fn first(&self, entry: &KeyFields<'_>) -> Option<EntryKey> {
        match (entry.guid, &entry.link) {
            (Some(guid), _) => Some(self.key("guid", &[guid.as_bytes()])),
            (None, Some(link)) => Some(self.key("link", &[link.as_bytes()])),
            (None, None) => None,
        }
    }

    /// The possible keys of an entry, from the most stable to the most specific.
    fn ladder(&self, entry: &KeyFields<'_>) -> Vec<EntryKey> {
        let title = entry.title.as_bytes();
        let text = entry.text.as_bytes().as_slice();
        let link = entry.link.as_deref().map(str::as_bytes);
        match (entry.guid.map(str::as_bytes), link) {
            (Some(guid), Some(link)) => vec![
                self.key("guid", &[guid]),
                self.key("guid+link", &[guid, link]),
                self.key("guid+title", &[guid, title]),
                self.key("guid+text", &[guid, title, text]),
            ],
            (Some(guid), None) => vec![
                self.key("guid", &[guid]),
                self.key("guid+title", &[guid, title]),
                self.key("guid+text", &[guid, title, text]),
            ],
            (None, Some(link)) => vec![
                self.key("link", &[link]),
                self.key("link+title", &[link, title]),
                self.key("text", &[title, text]),
            ],
            (None, None) => vec![self.key("text", &[title, text])],
        }
    }

    fn key(&self, rung: &str, parts: &[&[u8]]) -> EntryKey {
        EntryKey::from_bytes(self.hash(rung, parts))
    }

    fn hash<const LENGTH: usize>(&self, rung: &str, parts: &[&[u8]]) -> [u8; LENGTH] {
        let head = [
            self.scope.source.as_str().as_bytes(),
            self.scope.document.unwrap_or_default().as_bytes(),
            rung.as_bytes(),
        ];
        hash_prefix(head.into_iter().chain(parts.iter().copied()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::identify::content_hash;

    /// Entries that often share a guid, a link, a title or a text, or lack one.
    fn entries() -> impl Strategy<Value = Vec<RawEntry>> {
        let field = || prop::option::weighted(0.7, 0..6_u8);
        let entry =
            (field(), field(), field(), field()).prop_map(|(guid, link, title, text)| RawEntry {
                guid: guid.map(|guid| format!("guid-{guid}")),
                link: link.map(|link| format!("https://a.example/{link}")),
                title: title.map(|title| format!("Lighthouse {title}")),
                content: text.map(|text| format!("The lamp of lighthouse {text} is lit.")),
                ..RawEntry::default()
            });
        prop::collection::vec(entry, 0..8)
    }

    fn text_hash(entry: &RawEntry) -> ContentHash {
        content_hash(entry.content.as_deref().unwrap_or_default())
    }

    proptest! {
        #[test]
        fn identities_are_those_of_the_whole_ladder_of_every_entry(entries in entries()) {
            let source = SourceName::parse("outlet").unwrap();
            let scope = GuidScope { source: &source, document: None };
            let texts: Vec<ContentHash> = entries.iter().map(text_hash).collect();
            let fields: Vec<KeyFields<'_>> = entries
                .iter()
                .zip(&texts)
                .map(|(entry, text)| KeyFields::new(entry, text))
                .collect();
            let mut rungs = Rungs { scope, used: HashMap::new() };
            for entry in &fields {
                rungs.count(entry);
            }
            let whole: Vec<Identity> = fields.iter().map(|entry| rungs.identity(entry)).collect();
            let quick = identities(scope, &entries, text_hash);
            prop_assert_eq!(format!("{quick:?}"), format!("{whole:?}"));
        }
    }
}
