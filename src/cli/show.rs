//! `show`: prints one story with its document, its reposts, their history, and related stories.

use clap::Args;
use jiff::tz::TimeZone;

use super::display::{local_time, short_id, titled};
use super::stories::{EntryView, RelatedView, StoryView};
use super::story_rulings::person_lines;
use super::terminal::{safe, safe_lines};
use super::{ExitStatus, Shell, revisions};
use crate::model::{
    Article, ArticleState, DocumentNumber, Evidence, Label, OfficialDocument, RuleName, StoryId,
    StoryRelation, TakenBy, counted,
};
use crate::normalize;
use crate::pipeline::{self, Parted, Plan, TextState, Unpublished};
use crate::store::{Found, RepresentativeChange, Store, StoredBody};

const EXAMPLES: &str = "\
Examples:
  feedfold show 4f9c2a                  the story with this id, or the one of the entry with it
  feedfold show 4f9c2a --json | jq .";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ShowArgs {
    /// Id of a story or of one of its entries; any unambiguous beginning will do
    id: String,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn show(shell: &Shell, args: &ShowArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let store = Store::open_to_read(&config.store_path)?;
    let found = match store.find_story(&args.id)? {
        Found::One(stored) => pipeline::story(Plan::new(&config), &store, stored, shell.now())?,
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
    let mut seen = StoryView::new(&curated);
    for (entry, member) in seen.entries.iter_mut().zip(curated.story.members()) {
        entry.parted = pipeline::parted(&store, member)?;
        entry.revisions = revisions::load(&store, entry.entry)?;
        entry.article = store.article(entry.entry)?;
        entry.damaged_text = store.body(member.row)? == StoredBody::Damaged;
    }
    seen.switches = store.switches(seen.story)?;
    if args.json {
        shell.terminal.json(&seen)?;
        return Ok(ExitStatus::Done);
    }
    let zone = &config.site.timezone;
    let mut lines = story_lines(&seen, zone);
    for entry in &seen.entries {
        lines.push(String::new());
        lines.extend(entry_lines(entry, seen.story, zone));
        lines.extend(revisions::lines(shell, &entry.revisions, zone));
    }
    let switches = seen.switches.iter();
    push_paragraph(&mut lines, switches.map(|switch| switch_line(switch, zone)));
    push_paragraph(&mut lines, seen.related.iter().map(related_line));
    let carrier = curated.story.text_carrier();
    let instead = matches!(curated.text, TextState::OfRepost(_))
        .then(|| format!("the text of {}:", safe(carrier.outlet())));
    let text = carrier.body.as_ref();
    let text = text.map(|body| safe_lines(&normalize::body_text(body)));
    push_paragraph(&mut lines, instead.into_iter().chain(text));
    shell.terminal.line(&lines.join("\n"))?;
    Ok(ExitStatus::Done)
}

/// Adds an empty line and these lines, if there are any.
fn push_paragraph(lines: &mut Vec<String>, paragraph: impl Iterator<Item = String>) {
    let mut paragraph = paragraph.peekable();
    if paragraph.peek().is_some() {
        lines.push(String::new());
        lines.extend(paragraph);
    }
}

/// Describes the story itself, without its entries.
fn story_lines(seen: &StoryView<'_>, zone: &TimeZone) -> Vec<String> {
    let mut lines = vec![
        safe(titled(seen.title)),
        format!("story      {}", seen.story),
    ];
    lines.push(format!("published  {}", local_time(seen.published, zone)));
    lines.push(format!("updated    {}", local_time(seen.updated, zone)));
    if !seen.labels.is_empty() {
        let labels: Vec<_> = seen.labels.iter().map(Label::as_str).collect();
        lines.push(format!("labels     {}", safe(&labels.join(", "))));
    }
    lines.extend(person_lines(seen.hidden, seen.relabelled, zone));
    if !seen.rules.is_empty() {
        let rules: Vec<_> = seen.rules.iter().map(RuleName::as_str).collect();
        lines.push(format!("rules      {}", safe(&rules.join(", "))));
    }
    if let Some(why) = seen.unpublished {
        lines.push(format!("outputs    in none: {}", reason_unpublished(why)));
    }
    if let Some(document) = seen.document {
        lines.extend(document_lines(document));
    }
    lines
}

fn switch_line(switch: &RepresentativeChange, zone: &TimeZone) -> String {
    format!(
        "represented since {} by {}: {}",
        local_time(switch.at, zone),
        switch.entry,
        safe(&switch.title)
    )
}

fn related_line(related: &RelatedView<'_>) -> String {
    format!(
        "{}  {}  {}: {}",
        relation(related.relation),
        short_id(related.story),
        safe(related.outlet),
        safe(titled(related.title))
    )
}

/// What the shown story is to a related one, in words.
fn relation(relation: StoryRelation) -> &'static str {
    match relation {
        StoryRelation::Withdraws => "withdraws",
        StoryRelation::WithdrawnBy => "withdrawn by",
        StoryRelation::Corrects => "corrects",
        StoryRelation::CorrectedBy => "corrected by",
        StoryRelation::Related => "related",
    }
}

fn entry_lines(entry: &EntryView<'_>, story: StoryId, zone: &TimeZone) -> Vec<String> {
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
            .map_or_else(String::new, |at| local_time(at, zone)),
    );
    field("first seen", &local_time(entry.first_seen, zone));
    field("because", &reason(entry, story, zone));
    if entry.incomplete {
        field(
            "incomplete",
            "the document of its feed ends within it; the whole entry will replace it",
        );
    }
    if entry.damaged_text {
        field(
            "damaged",
            "its stored text cannot be unpacked: `feedfold doctor` says what to do",
        );
    }
    field(
        "text",
        &entry.article.as_ref().map_or_else(String::new, text_origin),
    );
    lines
}

/// Says whether the text of an entry is from its feed or its page, and why.
pub(super) fn text_origin(article: &Article) -> String {
    match &article.state {
        ArticleState::Waiting => "the feed's; feedfold has not asked for its page yet".to_owned(),
        ArticleState::Taken {
            by: TakenBy::Selector,
        } => "of its page, at the source's selector".to_owned(),
        ArticleState::Taken {
            by: TakenBy::Readability,
        } => "of its page, detected (readability)".to_owned(),
        ArticleState::NotTaken { why } => format!("the feed's: {why}"),
    }
}

/// Describes the official document of a text, one line for each known fact.
fn document_lines(document: &OfficialDocument) -> Vec<String> {
    let written = |numbers: &mut dyn Iterator<Item = &DocumentNumber>| {
        let numbers: Vec<String> = numbers.map(DocumentNumber::to_string).collect();
        numbers.join(", ")
    };
    let titles: Vec<String> = document
        .titles
        .iter()
        .map(|title| format!("《{title}》"))
        .collect();
    let signed = document.signed.map(|day| day.to_string());
    let fields = [
        ("number", written(&mut document.numbers.iter())),
        ("issuer", document.issuer.clone().unwrap_or_default()),
        ("with", document.departments.join(", ")),
        ("to", document.addressee.clone().unwrap_or_default()),
        ("signed", signed.unwrap_or_default()),
        ("titles", titles.join(", ")),
        ("mentions", written(&mut document.mentioned())),
    ];
    let known = fields.into_iter().filter(|(_, value)| !value.is_empty());
    known
        .map(|(name, value)| format!("{name:<11}{}", safe(&value)))
        .collect()
}

fn reason_unpublished(why: Unpublished) -> &'static str {
    match why {
        Unpublished::Hidden => "a person hid it (hidden)",
        Unpublished::Dropped => "a rule drops it (dropped)",
        Unpublished::Backlog => "it came beyond the backlog of a new source (backlog)",
        Unpublished::Deleted => "none of its sources is in the configuration (deleted)",
        Unpublished::Pruned => "`feedfold prune` removed its texts (pruned)",
    }
}

/// Says why an entry is in its story.
fn reason(entry: &EntryView<'_>, story: StoryId, zone: &TimeZone) -> String {
    // A story has the id of the entry that founded it.
    let named = |with: &str| {
        let founded = if *with == story.to_string() {
            ", which founded the story"
        } else {
            ""
        };
        format!("entry {with}{founded}")
    };
    match entry.evidence {
        Evidence::Founded => founding(entry.parted.as_ref(), zone),
        Evidence::SameText {
            version,
            with,
            chars,
        } => format!(
            "same text as {}: equal hash of {} (normalisation {version})",
            named(with),
            counted(chars, "character")
        ),
        Evidence::Alike { with, score, .. } => {
            format!(
                "alike {}: the evidence sums to {score:+.1}; `feedfold explain` says what counted",
                named(with)
            )
        }
        Evidence::ByHand { with } => format!("a person put it together with {}", named(with)),
    }
}

/// Says why an entry has a story of its own.
pub(super) fn founding(parted: Option<&Parted>, zone: &TimeZone) -> String {
    match parted {
        Some(Parted { from, at }) => format!(
            "founded the story: a person took it apart from story {} with `feedfold split`, {}",
            short_id(from),
            local_time(*at, zone)
        ),
        None => "founded the story: no stored entry carried this text when it came".to_owned(),
    }
}
