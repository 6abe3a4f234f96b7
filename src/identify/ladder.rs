//! The identity ladder: which of the things a publisher sends names an entry.
//!
//! 1. **guid**, when it is the only entry of the document that has it. It is what the publisher
//!    says the identity is, so it survives a new title, link, date or text. `http://…` and
//!    `https://…` guids are one: a site that moves to https rewrites them all at once.
//! 2. **guid and link**, else **guid and title**, else **guid and text**, when several entries of
//!    the document share the guid (a constant guid, or one per page): each of them survives.
//! 3. **link**, without a guid, when no other entry of the document has it: survives a new title.
//! 4. **link and title**, else **text**, without a guid when all entries point to one page, or to
//!    none.
//!
//! The source is part of every key: another source can never claim an entry by sending its guid.
//! Rejected: the date (it moves with edits, and undated entries would look new at every fetch),
//! the position in the document, and anything random.

use std::collections::HashMap;

use super::hash::truncated;
use super::link::{comparable, is_page};
use crate::model::{ContentHash, EntryKey, Identity, LinkKey, RawEntry, SourceName, UrlKey};

/// Within which guids are unique.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The name under which the source was first stored.
    pub source: &'a SourceName,
    /// Path of the feed document, when one source reads several.
    pub document: Option<&'a str>,
}

/// Gives every entry of one document its identity, in the same order. `texts` holds the content
/// hash of each. Entries that are alike in guid, link, title and text get equal keys.
pub fn identities(scope: Scope<'_>, entries: &[RawEntry], texts: &[ContentHash]) -> Vec<Identity> {
    let mut rungs = Rungs {
        scope,
        used: HashMap::new(),
    };
    let all: Vec<Named<'_>> = entries
        .iter()
        .zip(texts)
        .map(|(entry, text)| Named::of(entry, text))
        .collect();
    for entry in &all {
        rungs.count(entry);
    }
    all.iter().map(|entry| rungs.identity(entry)).collect()
}

/// The keys of the entries of one document that have one whatever they say: those that are alone
/// with their guid or, without one, with their link. As [`identities`] gives them, without reading
/// a text.
pub fn plain_keys(scope: Scope<'_>, entries: &[RawEntry]) -> Vec<Option<EntryKey>> {
    let rungs = Rungs {
        scope,
        used: HashMap::new(),
    };
    let no_text = ContentHash::from_bytes([0; 32]);
    let keys: Vec<Option<EntryKey>> = entries
        .iter()
        .map(|entry| rungs.first(&Named::of(entry, &no_text)))
        .collect();
    let mut users: HashMap<EntryKey, u32> = HashMap::new();
    for key in keys.iter().flatten() {
        *users.entry(*key).or_default() += 1;
    }
    keys.into_iter()
        .map(|key| key.filter(|key| users.get(key) == Some(&1)))
        .collect()
}

/// What can name an entry.
struct Named<'a> {
    guid: Option<&'a str>,
    link: Option<String>,
    title: &'a str,
    text: &'a ContentHash,
}

impl<'a> Named<'a> {
    fn of(entry: &'a RawEntry, text: &'a ContentHash) -> Self {
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

    /// Two entries with equal parts are one entry sent twice.
    fn whole(&self) -> [u8; 16] {
        truncated([
            self.guid.unwrap_or_default().as_bytes(),
            self.link.as_deref().unwrap_or_default().as_bytes(),
            self.title.as_bytes(),
            self.text.as_bytes(),
        ])
    }
}

/// A guid without the part that changes when a site moves to https.
fn stable_guid(guid: &str) -> &str {
    let guid = guid.trim();
    guid.strip_prefix("https://")
        .or_else(|| guid.strip_prefix("http://"))
        .unwrap_or(guid)
}

struct Rungs<'a> {
    scope: Scope<'a>,
    /// For every key: the entries of the document that would have it, by their whole.
    used: HashMap<EntryKey, Vec<[u8; 16]>>,
}

impl Rungs<'_> {
    fn count(&mut self, entry: &Named<'_>) {
        let whole = entry.whole();
        for key in self.ladder(entry) {
            let users = self.used.entry(key).or_default();
            // Two tell that a rung is shared; a constant guid in a long feed must not cost more.
            if users.len() < 2 && !users.contains(&whole) {
                users.push(whole);
            }
        }
    }

    fn identity(&self, entry: &Named<'_>) -> Identity {
        let ladder = self.ladder(entry);
        let alone = |key: &&EntryKey| self.used.get(*key).is_none_or(|users| users.len() < 2);
        // The last rung holds the text: entries equal on it are equal in all that could name them.
        let key = ladder.iter().find(alone).or(ladder.last()).copied();
        let key = key.unwrap_or_else(|| self.key("text", &[entry.text.as_bytes()]));
        let also = entry
            .guid
            .and_then(|_| ladder.iter().take(2).find(|other| **other != key));
        Identity {
            key,
            also: also.copied(),
            link: entry
                .link
                .as_deref()
                .map(|link| LinkKey::from_bytes(self.hash("link", &[link.as_bytes()]))),
            url: entry
                .link
                .as_deref()
                .filter(|link| is_page(link))
                .map(|link| UrlKey::from_bytes(truncated([b"url".as_slice(), link.as_bytes()]))),
        }
    }

    /// The first rung of the ladder, unless it holds the text.
    fn first(&self, entry: &Named<'_>) -> Option<EntryKey> {
        match (entry.guid, &entry.link) {
            (Some(guid), _) => Some(self.key("guid", &[guid.as_bytes()])),
            (None, Some(link)) => Some(self.key("link", &[link.as_bytes()])),
            (None, None) => None,
        }
    }

    /// The keys of an entry from the most stable to the surest.
    fn ladder(&self, entry: &Named<'_>) -> Vec<EntryKey> {
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
        truncated(head.into_iter().chain(parts.iter().copied()))
    }
}
