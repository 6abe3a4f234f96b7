//! `backup`: copies the store while it may be in use, checks the copy, and removes old backups.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::table;
use super::{ExitStatus, Shell, arguments, damaged};
use crate::model::{counted, counted_as};
use crate::store::{self, BackedUp, Overwrite, Store};

const EXAMPLES: &str = "\
Examples:
  feedfold backup                           beside the store, named after it and the time in UTC
  feedfold backup /mnt/backups --keep 14    in a folder; of those with such names the last 14 stay
  feedfold backup before-upgrade.db         to this file, which must not be there yet

The way back is `feedfold restore FILE`.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct BackupArgs {
    /// File to write, or a folder, in which the file is named after the store and the time
    /// [default: the folder of the store]
    file: Option<PathBuf>,

    /// Keep the newest N backups with such names in that folder, and remove the older ones
    #[arg(long, value_name = "N", value_parser = arguments::at_least_one)]
    keep: Option<NonZeroUsize>,

    /// Replace the file if it is there already
    #[arg(long)]
    overwrite: bool,

    /// Print what was written as one JSON object
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct BackupReport {
    #[serde(flatten)]
    written: BackedUp,
    removed: Vec<PathBuf>,
}

pub(super) fn backup(shell: &Shell, args: &BackupArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let store = &config.store_path;
    let beside = || store.parent().map(Path::to_owned).unwrap_or_default();
    let (folder, named) = match &args.file {
        None => (beside(), None),
        Some(file) if is_folder(file) => (file.clone(), None),
        Some(file) => (PathBuf::new(), Some(file.clone())),
    };
    if args.keep.is_some() && named.is_some() {
        shell.terminal.error(
            "`--keep` counts backups that are named after their time: name a folder that is there, and \
             no file",
        );
        return Ok(ExitStatus::Usage);
    }
    let file = named.unwrap_or_else(|| folder.join(Store::backup_name(store, shell.now())));
    let overwrite = if args.overwrite {
        Overwrite::Asked
    } else {
        Overwrite::Never
    };
    let missing = file.parent().filter(|folder| is_missing(folder));
    let written = Store::backup(store, &file, overwrite)?;
    if let Some(folder) = missing {
        shell.terminal.warning(&format!(
            "the folder {} was not there, and feedfold made it: if a disk belongs there, mount it and \
             back up again",
            folder.display()
        ));
    }
    // Remove old backups only after the new one is complete. An older one may have a text whole
    // that is damaged now.
    let removed = match args.keep {
        Some(keep) if written.damaged_texts.is_empty() => thin(store, &folder, keep)?,
        _ => Vec::new(),
    };
    let status = say_damaged(shell, &written);
    if args.json {
        shell.terminal.json(&BackupReport { written, removed })?;
    } else if shell.terminal.out_is_person || shell.verbose {
        shell.terminal.safe_line(&sentence(&written, &removed))?;
    }
    Ok(status)
}

/// Names the entries whose texts are damaged in the store and in the backup.
fn say_damaged(shell: &Shell, written: &BackedUp) -> ExitStatus {
    if written.damaged_texts.is_empty() {
        return ExitStatus::Done;
    }
    let are = counted_as(
        written.damaged_texts.len(),
        "stored text is damaged, in this backup too",
        "entries have a damaged text, in this backup too",
    );
    shell.terminal.error(&format!(
        "{are} ({}): no older backup is removed, since it may have it whole; `feedfold doctor` says \
         what to do",
        damaged::listed(&written.damaged_texts, damaged::LISTED)
    ));
    ExitStatus::Failed
}

/// Whether a path is a folder, or names a new one with a `/` at its end.
fn is_folder(file: &Path) -> bool {
    file.is_dir() || file.as_os_str().as_encoded_bytes().ends_with(b"/")
}

/// Whether there is no such folder; an empty path is the present folder.
fn is_missing(folder: &Path) -> bool {
    !folder.as_os_str().is_empty() && !folder.exists()
}

/// Removes all backups of a folder but the newest, and returns the removed files.
fn thin(store: &Path, folder: &Path, keep: NonZeroUsize) -> Result<Vec<PathBuf>, store::Error> {
    let mut removed = Vec::new();
    for (_, file) in Store::backups(store, folder)?.into_iter().skip(keep.get()) {
        std::fs::remove_file(&file).map_err(|error| store::Error::Backup {
            path: file.clone(),
            reason: format!("it cannot be removed ({error}); check the permissions of its folder"),
        })?;
        removed.push(file);
    }
    Ok(removed)
}

fn sentence(written: &BackedUp, removed: &[PathBuf]) -> String {
    let older = match removed.len() {
        0 => String::new(),
        number => format!("; {number} older removed"),
    };
    format!(
        "wrote {} ({}, {}, {}), checked whole{older}",
        written.file.display(),
        table::bytes(written.bytes),
        counted(written.entries, "entry"),
        counted(written.stories, "story")
    )
}
