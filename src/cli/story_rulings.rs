//! `hide` and `relabel`: a person decides which stories stand in no output, and which labels a
//! story has.

use clap::{ArgGroup, Args};
use jiff::tz::TimeZone;

use super::display::local_time;
use super::overrule::RulingSession;
use super::terminal::safe;
use super::{ExitStatus, Shell};
use crate::model::{Label, LabelChange, LabelRuling, Timestamp};
use crate::store::Act;

const HIDE_EXAMPLES: &str = "\
Examples:
  feedfold hide 4f9c2a                  no output carries this story, nor copies that come later
  feedfold hide --undo 4f9c2a           the outputs carry it again, under the same id";

const RELABEL_EXAMPLES: &str = "\
Examples:
  feedfold relabel 4f9c2a --add tax --remove markets
                                        these labels stay, whatever sources and rules give
  feedfold relabel --undo 4f9c2a --add tax
                                        sources and rules decide again about this label
  feedfold relabel --undo 4f9c2a        and about all labels of the story";

#[derive(Debug, Args)]
#[command(after_help = HIDE_EXAMPLES)]
pub(super) struct HideArgs {
    /// Id of a story or of one of its entries; any unambiguous beginning will do
    id: String,

    /// Take such a decision back
    #[arg(long)]
    undo: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = RELABEL_EXAMPLES,
    group = ArgGroup::new("change").required(true).multiple(true)
)]
pub(super) struct RelabelArgs {
    /// Id of a story or of one of its entries; any unambiguous beginning will do
    id: String,

    /// Give the story this label; may be repeated
    #[arg(long, value_name = "LABEL", value_parser = label, group = "change")]
    add: Vec<Label>,

    /// Take this label from the story; may be repeated
    #[arg(long, value_name = "LABEL", value_parser = label, group = "change")]
    remove: Vec<Label>,

    /// Take such decisions back: those about these labels, or without labels all
    #[arg(long, group = "change")]
    undo: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

fn label(written: &str) -> Result<Label, String> {
    Label::parse(written).map_err(|error| error.to_string())
}

pub(super) fn hide(shell: &Shell, args: &HideArgs) -> anyhow::Result<ExitStatus> {
    let mut session = RulingSession::begin(shell, args.json)?;
    let entry = session.entry(&args.id)?;
    if args.undo {
        return session.carry_out("hide --undo", &Act::Unhide(entry));
    }
    session.carry_out("hide", &Act::Hide(entry))
}

pub(super) fn relabel(shell: &Shell, args: &RelabelArgs) -> anyhow::Result<ExitStatus> {
    if let Some(label) = args.add.iter().find(|label| args.remove.contains(label)) {
        shell.terminal.error(&format!(
            "`--add {label}` contradicts `--remove {label}`: give one of them"
        ));
        return Ok(ExitStatus::Usage);
    }
    let mut session = RulingSession::begin(shell, args.json)?;
    let entry = session.entry(&args.id)?;
    let of = |labels: &[Label], change| -> Vec<(Label, LabelChange)> {
        labels.iter().map(|label| (label.clone(), change)).collect()
    };
    let mut changes = of(&args.add, LabelChange::Add);
    changes.extend(of(&args.remove, LabelChange::Remove));
    if args.undo {
        return session.carry_out("relabel --undo", &Act::WithdrawLabels(entry, changes));
    }
    session.carry_out("relabel", &Act::Relabel(entry, changes))
}

/// What people decided about a story, one line each.
pub(super) fn person_lines(
    hidden: Option<Timestamp>,
    relabelled: &[LabelRuling],
    zone: &TimeZone,
) -> Vec<String> {
    let hidden = hidden.map(|at| format!("hidden by a person at {}", local_time(at, zone)));
    let relabelled = relabelled.iter().map(|ruling| {
        let (label, at) = (safe(ruling.label.as_str()), local_time(ruling.at, zone));
        match ruling.change {
            LabelChange::Add => format!("label {label} added by a person at {at}"),
            LabelChange::Remove => format!("label {label} removed by a person at {at}"),
        }
    });
    hidden.into_iter().chain(relabelled).collect()
}
