//! Tells whether an entry is one already stored, also when its publisher changed its guid.

use std::collections::{HashMap, HashSet};

use crate::model::{EntryKey, KnownEntry, PreparedEntry};

/// The document an entry came in.
#[derive(Debug)]
pub enum Document<'a> {
    /// A feed from the web, with all guids in it. A stored entry whose guid is still in the
    /// document is still itself; only one whose guid is gone can have got a new one.
    Feed(HashSet<&'a str>),
    /// A feed in a local file: as one from the web, but other files of its source have entries
    /// too.
    LocalFeed {
        /// All guids in it.
        guids: HashSet<&'a str>,
        /// The files of its source.
        files: &'a FileNames,
    },
    /// Local posts: nobody changes the name of a file by accident, and two files with equal bytes
    /// are two entries.
    Posts,
}

/// The base names of the files of one source, and how many files have each.
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

/// Finds among `known` (entries of the same source) the one that `entry` is, when no entry is
/// stored under its own key:
///
/// 1. the entry with the key it would have if its guid were, or were not, shared by several
///    entries of the document, if the link and the title or the text are the same: guids become
///    and cease to be shared;
/// 2. in a feed, a stored entry whose guid the document no longer holds, if the title is equal and
///    so are two of: link, date, text. That is a changed guid (a rebuilt site, a new domain, a
///    generator that numbers anew), not a new entry. The title alone, or title and link, would
///    swallow the next issue of a daily notice; two known dates that differ are two issues;
/// 3. in a local feed, by the same rule, an entry of a file that the source no longer has: the
///    file was renamed. Entries of the source's other files are never taken.
pub fn recognise(
    entry: &PreparedEntry,
    known: &[KnownEntry],
    document: &Document<'_>,
) -> Option<EntryKey> {
    let shared = || {
        let also = entry.identity.also?;
        known
            .iter()
            .filter(|stored| stored.key == also || stored.reused == Some(also))
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

impl Document<'_> {
    /// Whether `stored` can be `entry` under an earlier guid, or in an earlier file.
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
                    // Files of one name in several folders: the hash of the link tells them apart.
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
    // Two issues of a daily notice have one title, and often one link.
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
