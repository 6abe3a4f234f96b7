//! Reads the file that `eval --fit --sets` takes: sets of labelled entries in several stores.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Deserialize;

use super::lines;
use crate::eval::{MeasuredSet, Truth};
use crate::store::Store;

/// A line of the file. Relative paths count from its folder.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetLine {
    /// Lines of one name are one set.
    name: String,
    store: PathBuf,
    labels: Option<PathBuf>,
    ignore: Option<PathBuf>,
    pairs: Option<PathBuf>,
}

/// Opens each store and measures what its line says of it.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<MeasuredSet>> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let sets: Vec<SetLine> = lines(path)?;
    sets.into_iter()
        .map(|set| {
            let truth = set.truth(folder)?;
            let store = folder.join(&set.store);
            let opened = Store::open_to_read(&store)
                .with_context(|| format!("cannot open the store of the set `{}`", set.name))?;
            Ok(MeasuredSet::read(set.name, &opened, &truth)?)
        })
        .collect()
}

impl SetLine {
    fn truth(&self, folder: &Path) -> anyhow::Result<Truth> {
        if self.labels.is_none() && self.pairs.is_none() {
            anyhow::bail!("the set `{}` has neither `labels` nor `pairs`", self.name);
        }
        Ok(Truth {
            labels: optional(folder, self.labels.as_deref())?,
            ignored: optional(folder, self.ignore.as_deref())?,
            pairs: optional(folder, self.pairs.as_deref())?,
        })
    }
}

fn optional<T: serde::de::DeserializeOwned>(
    folder: &Path,
    path: Option<&Path>,
) -> anyhow::Result<Vec<T>> {
    path.map_or(Ok(Vec::new()), |path| lines(&folder.join(path)))
}
