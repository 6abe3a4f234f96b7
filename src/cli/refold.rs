//! `refold`: folds every stored entry again after a rule or version changed, and prints what
//! moved.

use clap::Args;

use super::progress::CountBar;
use super::stories::short_id;
use super::table::{self, Column};
use super::{ExitStatus, LOCK_WAIT, Shell, plan};
use crate::model::counted;
use crate::pipeline;
use crate::store::{Refolded, Store};

/// How many moves to list for people.
const LISTED: usize = 50;

const EXAMPLES: &str = "\
Examples:
  feedfold refold --dry-run             what would change, on a copy of the store
  feedfold refold && feedfold publish   after an upgrade";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RefoldArgs {
    /// Work on a copy of the store and say what would change
    #[arg(long)]
    dry_run: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn refold(shell: &Shell, args: &RefoldArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let path = &config.store_path;
    Store::require(path)?;
    let (_lock, mut store) = if args.dry_run {
        let lock = Store::lock_if_present(path, LOCK_WAIT)?;
        (lock, Store::open_copy(path)?)
    } else {
        let lock = Store::lock(path, LOCK_WAIT)?;
        (Some(lock), Store::open(path)?)
    };
    let bar = CountBar::on(&shell.terminal);
    let progress = &mut |done, all| bar.show(done, all);
    let refolded = pipeline::refold(plan(&config), &mut store, shell.now(), progress)?;
    bar.clear();
    if args.json {
        shell.terminal.json(&refolded)?;
        return Ok(ExitStatus::Done);
    }
    shell.terminal.line(&draw(shell, args, &refolded))?;
    Ok(ExitStatus::Done)
}

fn draw(shell: &Shell, args: &RefoldArgs, refolded: &Refolded) -> String {
    let would = if args.dry_run { " would be" } else { "" };
    let mut lines = vec![format!(
        "{}{would} decided again: {}, {} before; {} joined another, {} new, {} moved",
        counted(refolded.entries, "entry"),
        counted(refolded.stories, "story"),
        refolded.stories_before,
        refolded.joined,
        refolded.parted,
        counted(refolded.moved, "entry")
    )];
    if refolded.moves.is_empty() {
        return lines.concat();
    }
    let columns = [
        Column::Left("entry"),
        Column::Left("from story"),
        Column::Left("to story"),
        Column::Left("title"),
    ];
    let rows = refolded.moves.iter().take(LISTED).map(|moved| {
        vec![
            short_id(moved.entry),
            short_id(moved.from),
            short_id(moved.to),
            moved.title.clone(),
        ]
    });
    let rows: Vec<_> = rows.collect();
    lines.push(table::draw(&shell.terminal, &columns, &rows));
    if refolded.moved > rows.len() as u64 {
        lines.push(format!(
            "and {} more: `--json` lists them",
            refolded.moved - rows.len() as u64
        ));
    }
    lines.join("\n")
}
