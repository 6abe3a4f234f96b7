//! `doctor`: reports problems of the installation and their remedies. It changes nothing.
//!
//! It first reads the facts from the system and the store. Pure functions then turn the facts into
//! findings.

mod database;
mod finding;
mod from_reads;
mod hubs;
mod outputs;
mod places;
mod recipients;
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{ExitStatus, Shell};
use crate::config::Config;
use crate::model::{
    Alarm, AlarmKind, OutputReport, RaisedAlarm, RecipientState, RunSummary, SourceName,
    Subscription, Timestamp, counted,
};
use crate::pipeline::{self, ForeignFile, Plan};
use crate::store::{Error, Store};
use finding::{About, Finding, Severity};
use sources::SourceWithState;

const EXAMPLES: &str = "\
Examples:
  feedfold doctor                           every check, what it found and what to do
  feedfold doctor --backups /mnt/backups    looks for backups in that folder
  feedfold doctor --json | jq '.findings[] | select(.weight == \"wrong\")'

doctor ends with 1 when something is wrong; a note is only worth a look. It reads the whole store, \
which takes a while when the store is large. It may work during a run.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DoctorArgs {
    /// Folder of the backups [default: the folder of the store]
    #[arg(long, value_name = "FOLDER")]
    backups: Option<PathBuf>,

    /// Print one JSON object: `wrong`, `notes` and `findings`
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Report<'a> {
    wrong: usize,
    notes: usize,
    findings: &'a [Finding],
}

pub(super) fn doctor(shell: &Shell, args: &DoctorArgs) -> anyhow::Result<ExitStatus> {
    let config = match shell.load() {
        Ok(config) => config,
        Err(error) if args.json => {
            let about = About::new("configuration", shell.config_path().display().to_string());
            let found = about.wrong(error.to_string(), "`feedfold check` shows the lines");
            print_report(shell, args, &[found])?;
            return Ok(ExitStatus::Usage);
        }
        Err(error) => return Err(error.into()),
    };
    let findings = findings(shell, args, &config);
    print_report(shell, args, &findings)?;
    let is_wrong = |finding: &Finding| finding.severity == Severity::Wrong;
    Ok(if findings.iter().any(is_wrong) {
        ExitStatus::Failed
    } else {
        ExitStatus::Done
    })
}

fn findings(shell: &Shell, args: &DoctorArgs, config: &Config) -> Vec<Finding> {
    let path = &config.store_path;
    let mut findings = configuration(shell, config);
    let run = if Store::is_locked(path) {
        findings.push(About::new("lock", path.display().to_string()).ok("a run is at work now"));
        Run::AtWork
    } else {
        Run::Ended
    };
    let examined = Store::examine(path, pipeline::versions());
    let is_missing = matches!(examined, Err(Error::Missing { .. }));
    let mut orphans = Vec::new();
    if is_missing {
        orphans = pipeline::foreign_files(Plan::new(config), None).unwrap_or_default();
    }
    if orphans.iter().any(ForeignFile::is_of_lost_store) {
        findings.push(database::lost(path));
    } else {
        findings.extend(database::examined(path, &examined));
    }
    let beside = path.parent().map(Path::to_owned).unwrap_or_default();
    let folder = args.backups.as_ref().unwrap_or(&beside);
    let backups = Store::backups(path, folder);
    findings.push(database::backups(folder, &backups, shell.now()));
    let bytes = examined.as_ref().map_or(0, |examined| examined.bytes);
    let places = folders(config).into_iter().map(places::inspect);
    findings.extend(places.map(|facts| places::finding(&facts, bytes)));
    if is_missing {
        // Without a store, nothing has been published and no source has been read.
        findings.extend(orphans.iter().map(outputs::foreign));
        return findings;
    }
    // If the store cannot be read, the findings above say why.
    let is_readable = examined.is_ok_and(|examined| examined.rows.is_some());
    let content = if is_readable {
        StoreContent::read(config, shell.now())
    } else {
        Ok(StoreContent::default())
    };
    let content = content.unwrap_or_else(|error| {
        let about = About::new("store", path.display().to_string());
        let remedy = "`feedfold restore FILE` puts a backup in its place";
        findings.push(about.wrong(format!("{error:#}"), remedy));
        StoreContent::default()
    });
    findings.extend(content.findings(config, shell.now(), run));
    findings
}

/// Whether a run is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    AtWork,
    Ended,
}

/// The findings about each output. `reports` says what the store would write, in the order of the
/// configuration; `None` if that is unknown.
fn output_findings(
    config: &Config,
    foreign: &[ForeignFile],
    reports: Option<&[OutputReport]>,
) -> Vec<Finding> {
    let outputs = config.outputs.iter().enumerate();
    outputs
        .map(|(index, output)| {
            if let Some(file) = foreign.iter().find(|file| file.output == output.name) {
                return outputs::foreign(file);
            }
            let report = reports.and_then(|reports| reports.get(index));
            outputs::output(config, output, report)
        })
        .collect()
}

fn configuration(shell: &Shell, config: &Config) -> Vec<Finding> {
    let about = About::new("configuration", shell.config_path().display().to_string());
    let mut findings: Vec<Finding> = config
        .warnings
        .iter()
        .map(|problem| about.note(problem.as_line(), "`feedfold check` shows the lines"))
        .collect();
    if findings.is_empty() {
        findings.push(about.ok(format!(
            "{}, {}, {}",
            counted(config.sources.len(), "source"),
            counted(config.rules.len(), "rule"),
            counted(config.outputs.len() + config.recipients.len(), "output")
        )));
    }
    findings
}

/// The folders that a run writes to.
fn folders(config: &Config) -> BTreeSet<&Path> {
    let outputs = config.outputs.iter().map(|output| output.path.as_path());
    std::iter::once(config.store_path.as_path())
        .chain(outputs)
        .filter_map(Path::parent)
        .collect()
}

/// What `doctor` reads from the store.
#[derive(Default)]
struct StoreContent<'a> {
    /// Every source with its state.
    sources: Vec<SourceWithState<'a>>,
    /// The outputs that the store would write; `None` if only a run can determine them.
    outputs: Option<Vec<OutputReport>>,
    /// Output files that this store did not write.
    foreign: Vec<ForeignFile>,
    /// What is known of the outputs that are webhooks or commands, by their names.
    recipients: BTreeMap<String, RecipientState>,
    /// The subscriptions at the hubs of sources.
    subscriptions: Vec<Subscription>,
    /// The sources with a hub that no process hears.
    unheard: Vec<SourceName>,
    /// The last run that asked a source.
    last_run: Option<RunSummary>,
    /// The open alarms.
    alarms: Vec<RaisedAlarm>,
}

impl<'a> StoreContent<'a> {
    fn read(config: &'a Config, now: Timestamp) -> anyhow::Result<Self> {
        let mut store = Store::open_to_read(&config.store_path)?;
        let mut states = store.sources()?;
        let mut sources = Vec::new();
        let since = now.saturating_sub(from_reads::WINDOW).unwrap_or(now);
        for source in &config.sources {
            sources.push(SourceWithState {
                source,
                state: states.remove(&source.name),
                last_new: store.last_new(&source.name)?,
                walls: pipeline::walls(&store, &source.name)?,
                reads: store.reads(&source.name, since, usize::MAX)?,
            });
        }
        // Read every value once. A value with a wrong type is an error.
        store.export(&mut |_| Ok(()))??;
        let foreign = pipeline::foreign_files(Plan::new(config), Some(&store))?;
        let outputs = if foreign.is_empty() {
            outputs::up_to_date(config, &mut store, now)?
        } else {
            None
        };
        Ok(Self {
            sources,
            outputs,
            foreign,
            recipients: store.recipients()?,
            subscriptions: store.subscriptions()?,
            unheard: pipeline::unheard(Plan::new(config), &store, config.serve.url.as_ref(), now)?,
            last_run: store.runs(1)?.pop(),
            alarms: store.open_alarms()?,
        })
    }

    /// The findings about the outputs and the sources.
    fn findings(&self, config: &Config, now: Timestamp, run: Run) -> Vec<Finding> {
        let zone = &config.site.timezone;
        // While a run is at work, the outputs are still those of the run before it.
        let reports = self.outputs.as_deref().filter(|_| run == Run::Ended);
        let mut findings = output_findings(config, &self.foreign, reports);
        findings.extend(config.recipients.iter().map(|recipient| {
            let state = self.recipients.get(recipient.name.as_str());
            recipients::recipient(&recipient.name, state, (zone, now))
        }));
        if !self.sources.is_empty() {
            findings.push(sources::runs(
                &self.sources,
                self.last_run.as_ref(),
                zone,
                now,
            ));
            findings.extend(sources::all_lost(&self.sources));
            let sources = self.sources.iter();
            findings.extend(sources.flat_map(|known| sources::source(known, zone, now)));
        }
        // A lapsed lease has a finding of its own.
        let never_asked = self.unheard.iter().filter(|source| {
            let mut asked = self.subscriptions.iter();
            !asked.any(|subscription| subscription.callback.source == **source)
        });
        let never_asked: Vec<SourceName> = never_asked.cloned().collect();
        findings.extend(hubs::unheard(&never_asked));
        let hubs = self.subscriptions.iter();
        findings.extend(hubs.filter_map(|subscription| hubs::hub(subscription, zone, now)));
        findings.extend(self.alarms.iter().filter_map(|raised| alarm(raised, zone)));
        findings
    }
}

/// The finding of an alarm, if no other finding says the same.
fn alarm(raised: &RaisedAlarm, zone: &jiff::tz::TimeZone) -> Option<Finding> {
    let Alarm {
        key,
        since,
        found,
        remedy,
        command,
    } = &raised.alarm;
    if !matches!(
        key.kind,
        AlarmKind::Silent | AlarmKind::OnlyReposts | AlarmKind::Clock
    ) {
        return None;
    }
    let about = match &key.source {
        Some(source) => About::new("source", source.to_string()),
        None => About::new(key.kind.as_str(), key.about.clone()),
    };
    let found = format!(
        "{found} (since {})",
        super::display::local_time(*since, zone)
    );
    Some(if raised.quiet {
        about.ok(format!("{found}; its alarms are silenced"))
    } else {
        about.note(found, format!("{remedy}: `{command}`"))
    })
}

fn print_report(shell: &Shell, args: &DoctorArgs, findings: &[Finding]) -> anyhow::Result<()> {
    let count = |severity| {
        let of_severity = findings
            .iter()
            .filter(|finding| finding.severity == severity);
        of_severity.count()
    };
    let (wrong, notes) = (count(Severity::Wrong), count(Severity::Note));
    if args.json {
        return shell.terminal.json(&Report {
            wrong,
            notes,
            findings,
        });
    }
    let terminal = &shell.terminal;
    for finding in findings {
        let Finding {
            severity,
            check,
            about,
            found,
            remedy,
        } = finding;
        let about = [check, about.as_str()].join(" ");
        let severity = severity.as_str();
        terminal.safe_line(&format!("{severity:<7}{}: {found}", about.trim_end()))?;
        // A separate line: in a table, one long remedy would narrow all columns.
        if let Some(remedy) = remedy {
            terminal.safe_line(&format!("{:<7}→ {remedy}", ""))?;
        }
    }
    Ok(terminal.line(&format!(
        "{}: {wrong} wrong, {notes} worth a look",
        counted(findings.len(), "finding")
    ))?)
}
