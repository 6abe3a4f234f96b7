//! `stories`: lists the newest stories; and the JSON form of a story for all commands.

use std::num::NonZeroUsize;

use clap::Args;
use serde::Serialize;

use super::display::{NO_TITLE, local_time, short_id, title_cell};
use super::revisions::RevisionView;
use super::table::{self, Column};
use super::{ExitStatus, Shell, arguments, damaged};
use crate::model::{
    Article, Completeness, EntryKey, Evidence, Label, LabelRuling, Member, OfficialDocument, Role,
    RuleName, SourceName, Story, StoryId, StoryRelation, Timestamp,
};
use crate::normalize;
use crate::pipeline::{self, CuratedStory, Parted, Plan, Unpublished};
use crate::publish::title_from_text;
use crate::store::{self, RepresentativeChange, Store};

const EXAMPLES: &str = "\
Examples:
  feedfold stories                      the newest stories
  feedfold stories --min-entries 2      only those that several entries carry";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct StoriesArgs {
    /// How many, newest first
    #[arg(long, default_value = "20", value_name = "N", value_parser = arguments::at_least_one)]
    limit: NonZeroUsize,

    /// Only stories that at least this many entries carry
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = arguments::number)]
    min_entries: usize,

    /// Print one JSON array
    #[arg(long)]
    json: bool,
}

/// A story, as listed and shown.
#[derive(Debug, Serialize)]
pub(super) struct StoryView<'a> {
    pub(super) story: StoryId,
    pub(super) title: &'a str,
    /// The sort key of stories.
    pub(super) position: Timestamp,
    pub(super) published: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) labels: &'a [Label],
    pub(super) rules: &'a [RuleName],
    /// Why no output may contain it.
    pub(super) unpublished: Option<Unpublished>,
    /// Since when a person has hidden it.
    pub(super) hidden: Option<Timestamp>,
    /// The changes of its labels that people made.
    pub(super) relabelled: &'a [LabelRuling],
    pub(super) document: Option<&'a OfficialDocument>,
    pub(super) entries: Vec<EntryView<'a>>,
    pub(super) related: Vec<RelatedView<'a>>,
    /// Changes of its representative, the oldest first. Only `show` fills this.
    pub(super) switches: Vec<RepresentativeChange>,
}

/// A related story: it is about the same subject in other words, or one of the two corrects or
/// withdraws the other one.
#[derive(Debug, Serialize)]
pub(super) struct RelatedView<'a> {
    pub(super) story: StoryId,
    /// What the shown story is to this one.
    pub(super) relation: StoryRelation,
    pub(super) outlet: &'a str,
    pub(super) title: &'a str,
    pub(super) link: Option<&'a str>,
}

/// One of its entries.
#[derive(Debug, Serialize)]
pub(super) struct EntryView<'a> {
    pub(super) entry: EntryKey,
    pub(super) role: Role,
    pub(super) source: &'a SourceName,
    pub(super) outlet: &'a str,
    pub(super) title: &'a str,
    pub(super) link: Option<&'a str>,
    pub(super) guid: Option<&'a str>,
    pub(super) file: Option<&'a str>,
    pub(super) authors: &'a [String],
    pub(super) categories: Vec<&'a str>,
    pub(super) image: Option<&'a str>,
    pub(super) published: Option<Timestamp>,
    pub(super) first_seen: Timestamp,
    pub(super) document: Option<&'a OfficialDocument>,
    pub(super) evidence: &'a Evidence,
    /// The decision of a person that gave it a story of its own. Only `show` fills this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parted: Option<Parted>,
    /// Written only if the document ended within this entry.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) incomplete: bool,
    /// Written only if its stored text is damaged. Only `show` fills this.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) damaged_text: bool,
    /// Earlier revisions, the oldest first. Only `show` fills this.
    pub(super) revisions: Vec<RevisionView>,
    /// The state of its page, if texts come from pages. Only `show` fills this.
    pub(super) article: Option<Article>,
}

impl<'a> StoryView<'a> {
    pub(super) fn new(curated: &'a CuratedStory) -> Self {
        let CuratedStory {
            story,
            labels,
            decided_by,
            unpublished,
            hidden,
            relabelled,
            related,
            ..
        } = curated;
        let related = related.iter().map(|related| RelatedView {
            story: related.story,
            relation: related.relation,
            outlet: related.representative.outlet(),
            title: &related.representative.title,
            link: related.representative.link.as_deref(),
        });
        let entries = story.members().map(|member| EntryView::new(member, story));
        Self {
            story: story.id,
            title: &story.representative.title,
            position: story.position,
            published: story.published(),
            updated: story.updated,
            labels,
            rules: decided_by,
            unpublished: *unpublished,
            hidden: *hidden,
            relabelled,
            document: story.document(),
            entries: entries.collect(),
            related: related.collect(),
            switches: Vec::new(),
        }
    }
}

impl<'a> EntryView<'a> {
    fn new(member: &'a Member, story: &Story) -> Self {
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
            document: member.document.as_ref(),
            evidence: &member.evidence,
            parted: None,
            incomplete: member.completeness != Completeness::Whole,
            damaged_text: false,
            revisions: Vec::new(),
            article: None,
        }
    }
}

pub(super) fn stories(shell: &Shell, args: &StoriesArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let store = Store::open_to_read(&config.store_path)?;
    let enough = |story: &Story| story.members().count() >= args.min_entries;
    let found = pipeline::stories(
        Plan::new(&config),
        &store,
        args.limit.get(),
        &enough,
        shell.now(),
    )?;
    damaged::print_met(shell, &store)?;
    if args.json {
        let listed: Vec<_> = found.iter().map(StoryView::new).collect();
        shell.terminal.json(&listed)?;
        return Ok(ExitStatus::Done);
    }
    if found.is_empty() {
        let why = match args.min_entries {
            0 | 1 => {
                "no story is stored yet: `feedfold run` reads the sources that are due".to_owned()
            }
            least => format!("no stored story has {least} entries or more"),
        };
        shell.terminal.line(&why)?;
        return Ok(ExitStatus::Done);
    }
    let list = list(shell, &store, &found, &config.site.timezone)?;
    shell.terminal.line(&list)?;
    Ok(ExitStatus::Done)
}

/// Draws stories as a table, with the outlets that carry them.
fn list(
    shell: &Shell,
    store: &Store,
    stories: &[CuratedStory],
    zone: &jiff::tz::TimeZone,
) -> Result<String, store::Error> {
    let rows = stories.iter().map(|curated| {
        let mut outlets: Vec<&str> = Vec::new();
        for outlet in curated.story.members().map(Member::outlet) {
            if !outlets.contains(&outlet) {
                outlets.push(outlet);
            }
        }
        let mut row = story_cells(store, curated, zone)?;
        row.push(outlets.join(", "));
        Ok(row)
    });
    let rows: Vec<_> = rows.collect::<Result<_, store::Error>>()?;
    Ok(table::draw(
        &shell.terminal,
        &story_columns("outlets"),
        &rows,
    ))
}

/// The columns of a table of stories: those of [`story_cells`] and one more.
pub(super) fn story_columns(last: &'static str) -> [Column; 5] {
    [
        Column::Left("story"),
        Column::Left("published"),
        Column::Right("entries"),
        Column::Left("title"),
        Column::Left(last),
    ]
}

/// The first cells of a story in a table. A story that no output may contain has the reason in
/// place of its date.
pub(super) fn story_cells(
    store: &Store,
    curated: &CuratedStory,
    zone: &jiff::tz::TimeZone,
) -> Result<Vec<String>, store::Error> {
    let story = &curated.story;
    Ok(vec![
        short_id(story.id),
        match curated.unpublished {
            Some(why) => format!("no: {}", why.as_str()),
            None => local_time(story.published(), zone),
        },
        story.members().count().to_string(),
        title_or_beginning(store, &story.representative)?,
    ])
}

/// The title of an entry for a table; without one, the beginning of its text, as in the outputs.
fn title_or_beginning(store: &Store, member: &Member) -> Result<String, store::Error> {
    if !member.title.is_empty() {
        return Ok(title_cell(&member.title));
    }
    let body = store.body(member.row)?.html();
    let beginning = body.and_then(|body| title_from_text(&normalize::body_text(&body)));
    Ok(beginning.map_or_else(|| NO_TITLE.to_owned(), |line| line.as_str().to_owned()))
}
