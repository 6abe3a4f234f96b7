//! `add`: finds the feed behind an address and appends it to the configuration.

use clap::Args;
use serde::Serialize;

use super::{Ending, Shell};
use crate::config::Config;
use crate::config::edit::{self, NewSource};
use crate::fetch::Fetcher;
use crate::identify;
use crate::model::{Failure, Fetched, SourceName, WebUrl};
use crate::parse::{self, FoundBy, FoundFeed, Reading};

/// Feeds a page offers that are tried before giving up: one request each.
const MOST_TRIED: usize = 5;

#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// Address of a feed, of a web page that offers one, or `rsshub://route`
    url: String,

    /// Name of the source; without it one is made of the address and the title
    #[arg(long)]
    name: Option<String>,

    /// Only list the feeds found, and add none
    #[arg(long)]
    list: bool,

    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// A feed found behind the address.
#[derive(Debug, Clone, Serialize)]
struct Found {
    url: String,
    title: Option<String>,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Added<'a> {
    /// The new source; null with `--list`.
    added: Option<SourceName>,
    /// In order: the one that is added, then what else the page offers.
    found: &'a [Found],
}

pub(super) fn add(shell: &Shell, args: &AddArgs) -> anyhow::Result<Ending> {
    let config = shell.load()?;
    let name = args.name.as_deref().map(SourceName::parse).transpose();
    let name = name.map_err(|error| anyhow::anyhow!("--name {error}"))?;
    let fetcher = Fetcher::new(&config.fetch, identify::body_hash)?;
    let path = shell.config_path();
    let text = std::fs::read_to_string(&path)?;
    let url = edit::resolve(&text, &args.url)?;
    let found = Shell::runtime()?.block_on(find(&config, &fetcher, &args.url, &url));
    let found = match found {
        Ok(found) => found,
        Err(failure) => {
            shell
                .terminal
                .error(&format!("{}; {}", failure.what, failure.remedy));
            return Ok(Ending::Failed);
        }
    };
    let Some(feed) = found.first().filter(|_| !args.list) else {
        tell(shell, args, None, &found)?;
        return Ok(Ending::Done);
    };
    let source = NewSource {
        name,
        url: feed.url.clone(),
        title: feed.title.clone(),
    };
    let appended = edit::append_source(&text, &source)?;
    edit::write(&path, &appended.text)?;
    tell(shell, args, Some(appended.name), &found)?;
    Ok(Ending::Done)
}

fn tell(
    shell: &Shell,
    args: &AddArgs,
    added: Option<SourceName>,
    found: &[Found],
) -> anyhow::Result<()> {
    if args.json {
        return shell.terminal.json(&Added { added, found });
    }
    let mut others = found;
    if let (Some(name), [first, rest @ ..]) = (&added, found) {
        others = rest;
        let path = shell.config_path();
        shell.terminal.safe_line(&format!(
            "added `{name}` to {}: {} {}",
            path.display(),
            first.title.as_deref().unwrap_or_default(),
            first.url
        ))?;
        if !others.is_empty() {
            shell.terminal.line("the page also offers:")?;
        }
    }
    for feed in others {
        let title = feed.title.as_deref().unwrap_or("(no title)");
        shell
            .terminal
            .safe_line(&format!("  {}  {title}", feed.url))?;
    }
    Ok(())
}

/// The feed at the address, or the feeds that the page there offers: the first is sure to be one.
async fn find(
    config: &Config,
    fetcher: &Fetcher,
    written: &str,
    url: &WebUrl,
) -> Result<Vec<Found>, Failure> {
    let fetched = fetcher.page(url).await?;
    let error = match read(config, &fetched) {
        Ok(title) => {
            return Ok(vec![Found {
                url: written.to_owned(),
                title,
            }]);
        }
        Err(error) => error,
    };
    let offered = parse::discover(&fetched.body, &reading(config, &fetched));
    drop(fetched);
    let mut found = Vec::new();
    for feed in offered.iter().take(MOST_TRIED) {
        let Ok(url) = WebUrl::from_url(feed.url.clone()) else {
            continue;
        };
        let Ok(fetched) = fetcher.page(&url).await else {
            continue;
        };
        if let Ok(title) = read(config, &fetched) {
            found.push(Found {
                url: feed.url.to_string(),
                title: title.or(feed.title.clone()),
            });
            break;
        }
    }
    if found.is_empty() {
        return Err(error.failure());
    }
    let is_other = |feed: &&FoundFeed| {
        feed.found != FoundBy::CommonPath
            && found.iter().all(|first| first.url != feed.url.as_str())
    };
    let others: Vec<Found> = offered
        .iter()
        .filter(is_other)
        .map(|feed| Found {
            url: feed.url.to_string(),
            title: feed.title.clone(),
        })
        .collect();
    found.extend(others);
    Ok(found)
}

/// The title of the feed, if it is one.
fn read(config: &Config, fetched: &Fetched) -> Result<Option<String>, parse::Error> {
    Ok(parse::parse(&fetched.body, &reading(config, fetched))?
        .head
        .title)
}

fn reading<'a>(config: &'a Config, fetched: &'a Fetched) -> Reading<'a> {
    Reading {
        content_type: fetched.content_type.as_deref(),
        charset: None,
        timezone: &config.site.timezone,
        base: Some(fetched.final_url.expose()),
    }
}
