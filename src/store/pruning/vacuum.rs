//! Makes the file of the database as small as its contents.
//!
//! SQLite writes all pages in use to a temporary file, and from there to its log: both are as large
//! as the database will be. Readers go on meanwhile, since they read the old pages; the file
//! becomes shorter when none of them needs these any more.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::statvfs;

use super::sizes;
use crate::store::{Error, Lock, Store};

/// How long to wait for readers of the old pages.
const READER_WAIT: Duration = Duration::from_secs(10);

/// The room that a vacuum needs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Room {
    /// The folder in which it is needed.
    pub folder: PathBuf,
    /// Bytes of the file now.
    pub file: u64,
    /// Bytes of the file afterwards, about.
    pub used: u64,
    /// Free bytes that the work needs.
    pub needed: u64,
    /// Free bytes for this user; `None` if the system does not say.
    pub free: Option<u64>,
}

impl Room {
    /// Whether the disk has that room, as far as the system says.
    pub fn suffices(&self) -> bool {
        self.free.is_none_or(|free| free >= self.needed)
    }
}

/// Fails if the disk of the database at `store` lacks so many free bytes, if the system says so.
pub(in crate::store) fn require_room(store: &Path, needed: u64) -> Result<(), Error> {
    let folder = folder_of(store);
    match free_in(&folder) {
        Some(free) if free < needed => Err(Error::NoRoom {
            folder,
            needed,
            free,
        }),
        _ => Ok(()),
    }
}

/// Free bytes of this user on the disk of a folder; `None` if the system does not say.
fn free_in(folder: &Path) -> Option<u64> {
    let disk = statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

impl Store {
    /// The room that [`Store::vacuum`] needs for this database.
    pub fn room(&self) -> Result<Room, Error> {
        let (used, file) = self.read(sizes)?;
        let folder = folder_of(&self.path);
        Ok(Room {
            file,
            used,
            needed: used.saturating_mul(2),
            free: free_in(&folder),
            folder,
        })
    }

    /// Writes the database anew, without unused pages; returns the bytes of its file afterwards.
    /// They are as many as before if a reader did not let go of the old pages in time: then the
    /// next command that writes makes the file shorter.
    pub fn vacuum(&mut self, _held: &Lock) -> Result<u64, Error> {
        self.write_anew()?;
        let file = std::fs::metadata(&self.path);
        Ok(file.map(|file| file.len()).unwrap_or_default())
    }

    /// Writes the database anew, without unused pages.
    pub(in crate::store) fn write_anew(&mut self) -> Result<(), Error> {
        let folder = folder_of(&self.path);
        self.write(|connection| {
            // Else SQLite would make the copy in memory, or on the disk of `/tmp`.
            connection.pragma_update(None, "temp_store", "FILE")?;
            let folder = folder.to_string_lossy();
            connection.pragma_update(None, "temp_store_directory", &*folder)?;
            connection.execute_batch("VACUUM")?;
            connection.pragma_update(None, "temp_store_directory", "")?;
            connection.pragma_update(None, "temp_store", "MEMORY")?;
            connection.busy_timeout(READER_WAIT)?;
            // It answers whether a reader was in the way.
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            Ok(())
        })
    }
}

fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new(".")).to_owned()
}

#[cfg(test)]
mod tests {
    use super::Room;

    #[test]
    fn a_disk_with_less_room_than_needed_does_not_do() {
        let room = |free| Room {
            folder: "data".into(),
            file: 300,
            used: 100,
            needed: 200,
            free,
        };
        assert!(room(Some(200)).suffices());
        assert!(!room(Some(199)).suffices());
        assert!(room(None).suffices());
    }
}
