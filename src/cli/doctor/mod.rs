//! `doctor`: what is wrong with the installation and how to put it right; changes nothing.
//!
//! What is asked of the system and the store is plain data first; what it means is decided by functions
//! that only look at that.

mod database;
mod finding;
mod outputs;
mod places;
mod sources;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::table::{self, Column};
use super::{Ending, Shell, plan};
use crate::config::Config;
use crate::model::{OutputReport, Timestamp, counted};
use crate::normalize;
use crate::pipeline::{self, ForeignFile};
use crate::store::{Error, Store};
use finding::{About, Finding, Weight};
use sources::Known;

const EXAMPLES: &str = "\
Examples:
  feedfold doctor                           every check, what it found and what to do
  feedfold doctor --backups /mnt/backups    with the backups that are made there
  feedfold doctor --json | jq '.findings[] | select(.weight == \"wrong\")'

Ends with 1 when something is wrong; what is only worth a look is a note. The store is read whole,
which takes a while when it is large, and may be done while a pass is at work.";

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

pub(super) fn doctor(shell: &Shell, args: &DoctorArgs) -> anyhow::Result<Ending> {
    let config = match shell.load() {
        Ok(config) => config,
        Err(error) if args.json => {
            let about = About::new("configuration", shell.config_path().display().to_string());
            let found = about.wrong(error.to_string(), "`feedfold check` shows the lines");
            tell(shell, args, &[found])?;
            return Ok(Ending::Usage);
        }
        Err(error) => return Err(error.into()),
    };
    let findings = findings(shell, args, &config);
    tell(shell, args, &findings)?;
    let is_wrong = |finding: &Finding| finding.weight == Weight::Wrong;
    Ok(if findings.iter().any(is_wrong) {
        Ending::Failed
    } else {
        Ending::Done
    })
}

fn findings(shell: &Shell, args: &DoctorArgs, config: &Config) -> Vec<Finding> {
    let (now, zone) = (shell.now(), &config.site.timezone);
    let path = &config.store_path;
    let mut findings = configuration(shell, config);

    let at_work = Store::is_locked(path);
    if at_work {
        findings.push(About::new("lock", path.display().to_string()).ok("a pass is at work now"));
    }
    let examined = Store::examine(path, normalize::VERSION);
    findings.extend(database::examined(path, &examined));
    let beside = path.parent().map(Path::to_owned).unwrap_or_default();
    let backups = args.backups.as_ref().unwrap_or(&beside);
    findings.push(database::backups(
        backups,
        &Store::backups(path, backups),
        now,
    ));

    let bytes = examined.as_ref().map_or(0, |examined| examined.bytes);
    for folder in folders(config) {
        findings.push(places::judge(&places::look(folder), bytes));
    }

    if let Err(Error::Missing { .. }) = examined {
        // Nothing was published yet, and nothing is known of any source.
        let others = pipeline::foreign_files(plan(config), None).unwrap_or_default();
        findings.extend(others.iter().map(outputs::others));
        return findings;
    }
    // What kept the store from being read was told above.
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
    // While a pass is at work the outputs are those of the last.
    let given = given.filter(|_| !at_work);
    for (index, output) in config.outputs.iter().enumerate() {
        if let Some(file) = others.iter().find(|file| file.output == output.name) {
            findings.push(outputs::others(file));
            continue;
        }
        let given = given.as_ref().and_then(|reports| reports.get(index));
        findings.push(outputs::output(config, output, given));
    }
    if !known.is_empty() {
        findings.push(sources::runs(&known, zone, now));
        findings.extend(sources::all_lost(&known));
        let of_each = known.iter().map(|known| sources::source(known, zone, now));
        findings.extend(of_each.flatten());
    }
    findings
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

/// Every folder that a pass writes to, once.
fn folders(config: &Config) -> BTreeSet<&Path> {
    let outputs = config.outputs.iter().map(|output| output.path.as_path());
    std::iter::once(config.store_path.as_path())
        .chain(outputs)
        .filter_map(Path::parent)
        .collect()
}

/// What the store says.
#[derive(Default)]
struct OfStore<'a> {
    /// What it knows of every source.
    known: Vec<Known<'a>>,
    /// What it would publish; `None` when only a run can tell.
    given: Option<Vec<OutputReport>>,
    /// Output files that it did not write.
    others: Vec<ForeignFile>,
}

fn of_store(config: &Config, now: Timestamp) -> anyhow::Result<OfStore<'_>> {
    let mut store = Store::open_to_read(&config.store_path)?;
    let mut states = store.sources()?;
    let mut known = Vec::new();
    for source in &config.sources {
        known.push(Known {
            source,
            state: states.remove(&source.name),
            last_new: store.last_new(&source.name)?,
        });
    }
    // Every value is read once: one that was written otherwise is an error.
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
    let count = |weight| {
        let of_weight = findings.iter().filter(|finding| finding.weight == weight);
        of_weight.count()
    };
    let (wrong, notes) = (count(Weight::Wrong), count(Weight::Note));
    if args.json {
        return shell.terminal.json(&Report {
            wrong,
            notes,
            findings,
        });
    }
    let columns = ["", "check", "of", "found", "what to do"].map(Column::Left);
    let row = |finding: &Finding| {
        vec![
            finding.weight.as_str().to_owned(),
            finding.check.to_owned(),
            finding.about.clone(),
            finding.found.clone(),
            finding.remedy.clone().unwrap_or_default(),
        ]
    };
    let rows: Vec<_> = findings.iter().map(row).collect();
    let terminal = &shell.terminal;
    terminal.line(&table::draw(terminal, &columns, &rows))?;
    Ok(terminal.line(&format!(
        "{}: {wrong} wrong, {notes} worth a look",
        counted(findings.len(), "finding")
    ))?)
}
