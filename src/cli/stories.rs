//! `stories` and `show`: what is stored, newest first, and one story with all its reposts.

use clap::Args;
use serde::Serialize;

use super::sources::shown;
use super::table::{self, Column};
use super::terminal::{safe, safe_lines};
use super::{Ending, Shell, plan};
use crate::model::{
    EntryKey, Evidence, Label, Member, Role, RuleName, SourceName, Story, StoryId, Timestamp,
};
use crate::normalize;
use crate::pipeline::{self, CuratedStory};
use crate::store::{Found, Store};

/// Digits of an id shown in lists: enough to tell a million stories apart in practice.
const SHORT_ID: usize = 12;

#[derive(Debug, Args)]
pub(super) struct StoriesArgs {
    /// How many, newest first
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,

    /// Only stories that at least this many entries carry
    #[arg(long, default_value_t = 1, value_name = "N")]
    min_entries: usize,

    /// Print one JSON array
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// Id of a story or of one of its entries; any unambiguous beginning will do
    id: String,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// A story, as listed and shown.
#[derive(Debug, Serialize)]
pub(super) struct Shown<'a> {
    story: StoryId,
    title: &'a str,
    position: Timestamp,
    updated: Timestamp,
    labels: &'a [Label],
    rules: &'a [RuleName],
    /// Why no output carries it: `dropped` by a rule, or all `backlog` of new sources.
    unpublished: Option<&'static str>,
    entries: Vec<ShownEntry<'a>>,
}

/// One of its entries.
#[derive(Debug, Serialize)]
struct ShownEntry<'a> {
    entry: EntryKey,
    role: Role,
    source: &'a SourceName,
    outlet: &'a str,
    title: &'a str,
    link: Option<&'a str>,
    guid: Option<&'a str>,
    file: Option<&'a str>,
    authors: &'a [String],
    categories: Vec<&'a str>,
    image: Option<&'a str>,
    published: Option<Timestamp>,
    first_seen: Timestamp,
    evidence: &'a Evidence,
}

impl<'a> Shown<'a> {
    pub(super) fn of(curated: &'a CuratedStory) -> Self {
        let CuratedStory {
            story,
            labels,
            decided_by,
            dropped,
            ..
        } = curated;
        let entries = story.members().map(|member| ShownEntry::of(member, story));
        Self {
            story: story.id,
            title: &story.representative.title,
            position: story.position,
            updated: story.updated,
            labels,
            rules: decided_by,
            unpublished: if *dropped {
                Some("dropped")
            } else {
                story
                    .members()
                    .all(|member| member.backlog)
                    .then_some("backlog")
            },
            entries: entries.collect(),
        }
    }
}

impl<'a> ShownEntry<'a> {
    fn of(member: &'a Member, story: &Story) -> Self {
        Self {
            entry: member.key,
            role: story.role_of(member),
            source: &member.source,
            outlet: member.outlet(),
            title: &member.title,
            link: member.link.as_deref(),
            guid: member.guid.as_deref(),
            file: member.file.as_deref(),
            authors: &member.authors,
            categories: member
                .categories
                .iter()
                .map(|category| category.term.as_str())
                .collect(),
            image: member.image.as_deref(),
            published: member.published,
            first_seen: member.first_seen,
            evidence: &member.evidence,
        }
    }
}

pub(super) fn stories(shell: &Shell, args: &StoriesArgs) -> anyhow::Result<Ending> {
    let config = shell.load()?;
    let store = Store::open_existing(&config.store_path)?;
    let enough = |story: &Story| story.members().count() >= args.min_entries;
    let found = pipeline::stories(plan(&config), &store, args.limit, &enough, shell.now())?;
    if args.json {
        let listed: Vec<_> = found.iter().map(Shown::of).collect();
        shell.terminal.json(&listed)?;
        return Ok(Ending::Done);
    }
    let stories: Vec<&Story> = found.iter().map(|found| &found.story).collect();
    shell
        .terminal
        .line(&list(shell, &stories, &config.site.timezone))?;
    Ok(Ending::Done)
}

/// Stories as a table.
pub(super) fn list(shell: &Shell, stories: &[&Story], zone: &jiff::tz::TimeZone) -> String {
    let columns = [
        Column::Left("story"),
        Column::Left("published"),
        Column::Right("entries"),
        Column::Left("title"),
        Column::Left("outlets"),
    ];
    let rows = stories.iter().map(|story| {
        let mut outlets: Vec<&str> = Vec::new();
        for outlet in story.members().map(Member::outlet) {
            if !outlets.contains(&outlet) {
                outlets.push(outlet);
            }
        }
        vec![
            short(story.id),
            shown(story.position, zone),
            story.members().count().to_string(),
            story.representative.title.clone(),
            outlets.join(", "),
        ]
    });
    table::draw(&shell.terminal, &columns, &rows.collect::<Vec<_>>())
}

fn short(id: StoryId) -> String {
    id.to_string().chars().take(SHORT_ID).collect()
}

pub(super) fn show(shell: &Shell, args: &ShowArgs) -> anyhow::Result<Ending> {
    let config = shell.load()?;
    let store = Store::open_existing(&config.store_path)?;
    let found = match store.find_story(&args.id)? {
        Found::Story(stored) => pipeline::story(plan(&config), &store, stored, shell.now())?,
        Found::Nothing => None,
        Found::Several => anyhow::bail!(
            "several stories begin with `{}`: give more digits of the id",
            safe(&args.id)
        ),
    };
    let Some(curated) = found else {
        anyhow::bail!(
            "no story or entry has the id `{}`: see `feedfold stories`",
            safe(&args.id)
        );
    };
    let seen = Shown::of(&curated);
    if args.json {
        shell.terminal.json(&seen)?;
        return Ok(Ending::Done);
    }
    let zone = &config.site.timezone;
    let mut lines = vec![safe(seen.title), format!("story      {}", seen.story)];
    lines.push(format!("published  {}", shown(seen.position, zone)));
    lines.push(format!("updated    {}", shown(seen.updated, zone)));
    if !seen.labels.is_empty() {
        let labels: Vec<_> = seen.labels.iter().map(Label::as_str).collect();
        lines.push(format!("labels     {}", safe(&labels.join(", "))));
    }
    if !seen.rules.is_empty() {
        let rules: Vec<_> = seen.rules.iter().map(RuleName::as_str).collect();
        lines.push(format!("rules      {}", safe(&rules.join(", "))));
    }
    if let Some(why) = seen.unpublished {
        lines.push(format!("published  in no output: {why}"));
    }
    for entry in &seen.entries {
        lines.push(String::new());
        lines.extend(entry_lines(entry, zone));
    }
    if let Some(body) = &curated.story.representative.body {
        lines.push(String::new());
        lines.push(safe_lines(&normalize::body_text(body)));
    }
    shell.terminal.line(&lines.join("\n"))?;
    Ok(Ending::Done)
}

fn entry_lines(entry: &ShownEntry<'_>, zone: &jiff::tz::TimeZone) -> Vec<String> {
    let mut lines = vec![format!("{:<15}{}", entry.role.as_str(), safe(entry.outlet))];
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            lines.push(format!("  {name:<13}{}", safe(value)));
        }
    };
    field("entry", &entry.entry.to_string());
    field("source", entry.source.as_str());
    field("title", entry.title);
    field("link", entry.link.unwrap_or_default());
    field("file", entry.file.unwrap_or_default());
    field("author", &entry.authors.join(", "));
    field("categories", &entry.categories.join(", "));
    field(
        "published",
        &entry
            .published
            .map_or_else(String::new, |at| shown(at, zone)),
    );
    field("first seen", &shown(entry.first_seen, zone));
    field("because", &because(entry.evidence));
    lines
}

/// Why an entry stands in its story, in words.
fn because(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Founded => "no stored entry carried this text when it came".to_owned(),
        Evidence::SameText {
            version,
            with,
            chars,
        } => format!(
            "same text as entry {with}: equal hash of {chars} characters (normalisation {version})"
        ),
        Evidence::Alike { with, score, .. } => {
            format!("alike entry {with}: score {score:.1}; `feedfold explain` says what counted")
        }
        Evidence::ByHand { with } => format!("a person put it together with entry {with}"),
    }
}
