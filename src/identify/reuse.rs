//! Compares dates and links of an entry with those of a stored entry that has the same key.
//!
//! Publishers reuse guids: `today` is a new notice every day, and some systems reuse the number of
//! a deleted article. `fold` decides whether the texts have anything in common.

use super::hash::hash_prefix;
use crate::model::{EntryKey, KeyReuse, KnownEntry, Links, PreparedEntry};

/// Returns the evidence that `entry` is another article than `stored`, which has the same key;
/// `None` if that is impossible, because the dates are equal, or title and text are.
pub fn reuse(entry: &PreparedEntry, stored: &KnownEntry) -> Option<KeyReuse> {
    if is_same_date(entry, stored) || has_same_words(entry, stored) {
        return None;
    }
    let dates = dates(entry, stored);
    let links = match (entry.identity.link, stored.link) {
        (Some(new), Some(old)) if new == old => Links::Same,
        (Some(_), Some(_)) => Links::Differ,
        _ => Links::Unknown,
    };
    Some(KeyReuse {
        seconds_apart: dates.map(|(new, old)| new - old),
        links,
    })
}

/// Whether `entry` certainly is `stored`. The caller passes the articles that had this key, the
/// latest first.
pub fn is_same_article(entry: &PreparedEntry, stored: &KnownEntry) -> bool {
    let undated = dates(entry, stored).is_none();
    is_same_date(entry, stored) || (undated && has_same_words(entry, stored))
}

/// Whether `entry` has a later date than `stored`; then it is not an earlier article that came
/// back.
pub fn is_later(entry: &PreparedEntry, stored: &KnownEntry) -> bool {
    dates(entry, stored).is_some_and(|(new, old)| new > old)
}

/// The key of an article whose own key belongs to another stored article.
pub fn reused_key(entry: &PreparedEntry) -> EntryKey {
    let key = entry.identity.key.as_bytes().as_slice();
    let published = entry.raw.published.or(entry.raw.updated);
    let print = &entry.fingerprint;
    EntryKey::from_bytes(if let Some(date) = published {
        hash_prefix([b"reused".as_slice(), key, &date.as_second().to_le_bytes()])
    } else {
        let words = [print.title.as_bytes(), print.content.as_bytes()].map(<[u8; 32]>::as_slice);
        hash_prefix([b"reused".as_slice(), key].into_iter().chain(words))
    })
}

/// Both dates in seconds since 1970, if both are known.
fn dates(entry: &PreparedEntry, stored: &KnownEntry) -> Option<(i64, i64)> {
    let seconds = |date: crate::model::Timestamp| date.as_second();
    let raw = &entry.raw;
    let published = raw.published.zip(stored.published);
    let dates = published.or_else(|| {
        let new = raw.published.or(raw.updated)?;
        Some((new, stored.published.or(stored.updated)?))
    })?;
    Some((seconds(dates.0), seconds(dates.1)))
}

fn is_same_date(entry: &PreparedEntry, stored: &KnownEntry) -> bool {
    dates(entry, stored).is_some_and(|(new, old)| new == old)
}

fn has_same_words(entry: &PreparedEntry, stored: &KnownEntry) -> bool {
    let (new, old) = (&entry.fingerprint, &stored.fingerprint);
    new.version == old.version && new.title == old.title && new.content == old.content
}
