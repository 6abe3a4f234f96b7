//! `doctor`: reports problems of the installation and their remedies. It changes nothing.
//!
//! It first reads the facts from the system and the store; pure functions then turn them into
//! findings.

mod database;
mod finding;
mod outputs;
mod places;
mod sources;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{ExitStatus, Shell, plan};
use crate::config::Config;
use crate::model::{OutputReport, Timestamp, counted};
use crate::normalize;
use crate::pipeline::{self, ForeignFile};
use crate::store::{Error, Store};
use finding::{About, Finding, Severity};
use sources::SourceWithState;

const EXAMPLES: &str = "\
Examples:
  feedfold doctor                           every check, what it found and what to do
  feedfold doctor --backups /mnt/backups    looks for backups in that folder
  feedfold doctor --json | jq '.findings[] | select(.weight == \"wrong\")'

doctor ends with 1 when something is wrong; a note is only worth a look. It reads the whole store,
which takes a while when the store is large. It may work during a run.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DoctorArgs {
    /// Where backups are looked for [default: the folder of the store]
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
            tell(shell, args, &[found])?;
            return Ok(ExitStatus::Usage);
        }
        Err(error) => return Err(error.into()),
    };
    let findings = findings(shell, args, &config);
    tell(shell, args, &findings)?;
    let is_wrong = |finding: &Finding| finding.severity == Severity::Wrong;
    Ok(if findings.iter().any(is_wrong) {
        ExitStatus::Failed
    } else {
        ExitStatus::Done
    })
}

fn findings(shell: &Shell, args: &DoctorArgs, config: &Config) -> Vec<Finding> {
    let (now, zone) = (shell.now(), &config.site.timezone);
    let path = &config.store_path;
    let mut findings = configuration(shell, config);

    let at_work = Store::is_locked(path);
    if at_work {
        findings.push(About::new("lock", path.display().to_string()).ok("a run is at work now"));
    }
    let examined = Store::examine(path, normalize::VERSION);
    let others = if let Err(Error::Missing { .. }) = examined {
        pipeline::foreign_files(plan(config), None).unwrap_or_default()
    } else {
        Vec::new()
    };
    if others.iter().any(ForeignFile::is_of_lost_store) {
        findings.push(database::lost(path));
    } else {
        findings.extend(database::examined(path, &examined));
    }
    let beside = path.parent().map(Path::to_owned).unwrap_or_default();
    let backups = args.backups.as_ref().unwrap_or(&beside);
    findings.push(database::backups(
        backups,
        &Store::backups(path, backups),
        now,
    ));

    let bytes = examined.as_ref().map_or(0, |examined| examined.bytes);
    for folder in folders(config) {
        findings.push(places::finding(&places::inspect(folder), bytes));
    }

    if let Err(Error::Missing { .. }) = examined {
        // Without a store, nothing has been published and no source has been read.
        findings.extend(others.iter().map(outputs::others));
        return findings;
    }
    // The findings above say why the store cannot be read.
    let readable = examined.is_ok_and(|examined| examined.rows.is_some());
    let of_store = readable.then(|| of_store(config, now)).transpose();
    let OfStore {
        known,
        given,
        others,
    } = match of_store {
        Ok(found) => found.unwrap_or_default(),
        Err(error) => {
            let about = About::new("store", path.display().to_string());
            findings.push(about.wrong(
                format!("{error:#}"),
                "`feedfold restore FILE` puts a backup in its place",
            ));
            OfStore::default()
        }
    };
    // While a run is at work, the outputs are still those of the run before it.
    let given = given.filter(|_| !at_work);
    findings.extend(output_findings(config, &others, given.as_deref()));
    if !known.is_empty() {
        findings.push(sources::runs(&known, zone, now));
        findings.extend(sources::all_lost(&known));
        let of_each = known.iter().map(|known| sources::source(known, zone, now));
        findings.extend(of_each.flatten());
    }
    findings
}

/// The findings about each output. `given` are the reports of the outputs, in the order of the
/// configuration; `None` while a run is at work.
fn output_findings(
    config: &Config,
    others: &[ForeignFile],
    given: Option<&[OutputReport]>,
) -> Vec<Finding> {
    let outputs = config.outputs.iter().enumerate();
    outputs
        .map(|(index, output)| {
            if let Some(file) = others.iter().find(|file| file.output == output.name) {
                return outputs::others(file);
            }
            let report = given.and_then(|reports| reports.get(index));
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
            counted(config.outputs.len(), "output")
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

/// The facts from the store.
#[derive(Default)]
struct OfStore<'a> {
    /// Every source with its state.
    known: Vec<SourceWithState<'a>>,
    /// The outputs that the store would write; `None` if only a run can determine them.
    given: Option<Vec<OutputReport>>,
    /// Output files that this store did not write.
    others: Vec<ForeignFile>,
}

fn of_store(config: &Config, now: Timestamp) -> anyhow::Result<OfStore<'_>> {
    let mut store = Store::open_to_read(&config.store_path)?;
    let mut states = store.sources()?;
    let mut known = Vec::new();
    for source in &config.sources {
        known.push(SourceWithState {
            source,
            state: states.remove(&source.name),
            last_new: store.last_new(&source.name)?,
            walls: pipeline::walls(&store, &source.name)?,
        });
    }
    // Read every value once. A value with a wrong type is an error.
    store.export(&mut |_| Ok(()))??;
    let others = pipeline::foreign_files(plan(config), Some(&store))?;
    let given = if others.is_empty() {
        outputs::up_to_date(config, &mut store, now)?
    } else {
        None
    };
    Ok(OfStore {
        known,
        given,
        others,
    })
}

fn tell(shell: &Shell, args: &DoctorArgs, findings: &[Finding]) -> anyhow::Result<()> {
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
