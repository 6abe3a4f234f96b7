//! `search`: finds stories by title, issuer, document title or official number.

use clap::Args;

use super::stories::{self, Shown};
use super::{Ending, Shell, plan};
use crate::pipeline;
use crate::store::Store;

const EXAMPLES: &str = "\
Examples:
  feedfold search 反渗透膜                       in titles and in the titles of documents
  feedfold search 工信部 数据                    every word, and an issuer by any of its names
  feedfold search \"国办函[2006]82号\"             a number in any spelling finds its document
  feedfold search \"十三届全国政协四次会议第1323号提案\"";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SearchArgs {
    /// Words that a title or the issuer holds, every one of them; or an official number
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,

    /// How many, newest first
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,

    /// Print one JSON array
    #[arg(long)]
    json: bool,
}

pub(super) fn search(shell: &Shell, args: &SearchArgs) -> anyhow::Result<Ending> {
    let query = args.query.join(" ");
    if query.trim().is_empty() {
        shell.terminal.error("nothing to look for: give a word");
        return Ok(Ending::Usage);
    }
    let config = shell.load()?;
    let store = Store::open_to_read(&config.store_path)?;
    let found = pipeline::search(plan(&config), &store, &query, args.limit, shell.now())?;
    if args.json {
        let listed: Vec<_> = found.iter().map(Shown::of).collect();
        shell.terminal.json(&listed)?;
        return Ok(Ending::Done);
    }
    if found.is_empty() {
        shell
            .terminal
            .safe_line(&format!(
                "no story is found by `{query}`: search looks through titles, issuers, document titles and \
                 official numbers, not the texts"
            ))?;
        return Ok(Ending::Done);
    }
    let table = stories::list(shell, &found, &config.site.timezone);
    shell.terminal.line(&table)?;
    Ok(Ending::Done)
}
