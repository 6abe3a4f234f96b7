//! Checkpoints beside a long pass: what stores need not wait for the disk while its log is copied.

use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use super::header;
use super::open::{self, CHECKPOINT};

/// Commits from which on the log is copied beside them: a short pass has little to copy when it closes.
const LONG: u32 = 3;

/// Bytes of a log that nobody copies beside its writer any more. It begins anew only once all of it was copied, and a
/// disk on which that never comes about beside the writer has to make it wait.
const TOO_LONG: u64 = 2 * CHECKPOINT.unsigned_abs();

/// The checkpoints of one who writes.
#[derive(Debug, Default)]
pub(super) struct Checkpoints {
    commits: u32,
    copying: Option<Copying>,
}

/// A thread that copies the log when it is told to, and has ended once this is dropped; none, where that cannot be.
#[derive(Debug)]
struct Copying(Option<(SyncSender<()>, JoinHandle<()>)>);

impl Checkpoints {
    /// Notes that something was committed to the database in this file.
    ///
    /// A checkpoint that fails costs time only, and is the last: what is left is copied by the one who writes, when
    /// it is much or when it closes.
    pub(super) fn committed(&mut self, file: &Path) {
        self.commits = self.commits.saturating_add(1);
        if self.commits < LONG {
            return;
        }
        let log = std::fs::metadata(header::beside(file, "-wal"));
        if log.is_ok_and(|log| log.len() > TOO_LONG) {
            self.copying = None;
            return;
        }
        let copying = self.copying.get_or_insert_with(|| Copying::of(file));
        if let Copying(Some((tell, _))) = copying {
            // Where it was told already and did not begin yet, it will see this commit as well.
            tell.try_send(()).unwrap_or_default();
        }
    }
}

impl Copying {
    fn of(file: &Path) -> Self {
        let Ok(connection) = open::open_for_checkpoints(file) else {
            return Self(None);
        };
        let (tell, told) = sync_channel(1);
        let thread = Builder::new().spawn(move || {
            while told.recv().is_ok() {
                // Passive: it neither waits for one who writes nor lets it wait.
                let checkpoint = "PRAGMA wal_checkpoint(PASSIVE)";
                if connection.query_row(checkpoint, [], |_| Ok(())).is_err() {
                    return;
                }
            }
        });
        Self(thread.ok().map(|thread| (tell, thread)))
    }
}

impl Drop for Copying {
    /// The last one who closes a database takes its log away: that has to be the one who writes.
    fn drop(&mut self) {
        if let Some((tell, thread)) = self.0.take() {
            drop(tell);
            thread.join().unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use tempfile::TempDir;

    use crate::model::Timestamp;
    use crate::store::Store;

    fn files(folder: &Path) -> BTreeSet<String> {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    /// A folder, and a database in it.
    fn made() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        drop(Store::open(&path).unwrap());
        (folder, path)
    }

    fn commit_often(store: &mut Store) {
        for number in 0..20 {
            let writing = store.writing().unwrap();
            let scope = format!("scope-{number}");
            writing.set_hold(&scope, Timestamp::UNIX_EPOCH).unwrap();
            writing.commit().unwrap();
        }
        assert!(store.checkpoints.copying.is_some());
    }

    #[test]
    fn the_log_is_copied_while_the_pass_goes_on() {
        let (folder, path) = made();
        let mut store = Store::open(&path).unwrap();
        commit_often(&mut store);
        // Whoever waits for the copying has all of it, before the store is closed.
        store.settle();
        let alone = folder.path().join("alone.db");
        std::fs::copy(&path, &alone).unwrap();
        assert_eq!(Store::open(&alone).unwrap().holds().unwrap().len(), 20);
    }

    #[test]
    fn a_log_that_grew_too_long_is_left_to_the_writer() {
        let (folder, path) = made();
        let mut store = Store::open(&path).unwrap();
        commit_often(&mut store);
        let long = folder.path().join("long.db");
        let log = std::fs::File::create(folder.path().join("long.db-wal")).unwrap();
        log.set_len(super::TOO_LONG + 1).unwrap();
        store.checkpoints.committed(&long);
        assert!(store.checkpoints.copying.is_none());
    }

    #[test]
    fn where_nothing_can_be_opened_nothing_is_copied() {
        let folder = tempfile::tempdir().unwrap();
        let mut checkpoints = super::Checkpoints::default();
        for _ in 0..5 {
            checkpoints.committed(&folder.path().join("missing").join("store.db"));
        }
        assert!(
            checkpoints
                .copying
                .is_some_and(|copying| copying.0.is_none())
        );
    }

    #[test]
    fn after_a_long_pass_no_log_is_left_and_everything_is_there() {
        let (folder, path) = made();
        let mut store = Store::open(&path).unwrap();
        commit_often(&mut store);
        drop(store);
        assert_eq!(
            files(folder.path()),
            BTreeSet::from(["store.db".to_owned()])
        );
        let holds = Store::open(&path).unwrap().holds().unwrap();
        assert_eq!(holds.len(), 20);
    }

    #[test]
    fn a_dry_run_checkpoints_its_copy_and_leaves_the_original_alone() {
        let (folder, path) = made();
        let before = std::fs::read(&path).unwrap();
        let mut copy = Store::open_copy(&path).unwrap();
        commit_often(&mut copy);
        assert_eq!(
            files(folder.path()),
            BTreeSet::from(["store.db".to_owned()])
        );
        drop(copy);
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}
