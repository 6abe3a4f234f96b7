//! `export`: prints every stored entry as one JSON line, in the format of `data/docs`.

use std::io::{self, BufWriter, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{ExitStatus, Shell, plan};
use crate::model::{
    Completeness, ContentHash, Enclosure, EntryKey, Evidence, Label, Member, OfficialDocument,
    Role, SourceName, StoryId, StoryLink, StoryRelation, Timestamp,
};
use crate::pipeline::{self, CuratedStory};
use crate::store::Store;

const EXAMPLES: &str = "\
Example:
  feedfold export --format jsonl | jq -c '[.story, .source, .title]'";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ExportArgs {
    /// The only format so far: JSON lines
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,

    /// The same as `--format jsonl`, as with every other report
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// One JSON object per entry and line
    Jsonl,
}

/// One line of the export.
#[derive(Debug, Serialize)]
struct Line<'a> {
    entry: EntryKey,
    source: &'a SourceName,
    file: Option<&'a str>,
    guid: Option<&'a str>,
    link: Option<&'a str>,
    title: &'a str,
    published: Option<Timestamp>,
    first_seen: Timestamp,
    content_hash: ContentHash,
    story: StoryId,
    role: Role,
    related_to: Vec<StoryId>,
    /// The stories among `related_to` that it corrects or withdraws, or that say so of it.
    corrections: Vec<StoryLink>,
    evidence: &'a Evidence,
    document: Option<&'a OfficialDocument>,
    labels: &'a [Label],
    categories: Vec<&'a str>,
    /// Written only if the document ended within this entry.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
    image: Option<&'a str>,
    enclosures: &'a [Enclosure],
    /// Since when a person has hidden the story. Written only if one has.
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<Timestamp>,
}

pub(super) fn export(shell: &Shell, args: &ExportArgs) -> anyhow::Result<ExitStatus> {
    // There is only one format.
    let (Format::Jsonl, _) = (args.format, args.json);
    let config = shell.load()?;
    let store = Store::open_to_read(&config.store_path)?;
    let mut out = BufWriter::new(io::stdout().lock());
    pipeline::export(plan(&config), &store, shell.now(), &mut |curated| {
        curated.story.members().try_for_each(|member| {
            let related = pipeline::related_to(&store, member).map_err(io::Error::other)?;
            write_line(&mut out, &line(member, curated, &related))
        })
    })??;
    out.flush()?;
    Ok(ExitStatus::Done)
}

fn line<'a>(member: &'a Member, curated: &'a CuratedStory, related: &[StoryLink]) -> Line<'a> {
    let corrections = related.iter().copied();
    Line {
        entry: member.key,
        source: &member.source,
        file: member.file.as_deref(),
        guid: member.guid.as_deref(),
        link: member.link.as_deref(),
        title: &member.title,
        published: member.published,
        first_seen: member.first_seen,
        content_hash: member.content_hash,
        story: curated.story.id,
        role: curated.story.role_of(member),
        related_to: related.iter().map(|link| link.story).collect(),
        corrections: corrections
            .filter(|link| link.relation != StoryRelation::Related)
            .collect(),
        evidence: &member.evidence,
        document: member.document.as_ref(),
        labels: &curated.labels,
        categories: member
            .categories
            .iter()
            .map(|category| category.term.as_str())
            .collect(),
        incomplete: member.completeness != Completeness::Whole,
        image: member.image.as_deref(),
        enclosures: &member.enclosures,
        hidden: curated.hidden,
    }
}

fn write_line(out: &mut impl Write, line: &Line<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
