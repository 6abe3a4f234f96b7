//! Reads stored entries in the form that is compared, and the rulings about them, for `explain`
//! and for repeating decisions.

use super::entry_cache::EntryCache;
use crate::model::{EntryKey, EntryTexts, StoryId, Timestamp};
use crate::store::columns::{bytes, timestamp};
use crate::store::rows::rulings::Ruling;
use crate::store::{Error, Store};

/// A person's ruling about an entry. Those about whole stories are in
/// [`StoredStory`](crate::model::StoredStory).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Decided {
    /// Merge or split; `None` for a pin.
    pub ruling: Option<Ruling>,
    /// The other entry; `None` for a pin.
    pub other: Option<EntryKey>,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// An entry in the form that is compared, and the id of its story.
    pub fn placed(&self, entry: EntryKey) -> Result<Option<(EntryTexts, StoryId)>, Error> {
        self.read(|connection| {
            let Some(found) = EntryCache::noting(&self.damaged).by_key(connection, entry)? else {
                return Ok(None);
            };
            let story = connection
        .prepare_cached(
            "SELECT stories.key AS key FROM stories JOIN entries ON entries.story = stories.id
             WHERE entries.key = ?1",
        )?
        .query_row([entry.as_bytes()], |row| bytes(row, "key"))?;
            Ok(Some((found, story)))
        })
    }

    /// All rulings of people about an entry, the latest first; not those about its whole story.
    pub fn decided(&self, entry: EntryKey) -> Result<Vec<Decided>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT kind, iif(one = ?1, other, one) AS other, at FROM rulings
         WHERE (one = ?1 OR other = ?1) AND kind IN ('merge', 'split', 'pin') ORDER BY at DESC, id DESC",
            )?;
            let rows = statement.query_map([entry.as_bytes()], |row| {
                let kind: String = row.get("kind")?;
                let ruling = Ruling::parse(&kind);
                Ok(Decided {
                    ruling,
                    other: match ruling {
                        Some(_) => Some(bytes(row, "other")?),
                        None => None,
                    },
                    at: timestamp(row, "at")?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
