//! `watch`: reads each source when it is due, until a signal stops it; serves beside that if asked.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{oneshot, watch};

use super::failures::{first_names, print_failures};
use super::metrics_file::Ended;
use super::source_changes::source_changes;
use super::{ExitStatus, Shell, damaged, metrics_file, output};
use crate::clock::{Clock, SystemClock};
use crate::config::{self, Config};
use crate::model::{
    Delivery, OutputOutcome, RunReport, Source, SourceName, Timestamp, counted, counted_as,
};
use crate::pipeline::{self, Callbacks, Plan};
use crate::serve::Server;
use crate::watch::{FileChange, Notifier, WatchedFile, Woken, World, watch as watch_sources};

/// How often it looks at the clock and at the time of the configuration.
const TICK: Duration = Duration::from_secs(1);

const EXAMPLES: &str = "\
Examples:
  feedfold watch                          read, fold and publish until Ctrl-C
  feedfold watch --serve 127.0.0.1:8080   serve the outputs and pages in the same process

`feedfold run` and all other commands may work beside it. A changed configuration is read at once, \
or on SIGHUP; a broken or missing one is reported, and the old one stays. SIGTERM and Ctrl-C stop it: it stores \
and publishes what has come, and ends with 0; a second one ends it without publishing, with 1.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct WatchArgs {
    /// Also serve the outputs and pages there, such as 127.0.0.1:8080. Port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", value_parser = config::listen_address)]
    serve: Option<SocketAddr>,
}

pub(super) fn watch(shell: &Shell, args: &WatchArgs) -> anyhow::Result<ExitStatus> {
    let file = WatchedFile::new(shell.config_path());
    let config = shell.load()?;
    let zone = &config.site.timezone;
    shell.terminal.tell_times(shell.clock, zone);
    shell.terminal.configuration_warnings(&config.warnings);
    let notifier = notifier(shell).map(Arc::new);
    let callbacks = args.serve.map(|_| Arc::new(Callbacks::default()));
    warn_of_address(shell, &config, callbacks.as_deref());
    let server = args.serve.zip(callbacks.as_ref());
    let server = server
        .map(|(address, callbacks)| Serving::start(shell, address, &config, Arc::clone(callbacks)));
    let server = server.transpose()?;
    let runtime = Shell::runtime()?;
    let status = runtime.block_on(async {
        let (stop, stopped) = watch::channel(false);
        let mut outside = Outside {
            shell,
            file,
            hangups: signal(SignalKind::hangup())?,
            stopped,
            server,
            callbacks,
            sources: config.sources.clone(),
        };
        let mut interrupted = signal(SignalKind::interrupt())?;
        let mut terminated = signal(SignalKind::terminate())?;
        if let Some(notifier) = &notifier {
            notifier.ready();
            tokio::spawn(stay_alive(Arc::clone(notifier)));
        }
        let stopping = notifier.clone();
        let second_signal = async move {
            for _ in 0..2 {
                tokio::select! {
                    _ = interrupted.recv() => {}
                    _ = terminated.recv() => {}
                }
                stop.send_replace(true);
                if let Some(notifier) = &stopping {
                    notifier.stopping();
                }
            }
        };
        let ended = tokio::select! {
            () = watch_sources(&mut outside, config) => ExitStatus::Done,
            () = second_signal => ExitStatus::Failed,
        };
        if let Some(server) = outside.server.take() {
            server.stop();
        }
        anyhow::Ok(ended)
    });
    // After a second signal, a thread may still be storing. The database stays whole without it.
    runtime.shutdown_background();
    status
}

/// Warns of a public address that no hub can reach.
fn warn_of_address(shell: &Shell, config: &Config, callbacks: Option<&Callbacks>) {
    let url = config.serve.url.as_ref().filter(|_| callbacks.is_some());
    let public = pipeline::public_address(url, &config.fetch);
    if let (Some(url), None) = (url, public) {
        shell.terminal.warning(&format!(
            "`[serve] url` {url} is an address of a private network, so that no hub is asked to push: \
             write the address by which this server is reached from the internet"
        ));
    }
}

/// How a pass ended, by its outputs and the texts of the store.
fn ended(report: &RunReport) -> Ended {
    if report.failed_outputs().next().is_none() && report.damaged_texts.is_empty() {
        Ended::Well
    } else {
        Ended::Badly
    }
}

/// The socket of systemd; `None` if systemd did not start this process.
fn notifier(shell: &Shell) -> Option<Notifier> {
    let name = std::env::var_os("NOTIFY_SOCKET").filter(|name| !name.is_empty())?;
    match Notifier::open(&name) {
        Ok(notifier) => Some(notifier),
        Err(error) => {
            shell
                .terminal
                .warning(&format!("systemd cannot be told of the state: {error}"));
            None
        }
    }
}

/// Tells systemd regularly that this process works. It does not when this thread is stuck.
async fn stay_alive(notifier: Arc<Notifier>) {
    let asked = std::env::var_os("WATCHDOG_USEC");
    let micros = asked.and_then(|micros| micros.to_str()?.parse().ok());
    let Some(micros) = micros.filter(|micros: &u64| *micros > 0) else {
        return;
    };
    let mut ticks = tokio::time::interval(Duration::from_micros(micros / 3 + 1));
    loop {
        ticks.tick().await;
        notifier.alive();
    }
}

/// The process as `watch` sees it.
struct Outside<'s> {
    shell: &'s Shell,
    file: WatchedFile,
    hangups: Signal,
    stopped: watch::Receiver<bool>,
    server: Option<Serving>,
    /// The sources of the configuration in force.
    sources: Vec<Arc<Source>>,
    /// Where hubs call, if this process serves.
    callbacks: Option<Arc<Callbacks>>,
}

impl World for Outside<'_> {
    fn clock(&self) -> &dyn Clock {
        &self.shell.clock
    }

    async fn wait(&mut self, until: Timestamp) -> Woken {
        if *self.stopped.borrow() {
            return Woken::Stop;
        }
        let wait = Duration::try_from(until.duration_since(self.shell.now())).unwrap_or_default();
        let mut stopped = self.stopped.clone();
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => return Woken::Stop,
            _ = self.hangups.recv() => return Woken::Reload,
            () = tokio::time::sleep(wait.min(TICK)) => {}
        }
        match self.file.change() {
            FileChange::Changed => Woken::Reload,
            FileChange::Gone => {
                let path = self.shell.config_path();
                self.shell.terminal.warning(&format!(
                    "{} is gone: the configuration of before stays in force, and watch reads the \
                     file when it is back",
                    path.display()
                ));
                Woken::Time
            }
            FileChange::None => Woken::Time,
        }
    }

    async fn stop(&self) {
        // The sender lives as long as the loop.
        let mut stopped = self.stopped.clone();
        let _ignored = stopped.wait_for(|stopped| *stopped).await;
    }

    fn reload(&mut self) -> Option<Config> {
        let terminal = &self.shell.terminal;
        let path = self.shell.config_path();
        match self.shell.load() {
            Ok(config) => {
                terminal.configuration_warnings(&config.warnings);
                if let Some(server) = &mut self.server
                    && let Err(error) = server.replace(self.shell.clock, &config)
                {
                    terminal.error(&format!("{error:#}"));
                }
                // Said last: who waits for it is answered by the new server, and not by the old
                // one, which may close a connection of which it has read nothing yet.
                terminal.tell_times(self.shell.clock, &config.site.timezone);
                let changes = source_changes(&self.sources, &config.sources);
                self.sources.clone_from(&config.sources);
                self.say_when(&format!("read {} again: {changes}", path.display()));
                Some(config)
            }
            Err(error) => {
                terminal.configuration_error(&error);
                terminal.warning(&format!(
                    "the configuration of before stays in force until {} is correct",
                    path.display()
                ));
                None
            }
        }
    }

    fn plan<'c>(&self, config: &'c Config) -> Plan<'c> {
        let url = config.serve.url.as_ref();
        let url = url.filter(|_| self.callbacks.is_some());
        Plan {
            callbacks: pipeline::public_address(url, &config.fetch),
            ..Plan::new(config)
        }
    }

    fn callbacks(&self) -> Option<Arc<Callbacks>> {
        self.callbacks.clone()
    }

    fn hubs_failed(&mut self, failed: &[(SourceName, String)]) {
        let mut by_cause: BTreeMap<&str, Vec<&SourceName>> = BTreeMap::new();
        for (source, what) in failed {
            by_cause.entry(what).or_default().push(source);
        }
        for (what, sources) in by_cause {
            let number = counted(sources.len(), "source");
            let names = first_names(sources.into_iter());
            self.shell.terminal.warning(&format!(
                "the hub of {number} does not push: {what} ({names}); feedfold reads at the usual \
                 pace, and asks the hub again, ever less often"
            ));
        }
    }

    fn report(&mut self, config: &Config, report: &RunReport) {
        print_failures(self.shell, config, report);
        metrics_file::write(self.shell, config, ended(report));
        output::print_hub_failures(self.shell, &report.outputs);
        let is_written = |output: &_| matches!(output, OutputOutcome::Written { .. });
        let written = report
            .outputs
            .iter()
            .filter(|output| is_written(&output.outcome));
        let written = written.count();
        if report.has_stored() || written > 0 || self.shell.verbose {
            let counts = report.counts();
            self.say_when(&format!(
                "{} read, {} new, {} updated, {} folded, {} written",
                counted(report.read_sources(), "source"),
                counts.new,
                counts.updated,
                counted_as(counts.folded, "repost", "reposts"),
                counted(written, "output"),
            ));
        }
    }

    fn handed_over(&mut self, deliveries: &[Delivery]) {
        output::print_delivery_failures(self.shell, deliveries);
        let mut damaged = Vec::new();
        output::add_damaged(&mut damaged, deliveries);
        damaged::print(self.shell, &damaged);
        for delivery in deliveries.iter().filter(|delivery| delivery.sent > 0) {
            self.say_when(&output::delivery_line(delivery));
        }
    }

    fn trouble(&mut self, error: &pipeline::Error) {
        self.shell
            .terminal
            .error(&format!("{error}; watch tries again in a minute"));
    }
}

impl Outside<'_> {
    /// Prints a line with the time.
    fn say_when(&self, line: &str) {
        let terminal = &self.shell.terminal;
        // A closed standard output is no reason to stop reading.
        let _ignored = terminal.status(&terminal.with_time(line));
    }
}

/// The server of `--serve`, on a thread of its own, so that a pass never delays an answer.
struct Serving {
    listener: TcpListener,
    callbacks: Arc<Callbacks>,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Serving {
    fn start(
        shell: &Shell,
        address: SocketAddr,
        config: &Config,
        callbacks: Arc<Callbacks>,
    ) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(address).map_err(|error| {
            anyhow::anyhow!(
                "{address} cannot be listened on: {error}; stop the program that listens there, or \
                 give another address"
            )
        })?;
        listener.set_nonblocking(true)?;
        let bound = listener.local_addr()?;
        let mut serving = Self {
            listener,
            callbacks,
            running: None,
        };
        serving.replace(shell.clock, config)?;
        shell.terminal.line(&format!("serving http://{bound}/"))?;
        Ok(serving)
    }

    /// Serves by this configuration from now on. Connections wait meanwhile.
    fn replace(&mut self, clock: SystemClock, config: &Config) -> anyhow::Result<()> {
        let listener = self.listener.try_clone()?;
        self.end();
        let mut config = config.clone();
        config.serve.address = listener.local_addr()?;
        let password = super::serve::password(&config)?;
        let callbacks = Some(Arc::clone(&self.callbacks));
        let server = Server::new(config, password.as_ref(), clock, callbacks);
        let runtime = Shell::runtime()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new().name("serve".to_owned());
        let thread = thread.spawn(move || {
            runtime.block_on(async {
                // It is non-blocking, so that this cannot fail but for a lack of memory.
                if let Ok(listener) = tokio::net::TcpListener::from_std(listener) {
                    let stop = async {
                        // Both a message and a dropped sender mean: stop.
                        let _ignored = stopped.await;
                    };
                    server.serve(listener, stop).await;
                }
            });
        })?;
        self.running = Some((stop, thread));
        Ok(())
    }

    fn end(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            // A panic of that thread was printed by itself.
            let _ignored = thread.join();
        }
    }

    fn stop(mut self) {
        self.end();
    }
}
