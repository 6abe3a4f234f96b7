//! `merge`, `split` and `pin`: a person decides which entries are one story, and which represents
//! it.

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;

use super::display::short_id;
use super::terminal::safe;
use super::why_not::why_not;
use super::{ExitStatus, LOCK_WAIT, Shell, damaged, output};
use crate::model::{EntryKey, Label, LabelChange, OutputReport, StoryId, counted};
use crate::pipeline::{self, Plan, Storing};
use crate::store::{Act, Found, Pinned, Ruling, Store, StoryMembers};

const MERGE_EXAMPLES: &str = "\
Examples:
  feedfold merge 4f9c2a 7d01e3          the stories of both become one; the older id stays
  feedfold merge --undo 4f9c2a 7d01e3   feedfold decides again by their texts";

const SPLIT_EXAMPLES: &str = "\
Examples:
  feedfold split 7d01e3                 this entry leaves its story and never joins it again
  feedfold split 4f9c2a 7d01e3          these two never share a story; the rest is decided again
  feedfold split --undo 7d01e3          feedfold decides again by its text

The id of a story is the id of the entry that founded it, and stays with that entry. So the id of a \
story takes its founding entry out: that entry keeps the id, and the others get a new story.";

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
struct RulingReport<'a> {
    did: &'a str,
    stories: &'a [StoryMembers],
    /// What happened to every output.
    outputs: &'a [OutputReport],
}

pub(super) fn merge(shell: &Shell, args: &MergeArgs) -> anyhow::Result<ExitStatus> {
    let mut session = RulingSession::begin(shell, args.json)?;
    let (one, other) = (session.entry(&args.one)?, session.entry(&args.other)?);
    if args.undo {
        return session.carry_out("merge --undo", &Act::Undo(Ruling::Merge, one, Some(other)));
    }
    if one == other {
        return Ok(session.refuse_same_entry());
    }
    session.carry_out("merge", &Act::Merge(one, other))
}

pub(super) fn split(shell: &Shell, args: &SplitArgs) -> anyhow::Result<ExitStatus> {
    let mut session = RulingSession::begin(shell, args.json)?;
    let one = session.entry(&args.one)?;
    let other = args
        .other
        .as_deref()
        .map(|id| session.entry(id))
        .transpose()?;
    if args.undo {
        return session.carry_out("split --undo", &Act::Undo(Ruling::Split, one, other));
    }
    if other == Some(one) {
        return Ok(session.refuse_same_entry());
    }
    session.carry_out("split", &Act::Split(one, other))
}

pub(super) fn pin(shell: &Shell, args: &PinArgs) -> anyhow::Result<ExitStatus> {
    let mut session = RulingSession::begin(shell, args.json)?;
    let entry = session.entry(&args.id)?;
    if args.undo {
        return session.carry_out("pin --undo", &Act::Pin(entry, Pinned::No));
    }
    session.carry_out("pin", &Act::Pin(entry, Pinned::Yes))
}

/// The store, locked for the decision and for writing the outputs after it.
pub(super) struct RulingSession<'a> {
    shell: &'a Shell,
    config: crate::config::Config,
    store: Store,
    json: bool,
    /// Held until the outputs are written.
    lock: Option<crate::store::Lock>,
}

impl<'a> RulingSession<'a> {
    pub(super) fn begin(shell: &'a Shell, json: bool) -> anyhow::Result<Self> {
        let config = shell.load()?;
        Store::require(&config.store_path)?;
        let lock = Store::lock(&config.store_path, LOCK_WAIT)?;
        let store = Store::open(&config.store_path)?;
        Ok(Self {
            shell,
            config,
            store,
            json,
            lock: Some(lock),
        })
    }

    /// The entry that an id on the command line identifies.
    pub(super) fn entry(&self, id: &str) -> anyhow::Result<EntryKey> {
        find_entry(&self.store, id)
    }

    /// Prints that both ids name the same entry.
    fn refuse_same_entry(&self) -> ExitStatus {
        self.shell
            .terminal
            .error("both ids name one entry: give two");
        ExitStatus::Usage
    }

    /// Stores the decision, writes the outputs and prints both; `did` names the act in JSON.
    pub(super) fn carry_out(&mut self, did: &str, act: &Act) -> anyhow::Result<ExitStatus> {
        let now = self.shell.now();
        let shared = self.shared_story(act)?;
        let done = pipeline::overrule(Plan::new(&self.config), &mut self.store, act, now)?;
        let Some(stories) = done else {
            anyhow::bail!(why_not(&self.store, act)?);
        };
        let mut outputs =
            pipeline::publish(Plan::new(&self.config), &mut self.store, Storing::Keep, now)
                .context("the decision is kept, but the outputs were not written")?;
        let mut damaged = self.store.take_damaged_texts()?;
        damaged::print_mended(self.shell, self.store.take_mended_search().as_deref());
        self.lock = None;
        output::tell_hub(self.shell, &self.config, &mut outputs)?;
        let deliveries = output::hand_over(self.shell, &self.config)?;
        output::add_damaged(&mut damaged, &deliveries);
        let terminal = &self.shell.terminal;
        if self.json {
            terminal.json(&RulingReport {
                did,
                stories: &stories,
                outputs: &outputs,
            })?;
        } else {
            terminal.line(&sentence(act, shared, &stories))?;
            output::print(self.shell, &outputs)?;
        }
        Ok(output::exit_status(self.shell, &outputs, &damaged))
    }

    /// The story that an entry is to leave; `None` if it is alone there, and for other acts.
    fn shared_story(&self, act: &Act) -> anyhow::Result<Option<StoryId>> {
        let Act::Split(entry, None) = act else {
            return Ok(None);
        };
        let Some((_, story)) = self.store.placed(*entry)? else {
            return Ok(None);
        };
        let found = self.store.find_story(&entry.to_string())?;
        let is_alone = matches!(found, Found::One(found) if found.members.len() < 2);
        Ok((!is_alone).then_some(story))
    }
}

/// The entry that an id on the command line identifies.
pub(super) fn find_entry(store: &Store, id: &str) -> anyhow::Result<EntryKey> {
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

/// Describes changes of labels: `has the label tax and lacks the label markets`.
fn relabelled(changes: &[(Label, LabelChange)]) -> String {
    let change = |(label, change): &(Label, LabelChange)| {
        let label = safe(label.as_str());
        match change {
            LabelChange::Add => format!("has the label {label}"),
            LabelChange::Remove => format!("lacks the label {label}"),
        }
    };
    changes.iter().map(change).collect::<Vec<_>>().join(" and ")
}

/// Describes how an entry was taken out of the story `shared`. The entry that founded a story keeps
/// the id of it, so that the others leave.
fn parted(entry: EntryKey, shared: Option<StoryId>, stories: &[StoryMembers]) -> String {
    let keeps_id = |id: StoryId| {
        let mut stories = stories.iter().filter(|story| story.story == id);
        stories.any(|story| story.entries.contains(&entry))
    };
    let entry = short_id(entry);
    match shared {
        None => format!("{entry} stands alone already"),
        Some(id) if keeps_id(id) => {
            format!("{entry} founded its story and keeps its id; the others left")
        }
        Some(id) => format!("{entry} left story {}", short_id(id)),
    }
}

/// Describes the decision, and the stories in which the entries now are. `shared` is the story that
/// an entry left.
fn sentence(act: &Act, shared: Option<StoryId>, stories: &[StoryMembers]) -> String {
    let begins = match act {
        Act::Merge(one, other) => {
            format!("{} and {} are in one story", short_id(one), short_id(other))
        }
        Act::Split(one, Some(other)) => {
            format!(
                "{} and {} never share a story",
                short_id(one),
                short_id(other)
            )
        }
        Act::Split(entry, None) => parted(*entry, shared, stories),
        Act::Undo(..) | Act::WithdrawLabels(..) => "the decision is taken back".to_owned(),
        Act::Hide(entry) => format!("the story of {} is hidden", short_id(entry)),
        Act::Unhide(entry) => format!("the story of {} is hidden no longer", short_id(entry)),
        Act::Relabel(entry, changes) => {
            format!("the story of {} {}", short_id(entry), relabelled(changes))
        }
        Act::Pin(entry, Pinned::Yes) => format!("{} represents its story", short_id(entry)),
        Act::Pin(entry, Pinned::No) => format!("{} is pinned no longer", short_id(entry)),
    };
    let now_in: Vec<String> = stories
        .iter()
        .map(|StoryMembers { story, entries }| {
            let entries = counted(entries.len(), "entry");
            format!("story {} has {entries}", short_id(story))
        })
        .collect();
    format!("{begins}: {}", now_in.join(", "))
}
