//! `prune`: removes the texts of old stories, and `vacuum`: makes the file of the store smaller.

use clap::{ArgGroup, Args};
use serde::Serialize;
use std::time::Duration;

use super::progress::CountBar;
use super::table;
use super::{ExitStatus, LOCK_WAIT, Shell, damaged};
use crate::config;
use crate::model::counted;
use crate::pipeline::{self, Plan};
use crate::store::{PruneLimits, Pruned, Room, Store};

const PRUNE_EXAMPLES: &str = "\
feedfold removes the texts of whole stories, the first stored first. Their titles, links, official \
numbers, ids, decisions of people and numbers by day stay, so that nothing of them comes back as \
new. A story stays whole while an output carries or names it, or an archive of it is to be written.

Examples:
  feedfold prune --older-than '730 days' --dry-run      what would be removed
  feedfold prune --older-than '730 days'
  feedfold prune --max-size '4 GiB' && feedfold vacuum  until the contents take 4 GiB";

const VACUUM_EXAMPLES: &str = "\
The work needs free space for two copies of what the store holds, in its folder. Readers such as \
`feedfold serve` may go on; runs wait. A damaged full-text index is made anew.

Examples:
  feedfold vacuum --dry-run      how large the file is, how small it would be, what room is needed
  feedfold vacuum";

#[derive(Debug, Args)]
#[command(
    after_help = PRUNE_EXAMPLES,
    group = ArgGroup::new("limit").required(true).multiple(true)
)]
pub(super) struct PruneArgs {
    /// Remove the texts of stories to which nothing came, and in which nothing changed, for so
    /// long, such as `730 days`
    #[arg(long, value_name = "TIME", group = "limit", value_parser = config::parse_duration)]
    older_than: Option<Duration>,

    /// Remove the texts of the first stored stories until what the store holds takes no more than
    /// this, such as `4 GiB`
    #[arg(long, value_name = "SIZE", group = "limit", value_parser = config::parse_size)]
    max_size: Option<u64>,

    /// Say what would be removed, and remove nothing
    #[arg(long)]
    dry_run: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = VACUUM_EXAMPLES)]
pub(super) struct VacuumArgs {
    /// Say what room is needed, and change nothing
    #[arg(long)]
    dry_run: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What `vacuum --json` prints.
#[derive(Debug, Serialize)]
struct VacuumReport {
    #[serde(flatten)]
    room: Room,
    /// Bytes of the file afterwards; `None` if nothing was done.
    file_now: Option<u64>,
    /// What was wrong with the full-text index, if it was made anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    mended_search: Option<String>,
}

pub(super) fn prune(shell: &Shell, args: &PruneArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let (path, now) = (&config.store_path, shell.now());
    Store::require(path)?;
    let limits = PruneLimits {
        before: args.older_than.and_then(|age| now.checked_sub(age).ok()),
        max_bytes: args.max_size,
    };
    let bar = CountBar::on(&shell.terminal);
    let progress = &mut |done, all| bar.show(done, all);
    let pruned = if args.dry_run {
        let store = Store::open_to_read(path)?;
        pipeline::prunable(Plan::new(&config), &store, limits, now, progress)?
    } else {
        let _lock = Store::lock(path, LOCK_WAIT)?;
        let mut store = Store::open(path)?;
        let pruned = pipeline::prune(Plan::new(&config), &mut store, limits, now, progress)?;
        damaged::print_mended(shell, store.take_mended_search().as_deref());
        pruned
    };
    bar.clear();
    if args.json {
        shell.terminal.json(&pruned)?;
    } else {
        shell.terminal.line(&sentences(args, &pruned).join("\n"))?;
    }
    Ok(ExitStatus::Done)
}

fn sentences(args: &PruneArgs, pruned: &Pruned) -> Vec<String> {
    let removed = if args.dry_run {
        "would be removed"
    } else {
        "removed"
    };
    let mut lines = vec![format!(
        "{removed}: {} of text, of {} in {}",
        table::bytes(pruned.bytes),
        counted(pruned.entries, "entry"),
        counted(pruned.stories, "story")
    )];
    if pruned.kept > 0 {
        lines.push(format!(
            "{} stay: an output needs their texts",
            counted(pruned.kept, "story")
        ));
    }
    let then = if args.dry_run { "about " } else { "" };
    lines.push(format!(
        "what the store holds takes {then}{} of {}",
        table::bytes(pruned.used),
        table::bytes(pruned.file)
    ));
    if args.max_size.is_some_and(|most| pruned.used > most) {
        lines.push("that is more than `--max-size`: no other text may be removed".to_owned());
    }
    if pruned.stories > 0 && !args.dry_run {
        lines.push("`feedfold vacuum` gives the rest back to the disk".to_owned());
    }
    lines
}

pub(super) fn vacuum(shell: &Shell, args: &VacuumArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let path = &config.store_path;
    Store::require(path)?;
    // A dry run takes no lock: it only looks.
    let held = (!args.dry_run).then(|| Store::lock(path, LOCK_WAIT));
    let held = held.transpose()?;
    let room = Store::open_to_read(path)?.room()?;
    let is_person = !args.json;
    if is_person {
        shell.terminal.safe_line(&room_sentence(&room))?;
    }
    let Some(lock) = held else {
        if args.json {
            let report = VacuumReport {
                room,
                file_now: None,
                mended_search: None,
            };
            shell.terminal.json(&report)?;
        }
        return Ok(ExitStatus::Done);
    };
    if !room.suffices() {
        shell.terminal.error(&format!(
            "the disk of {} lacks that room: free some space there, or put `feedfold backup FILE` on \
             another disk and `feedfold restore` it from there; nothing was changed",
            room.folder.display()
        ));
        return Ok(ExitStatus::Failed);
    }
    let mut store = Store::open(path)?;
    let mended_search = pipeline::mend_search(&mut store)?;
    damaged::print_mended(shell, mended_search.as_deref());
    let file = store.vacuum(&lock)?;
    if args.json {
        let report = VacuumReport {
            room,
            file_now: Some(file),
            mended_search,
        };
        shell.terminal.json(&report)?;
        return Ok(ExitStatus::Done);
    }
    shell.terminal.line(&if file < room.file {
        format!("the file now has {}", table::bytes(file))
    } else if room.used < room.file {
        "a reader still has old pages: the file becomes smaller after the next run".to_owned()
    } else {
        "the file was as small as it can be".to_owned()
    })?;
    Ok(ExitStatus::Done)
}

fn room_sentence(room: &Room) -> String {
    let free = room.free.map_or_else(
        || "the system does not say what is free".to_owned(),
        |free| format!("{} are free", table::bytes(free)),
    );
    format!(
        "the file has {}, its contents take {}; the work needs {} in {}, {free}",
        table::bytes(room.file),
        table::bytes(room.used),
        table::bytes(room.needed),
        room.folder.display()
    )
}
