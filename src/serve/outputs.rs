//! The output files, by the names under which they are served.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::SystemTime;

use axum::body::Bytes;

use crate::model::{Output, OutputFormat, StoryFormat};

/// Which output has which file name. An output may be in any folder.
#[derive(Debug)]
pub(super) struct ServedOutputs {
    /// File name → place in the list of outputs.
    by_name: BTreeMap<String, usize>,
}

impl ServedOutputs {
    /// Gives each output its file name as address; of several with one name, the first gets it.
    pub(super) fn new(outputs: &[Output]) -> Self {
        let mut by_name = BTreeMap::new();
        for (place, output) in outputs.iter().enumerate() {
            if let Some(name) = file_name(output) {
                by_name.entry(name.to_owned()).or_insert(place);
            }
        }
        Self { by_name }
    }

    /// The place of the output with this file name in the list of outputs.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The outputs that have an address, in their order, with their names.
    pub(super) fn listed<'o>(&self, outputs: &'o [Output]) -> Vec<(&'o str, &'o Output)> {
        let named = outputs.iter().enumerate().filter_map(|(place, output)| {
            let name = file_name(output)?;
            (self.by_name.get(name) == Some(&place)).then_some((name, output))
        });
        named.collect()
    }

    /// The outputs that have no address.
    pub(super) fn hidden<'o>(&self, outputs: &'o [Output]) -> impl Iterator<Item = &'o Output> {
        let served: Vec<&Output> = self.listed(outputs).into_iter().map(|(_, it)| it).collect();
        let is_served = move |output: &Output| served.iter().any(|it| it.name == output.name);
        outputs.iter().filter(move |output| !is_served(output))
    }
}

fn file_name(output: &Output) -> Option<&str> {
    output.path.file_name()?.to_str()
}

/// The state of a file. feedfold replaces output files and never changes them, so that equal
/// states mean equal bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileState {
    device: u64,
    number: u64,
    length: u64,
    modified: SystemTime,
    /// Seconds and nanoseconds of the last change, which nobody can set back.
    changed: (i64, i64),
}

impl FileState {
    /// The state of the file at a path; `None` if there is no file.
    pub(super) fn of(path: &Path) -> Option<Self> {
        Self::new(&path.metadata().ok()?).ok()
    }

    fn new(metadata: &Metadata) -> io::Result<Self> {
        if !metadata.is_file() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(Self {
            device: metadata.dev(),
            number: metadata.ino(),
            length: metadata.len(),
            modified: metadata.modified()?,
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        })
    }

    /// When its bytes were written.
    pub(super) fn modified(&self) -> SystemTime {
        self.modified
    }
}

/// Reads a file whole, with its state: that of the opened file, whatever the path leads to
/// meanwhile.
pub(super) fn read(path: &Path) -> io::Result<(FileState, Bytes)> {
    let mut file = File::open(path)?;
    let state = FileState::new(&file.metadata()?)?;
    let mut bytes = Vec::with_capacity(usize::try_from(state.length).unwrap_or_default());
    file.read_to_end(&mut bytes)?;
    Ok((state, bytes.into()))
}

/// The media type by which a browser shows the same bytes, instead of saving them.
pub(super) fn shown_type(format: OutputFormat) -> &'static str {
    match format {
        OutputFormat::Stories(StoryFormat::JsonFeed) => "application/json",
        OutputFormat::Stories(StoryFormat::Html) => format.content_type(),
        OutputFormat::Stories(StoryFormat::Atom | StoryFormat::Rss) | OutputFormat::Opml => {
            "application/xml; charset=utf-8"
        }
    }
}
