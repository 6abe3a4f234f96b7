//! `export`: writes every stored entry as a JSON line, in the format of `data/docs`, as a row of
//! CSV or as a post with front matter.

mod csv;
mod line;
mod posts;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ExitStatus, Shell, damaged};
use crate::model::{Member, StoryLink, counted};
use crate::pipeline::{self, CuratedStory, Plan};
use crate::store::{Store, StoredBody};
use csv::Cells;
use line::line;
use posts::Posts;

const EXAMPLES: &str = "\
Examples:
  feedfold export --format jsonl | jq -c '[.story, .source, .title]'
  feedfold export --format csv > entries.csv
  feedfold export --format posts --to archive   archive/*.md, which `path = \"archive/*.md\"` reads";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ExportArgs {
    /// How each entry is written
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,

    /// The folder for posts; it is made if it is missing
    #[arg(long, value_name = "FOLDER", required_if_eq("format", "posts"))]
    to: Option<PathBuf>,

    /// The same as `--format jsonl`, as with every other report
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object per entry and line
    Jsonl,
    /// A table with a header (RFC 4180), without the evidence
    Csv,
    /// A Markdown file with front matter for each entry, with its text
    Posts,
}

pub(super) fn export(shell: &Shell, args: &ExportArgs) -> anyhow::Result<ExitStatus> {
    if args.format != Format::Posts && args.to.is_some() {
        shell
            .terminal
            .error("--to is for `--format posts`: other formats go to the standard output");
        return Ok(ExitStatus::Usage);
    }
    if args.json && args.format != Format::Jsonl {
        shell
            .terminal
            .error("--json is the same as `--format jsonl`: give only one of both formats");
        return Ok(ExitStatus::Usage);
    }
    let config = shell.load()?;
    let store = Store::open_to_read(&config.store_path)?;
    let each_member = |each: &mut EachMember<'_>| {
        pipeline::export(Plan::new(&config), &store, shell.now(), &mut |curated| {
            curated.story.members().try_for_each(|member| {
                let related = pipeline::related_to(&store, member).map_err(io::Error::other)?;
                each(curated, member, &related)
            })
        })
    };
    let mut out = BufWriter::new(io::stdout().lock());
    match (args.format, &args.to) {
        (Format::Jsonl, _) | (Format::Posts, None) => {
            each_member(&mut |curated, member, related| {
                serde_json::to_writer(&mut out, &line(member, curated, related))?;
                out.write_all(b"\n")
            })??;
        }
        (Format::Csv, _) => {
            let cells = Cells::for_output(&shell.terminal);
            out.write_all(csv::HEADER.as_bytes())?;
            each_member(&mut |curated, member, related| {
                out.write_all(cells.row(&line(member, curated, related)).as_bytes())
            })??;
        }
        (Format::Posts, Some(folder)) => {
            let mut posts = Posts::in_folder(folder)?;
            each_member(&mut |curated, member, related| {
                let body = store.body(member.row).map_err(io::Error::other)?;
                if body == StoredBody::Damaged {
                    // An earlier export may have it whole.
                    return Ok(());
                }
                let line = line(member, curated, related);
                posts.write(&line, member, &body.html().unwrap_or_default())
            })??;
            let said = format!(
                "{} in {}, {} of them new or changed",
                counted(posts.all, "post"),
                folder.display(),
                posts.written
            );
            drop(out);
            shell.terminal.safe_line(&said)?;
            return exit_status(shell, &store);
        }
    }
    out.flush()?;
    drop(out);
    exit_status(shell, &store)
}

/// What was written is not everything if a text is damaged.
fn exit_status(shell: &Shell, store: &Store) -> anyhow::Result<ExitStatus> {
    let damaged = damaged::print_met(shell, store)?;
    Ok(if damaged.is_empty() {
        ExitStatus::Done
    } else {
        ExitStatus::Failed
    })
}

/// Is called with every member of every story and what it is related to.
type EachMember<'a> = dyn FnMut(&CuratedStory, &Member, &[StoryLink]) -> io::Result<()> + 'a;
