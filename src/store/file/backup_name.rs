//! Names of backups: makes one from the name of the database and the time in UTC, and reads the
//! time back.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use crate::model::Timestamp;
use crate::store::{Error, Store};

/// Format of the time in a name.
const STAMP: &str = "%Y%m%dT%H%M%SZ";

impl Store {
    /// The name of a backup made at `now`: the database's name with the UTC time, such as
    /// `store-20261125T031500Z.db`.
    pub fn backup_name(path: &Path, now: Timestamp) -> PathBuf {
        with_time(path, "", now)
    }
}

/// The name of the store with a word and the time before its extension.
pub(super) fn with_time(store: &Path, word: &str, now: Timestamp) -> PathBuf {
    let mut name = store.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{word}{}", now.strftime(STAMP)));
    if let Some(extension) = store.extension() {
        name.push(".");
        name.push(extension);
    }
    PathBuf::from(name)
}

impl Store {
    /// The files in `folder` whose names are backup names of the database at `path`, with their
    /// times, the newest first. A missing folder gives an empty list.
    pub fn backups(path: &Path, folder: &Path) -> Result<Vec<(Timestamp, PathBuf)>, Error> {
        let fail = |error: io::Error| Error::Backup {
            path: folder.to_owned(),
            reason: format!("its folder cannot be listed ({error}); check its permissions"),
        };
        let names = match fs::read_dir(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            names => names.map_err(fail)?,
        };
        let mut found = Vec::new();
        for entry in names {
            let name = entry.map_err(fail)?.file_name();
            if let Some(made) = made_at(path, &name) {
                found.push((made, folder.join(name)));
            }
        }
        found.sort_unstable_by(|one, other| other.cmp(one));
        Ok(found)
    }
}

/// The time in the name of a backup of this store; `None` for any other name.
fn made_at(store: &Path, found: &OsStr) -> Option<Timestamp> {
    let found = found.to_str()?;
    let stem = store.file_stem()?.to_str()?;
    let digits = found.strip_prefix(stem)?.strip_prefix('-')?.get(..16)?;
    let made = jiff::civil::DateTime::strptime(STAMP, digits)
        .ok()?
        .to_zoned(TimeZone::UTC)
        .ok()?
        .timestamp();
    // Only a name that we would write in the same way is ours.
    (Store::backup_name(store, made).to_str() == Some(found)).then_some(made)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::path::Path;

    use super::made_at;
    use crate::model::Timestamp;
    use crate::store::Store;

    #[test]
    fn a_backup_is_known_by_its_name_and_nothing_else_is() {
        let now: Timestamp = "2026-11-25T03:15:09.5Z".parse().unwrap();
        for store in ["data/feedfold.db", "store", "财经.2.sqlite"] {
            let name = Store::backup_name(Path::new(store), now);
            let made = made_at(Path::new(store), name.as_os_str());
            assert_eq!(made.map(Timestamp::as_second), Some(now.as_second()));
        }
        let store = Path::new("store.db");
        assert_eq!(
            Store::backup_name(store, now),
            Path::new("store-20261125T031509Z.db")
        );
        for other in [
            "store.db",
            "store-20261125T031509Z.db-wal",
            "store-20261325T031509Z.db",
            "store-set-aside-20261125T031509Z.db",
            "other-20261125T031509Z.db",
            "store-20261125T031509Z",
        ] {
            assert_eq!(made_at(store, OsStr::new(other)), None, "{other}");
        }
    }
}
