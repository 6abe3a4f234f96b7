//! Recognises an entry that is stored already, even if its publisher changed its guid.

use std::collections::{HashMap, HashSet};

use crate::model::{EntryKey, KnownEntry, PreparedEntry};

/// The guids in the document of an entry.
#[derive(Debug)]
pub enum DocumentGuids<'a> {
    /// A feed from the web, with all its guids. Only a stored entry whose guid is gone from the
    /// document can have a new guid.
    Feed(HashSet<&'a str>),
    /// A feed in a local file: like a feed from the web, but other files of the source have
    /// entries too.
    LocalFeed {
        /// All its guids.
        guids: HashSet<&'a str>,
        /// The files of its source, by name.
        files: &'a FileNames,
    },
    /// Local posts. The file name is the identity, and two files with equal bytes are two entries.
    Posts,
}

/// The base names of the files of one source, with the number of files of each name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileNames(HashMap<String, u32>);

impl FileNames {
    fn count(&self, name: &str) -> u32 {
        self.0.get(name).copied().unwrap_or_default()
    }
}

impl FromIterator<String> for FileNames {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        let mut counts = HashMap::new();
        for name in names {
            *counts.entry(name).or_default() += 1;
        }
        Self(counts)
    }
}

/// Finds among `known` (entries of the same source) the entry that `entry` is, if no entry is
/// stored under its key:
///
/// 1. the entry with the key that `entry` would have if its guid were shared, or were not shared,
///    by other entries of the document, if the link and the title or the text are the same: a guid
///    can become shared or unique later;
/// 2. in a feed, a stored entry whose guid the document no longer has, if the title is equal and
///    so are two of link, date and text. Then the guid changed (a rebuilt site, a new domain, a
///    generator with new numbers), and the entry is not new. The title alone, or title and link,
///    would also match the next issue of a daily notice; two known dates that differ mean two
///    issues;
/// 3. in a local feed, by the same rule, an entry of a file that the source no longer has: the
///    file was renamed. Entries of the source's other files never match.
pub fn recognise(
    entry: &PreparedEntry,
    known: &[KnownEntry],
    document: &DocumentGuids<'_>,
) -> Option<EntryKey> {
    let shared = || {
        let alternate_key = entry.identity.alternate_key?;
        known
            .iter()
            .filter(|stored| stored.key == alternate_key || stored.reused == Some(alternate_key))
            .find(|stored| is_same_under_shared_guid(entry, stored))
    };
    let renamed = || {
        known
            .iter()
            .filter(|stored| document.may_have_renamed(stored, entry))
            .find(|stored| is_same_under_new_guid(entry, stored))
    };
    shared().or_else(renamed).map(|stored| stored.key)
}

impl DocumentGuids<'_> {
    /// Whether `stored` can be `entry` with an earlier guid, or in an earlier file.
    fn may_have_renamed(&self, stored: &KnownEntry, entry: &PreparedEntry) -> bool {
        let is_gone = |guids: &HashSet<&str>| match stored.guid.as_deref() {
            Some(guid) => Some(guid) == entry.raw.guid.as_deref() || !guids.contains(guid),
            None => entry.raw.guid.is_some(),
        };
        match self {
            Self::Posts => false,
            Self::Feed(guids) => is_gone(guids),
            Self::LocalFeed { guids, files } => {
                let name = stored.file.as_deref();
                match name.map_or(0, |name| files.count(name)) {
                    0 => true,
                    1 if name == entry.raw.file.as_deref() => is_gone(guids),
                    1 => false,
                    // Several files have this name, in different folders: the hash of the link
                    // tells them apart.
                    _ => is_same_link(entry, stored) && is_gone(guids),
                }
            }
        }
    }
}

fn is_same_link(entry: &PreparedEntry, stored: &KnownEntry) -> bool {
    entry.identity.link.is_some() && entry.identity.link == stored.link
}

fn is_same_under_shared_guid(entry: &PreparedEntry, stored: &KnownEntry) -> bool {
    let (new, old) = (&entry.fingerprint, &stored.fingerprint);
    let same_text = new.chars > 0 && new.content == old.content;
    let dates = entry.raw.published.zip(stored.published);
    // Two issues of a daily notice have the same title, and often the same link.
    let may_be_edited = dates.is_none_or(|(new, old)| new == old);
    let same_words = same_text || (new.title == old.title && may_be_edited);
    entry.identity.link == stored.link && same_words
}

fn is_same_under_new_guid(entry: &PreparedEntry, stored: &KnownEntry) -> bool {
    let (new, old) = (&entry.fingerprint, &stored.fingerprint);
    if new.version != old.version || new.title != old.title {
        return false;
    }
    let url = entry.identity.url.is_some() && entry.identity.url == stored.url;
    let link = is_same_link(entry, stored) || url;
    let (new_date, old_date) = (entry.raw.published, stored.published);
    if new_date.is_some() && old_date.is_some() && new_date != old_date {
        return false;
    }
    let date = new_date.is_some() && new_date == old_date;
    let text = new.chars > 0 && new.content == old.content;
    usize::from(link) + usize::from(date) + usize::from(text) >= 2
}
