//! `check`: prints the problems of the configuration, and what a run would do with each source.

use clap::Args;
use serde::Serialize;

use super::table::{self, Column};
use super::{ExitStatus, Shell, check_story};
use crate::config::{self, Problem, Problems, SourcePlan};
use crate::model::counted;

const EXAMPLES: &str = "\
Examples:
  feedfold check                        what is wrong, and what a run would do with each source
  feedfold check --explain 4f9c2a       which rules this story meets, and which outputs carry it
  feedfold check --schema               a JSON Schema of feeds.toml, for editors

data/docs/configuration.md explains every key of feeds.toml, data/docs/messages.md outputs that are a \
webhook or a command. A Debian package has both in /usr/share/doc/feedfold.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CheckArgs {
    /// Print a JSON Schema of feeds.toml, for editors, and check nothing
    #[arg(long, conflicts_with = "json")]
    schema: bool,

    /// Say of one story which rules it meets, by which words, and which outputs carry it
    #[arg(long, value_name = "ID", conflicts_with = "schema")]
    explain: Option<String>,

    /// Print one JSON object: `problems` and `sources`, or the explained story
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Checked<'a> {
    problems: Vec<&'a Problem>,
    sources: Vec<SourcePlan>,
}

pub(super) fn check(shell: &Shell, args: &CheckArgs) -> anyhow::Result<ExitStatus> {
    if args.schema {
        shell.terminal.line(&format!("{:#}", config::schema()))?;
        return Ok(ExitStatus::Done);
    }
    let config = match shell.load() {
        Err(config::Error::Invalid(problems)) if args.json => {
            return invalid(shell, &problems);
        }
        config => config?,
    };
    if let Some(id) = &args.explain {
        let explained = check_story::explain(shell, &config, id)?;
        if args.json {
            shell.terminal.json(&explained)?;
        } else {
            let lines = check_story::lines(&explained, &config.site.timezone);
            shell.terminal.line(&lines.join("\n"))?;
        }
        return Ok(ExitStatus::Done);
    }
    let sources = config::source_plans(&config);
    if args.json {
        let problems = config.warnings.iter().collect();
        shell.terminal.json(&Checked { problems, sources })?;
        return Ok(ExitStatus::Done);
    }
    shell.terminal.configuration_warnings(&config.warnings);
    if !sources.is_empty() {
        shell.terminal.line(&draw(shell, &sources))?;
    }
    shell.terminal.line(&format!(
        "{} is in order: {}, {}, {}, store {}",
        shell.config_path().display(),
        counted(config.sources.len(), "source"),
        counted(config.rules.len(), "rule"),
        counted(config.outputs.len() + config.recipients.len(), "output"),
        config.store_path.display()
    ))?;
    Ok(ExitStatus::Done)
}

fn draw(shell: &Shell, sources: &[SourcePlan]) -> String {
    let columns = SourcePlan::COLUMNS.map(|heading| match heading {
        "backlog" => Column::Right(heading),
        other => Column::Left(other),
    });
    let rows: Vec<_> = sources
        .iter()
        .map(|source| source.cells().to_vec())
        .collect();
    let spare = [
        "charset", "timezone", "backlog", "labels", "text", "kind", "enabled",
    ];
    table::draw_without(&shell.terminal, &columns, &rows, &spare)
}

fn invalid(shell: &Shell, problems: &Problems) -> anyhow::Result<ExitStatus> {
    let problems = problems.iter().collect();
    shell.terminal.json(&Checked {
        problems,
        sources: Vec::new(),
    })?;
    Ok(ExitStatus::Usage)
}
