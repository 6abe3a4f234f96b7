//! `diff`: prints the differences between two entries, or between two revisions of one.

pub(super) mod compare;
mod html;
pub(super) mod paint;
mod side;
#[cfg(test)]
mod tests;
pub(super) mod unified;

use clap::{Args, ValueEnum};
use serde::Serialize;

use self::compare::{Difference, Text};
use self::paint::Paint;
use super::overrule::named;
use super::sources::shown;
use super::stories::short;
use super::terminal::safe;
use super::{Ending, Shell};
use crate::model::EntryKey;
use crate::normalize;
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

    /// Id of another entry; without it, the entry is compared with what it said before
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
struct Compared {
    one: Side,
    other: Side,
    difference: Difference,
}

/// One of the two texts.
#[derive(Debug, Serialize)]
struct Side {
    entry: EntryKey,
    /// The entry and its source, or the revision.
    name: String,
    title: String,
    #[serde(skip)]
    body: String,
}

impl Side {
    fn text(&self) -> Text<'_> {
        Text {
            title: &self.title,
            body: &self.body,
        }
    }
}

pub(super) fn diff(shell: &Shell, args: &DiffArgs) -> anyhow::Result<Ending> {
    let config = shell.load()?;
    let store = Store::open_to_read(&config.store_path)?;
    let entry = named(&store, &args.one)?;
    let (one, other) = if let Some(other) = &args.other {
        let other = named(&store, other)?;
        (present(&store, entry)?, present(&store, other)?)
    } else {
        let Some(last) = store.revisions(entry)?.pop() else {
            anyhow::bail!(
                "entry {} never changed at its source: name a second entry to compare it with",
                short(entry)
            );
        };
        let until = shown(last.at, &config.site.timezone);
        let before = Side {
            entry,
            name: format!("{} until {until}", short(entry)),
            title: last.title,
            body: normalize::body_text(&last.html),
        };
        (before, present(&store, entry)?)
    };
    let difference = Difference::of(one.text(), other.text());
    let compared = Compared {
        one,
        other,
        difference,
    };
    if args.json {
        shell.terminal.json(&compared)?;
    } else if args.html {
        shell.terminal.line(&html::page(&compared))?;
    } else {
        shell.terminal.line(&drawn(shell, args.layout, &compared))?;
    }
    Ok(Ending::Done)
}

/// The present revision of an entry.
fn present(store: &Store, entry: EntryKey) -> anyhow::Result<Side> {
    let Some((stored, _)) = store.placed(entry)? else {
        anyhow::bail!("entry {} is gone: see `feedfold stories`", short(entry));
    };
    Ok(Side {
        entry,
        name: format!("{} {}", short(entry), stored.outlet),
        title: stored.title,
        body: normalize::body_text(&stored.html.html()?),
    })
}

fn drawn(shell: &Shell, layout: Layout, compared: &Compared) -> String {
    let terminal = &shell.terminal;
    let paint = Paint::of(terminal);
    let width = usize::from(terminal.width());
    let wide = terminal.out_is_person && width >= WIDE;
    let head =
        |mark: &str, side: &Side| format!("{mark} {}: {}", safe(&side.name), safe(&side.title));
    let mut lines = vec![
        head("-", &compared.one),
        head("+", &compared.other),
        compared.difference.summary(),
        String::new(),
    ];
    let difference = &compared.difference;
    lines.extend(match (layout, wide) {
        (Layout::Side, _) | (Layout::Auto, true) => side::lines(difference, width, paint),
        (Layout::Unified, _) | (Layout::Auto, false) => {
            unified::lines(difference, unified::Around::Some, paint)
        }
    });
    lines.join("\n").trim_end().to_owned()
}
