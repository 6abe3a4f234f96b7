//! `merge`, `split` and `pin`: a person decides which entries are one story, and which represents
//! it.

use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;

use super::stories::short;
use super::why_not::why_not;
use super::{Ending, Shell, output, plan};
use crate::model::{EntryKey, OutputReport, counted};
use crate::pipeline::{self, Storing};
use crate::store::{Act, Found, Pinned, Ruling, Store, StoryMembers};

/// How long these commands wait for a pass to end.
const WAIT: Duration = Duration::from_secs(30);

const MERGE_EXAMPLES: &str = "\
Examples:
  feedfold merge 4f9c2a 7d01e3          the stories of both become one; the older id stays
  feedfold merge --undo 4f9c2a 7d01e3   feedfold decides again by their texts";

const SPLIT_EXAMPLES: &str = "\
Examples:
  feedfold split 7d01e3                 this entry leaves its story and never joins it again
  feedfold split 4f9c2a 7d01e3          these two never share a story; the rest is decided again
  feedfold split --undo 7d01e3          feedfold decides again by its text";

const PIN_EXAMPLES: &str = "\
Examples:
  feedfold pin 7d01e3                   this entry represents its story, whatever priorities say
  feedfold pin --undo 7d01e3            priorities decide again";

#[derive(Debug, Args)]
#[command(after_help = MERGE_EXAMPLES)]
pub(super) struct MergeArgs {
    /// Id of a story or entry; any unambiguous beginning will do
    one: String,

    /// Id of the other
    other: String,

    /// Take such a decision back
    #[arg(long)]
    undo: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = SPLIT_EXAMPLES)]
pub(super) struct SplitArgs {
    /// Id of the entry that leaves, or of the first of two; any unambiguous beginning will do
    one: String,

    /// Id of an entry to keep it apart from; without it, from its whole story
    other: Option<String>,

    /// Take such a decision back
    #[arg(long)]
    undo: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = PIN_EXAMPLES)]
pub(super) struct PinArgs {
    /// Id of the entry; any unambiguous beginning will do
    id: String,

    /// Take such a decision back
    #[arg(long)]
    undo: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Done<'a> {
    did: &'a str,
    stories: &'a [StoryMembers],
    /// What happened to every output.
    outputs: &'a [OutputReport],
}

pub(super) fn merge(shell: &Shell, args: &MergeArgs) -> anyhow::Result<Ending> {
    let mut court = Court::sit(shell, args.json)?;
    let (one, other) = (court.entry(&args.one)?, court.entry(&args.other)?);
    if args.undo {
        return court.carry_out("merge --undo", Act::Undo(Ruling::Merge, one, Some(other)));
    }
    if one == other {
        return Ok(court.same());
    }
    court.carry_out("merge", Act::Merge(one, other))
}

pub(super) fn split(shell: &Shell, args: &SplitArgs) -> anyhow::Result<Ending> {
    let mut court = Court::sit(shell, args.json)?;
    let one = court.entry(&args.one)?;
    let other = args
        .other
        .as_deref()
        .map(|id| court.entry(id))
        .transpose()?;
    if args.undo {
        return court.carry_out("split --undo", Act::Undo(Ruling::Split, one, other));
    }
    if other == Some(one) {
        return Ok(court.same());
    }
    court.carry_out("split", Act::Split(one, other))
}

pub(super) fn pin(shell: &Shell, args: &PinArgs) -> anyhow::Result<Ending> {
    let mut court = Court::sit(shell, args.json)?;
    let entry = court.entry(&args.id)?;
    if args.undo {
        return court.carry_out("pin --undo", Act::Pin(entry, Pinned::No));
    }
    court.carry_out("pin", Act::Pin(entry, Pinned::Yes))
}

/// The store, locked for the decision and for writing the outputs after it.
struct Court<'a> {
    shell: &'a Shell,
    config: crate::config::Config,
    store: Store,
    json: bool,
    _lock: crate::store::Lock,
}

impl<'a> Court<'a> {
    fn sit(shell: &'a Shell, json: bool) -> anyhow::Result<Self> {
        let config = shell.load()?;
        Store::require(&config.store_path)?;
        let lock = Store::lock(&config.store_path, WAIT)?;
        let store = Store::open(&config.store_path)?;
        Ok(Self {
            shell,
            config,
            store,
            json,
            _lock: lock,
        })
    }

    fn entry(&self, id: &str) -> anyhow::Result<EntryKey> {
        named(&self.store, id)
    }

    /// Prints that both ids name the same entry.
    fn same(&self) -> Ending {
        self.shell
            .terminal
            .error("both ids name one entry: give two");
        Ending::Usage
    }

    fn carry_out(&mut self, did: &str, act: Act) -> anyhow::Result<Ending> {
        let now = self.shell.now();
        let Some(stories) = pipeline::overrule(plan(&self.config), &mut self.store, act, now)?
        else {
            anyhow::bail!(why_not(&self.store, act)?);
        };
        let outputs = pipeline::publish(plan(&self.config), &mut self.store, Storing::Keep, now)
            .context("the decision is kept, but the outputs were not written")?;
        let terminal = &self.shell.terminal;
        if self.json {
            terminal.json(&Done {
                did,
                stories: &stories,
                outputs: &outputs,
            })?;
        } else {
            terminal.line(&sentence(act, &stories))?;
            output::print(self.shell, &outputs)?;
        }
        Ok(output::ending(self.shell, &outputs))
    }
}

/// The entry that an id on the command line identifies.
pub(super) fn named(store: &Store, id: &str) -> anyhow::Result<EntryKey> {
    match store.find_entry(id)? {
        Found::One(entry) => Ok(entry),
        Found::Nothing => {
            anyhow::bail!("no story or entry has the id `{id}`: see `feedfold stories`")
        }
        Found::Several => {
            anyhow::bail!("several entries begin with `{id}`: give more digits of the id")
        }
    }
}

/// Describes the decision, and the stories in which the entries now are.
fn sentence(act: Act, stories: &[StoryMembers]) -> String {
    let begins = match act {
        Act::Merge(one, other) => format!("{} and {} are in one story", short(one), short(other)),
        Act::Split(one, Some(other)) => {
            format!("{} and {} never share a story", short(one), short(other))
        }
        Act::Split(entry, None) => format!("{} left its story", short(entry)),
        Act::Undo(..) => "the decision is taken back".to_owned(),
        Act::Pin(entry, Pinned::Yes) => format!("{} represents its story", short(entry)),
        Act::Pin(entry, Pinned::No) => format!("{} is pinned no longer", short(entry)),
    };
    let standing: Vec<String> = stories
        .iter()
        .map(|StoryMembers { story, entries }| {
            let entries = counted(entries.len(), "entry");
            format!("story {} has {entries}", short(story))
        })
        .collect();
    format!("{begins}: {}", standing.join(", "))
}
