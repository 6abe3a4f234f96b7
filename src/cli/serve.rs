//! `serve`: serves the outputs and pages over HTTP until a signal stops it.

use std::net::SocketAddr;

use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{ExitStatus, Shell, configuration};
use crate::config::{self, Config};
use crate::model::{Editing, Secret, counted_as};
use crate::pipeline::{self, Plan};
use crate::serve::Server;
use crate::store::Store;

const EXAMPLES: &str = "\
Examples:
  feedfold serve                        on `[serve] address`, beside runs by cron
  feedfold serve 127.0.0.1:9000         on this address";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ServeArgs {
    /// Where to listen, such as 127.0.0.1:8080; without it `[serve] address`. Port 0 takes a free
    /// one
    #[arg(value_name = "ADDRESS", value_parser = config::listen_address)]
    address: Option<SocketAddr>,
}

pub(super) fn serve(shell: &Shell, args: &ServeArgs) -> anyhow::Result<ExitStatus> {
    let mut config = shell.load()?;
    shell.terminal.configuration_warnings(&config.warnings);
    if let Some(address) = args.address {
        config.serve.address = address;
    }
    let address = config.serve.address;
    warn_of_hubs(shell, &config);
    let password = password(&config)?;
    let server = Server::new(config, password.as_ref(), shell.clock, None);
    for output in server.hidden_outputs() {
        shell.terminal.warning(&format!(
            "output {} is not served: an earlier output has the same file name, so rename one of \
             the files",
            output.name
        ));
    }
    Shell::runtime()?.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(|error| {
            anyhow::anyhow!(
                "{address} cannot be listened on: {error}; stop the program that listens there, or \
                 give another address"
            )
        })?;
        let mut interrupted = signal(SignalKind::interrupt())?;
        let mut terminated = signal(SignalKind::terminate())?;
        let bound = listener.local_addr()?;
        shell.terminal.line(&format!("serving http://{bound}/"))?;
        let stop = async {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
        };
        server.serve(listener, stop).await;
        Ok(ExitStatus::Done)
    })
}

/// Warns of hubs that could push, since this process does not hear them.
fn warn_of_hubs(shell: &Shell, config: &Config) {
    // If the store cannot be read, the pages say so.
    let unheard = Store::open_to_read(&config.store_path)
        .ok()
        .and_then(|store| {
            let url = config.serve.url.as_ref();
            pipeline::unheard(Plan::new(config), &store, url, shell.now()).ok()
        });
    let sources = unheard.unwrap_or_default();
    if !sources.is_empty() {
        let name = counted_as(sources.len(), "source names", "sources name");
        shell.terminal.warning(&format!(
            "{name} a hub that could push, but `serve` alone hears none: `feedfold watch --serve \
             {}` serves the same and hears them",
            config.serve.address
        ));
    }
}

/// The password of those who edit on the pages, read as the configuration says.
pub(super) fn password(config: &Config) -> anyhow::Result<Option<Secret>> {
    match (&config.serve.password, config.serve.editing) {
        (Some(from), Editing::On) => {
            let read = config::read_password(from, &configuration::environment);
            let password = read.map_err(|why| anyhow::anyhow!("{why}; nothing is served"))?;
            Ok(Some(password))
        }
        _ => Ok(None),
    }
}
