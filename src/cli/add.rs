//! `add`: finds the feed behind an address and appends it to the configuration.

use clap::Args;
use serde::Serialize;

use super::{Ending, Shell};
use crate::config::edit::{self, EditError, NewSource};
use crate::config::{self, Config};
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
    let name = match args.name.as_deref().map(SourceName::parse).transpose() {
        Ok(name) => name,
        Err(error) => return Ok(refused(shell, &format!("--name {error}; write another"))),
    };
    let text = read_text(shell)?;
    let url = match edit::resolve(&text, &args.url) {
        Ok(url) => url,
        Err(error) => return Ok(refused(shell, &error.to_string())),
    };
    let mut source = NewSource {
        name,
        url: args.url.clone(),
        title: None,
    };
    // What is there already need not be asked for. The title may yet make a name.
    if !args.list
        && let Err(error) = edit::append_source(&text, &source)
        && !matches!(error, EditError::NoName(_))
    {
        return Ok(refused(shell, &error.to_string()));
    }
    let fetcher = Fetcher::new(&config.fetch, identify::body_hash)?;
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
    source.url.clone_from(&feed.url);
    source.title.clone_from(&feed.title);
    match append(shell, &source)? {
        Ok(name) => {
            tell(shell, args, Some(name), &found)?;
            Ok(Ending::Done)
        }
        Err(error) => Ok(refused(shell, &error.to_string())),
    }
}

/// Says why nothing was asked or written: the command line or the configuration is to be corrected.
fn refused(shell: &Shell, why: &str) -> Ending {
    shell.terminal.error(why);
    Ending::Usage
}

fn read_text(shell: &Shell) -> anyhow::Result<String> {
    let path = shell.config_path();
    std::fs::read_to_string(&path).map_err(|error| {
        anyhow::anyhow!(
            "cannot read the configuration {}: {error}; make it readable for this user",
            path.display()
        )
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the shell hands the environment to `config`"
)]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Writes the source into the file as it stands now: somebody may have changed it while the network
/// was asked.
fn append(shell: &Shell, source: &NewSource) -> anyhow::Result<Result<SourceName, EditError>> {
    let _turn = edit::turn(&shell.config_path());
    let appended = match edit::append_source(&read_text(shell)?, source) {
        Ok(appended) => appended,
        Err(error) => return Ok(Err(error)),
    };
    let path = shell.config_path();
    let own_path = std::path::absolute(&path)?;
    let shown = path.display().to_string();
    let bytes = appended.text.as_bytes();
    Config::from_bytes(bytes, &shown, &own_path, &environment).map_err(config::Error::Invalid)?;
    edit::write(&path, &appended.text)?;
    Ok(Ok(appended.name))
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
    let mut unreadable = None;
    for feed in offered.iter().take(MOST_TRIED) {
        let Ok(url) = WebUrl::from_url(feed.url.clone()) else {
            continue;
        };
        let tried = match fetcher.page(&url).await {
            Ok(fetched) => read(config, &fetched).map_err(|error| error.failure()),
            Err(failure) => Err(failure),
        };
        match tried {
            Ok(title) => {
                found.push(Found {
                    url: feed.url.to_string(),
                    title: title.or(feed.title.clone()),
                });
                break;
            }
            Err(failure) if feed.found != FoundBy::CommonPath && unreadable.is_none() => {
                unreadable = Some(Failure {
                    what: format!("the page offers {url}, but {}", failure.what),
                    ..failure
                });
            }
            Err(_) => {}
        }
    }
    if found.is_empty() {
        return Err(unreadable.unwrap_or_else(|| none_found(&error, &offered)));
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

/// Why there is no feed, once what a page offers and the usual places have been tried.
fn none_found(error: &parse::Error, offered: &[FoundFeed]) -> Failure {
    let failure = error.failure();
    if !matches!(error, parse::Error::WebPage { .. }) {
        return failure;
    }
    let tried: Vec<&str> = offered
        .iter()
        .take(MOST_TRIED)
        .map(|feed| feed.url.path())
        .collect();
    Failure {
        remedy: format!(
            "it names no feed, and there is none at {}: look for the address of a feed on the site \
             and add that, or a route of RSSHub (docs.rsshub.app)",
            tried.join(", ")
        ),
        ..failure
    }
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
