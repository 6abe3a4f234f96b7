//! `rules test`: prints what the rules do with the stored stories, and how the outputs would
//! change.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use jiff::tz::TimeZone;
use serde::Serialize;

use super::check_story::{marked, reason};
use super::display::{local_time, short_id, title_cell};
use super::table::{self, Column};
use super::terminal::safe;
use super::{ExitStatus, Shell, damaged};
use crate::config::Config;
use crate::model::{Label, Rule, RuleName, Verdict, counted, counted_as};
use crate::pipeline::{
    self, ConditionKey, Example, Leaving, NotChosen, Plan, PresentFile, RulesTest, TestedOutput,
    TestedRule, TestedWindow, WhyLeaves,
};
use crate::store::Store;

/// How many stories that enter or leave an output are listed for people.
const LISTED: usize = 20;

const EXAMPLES: &str = "\
Examples:
  feedfold rules test                   what each rule matches, and how the outputs would change
  feedfold rules test ministries        the same, with examples of this rule only
  feedfold rules test --days 7          with the stories of one week
  feedfold rules test --json | jq 'select(.rule.matched == 0).rule.rule'

It stores and writes nothing: change the rules in feeds.toml, try them, then `feedfold publish`.";

const GROUP_EXAMPLE: &str = "\
Example:
  feedfold rules test                   what each rule matches, and how the outputs would change";

#[derive(Debug, Args)]
#[command(after_help = GROUP_EXAMPLE)]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Try the rules on the stored stories: what each matches, and what the outputs would gain and
    /// lose
    Test(TestArgs),
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
struct TestArgs {
    /// Report on this rule only; all rules are applied, since a rule may use labels of another
    name: Option<String>,

    /// Try the rules on the stories of this many days
    #[arg(long, default_value_t = 31, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=36500))]
    days: u32,

    /// Print JSON lines: the window, then each rule, then each output
    #[arg(long)]
    json: bool,
}

/// One line of `--json`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Line<'a> {
    Window(&'a TestedWindow),
    Rule(&'a TestedRule),
    Output(&'a TestedOutput),
}

pub(super) fn rules(shell: &Shell, args: &RulesArgs) -> anyhow::Result<ExitStatus> {
    let RulesCommand::Test(args) = &args.command;
    let config = shell.load()?;
    if let Some(name) = &args.name
        && !config.rules.iter().any(|rule| rule.name.as_str() == name)
    {
        shell.terminal.error(&unknown_rule(&config, name));
        return Ok(ExitStatus::Usage);
    }
    let store = Store::open_to_read(&config.store_path)?;
    let now = shell.now();
    let since = now
        .checked_sub(Duration::from_hours(24 * u64::from(args.days)))
        .context("the window begins too long ago: give `--days` a smaller number")?;
    let mut tested = pipeline::test_rules(Plan::new(&config), &store, since, now)?;
    damaged::print_met(shell, &store)?;
    if let Some(name) = &args.name {
        tested.rules.retain(|rule| rule.rule.as_str() == name);
    }
    if args.json {
        shell.terminal.json(&Line::Window(&tested.window))?;
        for rule in &tested.rules {
            shell.terminal.json(&Line::Rule(rule))?;
        }
        for output in &tested.outputs {
            shell.terminal.json(&Line::Output(output))?;
        }
        return Ok(ExitStatus::Done);
    }
    let report = Report {
        shell,
        zone: &config.site.timezone,
        days: args.days,
    };
    shell.terminal.line(&report.lines(&tested).join("\n"))?;
    Ok(ExitStatus::Done)
}

fn unknown_rule(config: &Config, name: &str) -> String {
    let names: Vec<&str> = config
        .rules
        .iter()
        .map(|rule: &Rule| rule.name.as_str())
        .collect();
    let rules = match names.as_slice() {
        [] => "the configuration has no rules: add a [[rules]] table".to_owned(),
        names => format!("the rules are {}", names.join(", ")),
    };
    format!("no rule is named `{name}`; {rules}")
}

/// Draws the report for people.
struct Report<'a> {
    shell: &'a Shell,
    zone: &'a TimeZone,
    days: u32,
}

impl Report<'_> {
    fn lines(&self, tested: &RulesTest) -> Vec<String> {
        let mut lines = vec![self.window(&tested.window)];
        if tested.rules.is_empty() {
            lines.push("the configuration has no rules: add a [[rules]] table".to_owned());
        } else {
            lines.extend([String::new(), self.counts(&tested.rules)]);
        }
        for rule in &tested.rules {
            lines.push(String::new());
            lines.extend(self.rule(rule));
        }
        if !tested.outputs.is_empty() {
            lines.extend([String::new(), self.outputs(&tested.outputs)]);
        }
        for output in &tested.outputs {
            lines.extend(file_line(output));
        }
        for output in &tested.outputs {
            lines.extend(self.output(output));
        }
        lines
    }

    fn window(&self, window: &TestedWindow) -> String {
        let mut line = format!(
            "{} in the last {}, since {}",
            stories(window.stories),
            counted(self.days, "day"),
            local_time(window.since, self.zone),
        );
        if window.dropped > 0 {
            // Writing to a String never fails.
            let _ignored = write!(line, "; rules drop {}", window.dropped);
        }
        if window.unpublished > 0 {
            let _ignored = write!(
                line,
                "; {} more are in no output for another reason (`feedfold stories` says which)",
                window.unpublished
            );
        }
        line
    }

    /// One row for each rule.
    fn counts(&self, rules: &[TestedRule]) -> String {
        let columns = [
            Column::Left("rule"),
            Column::Right("matched"),
            Column::Right("labelled"),
            Column::Right("kept"),
            Column::Right("dropped"),
            Column::Right("prioritized"),
            Column::Left("does"),
        ];
        let rows = rules.iter().map(|rule| {
            vec![
                rule.rule.as_str().to_owned(),
                rule.matched.to_string(),
                rule.labelled.to_string(),
                rule.kept.to_string(),
                rule.dropped.to_string(),
                rule.prioritized.to_string(),
                does(rule),
            ]
        });
        let rows: Vec<_> = rows.collect();
        table::draw_without(&self.shell.terminal, &columns, &rows, &["does"])
    }

    /// The examples of a rule, or why it has none.
    fn rule(&self, rule: &TestedRule) -> Vec<String> {
        let name = safe(rule.rule.as_str());
        if rule.matched == 0 {
            let mut line = format!("rule {name} never matched in this window");
            let stopped = rule.stopped_by.iter().map(|by| {
                let count = counted_as(by.stories, "story does", "stories do");
                format!("{count} not meet `{}`", by.key.as_str())
            });
            let stopped: Vec<String> = stopped.collect();
            if !stopped.is_empty() {
                let _ignored = write!(line, ": {}", stopped.join(", "));
            }
            return vec![line];
        }
        let outweighed = rule.matched - rule.dropped;
        let is_outweighed = rule.verdict == Some(Verdict::Drop) && outweighed > 0;
        let kept = if is_outweighed {
            format!(", {outweighed} of them kept by another rule")
        } else {
            String::new()
        };
        let heading = format!(
            "rule {name} matched {}{kept}; the newest:",
            stories(rule.matched)
        );
        let columns = [
            Column::Left("story"),
            Column::Left("published"),
            Column::Left("title"),
            Column::Left("outlet"),
            Column::Left("matched by"),
        ];
        let rows = rule
            .examples
            .iter()
            .flat_map(|example| self.example(example));
        let rows: Vec<_> = rows.collect();
        vec![heading, table::draw(&self.shell.terminal, &columns, &rows)]
    }

    /// A row for each listed entry that meets the rule; only the first one names the story.
    fn example(&self, example: &Example) -> Vec<Vec<String>> {
        let listed = example.entries.len() as u64;
        let rows = example.entries.iter().enumerate().map(|(place, entry)| {
            let found: Vec<String> = entry
                .found
                .iter()
                .map(|found| format!("{}: {}", found.key.as_str(), marked(found)))
                .collect();
            let mut matched_by = if found.is_empty() {
                without_words(&example.meets)
            } else {
                found.join("; ")
            };
            let is_last = place + 1 == example.entries.len();
            if is_last && example.matching > listed {
                let more = counted(example.matching - listed, "entry");
                let _ignored = write!(matched_by, " (and {more} more)");
            }
            let of_story = |cell: String| if place == 0 { cell } else { String::new() };
            vec![
                of_story(short_id(example.story)),
                of_story(self.published(example)),
                of_story(title_cell(&example.title)),
                entry.outlet.clone(),
                matched_by,
            ]
        });
        rows.collect()
    }

    /// The date of a story, or why no output may carry it, as in `stories`.
    fn published(&self, example: &Example) -> String {
        match example.unpublished {
            Some(why) => format!("no: {}", why.as_str()),
            None => local_time(example.published, self.zone),
        }
    }

    /// One row for each output.
    fn outputs(&self, outputs: &[TestedOutput]) -> String {
        let columns = [
            Column::Left("output"),
            Column::Right("now"),
            Column::Right("enter"),
            Column::Right("leave"),
            Column::Right("then"),
        ];
        let rows = outputs.iter().map(|output| {
            if output.file == PresentFile::ListsSources {
                let name = output.output.as_str().to_owned();
                return vec![name, "-".into(), "-".into(), "-".into(), "-".into()];
            }
            vec![
                output.output.as_str().to_owned(),
                output.now.to_string(),
                output.enters.len().to_string(),
                output.leaves.len().to_string(),
                output.then.to_string(),
            ]
        });
        table::draw(&self.shell.terminal, &columns, &rows.collect::<Vec<_>>())
    }

    /// What enters an output and what leaves it.
    fn output(&self, output: &TestedOutput) -> Vec<String> {
        let name = safe(output.output.as_str());
        let mut lines = Vec::new();
        if !output.enters.is_empty() {
            let columns = [
                Column::Left("story"),
                Column::Left("published"),
                Column::Left("title"),
                Column::Left("rules"),
            ];
            let rows = output.enters.iter().take(LISTED).map(|entering| {
                let rules: Vec<&str> = entering.rules.iter().map(RuleName::as_str).collect();
                vec![
                    short_id(entering.story),
                    local_time(entering.published, self.zone),
                    title_cell(&entering.title),
                    rules.join(", "),
                ]
            });
            let heading = format!("would enter output {name}");
            lines.extend(self.listed(
                &heading,
                &columns,
                &rows.collect::<Vec<_>>(),
                output.enters.len(),
            ));
        }
        if !output.leaves.is_empty() {
            let columns = [
                Column::Left("story"),
                Column::Left("title"),
                Column::Left("why"),
            ];
            let rows = output.leaves.iter().take(LISTED).map(|leaving| {
                vec![
                    leaving.story.map(short_id).unwrap_or_default(),
                    title_cell(&leaving.title),
                    why_leaves(leaving),
                ]
            });
            let heading = format!("would leave output {name}");
            lines.extend(self.listed(
                &heading,
                &columns,
                &rows.collect::<Vec<_>>(),
                output.leaves.len(),
            ));
        }
        lines
    }

    /// The first of `count` stories in a table below what would become of them.
    fn listed(
        &self,
        heading: &str,
        columns: &[Column],
        rows: &[Vec<String>],
        count: usize,
    ) -> Vec<String> {
        let mut lines = vec![
            format!("\n{} {heading}:", stories(count as u64)),
            table::draw(&self.shell.terminal, columns, rows),
        ];
        lines.extend(more(count));
        lines
    }
}

fn stories(count: u64) -> String {
    counted(count, "story")
}

/// Says how many stories a list left out.
fn more(count: usize) -> Option<String> {
    let more = count.checked_sub(LISTED).filter(|more| *more > 0);
    more.map(|more| format!("and {more} more: `--json` lists them"))
}

/// The actions of a rule, in words.
fn does(rule: &TestedRule) -> String {
    let mut does = Vec::new();
    if !rule.gives.is_empty() {
        let labels: Vec<&str> = rule.gives.iter().map(Label::as_str).collect();
        does.push(format!("label {}", labels.join(", ")));
    }
    match rule.verdict {
        Some(Verdict::Keep) => does.push("keep".to_owned()),
        Some(Verdict::Drop) => does.push("drop".to_owned()),
        None => {}
    }
    does.extend(rule.priority.map(|priority| format!("priority {priority}")));
    does.join(", ")
}

/// The parts of a condition that an entry meets without any words.
fn without_words(meets: &[ConditionKey]) -> String {
    let keys: Vec<&str> = meets.iter().map(|key| key.as_str()).collect();
    keys.join(", ")
}

/// Says why the file of an output was not compared.
fn file_line(output: &TestedOutput) -> Option<String> {
    let name = safe(output.output.as_str());
    match &output.file {
        PresentFile::Read => None,
        PresentFile::Missing => Some(format!(
            "output {name}: {} does not exist or is empty, so every story would be new in it",
            safe(&output.path)
        )),
        PresentFile::Unusable(why) => Some(format!(
            "output {name}: {}, so it counts as empty",
            safe(why)
        )),
        PresentFile::ListsSources => Some(format!(
            "output {name}: it lists sources, which no rule changes"
        )),
    }
}

fn why_leaves(leaving: &Leaving) -> String {
    match leaving.why {
        WhyLeaves::Merged => "it is part of another story now".to_owned(),
        WhyLeaves::OtherId => "it gets another id, since `ids` of the output changed".to_owned(),
        WhyLeaves::NotStored => "the store does not have it".to_owned(),
        WhyLeaves::NotChosen(NotChosen::Dropped) => {
            let rules: Vec<&str> = leaving.rules.iter().map(RuleName::as_str).collect();
            match rules.as_slice() {
                [] => reason(NotChosen::Dropped).to_owned(),
                [rule] => format!("rule {rule} drops it"),
                rules => format!("rules {} drop it", rules.join(", ")),
            }
        }
        WhyLeaves::NotChosen(why) => reason(why).to_owned(),
    }
}
