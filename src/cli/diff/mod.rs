//! `diff`: prints the differences between two entries, or between two revisions of one.

mod html;
pub(super) mod paint;
mod side_by_side;
pub(super) mod unified;

use clap::{Args, ValueEnum};
use serde::Serialize;

use self::paint::Paint;
use super::display::{local_time, short_id, titled};
use super::overrule::find_entry;
use super::terminal::safe;
use super::{ExitStatus, Shell};
use crate::model::{Difference, EntryKey};
use crate::normalize::{self, Form};
use crate::store::Store;

/// From this width on, we draw two columns side by side.
const WIDE: usize = 120;

const EXAMPLES: &str = "\
Examples:
  feedfold diff 4f9c2a 7d01e3                what differs in the second entry
  feedfold diff 7d01e3                       what its publisher changed last
  feedfold diff 4f9c2a 7d01e3 --html > d.html";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DiffArgs {
    /// Id of an entry; any unambiguous beginning will do
    one: String,

    /// Id of another entry; without it, the previous form of the first
    other: Option<String>,

    /// How to draw it; auto takes two columns when the terminal has 120 or more
    #[arg(long, value_enum, default_value = "auto")]
    layout: Layout,

    /// Write one HTML page to standard output
    #[arg(long, conflicts_with = "json")]
    html: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Layout {
    /// What suits the terminal
    Auto,
    /// Two columns
    Side,
    /// One column
    Unified,
}

/// Two texts and their difference.
#[derive(Debug, Serialize)]
struct ComparedEntries {
    one: ComparedText,
    other: ComparedText,
    difference: Difference,
}

/// One of the two texts.
#[derive(Debug, Serialize)]
struct ComparedText {
    entry: EntryKey,
    /// The entry and its source, or the revision.
    name: String,
    title: String,
    #[serde(skip)]
    body: String,
}

impl ComparedText {
    fn form(&self) -> Form<'_> {
        Form {
            title: &self.title,
            body_text: &self.body,
        }
    }
}

pub(super) fn diff(shell: &Shell, args: &DiffArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let store = Store::open_to_read(&config.store_path)?;
    let entry = find_entry(&store, &args.one)?;
    let (one, other) = if let Some(other) = &args.other {
        let other = find_entry(&store, other)?;
        (present(&store, entry)?, present(&store, other)?)
    } else {
        let Some(last) = store.revisions(entry)?.pop() else {
            anyhow::bail!(
                "entry {} never changed at its source: name a second entry to compare it with",
                short_id(entry)
            );
        };
        let until = local_time(last.at, &config.site.timezone);
        let before = ComparedText {
            entry,
            name: format!("{} until {until}", short_id(entry)),
            title: last.title,
            body: normalize::body_text(&last.html),
        };
        (before, present(&store, entry)?)
    };
    let difference = normalize::difference(one.form(), other.form());
    let compared = ComparedEntries {
        one,
        other,
        difference,
    };
    if args.json {
        shell.terminal.json(&compared)?;
    } else if args.html {
        shell.terminal.line(&html::page(&compared))?;
    } else {
        shell.terminal.line(&draw(shell, args.layout, &compared))?;
    }
    Ok(ExitStatus::Done)
}

/// The present revision of an entry.
fn present(store: &Store, entry: EntryKey) -> anyhow::Result<ComparedText> {
    let Some((stored, _)) = store.placed(entry)? else {
        anyhow::bail!("entry {} is gone: see `feedfold stories`", short_id(entry));
    };
    // Nothing else was read, so that it is this one.
    if let Some(damaged) = store.take_damaged_texts()?.first() {
        anyhow::bail!(
            "the stored text of entry {} is damaged ({}): `feedfold doctor` says what to do",
            short_id(damaged.entry),
            safe(&damaged.title)
        );
    }
    Ok(ComparedText {
        entry,
        name: format!("{} {}", short_id(entry), stored.outlet),
        title: stored.title,
        body: normalize::body_text(&stored.html.html()?),
    })
}

fn draw(shell: &Shell, layout: Layout, compared: &ComparedEntries) -> String {
    let terminal = &shell.terminal;
    let paint = Paint::for_terminal(terminal);
    let width = usize::from(terminal.width());
    let wide = terminal.out_is_person && width >= WIDE;
    let head = |mark: &str, side: &ComparedText| {
        format!("{mark} {}: {}", safe(&side.name), safe(titled(&side.title)))
    };
    let mut lines = vec![
        head("-", &compared.one),
        head("+", &compared.other),
        compared.difference.summary(),
        String::new(),
    ];
    let difference = &compared.difference;
    lines.extend(match (layout, wide) {
        (Layout::Side, _) | (Layout::Auto, true) => side_by_side::lines(difference, width, paint),
        (Layout::Unified, _) | (Layout::Auto, false) => {
            unified::lines(difference, unified::Context::Some, paint)
        }
    });
    lines.join("\n").trim_end().to_owned()
}
