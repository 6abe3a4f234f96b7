//! `restore`: replaces the store by a backup, and renames the old store.

use std::path::PathBuf;

use clap::Args;

use super::{ExitStatus, LOCK_WAIT, Shell};
use crate::model::counted;
use crate::store::{Restored, SetAsideState, Store};

const EXAMPLES: &str = "\
Examples:
  feedfold restore data/feedfold-20261125T031500Z.db    go back to the store of that time
  feedfold publish                                      write the outputs of that time

feedfold checks the backup first and leaves it where it is. It keeps the old store under a name \
that it prints. The next run reads again what the feeds still carry, under the same ids.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RestoreArgs {
    /// A backup, or a store that was set aside
    file: PathBuf,

    /// Print what was done as one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn restore(shell: &Shell, args: &RestoreArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let store = &config.store_path;
    let lock = Store::lock(store, LOCK_WAIT)?;
    let restored = Store::restore(store, &args.file, &lock, shell.now())?;
    if args.json {
        shell.terminal.json(&restored)?;
        return Ok(ExitStatus::Done);
    }
    shell.terminal.safe_line(&format!(
        "{} is now a copy of {} ({}, {}); the next `feedfold run` goes on from there",
        store.display(),
        args.file.display(),
        counted(restored.entries, "entry"),
        counted(restored.stories, "story")
    ))?;
    if let Some(line) = way_back(&restored) {
        shell.terminal.safe_line(&line)?;
    }
    Ok(ExitStatus::Done)
}

/// Says where the old store is now, and how to undo the restore.
fn way_back(restored: &Restored) -> Option<String> {
    let aside = restored.set_aside.as_ref()?;
    let file = aside.file.display();
    Some(match aside.state {
        SetAsideState::Closed => format!(
            "the old store is now {file}: `feedfold restore {file}` puts it back; delete it when you no longer \
             need it"
        ),
        SetAsideState::Untouched => format!(
            "the old store is now {file}, unchanged; to undo this, rename it (and its -wal, if there is one) \
             back"
        ),
    })
}
