//! Entries as posts with front matter, which a source with `path` reads again.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::NamedTempFile;

use super::line::Line;
use crate::model::Member;

/// A folder of posts.
pub(super) struct Posts {
    folder: PathBuf,
    /// Posts so far.
    pub(super) all: u64,
    /// Those of them that were new or changed.
    pub(super) written: u64,
}

impl Posts {
    /// Makes the folder if it is missing.
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
        Ok(Self {
            folder: folder.to_owned(),
            all: 0,
            written: 0,
        })
    }

    /// Writes the post of an entry. A file that has these bytes already is not touched.
    pub(super) fn write(&mut self, line: &Line<'_>, member: &Member, html: &str) -> io::Result<()> {
        let day = line.published.unwrap_or(line.first_seen);
        let file = format!("{}-{}.md", day.strftime("%Y-%m-%d"), line.entry);
        let path = self.folder.join(file);
        let post = post(line, member, html);
        self.all += 1;
        if fs::read(&path).is_ok_and(|old| old == post.as_bytes()) {
            return Ok(());
        }
        self.written += 1;
        let written = NamedTempFile::new_in(&self.folder).and_then(|mut aside| {
            aside.write_all(post.as_bytes())?;
            aside.persist(&path).map_err(|refused| refused.error)
        });
        written.map(drop).map_err(|error| named(&path, &error))
    }
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    let path = path.display();
    io::Error::new(error.kind(), format!("cannot write {path}: {error}"))
}

/// The front matter and the HTML of an entry.
///
/// Its guid is our id of the entry, since two sources may use the same guid. The outlet is the
/// first author, as with every post; the other keys tell people where the entry came from.
fn post(line: &Line<'_>, member: &Member, html: &str) -> String {
    let outlet = member.outlet();
    let others = member.authors.iter().map(String::as_str);
    let mut authors = vec![outlet];
    authors.extend(others.filter(|author| *author != outlet));
    let language = member.language.as_deref();
    // Every JSON value is YAML, too.
    let keys = [
        ("guid", json!(line.entry)),
        ("title", json!(line.title)),
        ("link", json!(line.link)),
        ("date", json!(line.published)),
        ("author", json!(authors)),
        ("categories", json!(line.categories)),
        ("lang", json!(language)),
        ("image", json!(line.image)),
        ("source", json!(line.source)),
        ("source_guid", json!(line.guid)),
        ("first_seen", json!(line.first_seen)),
        ("story", json!(line.story)),
        ("role", json!(line.role)),
        ("labels", json!(line.labels)),
    ];
    let mut post = "---\n".to_owned();
    for (key, value) in keys {
        let is_nothing = match &value {
            serde_json::Value::Null => true,
            serde_json::Value::String(text) => text.is_empty(),
            serde_json::Value::Array(values) => values.is_empty(),
            _ => false,
        };
        if !is_nothing {
            // Writing to a string cannot fail.
            let _ignored = writeln!(post, "{key}: {value}");
        }
    }
    post.push_str("---\n");
    post.push_str(html);
    post.push('\n');
    post
}
