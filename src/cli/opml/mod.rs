//! `opml`: takes the subscriptions of another reader over, and gives ours to one.

mod import;

use clap::{Args, Subcommand};

use super::{ExitStatus, Shell};
use crate::pipeline::{self, Plan};
use crate::store::Store;
use import::ImportArgs;

const EXPORT_EXAMPLES: &str = "\
The list has all sources with a web address, in folders by their category. It has no address with \
a credential, of a private network or of a source with `private = true`: those are in feeds.toml.

Example:
  feedfold opml export > feedfold.opml";

const EXAMPLES: &str = "\
Examples:
  feedfold opml import subscriptions.opml   add the feeds of another reader to feeds.toml
  feedfold opml import urls --dry-run       show what newsboat's list would add
  feedfold opml export > feedfold.opml      give our sources to another reader";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct OpmlArgs {
    #[command(subcommand)]
    command: OpmlCommand,
}

#[derive(Debug, Subcommand)]
enum OpmlCommand {
    /// Add the feeds of an OPML file, of newsboat's `urls`, or of a list of addresses
    Import(ImportArgs),
    /// Print the sources as OPML, for another reader
    #[command(after_help = EXPORT_EXAMPLES)]
    Export,
}

pub(super) fn opml(shell: &Shell, args: &OpmlArgs) -> anyhow::Result<ExitStatus> {
    match &args.command {
        OpmlCommand::Import(args) => import::import(shell, args),
        OpmlCommand::Export => export(shell),
    }
}

fn export(shell: &Shell) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let path = &config.store_path;
    let store = path.exists().then(|| Store::open_to_read(path));
    let store = store.transpose()?;
    let plan = Plan::new(&config);
    let bytes = pipeline::source_list(plan, store.as_ref(), &plan.disclosure())?;
    shell.terminal.bytes(&bytes)?;
    Ok(ExitStatus::Done)
}
