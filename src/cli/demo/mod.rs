//! `demo`: runs the whole program twice on bundled feeds, without network or configuration.
//!
//! We wrote the feeds in `data/demo` for the project: the country, its ministries, outlets and
//! numbers are invented; the formats are those of real outlets.
//! `tests/fixtures/demo/partition.txt` lists which entries carry one text, and tests compare the
//! program with it. `portal.rss` is stored as GBK bytes but declares gb2312, as Chinese portals
//! do. To change it:
//!
//! ```text
//! iconv -f GBK -t UTF-8 data/demo/portal.rss > portal.utf8    # edit, leave the declaration alone
//! iconv -f UTF-8 -t GBK portal.utf8 > data/demo/portal.rss
//! ```
//! Apart from times, paths and the port, the demo prints the same every time.

mod bundle;
mod published;
mod refused;
mod server;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use serde::Serialize;

use super::display::short_id;
use super::failures::print_failures;
use super::stories::StoryView;
use super::table::{self, Column};
use super::terminal::{safe, shell_quoted};
use super::{ExitStatus, Shell, run};
use crate::config::Config;
use crate::model::{Evidence, Member, RunReport, SourceOutcome, Story, counted};
use crate::pipeline::{self, ExplainedPair, Plan, Storing, Which};
use crate::store::Store;
use bundle::FEEDS;
use server::Server;

/// A limit above the number of stories of the demo.
const ALL_STORIES: usize = 1000;

const EXAMPLES: &str = "\
Examples:
  feedfold demo                         read five bundled feeds twice and say what was folded
  feedfold demo --into /tmp/demo        the same, and keep configuration, store and feed there";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DemoArgs {
    /// Write configuration, store and feed to this folder, new or empty [default: a new one for
    /// temporary files]
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,

    /// Print both reports, the stories and what was refused as one JSON object
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Outcome<'a> {
    runs: &'a [RunReport; 2],
    stories: Vec<StoryView<'a>>,
    /// Similar entries that were compared but not folded, the highest sum first.
    refused: &'a [ExplainedPair],
    feed: String,
}

pub(super) fn demo(shell: &Shell, args: &DemoArgs) -> anyhow::Result<ExitStatus> {
    let folder = match bundle::folder(args.into.as_deref()) {
        Ok(folder) => folder,
        Err(error) => {
            shell.terminal.error(&error.to_string());
            return Ok(ExitStatus::Usage);
        }
    };
    let (config, store, runs) = Shell::runtime()?.block_on(run_twice(shell, &folder))?;
    let failed = |report: &&RunReport| {
        report.failures().next().is_some() || report.failed_outputs().next().is_some()
    };
    if let Some(report) = runs.iter().find(failed) {
        print_failures(shell, &config, report);
        shell.terminal.error(
            "the demo reads feeds from 127.0.0.1 and writes to its folder, and one of these failed; \
             where there is no loopback device, `ip link set lo up` brings it up",
        );
        return Ok(ExitStatus::Failed);
    }
    let found = pipeline::stories(
        Plan::new(&config),
        &store,
        ALL_STORIES,
        &|_| true,
        shell.now(),
    )?;
    let feed = config
        .outputs
        .first()
        .map(|output| output.path.display().to_string());
    let feed = feed.unwrap_or_default();
    let refused = refused::likeliest(&store, &found)?;
    if args.json {
        let stories = found.iter().map(StoryView::new).collect();
        shell.terminal.json(&Outcome {
            runs: &runs,
            stories,
            refused: &refused,
            feed,
        })?;
        return Ok(ExitStatus::Done);
    }
    let stories: Vec<&Story> = found.iter().map(|found| &found.story).collect();
    print_reports(shell, &runs, &stories)?;
    shell.terminal.line(&refused::draw(&refused).join("\n"))?;
    // Prefer a story with a repost that was folded by its evidence.
    let is_weighed = |member: &Member| matches!(member.evidence, Evidence::Alike { .. });
    let shown = stories
        .iter()
        .find(|story| story.reposts.iter().any(is_weighed))
        .or(stories.first());
    if let Some(story) = shown {
        let entry = published::draw(Path::new(&feed), story)?;
        shell.terminal.line(&entry.join("\n"))?;
        print_next_steps(shell, &feed, &folder, story)?;
    }
    Ok(ExitStatus::Done)
}

/// Serves the bundled feeds and runs two passes: over an empty store, then over the filled one.
async fn run_twice(
    shell: &Shell,
    folder: &Path,
) -> anyhow::Result<(Config, Store, [RunReport; 2])> {
    let server = Server::start().await?;
    let config = bundle::unpack(folder, server.port())?;
    let _lock = Store::lock(&config.store_path, Duration::ZERO)?;
    let store = Store::open(&config.store_path)?;
    let pass = |store, which| {
        let turns = Arc::clone(server.turns());
        pipeline::run(
            Plan::new(&config),
            store,
            (which, None),
            Storing::Keep,
            &shell.clock,
            turns,
        )
    };
    let (store, first) = pass(store, Which::Due).await?;
    let (store, second) = pass(store, Which::All).await?;
    Ok((config, store, [first, second]))
}

fn print_reports(
    shell: &Shell,
    [first, second]: &[RunReport; 2],
    stories: &[&Story],
) -> anyhow::Result<()> {
    let entries: usize = stories.iter().map(|story| story.members().count()).sum();
    let (folded, single): (Vec<&Story>, Vec<&Story>) =
        stories.iter().partition(|story| !story.reposts.is_empty());
    let unchanged = second
        .sources
        .iter()
        .filter(|source| source.outcome == SourceOutcome::NotModified)
        .count();
    let parts = [
        "First run: everything is new.".to_owned(),
        run::report_table(shell, first),
        format!(
            "\nSecond run: {unchanged} of {} answer 304 and send nothing; posts are read again.",
            counted(FEEDS.len(), "feed")
        ),
        run::report_table(shell, second),
        format!(
            "\n{}, {}. Carried by several outlets:",
            counted(entries, "entry"),
            counted(stories.len(), "story")
        ),
        draw_folded(shell, &folded),
        "\nCarried once, however alike they look:".to_owned(),
        draw_single(shell, &single),
    ];
    Ok(shell.terminal.line(&parts.join("\n"))?)
}

fn draw_folded(shell: &Shell, stories: &[&Story]) -> String {
    let columns = [
        Column::Right("story"),
        Column::Left("outlet"),
        Column::Left("title"),
        Column::Left("why"),
    ];
    let mut rows = Vec::new();
    for (number, story) in stories.iter().enumerate() {
        for (place, member) in story.members().enumerate() {
            rows.push(vec![
                if place == 0 {
                    (number + 1).to_string()
                } else {
                    String::new()
                },
                member.outlet().to_owned(),
                member.title.clone(),
                if place == 0 {
                    "represents the story".to_owned()
                } else {
                    why(member, story)
                },
            ]);
        }
    }
    table::draw(&shell.terminal, &columns, &rows)
}

fn draw_single(shell: &Shell, stories: &[&Story]) -> String {
    let columns = [Column::Left("outlet"), Column::Left("title")];
    let row = |story: &&Story| {
        let member = &story.representative;
        vec![member.outlet().to_owned(), member.title.clone()]
    };
    let rows: Vec<_> = stories.iter().map(row).collect();
    table::draw(&shell.terminal, &columns, &rows)
}

/// Why a repost is in its story. The entry that founded the story has no evidence of its own, so
/// use the evidence of the representative.
fn why(member: &Member, story: &Story) -> String {
    let evidence = match &member.evidence {
        Evidence::Founded => &story.representative.evidence,
        own => own,
    };
    match evidence {
        Evidence::Founded => "first with this text".to_owned(),
        Evidence::SameText { chars, .. } => {
            format!("same text: equal hash of {}", counted(chars, "character"))
        }
        Evidence::Alike { score, .. } => format!(
            "alike: the evidence sums to {score:+.1}; {} of {} characters",
            member.chars, story.representative.chars
        ),
        Evidence::ByHand { .. } => "put together by hand".to_owned(),
    }
}

fn print_next_steps(shell: &Shell, feed: &str, folder: &Path, story: &Story) -> anyhow::Result<()> {
    let config = shell_quoted(&bundle::config_path(folder).display().to_string());
    let lines = [
        "\nThe feed, for any feed reader:".to_owned(),
        format!("  {}", safe(feed)),
        "\nLook further:".to_owned(),
        format!("  feedfold --config {config} stories"),
        format!(
            "  feedfold --config {config} explain {}",
            short_id(story.id)
        ),
        format!("  feedfold --config {config} export"),
    ];
    Ok(shell.terminal.line(&lines.join("\n"))?)
}
