//! What hosts say of robots, as long as it holds.

use rusqlite::{Connection, OptionalExtension, params};

use super::Error;
use super::columns::{seconds, timestamp};
use crate::model::{RobotsFile, RobotsSaid, Timestamp};

/// What an origin says holds for a day at most (RFC 9309 2.4). What is to hold for longer was written
/// before the clock was set back.
const DAY: i64 = 24 * 3600;

/// What is known of an origin and holds at `now`.
pub(super) fn robots(
    connection: &Connection,
    origin: &str,
    now: Timestamp,
) -> Result<Option<RobotsFile>, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT * FROM robots WHERE origin = ?1 AND until > ?2 AND until <= ?2 + ?3",
        )?
        .query_row(params![origin, seconds(now), DAY], |row| {
            let said: String = row.get("said")?;
            Ok(RobotsFile {
                said: match said.as_str() {
                    "rules" => RobotsSaid::Rules(row.get("text")?),
                    "nothing" => RobotsSaid::Nothing,
                    _ => RobotsSaid::Unreachable,
                },
                until: timestamp(row, "until")?,
            })
        })
        .optional()?)
}

/// Keeps what an origin says, and forgets what holds no longer.
pub(super) fn keep(
    connection: &Connection,
    origin: &str,
    file: &RobotsFile,
    now: Timestamp,
) -> Result<(), Error> {
    let (said, text) = match &file.said {
        RobotsSaid::Rules(text) => ("rules", Some(text)),
        RobotsSaid::Nothing => ("nothing", None),
        RobotsSaid::Unreachable => ("unreachable", None),
    };
    connection.execute("DELETE FROM robots WHERE until <= ?1", [seconds(now)])?;
    connection.execute(
        "INSERT OR REPLACE INTO robots (origin, said, text, until) VALUES (?1, ?2, ?3, ?4)",
        params![origin, said, text, seconds(file.until)],
    )?;
    Ok(())
}
