//! Writes a configuration: a changed one in the place of the old one, or a new one.

use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Why the file was not changed.
#[derive(Debug, thiserror::Error)]
#[error("{doing} {path}: {cause}; {remedy}, then try again: no configuration was changed", path = path.display(), remedy = self.remedy())]
pub struct WriteError {
    doing: &'static str,
    path: PathBuf,
    // Not the `source` of the error: the message holds it already.
    cause: io::Error,
}

impl WriteError {
    /// Whether a file is already there, so that no new one can be made.
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

/// Writes `text` over the configuration at `path`: a reader sees the old file or the new one, both
/// whole.
///
/// It is written beside the file, flushed to disk and renamed over it; the mode is kept, and of a
/// symbolic link the file behind it is replaced. The file must be there already and writable.
pub fn write(path: &Path, text: &str) -> Result<(), WriteError> {
    let failed = |doing, path: &Path| {
        let path = path.to_owned();
        move |cause| WriteError { doing, path, cause }
    };
    let target = fs::canonicalize(path).map_err(failed("cannot find the configuration", path))?;
    // A file that is write-protected is not to be replaced through its folder.
    let old = fs::File::options()
        .write(true)
        .open(&target)
        .map_err(failed("cannot write the configuration", &target))?;
    let metadata = old
        .metadata()
        .map_err(failed("cannot read the mode of", &target))?;
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut aside = tempfile::Builder::new()
        .prefix(".feedfold-")
        .suffix(".tmp")
        .tempfile_in(folder)
        .map_err(failed("cannot create a file in", folder))?;
    #[cfg(unix)]
    keep_owner(aside.as_file(), &metadata);
    aside
        .write_all(text.as_bytes())
        .and_then(|()| aside.as_file().set_permissions(metadata.permissions()))
        .and_then(|()| aside.as_file().sync_all())
        .map_err(failed("cannot write a file in", folder))?;
    aside
        .persist(&target)
        .map_err(|refused| failed("cannot replace", &target)(refused.error))?;
    flush_name(folder);
    Ok(())
}

/// Writes `text` to a new file at `path`, whole or not at all; folders above it are made.
///
/// Fails with [`ErrorKind::AlreadyExists`] if there is such a file, also a link that leads nowhere.
pub fn create(path: &Path, text: &str) -> Result<(), WriteError> {
    let failed = |doing, path: &Path| {
        let path = path.to_owned();
        move |cause| WriteError { doing, path, cause }
    };
    let whole = std::path::absolute(path).map_err(failed("cannot find the folder of", path))?;
    let folder = whole.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(folder)
        .map_err(|error| match error.kind() {
            // A file is in the place of the folder: that is not the configuration itself.
            ErrorKind::AlreadyExists => ErrorKind::NotADirectory.into(),
            _ => error,
        })
        .map_err(failed("cannot make the folder", folder))?;
    let mut aside = tempfile::Builder::new();
    aside.prefix(".feedfold-").suffix(".tmp");
    // As any program makes a file: the umask of the user takes rights away.
    #[cfg(unix)]
    aside.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut aside = aside
        .tempfile_in(folder)
        .map_err(failed("cannot create a file in", folder))?;
    aside
        .write_all(text.as_bytes())
        .and_then(|()| aside.as_file().sync_all())
        .map_err(failed("cannot write a file in", folder))?;
    aside
        .persist_noclobber(&whole)
        .map_err(|refused| failed("cannot create", path)(refused.error))?;
    flush_name(folder);
    Ok(())
}

/// The file is written: that its name might not outlast a power cut is no failure of the command.
fn flush_name(folder: &Path) {
    let flushed = fs::File::open(folder).and_then(|folder| folder.sync_all());
    drop(flushed);
}

/// Root adds a source for the user whose file it is; others become the owner of what they write.
#[cfg(unix)]
fn keep_owner(file: &fs::File, old: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    // Refused to everybody but root, for whom alone it matters.
    let kept = fchown(file, Some(old.uid()), Some(old.gid()));
    drop(kept);
}
