//! `add`: finds the feeds of sites and appends them to the configuration.

mod find;

use clap::Args;
use serde::Serialize;

use super::display::titled;
use super::failures::with_address;
use super::{ExitStatus, Shell, configuration};
use crate::config::Config;
use crate::config::edit::{self, EditError, NewOptions, NewSource};
use crate::fetch::Fetcher;
use crate::model::{Failure, SourceName};
use crate::parse;
use find::{FeedLink, find};

const EXAMPLES: &str = "\
Examples:
  feedfold add https://www.example.org/news                  the feed behind a page
  feedfold add --label official --interval 2h https://www.example.org/rss
  feedfold add rsshub://sina/finance/china https://www.example.org/rss
  feedfold add --list https://www.example.org                only show what the site offers";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct AddArgs {
    /// Addresses of feeds, of web pages that offer one, or `rsshub://route`
    #[arg(required = true, value_name = "ADDRESS")]
    addresses: Vec<String>,

    /// Name of the source, for one address; without it, feedfold makes one from the title
    #[arg(long)]
    name: Option<String>,

    /// Label every entry of the new sources; may be repeated
    #[arg(long = "label", value_name = "LABEL")]
    labels: Vec<String>,

    /// Group of the new sources in reports
    #[arg(long)]
    category: Option<String>,

    /// How long to wait between two requests, such as 2h
    #[arg(long, value_name = "DURATION")]
    interval: Option<String>,

    /// Read the texts from the pages of the entries: for feeds that carry only summaries
    #[arg(long)]
    full_text: bool,

    /// Only list the feeds found, and add none
    #[arg(long)]
    list: bool,

    /// Print one JSON object per address
    #[arg(long)]
    json: bool,
}

/// The result for one address.
enum Outcome {
    /// A source was added to the configuration.
    Added(SourceName, Vec<FeedLink>),
    /// `--list`: the feeds were listed.
    Listed(Vec<FeedLink>),
    /// The user must correct the command line or the configuration.
    Refused(String),
    /// The server did not answer, or its document is no feed.
    Failed(Failure),
}

/// What `--json` prints for each address.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    /// The new source; null with `--list`, and when it failed.
    added: Option<&'a SourceName>,
    /// First the feed that was added, then the other feeds that the page offers.
    found: &'a [FeedLink],
    /// Why nothing was found or added, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<String>,
}

pub(super) fn add(shell: &Shell, args: &AddArgs) -> anyhow::Result<ExitStatus> {
    let config = shell.load()?;
    let name = match args.name.as_deref().map(SourceName::parse).transpose() {
        Ok(name) => name,
        Err(error) => {
            return Ok(usage_error(
                shell,
                &format!("--name {error}; write another"),
            ));
        }
    };
    if name.is_some() && args.addresses.len() > 1 {
        return Ok(usage_error(
            shell,
            "--name names one source; give one address with it",
        ));
    }
    let mut status = ExitStatus::Done;
    for address in &args.addresses {
        let source = NewSource {
            name: name.clone(),
            url: parse::without_feed_scheme(address).unwrap_or_else(|| address.clone()),
            title: None,
            options: NewOptions {
                category: args.category.clone(),
                labels: args.labels.clone(),
                interval: args.interval.clone(),
                full_text: args.full_text,
            },
        };
        let outcome = add_one(shell, args, &config, source)?;
        print_outcome(shell, args, address, &outcome)?;
        status = match outcome {
            Outcome::Added(..) | Outcome::Listed(_) => status,
            // With several addresses, the command may have added some.
            Outcome::Refused(_) if args.addresses.len() == 1 => ExitStatus::Usage,
            Outcome::Refused(_) | Outcome::Failed(_) => ExitStatus::Failed,
        };
    }
    Ok(status)
}

fn add_one(
    shell: &Shell,
    args: &AddArgs,
    config: &Config,
    mut source: NewSource,
) -> anyhow::Result<Outcome> {
    let text = configuration::read(shell)?;
    let url = match edit::resolve(&text, &source.url) {
        Ok(url) => url,
        Err(error) => return Ok(Outcome::Refused(error.to_string())),
    };
    if !args.list
        && let Err(why) = check_before_request(shell, &text, &source)
    {
        return Ok(Outcome::Refused(why));
    }
    let fetcher = Fetcher::new(&config.fetch)?;
    let found = Shell::runtime()?.block_on(find(config, &fetcher, &source.url, &url));
    let found = match found {
        Ok(found) => found,
        Err(failure) => return Ok(Outcome::Failed(failure)),
    };
    let Some(feed) = found.first().filter(|_| !args.list) else {
        return Ok(Outcome::Listed(found));
    };
    source.url.clone_from(&feed.url);
    source.title.clone_from(&feed.title);
    Ok(match append(shell, &source)? {
        Ok(name) => Outcome::Added(name, found),
        Err(error) => Outcome::Refused(error.to_string()),
    })
}

/// Checks before any request whether the source can be added. Fails if a source has the address,
/// or if the value of an option is invalid.
fn check_before_request(shell: &Shell, text: &str, source: &NewSource) -> Result<(), String> {
    match edit::append_source(text, source) {
        // The title of the feed may still yield a name.
        Err(EditError::NoName(_)) => Ok(()),
        Err(error) => Err(error.to_string()),
        Ok(appended) => {
            let Err(problems) = configuration::parse(shell, &appended.text) else {
                return Ok(());
            };
            let messages = problems
                .iter()
                .map(|problem| format!("{problem}; {}", problem.remedy));
            Err(messages.collect::<Vec<_>>().join("\n"))
        }
    }
}

/// Prints why the command line is wrong.
fn usage_error(shell: &Shell, why: &str) -> ExitStatus {
    shell.terminal.error(why);
    ExitStatus::Usage
}

/// Adds the source to the file. Reads the file again under the lock, because somebody may have
/// changed it during the requests.
fn append(shell: &Shell, source: &NewSource) -> anyhow::Result<Result<SourceName, EditError>> {
    let _lock = edit::lock(&shell.config_path());
    let appended = match edit::append_source(&configuration::read(shell)?, source) {
        Ok(appended) => appended,
        Err(error) => return Ok(Err(error)),
    };
    configuration::replace(shell, &appended.text)?;
    Ok(Ok(appended.name))
}

fn print_outcome(
    shell: &Shell,
    args: &AddArgs,
    address: &str,
    outcome: &Outcome,
) -> anyhow::Result<()> {
    let failed = match outcome {
        Outcome::Added(..) | Outcome::Listed(_) => None,
        Outcome::Refused(why) => Some(why.clone()),
        Outcome::Failed(Failure { what, remedy, .. }) => Some(format!("{what}; {remedy}")),
    };
    if let Some(why) = &failed {
        print_failure(shell, args, address, why);
    }
    let (added, found) = match outcome {
        Outcome::Added(name, found) => (Some(name), &**found),
        Outcome::Listed(found) => (None, &**found),
        Outcome::Refused(_) | Outcome::Failed(_) => (None, &[][..]),
    };
    if args.json {
        let answer = Answer {
            added,
            found,
            failed,
        };
        return shell.terminal.json(&answer);
    }
    let mut others = found;
    if let (Some(name), [first, rest @ ..]) = (added, found) {
        others = rest;
        let path = shell.config_path();
        let title = first.title.as_ref();
        let title = title.map_or_else(String::new, |title| format!("{title}, "));
        shell.terminal.safe_line(&format!(
            "added `{name}` to {}: {title}{}",
            path.display(),
            first.url
        ))?;
        if !others.is_empty() {
            shell.terminal.line("the page also offers:")?;
        }
    }
    for feed in others {
        let title = titled(feed.title.as_deref().unwrap_or_default());
        shell
            .terminal
            .safe_line(&format!("  {}  {title}", feed.url))?;
    }
    Ok(())
}

fn print_failure(shell: &Shell, args: &AddArgs, address: &str, why: &str) {
    let why = with_address(address, why);
    let done = match args.addresses.len() {
        _ if args.list => "nothing to list",
        1 => "nothing was added",
        _ => "not added",
    };
    // Of an address that begins like a path, the reason says so already.
    let says_so = address.starts_with(['.', '/', '~']);
    let hint = if !says_so && std::path::Path::new(address).is_file() {
        "; to read this file, write `path` instead of `url` below [[sources]] in feeds.toml"
    } else {
        ""
    };
    shell.terminal.error(&format!("{done}: {why}{hint}"));
}
