//! Stores the `robots.txt` of origins while they are valid.

use rusqlite::{OptionalExtension, params};

use crate::model::{RobotsAnswer, RobotsFile, Timestamp};
use crate::store::columns::{seconds, timestamp};
use crate::store::{Error, Store};

/// A `robots.txt` is valid for a day at most (RFC 9309, section 2.4). One with a later end was
/// stored before the clock was set back, and is ignored.
const DAY: i64 = 24 * 3600;

impl Store {
    /// The stored `robots.txt` of an origin, if it is still valid at `now`.
    pub fn robots(&self, origin: &str, now: Timestamp) -> Result<Option<RobotsFile>, Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT * FROM robots WHERE origin = ?1 AND until > ?2 AND until <= ?2 + ?3",
                )?
                .query_row(params![origin, seconds(now), DAY], |row| {
                    let said: String = row.get("said")?;
                    Ok(RobotsFile {
                        answer: match said.as_str() {
                            "rules" => RobotsAnswer::Rules(row.get("text")?),
                            "nothing" => RobotsAnswer::Nothing,
                            _ => RobotsAnswer::Unreachable,
                        },
                        until: timestamp(row, "until")?,
                    })
                })
                .optional()?)
        })
    }

    /// Stores the `robots.txt` of an origin.
    pub fn keep_robots(
        &mut self,
        origin: &str,
        file: &RobotsFile,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(|connection| {
            let (said, text) = match &file.answer {
                RobotsAnswer::Rules(text) => ("rules", Some(text)),
                RobotsAnswer::Nothing => ("nothing", None),
                RobotsAnswer::Unreachable => ("unreachable", None),
            };
            connection.execute("DELETE FROM robots WHERE until <= ?1", [seconds(now)])?;
            connection.execute(
                "INSERT OR REPLACE INTO robots (origin, said, text, until) VALUES (?1, ?2, ?3, ?4)",
                params![origin, said, text, seconds(file.until)],
            )?;
            Ok(())
        })
    }
}
