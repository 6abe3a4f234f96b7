//! Tells whether an entry is one already stored, also when its publisher changed its guid.

use std::collections::HashSet;

use crate::model::{EntryKey, KnownEntry, PreparedEntry};

/// The document an entry came in.
#[derive(Debug)]
pub enum Document<'a> {
    /// A feed from the web, with all guids in it. A stored entry whose guid is still in the document
    /// is still itself; only one whose guid is gone can have got a new one.
    Feed(HashSet<&'a str>),
    /// Local files: their names are identities that nobody changes by accident, and two files alike to
    /// the byte are two entries.
    Files,
}

/// Finds among `known` (entries of the same source) the one that `entry` is, when no entry is stored
/// under its own key:
///
/// 1. the entry with the key it would have if its guid were, or were not, shared by several entries of
///    the document, if the link and the title or the text are the same: guids become and cease to be shared;
/// 2. in a feed, a stored entry whose guid the document no longer holds, if the title is equal and so
///    are two of: link, date, text. That is a changed guid (a rebuilt site, a new domain, a
///    generator that numbers anew), not a new entry. The title alone, or title and link, would
///    swallow the next issue of a daily notice; two known dates that differ are two issues.
pub fn recognise(
    entry: &PreparedEntry,
    known: &[KnownEntry],
    document: &Document<'_>,
) -> Option<EntryKey> {
    let shared = || {
        let also = entry.identity.also?;
        known
            .iter()
            .find(|stored| stored.key == also && is_same_under_shared_guid(entry, stored))
    };
    let renamed = || {
        let Document::Feed(guids) = document else {
            return None;
        };
        let gone = |stored: &&KnownEntry| match stored.guid.as_deref() {
            Some(guid) => Some(guid) == entry.raw.guid.as_deref() || !guids.contains(guid),
            None => entry.raw.guid.is_some(),
        };
        known
            .iter()
            .filter(gone)
            .find(|stored| is_same_under_new_guid(entry, stored))
    };
    shared().or_else(renamed).map(|stored| stored.key)
}

fn is_same_under_shared_guid(entry: &PreparedEntry, stored: &KnownEntry) -> bool {
    let (new, old) = (&entry.fingerprint, &stored.fingerprint);
    let same_words = new.title == old.title || (new.chars > 0 && new.content == old.content);
    entry.identity.link == stored.link && same_words
}

fn is_same_under_new_guid(entry: &PreparedEntry, stored: &KnownEntry) -> bool {
    let (new, old) = (&entry.fingerprint, &stored.fingerprint);
    if new.version != old.version || new.title != old.title {
        return false;
    }
    let link = entry.identity.link.is_some() && entry.identity.link == stored.link;
    let (new_date, old_date) = (entry.raw.published, stored.published);
    if new_date.is_some() && old_date.is_some() && new_date != old_date {
        return false;
    }
    let date = new_date.is_some() && new_date == old_date;
    let text = new.chars > 0 && new.content == old.content;
    usize::from(link) + usize::from(date) + usize::from(text) >= 2
}
