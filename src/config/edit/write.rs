//! Writes a configuration: replaces a file, or creates a new one.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Why a file could not be written. The old file is unchanged.
#[derive(Debug, thiserror::Error)]
#[error("{doing} {path}: {cause}; {remedy}, then try again: no configuration was changed", path = path.display(), remedy = self.remedy())]
pub struct WriteError {
    doing: &'static str,
    path: PathBuf,
    // Not the `source` of the error: the message holds it already.
    cause: io::Error,
}

impl WriteError {
    /// Whether [`create`] failed because the file exists.
    pub fn is_already_there(&self) -> bool {
        self.cause.kind() == ErrorKind::AlreadyExists
    }

    fn remedy(&self) -> &'static str {
        match self.cause.kind() {
            ErrorKind::NotFound => "name a configuration that is there with --config",
            ErrorKind::PermissionDenied => {
                "let this user write the file and its folder, or edit it as a user who may"
            }
            ErrorKind::ReadOnlyFilesystem => {
                "mount the file system for writing, or name a file elsewhere with --config"
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some space",
            ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => {
                "mount the folder of the file instead of the file alone"
            }
            ErrorKind::IsADirectory => "name a file with --config",
            ErrorKind::NotADirectory => "name a file in a folder with --config",
            ErrorKind::AlreadyExists => "edit it, or name another file with --config",
            _ => "mend the cause",
        }
    }
}

/// Replaces the configuration at `path` by `text`. A reader sees either the whole old file or the
/// whole new one.
///
/// It writes a temporary file in the same folder, flushes it to disk and renames it over the old
/// one. It keeps the mode, and follows symbolic links. The file must exist and be writable. Fails
/// if the folder cannot be written; the old file then stays.
pub fn write(path: &Path, text: &str) -> Result<(), WriteError> {
    let target = fs::canonicalize(path).map_err(failed("cannot find the configuration", path))?;
    // Renaming needs rights on the folder alone. So check that the file itself may be written.
    let old = File::options()
        .write(true)
        .open(&target)
        .map_err(failed("cannot write the configuration", &target))?;
    let metadata = old
        .metadata()
        .map_err(failed("cannot read the mode of", &target))?;
    let folder = target.parent().unwrap_or(Path::new("."));
    // Only this user may read the temporary file, until it has the mode of the old one.
    temporary_file(&mut tempfile::Builder::new(), folder, text, |file| {
        #[cfg(unix)]
        keep_owner(file, &metadata);
        file.set_permissions(metadata.permissions())
    })?
    .persist(&target)
    .map_err(|refused| failed("cannot replace", &target)(refused.error))?;
    flush_name(folder);
    Ok(())
}

/// Writes `text` to a new file at `path`, whole or not at all, and creates the folders above it.
///
/// Fails with [`ErrorKind::AlreadyExists`] if the path exists, even as a broken link.
pub fn create(path: &Path, text: &str) -> Result<(), WriteError> {
    let whole = std::path::absolute(path).map_err(failed("cannot find the folder of", path))?;
    let folder = whole.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(folder)
        .map_err(|error| match error.kind() {
            // A file is in the place of the folder: that is not the configuration itself.
            ErrorKind::AlreadyExists => ErrorKind::NotADirectory.into(),
            _ => error,
        })
        .map_err(failed("cannot make the folder", folder))?;
    let mut builder = tempfile::Builder::new();
    // The mode that other programs give a new file; the umask of the user removes rights.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    temporary_file(&mut builder, folder, text, |_| Ok(()))?
        .persist_noclobber(&whole)
        .map_err(|refused| failed("cannot create", path)(refused.error))?;
    flush_name(folder);
    Ok(())
}

/// Writes `text` to a temporary file in `folder`, prepares the file and flushes it to disk.
fn temporary_file(
    builder: &mut tempfile::Builder<'_, '_>,
    folder: &Path,
    text: &str,
    prepare: impl FnOnce(&File) -> io::Result<()>,
) -> Result<NamedTempFile, WriteError> {
    let mut file = builder
        .prefix(".feedfold-")
        .suffix(".tmp")
        .tempfile_in(folder)
        .map_err(failed("cannot create a file in", folder))?;
    file.write_all(text.as_bytes())
        .and_then(|()| prepare(file.as_file()))
        .and_then(|()| file.as_file().sync_all())
        .map_err(failed("cannot write a file in", folder))?;
    Ok(file)
}

fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |cause| WriteError { doing, path, cause }
}

/// Flushes the folder, so that the new name survives a power cut. If that fails, the new file is
/// still in place, so it is not an error.
fn flush_name(folder: &Path) {
    let _ignored = File::open(folder).and_then(|folder| folder.sync_all());
}

/// Keeps the owner of the old file when root edits the file of another user.
#[cfg(unix)]
fn keep_owner(file: &File, old: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    // The system allows this only to root, and only root needs it.
    let _ignored = fchown(file, Some(old.uid()), Some(old.gid()));
}
