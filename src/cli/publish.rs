//! `publish`: writes the outputs from the store, without reading sources.

use clap::Args;

use super::{ExitStatus, LOCK_WAIT, Shell, output};
use crate::pipeline::{self, Plan, Storing};
use crate::store::Store;

const EXAMPLES: &str = "\
Example:
  feedfold publish                      write the outputs again, after a change of feeds.toml

An output can also be a webhook or a command, which gets each new story as a message: \
data/docs/messages.md shows one for a chat and one for mail.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct PublishArgs {
    /// Print what happened to every output as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn publish(shell: &Shell, args: &PublishArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    Store::require(&config.store_path)?;
    let lock = Store::lock(&config.store_path, LOCK_WAIT)?;
    let mut store = Store::open(&config.store_path)?;
    let mut reports =
        pipeline::publish(Plan::new(&config), &mut store, Storing::Keep, shell.now())?;
    let mut damaged = store.take_damaged_texts()?;
    drop((store, lock));
    output::tell_hub(shell, &config, &mut reports)?;
    let deliveries = output::hand_over(shell, &config)?;
    output::add_damaged(&mut damaged, &deliveries);
    if args.json {
        shell.terminal.json(&reports)?;
    } else if shell.terminal.out_is_person || shell.verbose {
        output::print(shell, &reports)?;
    }
    Ok(output::exit_status(shell, &reports, &damaged))
}
