//! `refold`: folds every stored entry again after a rule or version changed, and prints what
//! moved.

use clap::Args;

use super::display::{short_id, title_cell};
use super::progress::CountBar;
use super::table::{self, Column};
use super::{ExitStatus, LOCK_WAIT, Shell, damaged};
use crate::model::{DamagedText, counted, counted_as};
use crate::pipeline::{self, Plan};
use crate::store::{RefoldStep, Refolded, Store};

/// How many moves to list for people.
const LISTED: usize = 50;

const EXAMPLES: &str = "\
Examples:
  feedfold refold --dry-run             what would change, on a copy of the store
  feedfold refold && feedfold publish   after an upgrade

It works on a copy of the store beside it and puts the result in place at the end: that takes room \
for twice as much as the store holds. If it is interrupted, the store is as it was; started again, \
it goes on where it was, or begins anew if something was written to the store since.";

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
    let (plan, now) = (Plan::new(&config), shell.now());
    let bar = CountBar::of_entries(&shell.terminal);
    let progress = &mut |step| show(&bar, step);
    let refolded = if args.dry_run {
        let _lock = Store::lock_if_present(path, LOCK_WAIT)?;
        let mut copy = Store::open_copy(path)?;
        pipeline::refold(plan, (&mut copy, None), now, progress)?
    } else {
        let lock = Store::lock(path, LOCK_WAIT)?;
        let mut store = Store::open(path)?;
        pipeline::refold(plan, (&mut store, Some(&lock)), now, progress)?
    };
    bar.clear();
    if args.json {
        shell.terminal.json(&refolded)?;
    } else {
        shell.terminal.line(&draw(shell, args, &refolded))?;
    }
    Ok(say_damaged(shell, &refolded.damaged_texts))
}

/// Names the entries that could not be decided about again.
fn say_damaged(shell: &Shell, damaged: &[DamagedText]) -> ExitStatus {
    if damaged.is_empty() {
        return ExitStatus::Done;
    }
    let are = counted_as(
        damaged.len(),
        "stored text is damaged, so that its entry keeps its story",
        "stored texts are damaged, so that their entries keep their stories",
    );
    shell.terminal.error(&format!(
        "{are} ({}): `feedfold doctor` says what to do",
        damaged::listed(damaged, damaged::LISTED)
    ));
    ExitStatus::Failed
}

/// Shows what is done of what.
fn show(bar: &CountBar, step: RefoldStep) {
    match step {
        RefoldStep::Copying => bar.say("copying the store"),
        RefoldStep::Deciding { done, all } => {
            bar.say("deciding again");
            bar.show(done, all);
        }
        RefoldStep::Replacing => bar.say("putting the result in place"),
        RefoldStep::Indexing { left } => {
            bar.say(&format!("filling the full-text index, {left} left"));
        }
    }
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
    if refolded.resumed > 0 {
        let were = counted_as(refolded.resumed, "of them was", "of them were");
        lines.push(format!("{were} decided before it was interrupted"));
    }
    if refolded.moves.is_empty() {
        return lines.join("\n");
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
            title_cell(&moved.title),
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
