//! Lists and reads the local files of a source.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use crate::model::{Cause, Failure, FilePattern, Step};

/// The kinds of local file that we read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A post with front matter.
    Post,
    /// A feed document.
    Feed,
}

/// A local file of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalFile {
    /// Where it is.
    pub path: PathBuf,
    /// Path below the fixed part of the pattern, with `/`: the guid of a post without a guid of
    /// its own.
    pub guid: String,
    /// Base name.
    pub name: String,
    /// The kind, by the extension.
    pub kind: FileKind,
    /// Its size in bytes when it was listed; 0 if that is unknown.
    pub size: u64,
}

/// The files that a pattern matches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The readable files, in the order of their guids.
    pub files: Vec<LocalFile>,
    /// Why files that match cannot be read; these do not affect the others.
    pub refused: Vec<Failure>,
}

const KNOWN: &str = ".md for posts; .xml, .rss, .atom and .json for feeds";

/// Lists the files that `pattern` matches. Ignores folders; a pattern that matches nothing at all
/// is an error. Blocks on the disk.
pub fn list(pattern: &FilePattern) -> Result<Listing, Failure> {
    let fixed = pattern.fixed();
    let missing = !fixed.as_os_str().is_empty() && !fixed.is_dir();
    if missing {
        return Err(failure(
            format!("there is no folder {}", fixed.display()),
            "correct `path`: it counts from the folder of the configuration file",
        ));
    }
    let paths = glob::glob(pattern.as_str()).map_err(|error| {
        failure(
            format!(
                "`{}` is not a file pattern: {}",
                pattern.as_str(),
                error.msg
            ),
            "correct `path`",
        )
    })?;
    let mut listing = Listing::default();
    let mut has_folders = false;
    let mut folders = BTreeSet::from([fixed.to_owned()]);
    for path in paths {
        match path {
            Ok(path) if path.is_dir() => has_folders = true,
            Ok(path) => {
                folders.extend(path.parent().map(Path::to_owned));
                match local(fixed, path) {
                    Ok(file) => listing.files.push(file),
                    Err(failure) => listing.refused.push(failure),
                }
            }
            Err(error) => listing.refused.push(failure(
                format!(
                    "{} cannot be listed: {}",
                    error.path().display(),
                    error.error()
                ),
                "let the user this runs as read the folder",
            )),
        }
    }
    listing.refused.extend(misnamed(pattern, &folders));
    if listing.files.is_empty() && listing.refused.is_empty() {
        let remedy = if has_folders {
            "only folders match: add what is in them, as in `folder/*.md`"
        } else {
            "correct `path`, or put files there"
        };
        return Err(failure(
            format!("no file matches {}", pattern.as_str()),
            remedy,
        ));
    }
    listing.files.sort_by(|a, b| a.guid.cmp(&b.guid));
    Ok(listing)
}

/// Failures for the files whose names are not valid UTF-8 but match otherwise: `glob` ignores them
/// silently.
fn misnamed(pattern: &FilePattern, folders: &BTreeSet<PathBuf>) -> Vec<Failure> {
    // Such a name matches only wildcards, and reading a folder takes time: it may have the files of
    // thousands of sources.
    if !pattern.has_wildcards() {
        return vec![];
    }
    let Ok(matcher) = glob::Pattern::new(pattern.as_str()) else {
        return vec![];
    };
    let mut refused = vec![];
    for entry in folders
        .iter()
        .filter_map(|folder| folder.read_dir().ok())
        .flatten()
    {
        let Ok(path) = entry.map(|entry| entry.path()) else {
            continue;
        };
        let shown = path.to_string_lossy();
        if path.to_str().is_none() && matcher.matches(&shown) {
            refused.push(failure(
                format!("the name of {shown} is not valid UTF-8"),
                "rename the file",
            ));
        }
    }
    refused
}

/// Why a file cannot be read. The message of each continues a sentence that begins with the path.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It does not exist.
    #[error("cannot be read: it does not exist")]
    Missing,
    /// It is a folder.
    #[error("is a folder")]
    Folder,
    /// It is a pipe, a device or the like: reading it could block for ever.
    #[error("is not a file")]
    NoFile,
    /// This user may not read it.
    #[error("cannot be read: this user may not")]
    Forbidden,
    /// It is larger than this many bytes.
    #[error("is larger than {0} bytes")]
    TooLarge(u64),
    /// Any other error of the system.
    #[error("cannot be read: {0}")]
    Other(std::io::Error),
}

impl From<std::io::Error> for Unreadable {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::Missing,
            ErrorKind::PermissionDenied => Self::Forbidden,
            ErrorKind::IsADirectory => Self::Folder,
            _ => Self::Other(error),
        }
    }
}

impl Unreadable {
    /// The failure that a pass reports for a file that `path` of a source matches.
    pub fn failure(&self, file: &LocalFile) -> Failure {
        let remedy = match self {
            Self::Missing => "put it back, or remove the link that leads nowhere",
            Self::Folder | Self::NoFile => "take it out of `path`",
            Self::Forbidden => "let the user this runs as read the file, or take it out of `path`",
            Self::TooLarge(_) => "raise `[fetch] max_body`, or take it out of `path`",
            Self::Other(_) => "check the disk, or take it out of `path`",
        };
        failure(format!("{} {self}", file.path.display()), remedy)
    }
}

/// Reads `file`, at most `max_body` bytes. Blocks on the disk.
pub fn read(file: &LocalFile, max_body: u64) -> Result<Vec<u8>, Unreadable> {
    let metadata = file.path.metadata()?;
    if metadata.is_dir() {
        return Err(Unreadable::Folder);
    }
    if !metadata.is_file() {
        return Err(Unreadable::NoFile);
    }
    let mut bytes = vec![];
    let opened = File::open(&file.path)?;
    opened
        .take(max_body.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > max_body {
        return Err(Unreadable::TooLarge(max_body));
    }
    Ok(bytes)
}

fn local(fixed: &Path, path: PathBuf) -> Result<LocalFile, Failure> {
    let below = below(fixed, &path);
    let name = path.file_name().and_then(|name| name.to_str());
    let (Some(guid), Some(name)) = (slashed(&below), name) else {
        return Err(failure(
            format!("the name of {} is not valid UTF-8", path.display()),
            "rename it",
        ));
    };
    let extension = path.extension().and_then(|extension| extension.to_str());
    let kind = match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("md") => FileKind::Post,
        Some("xml" | "rss" | "atom" | "json") => FileKind::Feed,
        _ => {
            return Err(failure(
                format!("{} has no known extension", path.display()),
                &format!("rename it or narrow `path`; known are {KNOWN}"),
            ));
        }
    };
    Ok(LocalFile {
        guid,
        name: name.to_owned(),
        kind,
        size: path.metadata().map_or(0, |metadata| metadata.len()),
        path,
    })
}

/// `path` below `fixed`, without a leading `.`, which `glob` drops too.
fn below(fixed: &Path, path: &Path) -> PathBuf {
    let plain = |path: &Path| -> PathBuf {
        path.components()
            .filter(|part| *part != Component::CurDir)
            .collect()
    };
    let path = plain(path);
    match path.strip_prefix(plain(fixed)) {
        Ok(below) => below.to_owned(),
        Err(_) => path,
    }
}

fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    Some(parts?.join("/"))
}

fn failure(what: String, remedy: &str) -> Failure {
    Failure {
        step: Step::Fetch,
        cause: Cause::File,
        what,
        remedy: remedy.to_owned(),
    }
}
