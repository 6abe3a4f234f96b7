//! The shell: reads the command line, calls one function for each command, and sets the exit code.

mod add;
mod arguments;
mod backup;
mod boilerplate;
mod check;
mod check_story;
mod configuration;
mod damaged;
mod demo;
mod diff;
mod display;
mod doctor;
mod eval;
mod explain;
mod export;
mod failures;
mod init;
mod log;
mod metrics_file;
mod opml;
mod output;
mod overrule;
pub mod preview;
mod progress;
mod prune;
mod publish;
mod refold;
mod remove;
mod restore;
mod revisions;
mod rules;
mod run;
mod search;
mod serve;
mod show;
mod source_changes;
mod source_hub;
mod sources;
mod stats;
mod stories;
mod story_rulings;
mod table;
mod terminal;
mod watch;
mod why_not;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory, Parser, Subcommand};

use crate::clock::{Clock as _, SystemClock};
use crate::config::{self, Config};
use crate::model::Timestamp;
use crate::pipeline;
use crate::store;
use log::{Detail, LogFormat};
use terminal::Terminal;

const EXAMPLES: &str = "\
Examples:
  feedfold demo                         see what it does, without network or configuration
  feedfold init                         write a feeds.toml to begin with
  feedfold check                        what is wrong with feeds.toml, and what each source would do
  feedfold run                          read what is due and write the outputs (for cron)
  feedfold add https://www.example.org  find the feed behind a page and add it to feeds.toml
  feedfold stories                      the newest stories and how many outlets carry them

Exit codes: 0 done (failed sources are reported) · 1 the store or an output failed, or no source has \
succeeded in its last three tries · 2 usage or configuration · 75 another run is at work";

const COMPLETIONS_EXAMPLE: &str = "\
Example:
  feedfold completions bash > ~/.local/share/bash-completion/completions/feedfold";

/// Reads many feeds and publishes one curated Atom feed in which every story appears once.
#[derive(Debug, Parser)]
#[command(name = "feedfold", version, about, after_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    /// The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it
    /// count from its folder
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Say more: also what went well
    #[arg(short, long, global = true)]
    verbose: bool,

    /// Send messages, and the result of each source, to a log; with -v also each step and its
    /// duration
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        value_enum,
        default_value_t
    )]
    log_format: LogFormat,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a commented feeds.toml to begin with
    Init(init::InitArgs),
    /// Read the sources that are due, store what is new, write the outputs
    Run(run::RunArgs),
    /// Do the work of `run` for ever: read each source when it is due, publish what is new
    Watch(watch::WatchArgs),
    /// Write the outputs from what is stored
    Publish(publish::PublishArgs),
    /// Serve the outputs and pages over HTTP, beside runs
    Serve(serve::ServeArgs),
    /// Say what is wrong with the configuration and what each source would do
    Check(check::CheckArgs),
    /// Find the feeds behind addresses and add them to the configuration
    Add(add::AddArgs),
    /// Take the subscriptions of another reader over, or print ours for one
    Opml(opml::OpmlArgs),
    /// Take a source out of the configuration
    Remove(remove::RemoveArgs),
    /// Stop reading a source, and keep its stories published
    Disable(remove::DisableArgs),
    /// Show the health of every source and when it is due
    Sources(sources::SourcesArgs),
    /// List the newest stories
    Stories(stories::StoriesArgs),
    /// Show one story with every repost and why it was folded
    Show(show::ShowArgs),
    /// Find stories by titles, texts, issuers, official numbers and other facts
    Search(search::SearchArgs),
    /// Print numbers by day and source: what came, who was first, who follows whom
    Stats(stats::StatsArgs),
    /// Say why entries were folded or not: which keys and numbers decided
    Explain(explain::ExplainArgs),
    /// Show what differs between two entries, or between two forms of one
    Diff(diff::DiffArgs),
    /// Put the stories of two entries together, whatever their texts say
    Merge(overrule::MergeArgs),
    /// Take an entry out of its story for good
    Split(overrule::SplitArgs),
    /// Let an entry represent its story
    Pin(overrule::PinArgs),
    /// Let no output carry a story
    Hide(story_rulings::HideArgs),
    /// Give a story labels or take some from it, whatever sources and rules give
    Relabel(story_rulings::RelabelArgs),
    /// Try the rules on the stored stories
    Rules(rules::RulesArgs),
    /// Decide everything again after an upgrade, and say what that changed
    Refold(refold::RefoldArgs),
    /// Remove the texts of old stories, so that nothing of them comes back as new
    Prune(prune::PruneArgs),
    /// Make the file of the store as small as its contents
    Vacuum(prune::VacuumArgs),
    /// Say what is wrong with the installation and how to put it right, changing nothing
    Doctor(doctor::DoctorArgs),
    /// Write a checked copy of the store, also while a run is at work
    Backup(backup::BackupArgs),
    /// Put a backup in the place of the store, and keep the old store beside it
    Restore(restore::RestoreArgs),
    /// Show what a source would give, storing nothing
    Preview(preview::PreviewArgs),
    /// Write every stored entry, one JSON line each
    Export(export::ExportArgs),
    /// Measure folding on labels, show every wrong pair, or fit the weights
    Eval(eval::EvalArgs),
    /// Show the whole program at work on bundled feeds, without network or configuration
    Demo(demo::DemoArgs),
    /// Print completions for a shell
    #[command(after_help = COMPLETIONS_EXAMPLE)]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

/// How long commands wait for a pass to end.
const LOCK_WAIT: Duration = Duration::from_secs(30);

/// How a command ended. Scripts and cron learn it from the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExitStatus {
    /// The command did everything.
    Done,
    /// The store or an output failed, or no source can be read any more.
    Failed,
    /// The command line or the configuration is wrong.
    Usage,
    /// Another run holds the lock.
    Busy,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(match status {
            ExitStatus::Done => 0,
            ExitStatus::Failed => 1,
            ExitStatus::Usage => 2,
            // EX_TEMPFAIL of sysexits.h: try again later.
            ExitStatus::Busy => 75,
        })
    }
}

/// The context of every command.
struct Shell {
    /// `--config`.
    config: Option<PathBuf>,
    verbose: bool,
    terminal: Terminal,
    clock: SystemClock,
}

/// Runs the program with the given arguments (the first is its name) on this process's terminal.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let status = if error.use_stderr() {
                ExitStatus::Usage
            } else {
                ExitStatus::Done
            };
            // If printing fails, there is nowhere left to report it.
            let _ignored = error.print();
            return status.into();
        }
    };
    let terminal = Terminal::of_process(cli.log_format);
    let detail = if cli.verbose {
        Detail::Steps
    } else {
        Detail::Messages
    };
    if let Err(error) = cli.log_format.start(detail) {
        Terminal::of_process(LogFormat::Text).error(&format!(
            "the log cannot be written: {error}; use --log-format json, or text"
        ));
        return ExitStatus::Usage.into();
    }
    let shell = Shell {
        config: cli.config,
        verbose: cli.verbose,
        terminal,
        clock: SystemClock,
    };
    let status = shell
        .dispatch(cli.command)
        .unwrap_or_else(|error| shell.print_error(&error));
    status.into()
}

/// The definition of the command line, from which help, man pages and completions are made.
pub fn definition() -> clap::Command {
    Cli::command()
}

impl Shell {
    fn dispatch(&self, command: Command) -> anyhow::Result<ExitStatus> {
        match command {
            Command::Init(args) => init::init(self, &args),
            Command::Run(args) => run::run(self, &args),
            Command::Watch(args) => watch::watch(self, &args),
            Command::Publish(args) => publish::publish(self, &args),
            Command::Serve(args) => serve::serve(self, &args),
            Command::Check(args) => check::check(self, &args),
            Command::Add(args) => add::add(self, &args),
            Command::Opml(args) => opml::opml(self, &args),
            Command::Remove(args) => remove::remove(self, &args),
            Command::Disable(args) => remove::disable(self, &args),
            Command::Sources(args) => sources::sources(self, &args),
            Command::Stories(args) => stories::stories(self, &args),
            Command::Show(args) => show::show(self, &args),
            Command::Search(args) => search::search(self, &args),
            Command::Stats(args) => stats::stats(self, &args),
            Command::Explain(args) => explain::explain(self, &args),
            Command::Diff(args) => diff::diff(self, &args),
            Command::Merge(args) => overrule::merge(self, &args),
            Command::Split(args) => overrule::split(self, &args),
            Command::Pin(args) => overrule::pin(self, &args),
            Command::Hide(args) => story_rulings::hide(self, &args),
            Command::Relabel(args) => story_rulings::relabel(self, &args),
            Command::Rules(args) => rules::rules(self, &args),
            Command::Refold(args) => refold::refold(self, &args),
            Command::Prune(args) => prune::prune(self, &args),
            Command::Vacuum(args) => prune::vacuum(self, &args),
            Command::Doctor(args) => doctor::doctor(self, &args),
            Command::Backup(args) => backup::backup(self, &args),
            Command::Restore(args) => restore::restore(self, &args),
            Command::Preview(args) => preview::preview(self, &args),
            Command::Export(args) => export::export(self, &args),
            Command::Eval(args) => eval::eval(self, &args),
            Command::Demo(args) => demo::demo(self, &args),
            Command::Completions { shell } => {
                let mut script = Vec::new();
                clap_complete::generate(shell, &mut definition(), "feedfold", &mut script);
                self.terminal.bytes(&script)?;
                Ok(ExitStatus::Done)
            }
        }
    }

    /// Reads the configuration. [`Shell::print_error`] prints its errors.
    fn load(&self) -> Result<Config, config::Error> {
        Config::load(&self.config_path(), &configuration::environment)
    }

    /// The configuration file: that of `--config`, else that of `$FEEDFOLD_CONFIG`, else the one
    /// in the current folder.
    fn config_path(&self) -> PathBuf {
        let from_environment = || {
            let named = std::env::var_os("FEEDFOLD_CONFIG").filter(|name| !name.is_empty());
            named.map(PathBuf::from)
        };
        self.config
            .clone()
            .or_else(from_environment)
            .unwrap_or_else(|| "feeds.toml".into())
    }

    /// Prints an error, and returns how the program therefore ends.
    fn print_error(&self, error: &anyhow::Error) -> ExitStatus {
        if is_broken_pipe(error) {
            return ExitStatus::Done;
        }
        if let Some(error) = error.downcast_ref::<config::Error>() {
            self.terminal.configuration_error(error);
            return ExitStatus::Usage;
        }
        let about = if is_full_output(error) {
            "standard output cannot be written: "
        } else {
            ""
        };
        self.terminal.error(&format!("{about}{error:#}"));
        if let Some(store::Error::Locked { .. }) = store_error(error) {
            return ExitStatus::Busy;
        }
        match error.downcast_ref::<pipeline::Error>() {
            Some(pipeline::Error::UnknownSource(_)) => ExitStatus::Usage,
            None if error.is::<sources::UnknownSource>() => ExitStatus::Usage,
            _ => ExitStatus::Failed,
        }
    }

    /// The present instant.
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The runtime of the commands that use the network. One thread is enough for requests; long
    /// computations run on threads of their own.
    fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
        Ok(tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?)
    }
}

fn store_error(error: &anyhow::Error) -> Option<&store::Error> {
    error
        .downcast_ref::<store::Error>()
        .or_else(|| match error.downcast_ref() {
            Some(pipeline::Error::Store(error)) => Some(error),
            _ => None,
        })
}

/// Whether the disk of the file to which our output goes is full (`feedfold export > FILE`). The
/// errors of all other files name their file.
fn is_full_output(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| {
        error
            .raw_os_error()
            .is_some_and(|_| error.kind() == std::io::ErrorKind::StorageFull)
    })
}

/// Whether the reader of our output has closed it (`feedfold export | head`), which is not an
/// error.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
