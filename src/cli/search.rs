//! `search`: finds stories by their titles, texts, issuers, official numbers and other facts.

use std::num::NonZeroUsize;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::stories::{StoryView, story_cells, story_columns};
use super::table;
use super::terminal::safe;
use super::{ExitStatus, Shell, arguments, damaged};
use crate::model::{SearchOrder, TextPart, counted_as};
use crate::pipeline::{self, BoundedSearch, FoundStory, Plan, Query, SearchPosition};
use crate::store::{self, Found, Store};

const EXAMPLES: &str = "\
Examples:
  feedfold search 反渗透膜                       in titles, texts and titles of documents
  feedfold search 工信部 数据                    every word, and an issuer by any of its names
  feedfold search \"国办函[2006]82号\"             a number in any spelling finds its document
  feedfold search '\"interest rate\" infla* -ECB'  a phrase, the beginning of a word, not a word
  feedfold search 降准 outlet:新华 'outlets:>=2' from:2026-03
                                                 only from these outlets and this time on
Fields: outlet issuer number label lang from to outlets; `-` before a word or a field excludes it. \
An argument may begin with `-` only after `--`: feedfold search -- 降准 -预测";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SearchArgs {
    /// Words, "phrases" and fields, every one of which must fit; or an official number
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,

    /// How many
    #[arg(long, default_value = "20", value_name = "N", value_parser = arguments::at_least_one)]
    limit: NonZeroUsize,

    /// Which come first
    #[arg(long, value_enum, default_value = "newest", value_name = "ORDER")]
    order: ResultOrder,

    /// Go on after this story: the id of the last one that was shown
    #[arg(long, value_name = "ID")]
    after: Option<String>,

    /// Print one JSON array
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ResultOrder {
    /// The newest
    Newest,
    /// Those with every word in a title, the newest of these first
    Best,
}

/// A story that was found.
#[derive(Debug, Serialize)]
struct FoundView<'a> {
    #[serde(flatten)]
    story: StoryView<'a>,
    title_parts: &'a [TextPart],
    snippet: &'a [TextPart],
}

/// The place behind the story with this id, of which the first digits do.
fn place_after(store: &Store, id: &str) -> anyhow::Result<SearchPosition> {
    if let Ok(place) = id.parse() {
        return Ok(place);
    }
    match store.find_story(id)? {
        Found::One(story) => Ok(story.id.to_string().parse()?),
        Found::Nothing => anyhow::bail!(
            "no story has the id `{}` of `--after`: the line below the results has the next one",
            safe(id)
        ),
        Found::Several => anyhow::bail!(
            "several stories begin with `{}`: give more digits of the id",
            safe(id)
        ),
    }
}

pub(super) fn search(shell: &Shell, args: &SearchArgs) -> anyhow::Result<ExitStatus> {
    let written = args.query.join(" ");
    let config = shell.load()?;
    let query = match Query::parse(&written, &config.site.timezone) {
        Ok(query) => query,
        Err(mistake) => {
            shell.terminal.error(&mistake.to_string());
            return Ok(ExitStatus::Usage);
        }
    };
    let store = Store::open_to_read(&config.store_path)?;
    let wanted = BoundedSearch {
        query: &query,
        order: match args.order {
            ResultOrder::Newest => SearchOrder::Newest,
            ResultOrder::Best => SearchOrder::Best,
        },
        after: args
            .after
            .as_deref()
            .map(|id| place_after(&store, id))
            .transpose()?,
        limit: args.limit.get(),
        examined: usize::MAX,
        allowed: |_| true,
    };
    let results = pipeline::search(Plan::new(&config), &store, wanted, shell.now())?;
    if results.lacking > 0 {
        let lacking = counted_as(results.lacking, "entry cannot", "entries cannot");
        shell.terminal.warning(&format!(
            "{lacking} be found yet: the next runs add them to the index"
        ));
    }
    damaged::print_met(shell, &store)?;
    if args.json {
        let found = results.stories.iter().map(|found| FoundView {
            story: StoryView::new(&found.curated),
            title_parts: &found.title,
            snippet: &found.snippet,
        });
        shell.terminal.json(&found.collect::<Vec<_>>())?;
        return Ok(ExitStatus::Done);
    }
    if results.stories.is_empty() {
        shell.terminal.safe_line(&format!(
            "no story is found by `{written}`: every word must occur in the titles or the text of a \
             story, in its issuer or in its official number"
        ))?;
        return Ok(ExitStatus::Done);
    }
    let stories = &results.stories;
    let list = list(shell, &store, stories, &config.site.timezone)?;
    shell.terminal.line(&list)?;
    if let (Some(_), Some(last)) = (results.next, stories.last()) {
        let id = last.curated.story.id;
        shell
            .terminal
            .line(&format!("there are more: add `--after {id}`"))?;
    }
    Ok(ExitStatus::Done)
}

/// Draws stories as a table, with the words that were searched for in brackets.
fn list(
    shell: &Shell,
    store: &Store,
    stories: &[FoundStory],
    zone: &jiff::tz::TimeZone,
) -> Result<String, store::Error> {
    let rows = stories.iter().map(|found| {
        let mut row = story_cells(store, &found.curated, zone)?;
        row.push(bracketed(&found.snippet));
        Ok(row)
    });
    let rows: Vec<_> = rows.collect::<Result<_, store::Error>>()?;
    Ok(table::draw(&shell.terminal, &story_columns("text"), &rows))
}

fn bracketed(parts: &[TextPart]) -> String {
    let parts = parts.iter().map(|part| {
        if part.hit {
            format!("[{}]", part.text)
        } else {
            part.text.clone()
        }
    });
    parts.collect()
}
