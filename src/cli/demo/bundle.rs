//! The bundled files of the demo, and the folder to which it unpacks them.

use std::io;
use std::path::{Path, PathBuf};

use crate::config::{self, Config};

/// The configuration. Port 0 in it is a placeholder for the port of the server.
const CONFIG: &str = include_str!("../../../data/demo/feeds.toml");

/// The placeholder in [`CONFIG`].
const UNKNOWN_PORT: &str = "127.0.0.1:0/";

/// A feed as its publisher would serve it.
#[derive(Debug)]
pub(super) struct Document {
    /// Path on the server.
    pub(super) path: &'static str,
    /// `Content-Type`. As on real portals, that of the portal has no charset.
    pub(super) content_type: &'static str,
    /// `Last-Modified`.
    pub(super) last_modified: &'static str,
    /// The bytes.
    pub(super) body: &'static [u8],
}

/// The feeds in the order of the configuration, which lists them after the posts.
pub(super) static DOCUMENTS: [Document; 4] = [
    Document {
        path: "/gazette.rdf",
        content_type: "application/rdf+xml; charset=utf-8",
        last_modified: "Fri, 21 Mar 2025 02:00:00 GMT",
        body: include_bytes!("../../../data/demo/gazette.rdf"),
    },
    Document {
        path: "/portal.rss",
        content_type: "text/xml",
        last_modified: "Fri, 21 Mar 2025 03:40:00 GMT",
        body: include_bytes!("../../../data/demo/portal.rss"),
    },
    Document {
        path: "/daily.atom",
        content_type: "application/atom+xml; charset=utf-8",
        last_modified: "Thu, 20 Mar 2025 23:00:00 GMT",
        body: include_bytes!("../../../data/demo/daily.atom"),
    },
    Document {
        path: "/flash.json",
        content_type: "application/feed+json",
        last_modified: "Fri, 21 Mar 2025 00:02:00 GMT",
        body: include_bytes!("../../../data/demo/flash.json"),
    },
];

/// Posts: name and content.
pub(super) static POSTS: [(&str, &[u8]); 3] = [
    (
        "2025-03-17-cpi.md",
        include_bytes!("../../../data/demo/posts/2025-03-17-cpi.md"),
    ),
    (
        "2025-03-18-membrane.md",
        include_bytes!("../../../data/demo/posts/2025-03-18-membrane.md"),
    ),
    (
        "2025-03-21-ports.md",
        include_bytes!("../../../data/demo/posts/2025-03-21-ports.md"),
    ),
];

/// Why the demo cannot use a folder.
#[derive(Debug, thiserror::Error)]
pub(super) enum FolderError {
    /// The folder is not empty, and the demo could overwrite a file.
    #[error("{path} is not empty: name a new folder with --into, or none for a temporary one", path = .0.display())]
    Taken(PathBuf),
    /// The folder cannot be created or read.
    #[error("{path} cannot be used: {cause}; name another folder with --into", path = path.display())]
    Unusable {
        /// The folder.
        path: PathBuf,
        /// The error of the operating system.
        cause: io::Error,
    },
}

/// Returns an absolute path of an empty folder: `chosen`, or a new temporary folder, which the
/// demo does not remove.
pub(super) fn folder(chosen: Option<&Path>) -> Result<PathBuf, FolderError> {
    let Some(chosen) = chosen else {
        let made = tempfile::Builder::new().prefix("feedfold-demo-").tempdir();
        return made
            .map(tempfile::TempDir::keep)
            .map_err(|cause| FolderError::Unusable {
                path: PathBuf::from("the folder for temporary files"),
                cause,
            });
    };
    let unusable = |cause| FolderError::Unusable {
        path: chosen.to_owned(),
        cause,
    };
    let folder = std::path::absolute(chosen).map_err(unusable)?;
    std::fs::create_dir_all(&folder).map_err(unusable)?;
    if std::fs::read_dir(&folder)
        .map_err(unusable)?
        .next()
        .is_some()
    {
        return Err(FolderError::Taken(chosen.to_owned()));
    }
    Ok(folder)
}

/// The configuration file of the demo in `folder`.
pub(super) fn config_path(folder: &Path) -> PathBuf {
    folder.join("feeds.toml")
}

/// Writes the configuration, for feeds at `port`, and the posts to `folder`. Returns the
/// configuration.
pub(super) fn unpack(folder: &Path, port: u16) -> anyhow::Result<Config> {
    let posts = folder.join("posts");
    let text = CONFIG.replace(UNKNOWN_PORT, &format!("127.0.0.1:{port}/"));
    let path = config_path(folder);
    let write = || -> io::Result<()> {
        std::fs::create_dir_all(&posts)?;
        for (name, bytes) in POSTS {
            std::fs::write(posts.join(name), bytes)?;
        }
        std::fs::write(&path, &text)
    };
    write().map_err(|cause| FolderError::Unusable {
        path: folder.to_owned(),
        cause,
    })?;
    let shown = path.display().to_string();
    let config = Config::from_bytes(text.as_bytes(), &shown, &path, &|_| None);
    Ok(config.map_err(config::Error::Invalid)?)
}
