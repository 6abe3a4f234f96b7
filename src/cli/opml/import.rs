//! `opml import`: appends the feeds of a list of subscriptions to the configuration.

use std::io::Read as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;

use crate::cli::table::{self, Column};
use crate::cli::{ExitStatus, Shell, configuration};
use crate::config::edit::{self, EditError, NewOptions, NewSource};
use crate::model::{Label, SourceName, WebUrl, counted};
use crate::parse::{self, DocumentContext, Subscription};

/// Largest list that is read, in bytes. A thousand subscriptions take some 300 kB.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

const EXAMPLES: &str = "\
A folder becomes the category and a label of its feeds, a folder within another one `a/b`; tags \
become labels. Feeds that feeds.toml has already are left out, also if their address is written in \
another way (http or https, with or without www. or a slash at the end). Comments stay.

Examples:
  feedfold opml import --dry-run subscriptions.opml      only show what would be added
  feedfold opml import subscriptions.opml
  feedfold opml import ~/.newsboat/urls
  feedfold opml import - < addresses.txt                 one address on each line";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ImportArgs {
    /// The list; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Show what would be added, and add nothing
    #[arg(long)]
    dry_run: bool,

    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// What became of the list.
#[derive(Debug, Default, Serialize)]
struct Report {
    /// The new sources.
    added: Vec<Added>,
    /// Feeds that are sources already.
    known: Vec<LeftOut>,
    /// Feeds that cannot be sources.
    refused: Vec<LeftOut>,
    /// What the list holds beside feeds: one sentence each.
    left_out: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Added {
    source: SourceName,
    /// Without credentials.
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    labels: Vec<String>,
}

#[derive(Debug, Serialize)]
struct LeftOut {
    /// Without credentials.
    url: String,
    why: String,
}

pub(super) fn import(shell: &Shell, args: &ImportArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let bytes = read(args)?;
    let list = parse::subscriptions(
        &bytes,
        &DocumentContext {
            content_type: None,
            charset: None,
            timezone: &config.site.timezone,
            base: None,
        },
    );
    // The lines of a file of another kind are no addresses.
    if !list.feeds.iter().any(|feed| feed.url.contains(':')) {
        shell.terminal.error(&format!(
            "{} names no feed; give an OPML file, newsboat's `urls`, or one address on each line, each \
             with its https://",
            args.file.display()
        ));
        return Ok(ExitStatus::Failed);
    }
    // Locked from reading to writing, so that no other command's edit is lost.
    let _lock = (!args.dry_run).then(|| edit::lock(&shell.config_path()));
    let mut text = configuration::read(shell)?;
    let mut report = Report {
        left_out: list.left_out,
        ..Report::default()
    };
    for feed in list.feeds {
        text = append(&mut report, text, feed);
    }
    if !args.dry_run && !report.added.is_empty() {
        configuration::replace(shell, &text)?;
    }
    print(shell, args, &report)?;
    Ok(if report.refused.is_empty() {
        ExitStatus::Done
    } else {
        ExitStatus::Failed
    })
}

fn read(args: &ImportArgs) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let shown = args.file.display();
    let read = if args.file.as_os_str() == "-" {
        std::io::stdin().take(MAX_BYTES + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(&args.file)
            .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
    };
    read.with_context(|| format!("{shown} cannot be read"))?;
    if bytes.len() as u64 > MAX_BYTES {
        anyhow::bail!("{shown} is larger than any list of subscriptions: give another file");
    }
    Ok(bytes)
}

/// Appends one feed to the text of the configuration, and notes what became of it.
fn append(report: &mut Report, text: String, feed: Subscription) -> String {
    let url = parse::without_feed_scheme(&feed.url).unwrap_or(feed.url);
    if let Some(name) = edit::source_with_like_address(&text, &url) {
        report.known.push(LeftOut {
            url: shown(&url),
            why: format!("is the source `{name}`"),
        });
        return text;
    }
    let labels: Vec<String> = feed
        .folder
        .iter()
        .chain(&feed.tags)
        .filter_map(|label| Some(Label::parse(label).ok()?.as_str().to_owned()))
        .collect();
    let source = NewSource {
        name: None,
        url: url.clone(),
        title: feed.title,
        options: NewOptions {
            category: feed.folder,
            labels,
            ..NewOptions::default()
        },
    };
    match edit::append_source(&text, &source) {
        Ok(appended) => {
            report.added.push(Added {
                source: appended.name,
                url: shown(&url),
                category: source.options.category,
                labels: source.options.labels,
            });
            appended.text
        }
        Err(error) => {
            let left_out = LeftOut {
                url: shown(&url),
                why: error.to_string(),
            };
            match error {
                EditError::AlreadyThere { .. } => report.known.push(left_out),
                _ => report.refused.push(left_out),
            }
            text
        }
    }
}

/// An address without its credentials, as other commands show it.
fn shown(url: &str) -> String {
    let address = WebUrl::parse(url).ok().filter(WebUrl::has_credential);
    address.map_or_else(|| url.to_owned(), |address| address.to_string())
}

fn print(shell: &Shell, args: &ImportArgs, report: &Report) -> anyhow::Result<()> {
    let terminal = &shell.terminal;
    for sentence in &report.left_out {
        terminal.warning(&format!("left out, {sentence}"));
    }
    for refused in &report.refused {
        terminal.error(&format!("{}: {}", refused.url, refused.why));
    }
    if args.json {
        return terminal.json(report);
    }
    if !report.added.is_empty() {
        let columns = [
            Column::Left("source"),
            Column::Left("category"),
            Column::Left("address"),
        ];
        let rows: Vec<Vec<String>> = report
            .added
            .iter()
            .map(|added| {
                vec![
                    added.source.to_string(),
                    added.category.clone().unwrap_or_default(),
                    added.url.clone(),
                ]
            })
            .collect();
        terminal.line(&table::draw(terminal, &columns, &rows))?;
    }
    let (path, added) = (shell.config_path(), counted(report.added.len(), "source"));
    let did = if args.dry_run {
        format!("{added} would be added to {}", path.display())
    } else {
        format!("added {added} to {}", path.display())
    };
    let known = match report.known.len() {
        0 => String::new(),
        known => format!("; {known} of the list are there already"),
    };
    terminal.safe_line(&format!("{did}{known}"))?;
    Ok(())
}
