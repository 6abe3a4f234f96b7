//! Which stories an entry is related to: linked with one of their members, and not of their text.

use rusqlite::Connection;

use super::Error;
use super::columns::bytes;
use crate::model::{EntryRow, StoryId};

/// The stories that an entry is linked with and does not stand in, the strongest link first.
///
/// A link that speaks for one text relates as well when its entries came to stand apart.
pub(super) fn related_to(connection: &Connection, entry: EntryRow) -> Result<Vec<StoryId>, Error> {
    let mut statement = connection.prepare_cached(
        "WITH linked AS (
             SELECT high AS row, score, related FROM links WHERE low = ?1
             UNION ALL
             SELECT low, score, related FROM links WHERE high = ?1)
         SELECT stories.key AS key FROM linked
         JOIN entries ON entries.id = linked.row
         JOIN stories ON stories.id = entries.story
         WHERE stories.id <> (SELECT story FROM entries WHERE id = ?1) AND (linked.related = 1 OR linked.score > 0)
         GROUP BY stories.key ORDER BY max(linked.score) DESC, stories.key",
    )?;
    let rows = statement.query_map([entry.0], |row| bytes(row, "key"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
