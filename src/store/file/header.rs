//! Checks the first bytes of a database file before SQLite may write to it.
//!
//! It detects files that are no database or were cut short, and headers that contradict
//! themselves. It reads 101 bytes of a file of any size (SQLite's file format, section 1.3).

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::store::Error;

/// Length of the header and the first byte of the first page's b-tree.
const LENGTH: usize = 101;

/// What the path holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileContent {
    /// No file, or an empty one: newly created, or left by a program that was killed while it
    /// created it.
    Nothing,
    /// A file that looks like a complete database.
    Database,
}

/// The unfinished work that SQLite finds in a file beside the database, if a program was killed or
/// is running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Journal {
    /// None: the database file is complete.
    None,
    /// A write-ahead log may hold pages that the file lacks.
    Wal,
    /// The file may be half changed until SQLite applies a rollback journal: the database was just
    /// created or restored.
    Rollback,
}

impl Journal {
    /// Finds the journal of the database at `path`.
    pub(in crate::store) fn find(path: &Path) -> Self {
        let holds = |suffix| {
            let metadata = beside(path, suffix).metadata();
            metadata.is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0)
        };
        if holds("-journal") {
            Self::Rollback
        } else if holds("-wal") {
            Self::Wal
        } else {
            Self::None
        }
    }
}

/// The path of the database with this suffix appended.
pub(in crate::store) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Checks the file at `path`; returns an error if it is damaged.
pub(super) fn check(path: &Path) -> Result<FileContent, Error> {
    // A pass may be copying its log into the file during the first check, but not during both: at
    // the second one the log exists, or all of it is in the file.
    match check_once(path) {
        Err(Error::Damaged { .. }) => check_once(path),
        first => first,
    }
}

fn check_once(path: &Path) -> Result<FileContent, Error> {
    let fail = |error: std::io::Error| Error::Open {
        path: path.to_owned(),
        reason: format!("{error}; check `[store] path` and its permissions"),
    };
    let journal = Journal::find(path);
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(FileContent::Nothing),
        file => file.map_err(fail)?,
    };
    let mut head = Vec::with_capacity(LENGTH);
    (&file)
        .take(LENGTH as u64)
        .read_to_end(&mut head)
        .map_err(fail)?;
    let length = file.metadata().map_err(fail)?.len();
    if length == 0 && journal == Journal::None {
        return Ok(FileContent::Nothing);
    }
    match fault(&head, length, journal) {
        None => Ok(FileContent::Database),
        Some(reason) => Err(Error::Damaged {
            path: path.to_owned(),
            reason,
        }),
    }
}

/// The fault of a database file of `length` bytes that begins with `head`, if it has one.
fn fault(head: &[u8], length: u64, journal: Journal) -> Option<String> {
    if journal == Journal::Rollback {
        return None;
    }
    let Some(head) = head.first_chunk::<LENGTH>() else {
        return Some("it is too short for a database".to_owned());
    };
    if !head.starts_with(b"SQLite format 3\0") {
        return Some("file is not a database".to_owned());
    }
    let number = |at: usize| {
        let bytes = head.get(at..).and_then(|rest| rest.first_chunk::<4>());
        bytes.map_or(0, |bytes| u64::from(u32::from_be_bytes(*bytes)))
    };
    let page_size = match number(16) >> 16 {
        1 => 65_536,
        size => size,
    };
    let fractions = head.get(21..24) == Some(&[64, 32, 32]);
    // Both are zero before the first table is created.
    let formats = number(44) <= 4 && number(56) <= 3;
    let tree = matches!(head.last(), Some(5 | 13));
    if !(page_size.is_power_of_two() && page_size >= 512 && fractions && formats && tree) {
        return Some("its header is invalid".to_owned());
    }
    let counted = number(28);
    // The count is valid only if an SQLite that maintains it wrote the file last.
    let pages = if counted > 0 && number(24) == number(92) {
        counted
    } else {
        length / page_size
    };
    if number(32) > pages || number(36) >= pages {
        return Some("its list of free pages points outside the file".to_owned());
    }
    let wanted = pages * page_size;
    (journal == Journal::None && length < wanted)
        .then(|| format!("it is cut short: {length} bytes of {wanted}"))
}

#[cfg(test)]
mod tests {
    use super::{Journal, LENGTH, fault};

    /// The first bytes of a database of three pages of 4096 bytes.
    fn head() -> [u8; LENGTH] {
        let mut head = [0; LENGTH];
        head[..16].copy_from_slice(b"SQLite format 3\0");
        head[16..18].copy_from_slice(&4096_u16.to_be_bytes());
        head[21..24].copy_from_slice(&[64, 32, 32]);
        head[31] = 3;
        head[47] = 4;
        head[59] = 1;
        head[100] = 13;
        head
    }

    #[test]
    fn a_whole_file_has_no_fault() {
        assert_eq!(fault(&head(), 3 * 4096, Journal::None), None);
    }

    #[test]
    fn a_file_cut_short_is_an_error_unless_the_log_may_hold_the_rest() {
        let fault = |journal| fault(&head(), 2 * 4096, journal);
        assert_eq!(fault(Journal::Rollback), None);
        assert_eq!(
            fault(Journal::None).as_deref(),
            Some("it is cut short: 8192 bytes of 12288")
        );
        assert_eq!(fault(Journal::Wal), None);
    }

    #[test]
    fn a_wrong_byte_at_any_checked_position_is_an_error() {
        for at in [0, 15, 16, 17, 21, 22, 23, 32, 36, 44, 56, 100] {
            let mut head = head();
            head[at] ^= 0x55;
            assert!(fault(&head, 3 * 4096, Journal::None).is_some(), "byte {at}");
        }
        assert!(fault(&head()[..LENGTH - 1], 100, Journal::None).is_some());
    }
}
