//! Writes an output file: to a temporary file, which is verified and then renamed.

use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::verify::{Invalid, verify};
use crate::model::{Cause, Failure, OutputFormat, Step};

/// The result of writing an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileChange {
    /// The file has the new bytes.
    Replaced,
    /// The file had the same bytes and was not touched; its modification time is the old one.
    Unchanged,
}

/// Why the output was not written. The old file, if any, is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A file operation failed.
    #[error("{doing} {path}: {source}", path = path.display())]
    Io {
        /// The failed operation, as in "cannot create the folder".
        doing: &'static str,
        /// The path of the operation.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The temporary file did not verify as an output of its format.
    #[error("the new output for {path} is not valid: {reason}", path = path.display())]
    Invalid {
        /// The path of the output.
        path: PathBuf,
        /// The first fault.
        reason: Invalid,
    },
}

impl WriteError {
    /// The failure for the report, with what the user can do.
    pub fn failure(&self) -> Failure {
        let remedy = match self {
            Self::Invalid { .. } => "this is a fault of feedfold: please report it",
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied => {
                    "let the user who runs feedfold write in this folder, or change `path` of the output"
                }
                io::ErrorKind::ReadOnlyFilesystem => {
                    "the file system is mounted read-only: remount it, or change `path` of the output"
                }
                io::ErrorKind::StorageFull
                | io::ErrorKind::QuotaExceeded
                | io::ErrorKind::FileTooLarge => {
                    "free some space (or raise the quota) and run `feedfold publish`"
                }
                io::ErrorKind::NotADirectory
                | io::ErrorKind::IsADirectory
                | io::ErrorKind::AlreadyExists => {
                    "`path` of the output must name a file, and what is before it folders"
                }
                _ => "mend the cause, then run `feedfold publish`",
            },
        };
        Failure {
            step: Step::Publish,
            cause: Cause::Output,
            what: self.to_string(),
            remedy: format!("{remedy}; the old file, if any, is still there"),
        }
    }
}

/// Writes `bytes` to `path` atomically: a reader sees either the whole old file or the whole new
/// file.
///
/// If the file has these bytes already, it is not touched. Otherwise writes a temporary file
/// beside it, flushes it to disk, checks it with [`verify`], renames it over the old file, and
/// flushes the folder. Creates missing folders, but not behind a symbolic link, which it follows;
/// and keeps the mode of an old file; a new file gets 0644. Removes temporary files that a killed
/// process left behind.
pub fn write(path: &Path, format: OutputFormat, bytes: &[u8]) -> Result<FileChange, WriteError> {
    replace(path, bytes, OldMode::Kept, |bytes| {
        verify(format, bytes).map(|_listed| ())
    })
}

/// Writes metrics like [`write()`], without a check; the file gets the mode 0644. Fails if the
/// folder cannot be written; the old file then stays.
pub fn write_metrics(path: &Path, text: &str) -> Result<FileChange, WriteError> {
    replace(path, text.as_bytes(), OldMode::Replaced, |_| Ok(()))
}

/// Whether a file keeps the mode of the one that it replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OldMode {
    /// It does.
    Kept,
    /// It gets 0644.
    Replaced,
}

fn replace(
    path: &Path,
    bytes: &[u8],
    mode: OldMode,
    check: impl FnOnce(&[u8]) -> Result<(), Invalid>,
) -> Result<FileChange, WriteError> {
    // Replaces the target of a link, not the link.
    let target = followed(path);
    let old = match File::open(&target) {
        Ok(file) => Some(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed("cannot read", &target)(error)),
    };
    if let Some(old) = &old
        && has_bytes(old, bytes).map_err(failed("cannot read", &target))?
    {
        return Ok(FileChange::Unchanged);
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // The folder behind a link is that of another disk, which may not be mounted.
    if !path.is_symlink() {
        fs::create_dir_all(folder).map_err(failed("cannot create the folder", folder))?;
    }
    let prefix = aside_prefix(&target);
    let old = old.filter(|_| mode == OldMode::Kept);
    let mut aside = write_aside(folder, &prefix, old.as_ref(), bytes)?;

    let mut read_back = Vec::with_capacity(bytes.len());
    aside
        .rewind()
        .and_then(|()| aside.read_to_end(&mut read_back))
        .map_err(failed("cannot read back a file in", folder))?;
    check(&read_back).map_err(|reason| WriteError::Invalid {
        path: target.clone(),
        reason,
    })?;

    aside
        .persist(&target)
        .map_err(|refused| failed("cannot replace", &target)(refused.error))?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed("cannot flush the folder", folder))?;
    // The output is complete; if the cleanup fails, the next write tries again.
    let _ignored = sweep(folder, &prefix);
    Ok(FileChange::Replaced)
}

/// The file to which a link leads, also if it is not there yet, for want of its disk perhaps.
fn followed(path: &Path) -> PathBuf {
    let dangling = || {
        let target = fs::read_link(path).ok()?;
        Some(path.parent()?.join(target))
    };
    let target = fs::canonicalize(path).ok().or_else(dangling);
    target.unwrap_or_else(|| path.to_owned())
}

/// Writes a temporary file in `folder`, with the mode of the old file, and flushes it to disk.
fn write_aside(
    folder: &Path,
    prefix: &OsString,
    old: Option<&File>,
    bytes: &[u8],
) -> Result<NamedTempFile, WriteError> {
    let mut aside = tempfile::Builder::new()
        .prefix(prefix)
        .suffix(ASIDE_SUFFIX)
        .rand_bytes(ASIDE_LETTERS)
        .tempfile_in(folder)
        .map_err(failed("cannot create a file in", folder))?;
    // The lock marks a file in use. If the file system has no locks, leftovers stay.
    let _ignored = aside.as_file().try_lock();
    let permissions = match old {
        Some(old) => old.metadata().map(|metadata| metadata.permissions()),
        None => Ok(readable_by_all()),
    };
    permissions
        .and_then(|permissions| aside.as_file().set_permissions(permissions))
        .map_err(failed("cannot set the mode of a file in", folder))?;
    aside
        .write_all(bytes)
        .and_then(|()| aside.as_file().sync_all())
        .map_err(failed("cannot write a file in", folder))?;
    Ok(aside)
}

/// Returns a function that adds to an error which operation failed, and where.
fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> WriteError + use<> {
    let path = path.to_owned();
    move |source| WriteError::Io {
        doing,
        path,
        source,
    }
}

const ASIDE_SUFFIX: &str = ".tmp";

/// Number of random letters and digits in the name of a temporary file.
const ASIDE_LETTERS: usize = 6;

/// `.feedfold-NAME-`: the prefix of temporary files of the output file NAME.
fn aside_prefix(target: &Path) -> OsString {
    use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
    /// File systems limit names to 255 bytes.
    const MAX_NAME: usize = 200;
    let name = target.file_name().unwrap_or_default().as_bytes();
    let mut prefix = b".feedfold-".to_vec();
    prefix.extend(name.iter().take(MAX_NAME));
    prefix.push(b'-');
    OsString::from_vec(prefix)
}

/// Removes the files with this prefix that no process has locked.
fn sweep(folder: &Path, prefix: &OsString) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let letters = name
            .as_encoded_bytes()
            .strip_prefix(prefix.as_encoded_bytes())
            .and_then(|rest| rest.strip_suffix(ASIDE_SUFFIX.as_bytes()));
        let is_ours = letters.is_some_and(|letters| {
            letters.len() == ASIDE_LETTERS && letters.iter().all(u8::is_ascii_alphanumeric)
        });
        if is_ours && entry.file_type()?.is_file() && File::open(entry.path())?.try_lock().is_ok() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Whether a file has exactly these bytes.
fn has_bytes(mut file: &File, bytes: &[u8]) -> io::Result<bool> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if usize::try_from(metadata.len()) != Ok(bytes.len()) {
        return Ok(false);
    }
    let mut present = Vec::with_capacity(bytes.len());
    file.read_to_end(&mut present)?;
    Ok(present == bytes)
}

fn readable_by_all() -> Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    Permissions::from_mode(0o644)
}
