//! `publish`: writes the outputs from the store, without reading sources.

use std::time::Duration;

use clap::Args;

use super::{Ending, Shell, output, plan};
use crate::pipeline::{self, Storing};
use crate::store::Store;

/// How long `publish` waits for a pass to end.
const WAIT: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
pub(super) struct PublishArgs {
    /// Print what happened to every output as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn publish(shell: &Shell, args: &PublishArgs) -> anyhow::Result<Ending> {
    let config = shell.load()?;
    Store::require(&config.store_path)?;
    let _lock = Store::lock(&config.store_path, WAIT)?;
    let mut store = Store::open(&config.store_path)?;
    let reports = pipeline::publish(plan(&config), &mut store, Storing::Keep, shell.now())?;
    if args.json {
        shell.terminal.json(&reports)?;
    } else if shell.terminal.out_is_person || shell.verbose {
        output::print(shell, &reports)?;
    }
    Ok(output::ending(shell, &reports))
}
