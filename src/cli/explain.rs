//! `explain`: prints which keys and numbers decided a fold, and which candidates were refused.

use clap::Args;

use super::display::{local_time, short_id, title_cell, titled};
use super::overrule::find_entry;
use super::show::{founding, text_origin};
use super::story_rulings::person_lines;
use super::table::{self, Column};
use super::terminal::safe;
use super::{ExitStatus, Shell, damaged};
use crate::model::{DocumentNumber, Evidence, counted};
use crate::pipeline::{
    self, EntrySummary, Explained, ExplainedEntry, ExplainedPair, ExplainedTerm, PairVerdict,
    Replaced, ReplacedKind, ReplacedPlace,
};
use crate::store::{Decided, Found, Ruling, Store};

const EXAMPLES: &str = "\
Examples:
  feedfold explain 4f9c2a               why each entry is in this story, and what was refused
  feedfold explain 7d01e3               the same for one entry
  feedfold explain 4f9c2a 9b1166        the whole comparison of these two";

/// What the first row of a sum says.
const BEGINS: &str =
    "where every pair begins: two texts count as two stories until enough speaks for one";

/// How many terms to show for a pair if there are several pairs.
const FEW_TERMS: usize = 5;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ExplainArgs {
    /// Id of a story or entry; any unambiguous beginning will do
    one: String,

    /// Id of another: compares the two
    other: Option<String>,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn explain(shell: &Shell, args: &ExplainArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let store = Store::open_to_read(&config.store_path)?;
    if let Some(other) = &args.other {
        let (one, other) = (find_entry(&store, &args.one)?, find_entry(&store, other)?);
        let Some(pair) = pipeline::explain_pair(&store, one, other)? else {
            anyhow::bail!("one of these entries is gone: see `feedfold stories`");
        };
        damaged::print_met(shell, &store)?;
        if args.json {
            shell.terminal.json(&pair)?;
        } else {
            let lines = pair_lines(shell, &pair, &config.site.timezone);
            shell.terminal.line(&lines.join("\n"))?;
        }
        return Ok(ExitStatus::Done);
    }
    let entry = find_entry(&store, &args.one)?;
    let Found::One(story) = store.find_story(&entry.to_string())? else {
        anyhow::bail!("this entry is in no story: that is a fault of feedfold, please report it");
    };
    // A story has the id of its founding entry. A user who gives that id wants the whole story.
    let explained = if story.id.to_string() == entry.to_string() {
        pipeline::explain_story(&store, &story)?
    } else {
        pipeline::explain_entry(&store, &story, entry)?
    };
    damaged::print_met(shell, &store)?;
    if args.json {
        shell.terminal.json(&explained)?;
    } else {
        let lines = story_lines(shell, &explained, &config.site.timezone);
        shell.terminal.line(&lines.join("\n"))?;
    }
    Ok(ExitStatus::Done)
}

fn story_lines(shell: &Shell, explained: &Explained, zone: &jiff::tz::TimeZone) -> Vec<String> {
    let mut lines = vec![format!("story {}", explained.story)];
    let (hidden, relabelled) = (explained.hidden, &explained.relabelled);
    lines.extend(person_lines(hidden, relabelled, zone));
    for entry in &explained.entries {
        lines.push(String::new());
        lines.extend(entry_lines(shell, entry, zone));
    }
    if explained.refused.is_empty() {
        lines.extend([
            String::new(),
            "no other entry was near enough to be compared".to_owned(),
        ]);
        return lines;
    }
    lines.extend([
        String::new(),
        "compared and not folded, the likeliest first:".to_owned(),
    ]);
    let columns = [
        Column::Left("entry"),
        Column::Right("sum"),
        Column::Left("why"),
        Column::Left("outlet"),
        Column::Left("title"),
    ];
    let rows = explained.refused.iter().map(|pair| {
        vec![
            short_id(pair.other.entry),
            signed(pair.score),
            refusal(pair),
            pair.other.outlet.clone(),
            title_cell(&pair.other.title),
        ]
    });
    lines.push(table::draw(
        &shell.terminal,
        &columns,
        &rows.collect::<Vec<_>>(),
    ));
    lines
}

fn entry_lines(
    shell: &Shell,
    explained: &ExplainedEntry,
    zone: &jiff::tz::TimeZone,
) -> Vec<String> {
    let mut lines = vec![heading("entry", &explained.entry, zone)];
    match (&explained.because, &explained.evidence) {
        (Some(pair), _) => {
            lines.push(format!(
                "  folded with {} ({}): {}",
                short_id(pair.other.entry),
                safe(&pair.other.outlet),
                verdict(pair.verdict)
            ));
            if !matches!(
                pair.verdict,
                PairVerdict::MergedByHand | PairVerdict::SameText
            ) {
                let terms = pair.terms.get(..FEW_TERMS).unwrap_or(&pair.terms);
                lines.push(sum(shell, pair, terms));
            }
        }
        (None, Evidence::Founded) => {
            lines.push(format!("  {}", founding(explained.parted.as_ref(), zone)));
        }
        (None, _) => lines.push("  folded with an entry that is gone".to_owned()),
    }
    let text = explained.article.as_ref().map(text_origin);
    lines.extend(text.map(|text| format!("  text {}", safe(&text))));
    lines.extend(
        explained
            .decided
            .iter()
            .map(|decided| decision(decided, zone)),
    );
    lines
}

fn pair_lines(shell: &Shell, pair: &ExplainedPair, zone: &jiff::tz::TimeZone) -> Vec<String> {
    let together = if pair.one.story == pair.other.story {
        "they are in one story"
    } else {
        "they are in two stories"
    };
    let known = |equal: bool| if equal { "equal" } else { "differ" };
    let numbers = match pair.numbers {
        "same" => "one document",
        "same-draft" => "one draft",
        "different" => "two documents",
        _ => "nothing to compare",
    };
    let mut lines = vec![
        heading("one  ", &pair.one, zone),
        heading("other", &pair.other, zone),
        format!("{together}: {}", verdict(pair.verdict)),
    ];
    lines.extend(pair.corrected_by.map(|by| {
        let what = if pair.verdict == PairVerdict::Withdrawn {
            "the withdrawal"
        } else {
            "the correction"
        };
        format!("{what} is {}", short_id(by))
    }));
    lines.extend([
        String::new(),
        format!("text     {}", known(pair.same_text)),
        format!("page     {}", known(pair.same_page)),
        format!(
            "official numbers  {numbers}: {} and {}",
            number_list(&pair.one.numbers),
            number_list(&pair.other.numbers)
        ),
    ]);
    if !pair.compared {
        lines.push(
            "feedfold did not compare them: neither is among the candidates of the other; this is \
             what a comparison gives"
                .to_owned(),
        );
    }
    lines.extend(replaced_lines(&pair.replaced));
    lines.extend([String::new(), sum(shell, pair, &pair.terms)]);
    lines
}

/// What each entry has in the place of something in the other one.
fn replaced_lines(replaced: &[Replaced]) -> Vec<String> {
    if replaced.is_empty() {
        return Vec::new();
    }
    let heading = [String::new(), "what differs in the same place".to_owned()];
    let lines = replaced.iter().map(|value| {
        let place = match value.place {
            ReplacedPlace::Title => "titles",
            ReplacedPlace::Text => "texts",
        };
        format!("  {place:<6} {}", replaced_value(value))
    });
    heading.into_iter().chain(lines).collect()
}

/// `number: 3.2% in one, 3.5% in the other`, safe for terminals.
fn replaced_value(value: &Replaced) -> String {
    let what = match value.what {
        ReplacedKind::Name => "name",
        ReplacedKind::Number => "number",
        ReplacedKind::Rounding => "rounding",
        ReplacedKind::Day => "day",
        ReplacedKind::Code => "code",
        ReplacedKind::Stage => "stage",
        ReplacedKind::Direction => "direction",
    };
    format!(
        "{what}: {} in one, {} in the other",
        safe(&value.one),
        safe(&value.other)
    )
}

fn heading(word: &str, named: &EntrySummary, zone: &jiff::tz::TimeZone) -> String {
    let published = named
        .published
        .map_or_else(String::new, |at| format!("  {}", local_time(at, zone)));
    format!(
        "{word} {}  {}: {}{published}  {}",
        short_id(named.entry),
        safe(&named.outlet),
        safe(titled(&named.title)),
        counted(named.chars, "character")
    )
}

/// Official numbers as a list, or `none`.
pub(super) fn number_list(numbers: &[DocumentNumber]) -> String {
    if numbers.is_empty() {
        return "none".to_owned();
    }
    let numbers: Vec<String> = numbers
        .iter()
        .map(|number| safe(&number.to_string()))
        .collect();
    numbers.join(", ")
}

/// Draws the terms as a table, with the bias and the sum.
fn sum(shell: &Shell, pair: &ExplainedPair, terms: &[ExplainedTerm]) -> String {
    let columns = [
        Column::Right("points"),
        Column::Right("value"),
        Column::Left("what counted"),
    ];
    let row =
        |points: f64, measured: String, what: &str| vec![signed(points), measured, what.to_owned()];
    let mut rows = vec![row(pair.begins_at, String::new(), BEGINS)];
    rows.extend(
        terms
            .iter()
            .map(|term| row(term.points, format!("{:.2}", term.value), term.means)),
    );
    let left_out = pair.terms.get(terms.len()..).unwrap_or_default();
    if !left_out.is_empty() {
        let points = left_out.iter().map(|term| term.points).sum();
        let what = format!("{} more; name both ids to see them", left_out.len());
        rows.push(row(points, String::new(), &what));
    }
    let what = format!("the sum; above {} they fold", pair.threshold);
    rows.push(row(pair.score, String::new(), &what));
    table::draw(&shell.terminal, &columns, &rows)
}

fn signed(points: f64) -> String {
    format!("{points:+.2}")
}

/// What decided about a pair, in words.
pub(super) fn verdict(verdict: PairVerdict) -> &'static str {
    match verdict {
        PairVerdict::MergedByHand => "a person put them together",
        PairVerdict::SplitByHand => "a person keeps them apart",
        PairVerdict::OtherNumber => "their own official numbers differ",
        PairVerdict::SameText => "their texts are equal",
        PairVerdict::Alike => "what counts for one text outweighs the rest",
        PairVerdict::HeldByOthers => {
            "the other entries of the story count for it more than this pair counts against it"
        }
        PairVerdict::RefusedByOthers => {
            "these two would fold, but the other entries of their stories count against it"
        }
        PairVerdict::NotCompared => {
            "these two would fold, but were never compared: too many others share as much"
        }
        PairVerdict::Corrected => "one of them corrects the other one, so they never fold",
        PairVerdict::Withdrawn => "one of them withdraws the other one, so they never fold",
        PairVerdict::OneIsMarked => {
            "only one of them is marked as a correction or withdrawal, so they never fold"
        }
        PairVerdict::Related => "they are related: about the same in other words",
        PairVerdict::NotAlike => "what counts against one text outweighs the rest",
        PairVerdict::Pruned => {
            "`feedfold prune` removed a text: they stay where they are, and nothing compares them"
        }
    }
}

/// Why a candidate was refused: the deciding rule, or else the term with the most weight against
/// it.
fn refusal(pair: &ExplainedPair) -> String {
    let against = pair.terms.iter().find(|term| term.points < 0.0);
    match (pair.verdict, against) {
        (PairVerdict::OtherNumber, _) => {
            format!(
                "{}: {}",
                verdict(pair.verdict),
                number_list(&pair.other.numbers)
            )
        }
        (PairVerdict::NotAlike, Some(term)) => match pair.replaced.first() {
            Some(value) => format!("{}; {}", term.means, replaced_value(value)),
            None => term.means.to_owned(),
        },
        (PairVerdict::NotAlike, None) => "too little in common".to_owned(),
        (PairVerdict::Related, Some(term)) => format!("related; {}", term.means),
        _ => verdict(pair.verdict).to_owned(),
    }
}

fn decision(decided: &Decided, zone: &jiff::tz::TimeZone) -> String {
    let with = decided.other.map(short_id).unwrap_or_default();
    let what = match decided.ruling {
        Some(Ruling::Merge) => format!("put it together with {with}"),
        Some(Ruling::Split) => format!("keeps it apart from {with}"),
        None => "chose it to represent its story".to_owned(),
    };
    format!("  a person {what}, {}", local_time(decided.at, zone))
}
