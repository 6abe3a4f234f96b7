//! `init`: writes a commented first configuration.

use clap::Args;

use super::{ExitStatus, Shell, configuration};
use crate::config::edit;
use crate::config::{self, NewSite, STARTER_OUTPUT};

const EXAMPLES: &str = "\
Example:
  feedfold init --title 'Curated finance' --url https://feeds.example.org/ --author Desk
  feedfold add https://www.example.org/news
  feedfold run

The file is ./feeds.toml, unless --config or $FEEDFOLD_CONFIG names another. Nothing is overwritten.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct InitArgs {
    /// Title of the published feed
    #[arg(long)]
    title: Option<String>,

    /// Address of the folder in which your web server will show the feed
    #[arg(long)]
    url: Option<String>,

    /// Who publishes: a person or a desk
    #[arg(long)]
    author: Option<String>,
}

pub(super) fn init(shell: &Shell, args: &InitArgs) -> anyhow::Result<ExitStatus> {
    let path = shell.config_path();
    let text = config::starter(&NewSite {
        title: args.title.as_deref(),
        url: args.url.as_deref(),
        author: args.author.as_deref(),
    });
    if let Err(problems) = configuration::parse(shell, &text) {
        for problem in problems.iter() {
            // The options of this command have the names of the keys of [site].
            let key = problem.key.as_deref().unwrap_or_default();
            let option = key.rsplit('.').next().unwrap_or_default();
            shell.terminal.error(&format!(
                "--{option}: expected {}, found {}; {}",
                problem.expected, problem.found, problem.remedy
            ));
        }
        return Ok(ExitStatus::Usage);
    }
    match edit::create(&path, &text) {
        Ok(()) => {}
        Err(error) if error.is_already_there() => {
            shell.terminal.error(&format!(
                "{} is there already and stays as it is; edit it, or name another file with --config",
                path.display()
            ));
            return Ok(ExitStatus::Failed);
        }
        Err(error) => return Err(error.into()),
    }
    print_next_steps(shell, args)?;
    Ok(ExitStatus::Done)
}

/// Says what to do after `init`.
fn print_next_steps(shell: &Shell, args: &InitArgs) -> anyhow::Result<()> {
    let path = shell.config_path();
    let command = configuration::command(&path);
    let open: Vec<&str> = [
        ("title", args.title.is_none()),
        ("url", args.url.is_none()),
        ("author", args.author.is_none()),
    ]
    .into_iter()
    .filter_map(|(key, is_open)| is_open.then_some(key))
    .collect();
    let mut lines = vec![format!("wrote {}", path.display())];
    if !open.is_empty() {
        lines.push(format!(
            "Its [site] table holds examples: set {} before you publish.",
            open.join(", ")
        ));
    }
    lines.push("Next:".to_owned());
    lines.push(format!(
        "  {command} add https://www.example.org/news   # finds the feed behind a page and adds it"
    ));
    lines.push(format!(
        "  {command} run                                # reads the sources and writes {STARTER_OUTPUT}"
    ));
    for line in lines {
        shell.terminal.safe_line(&line)?;
    }
    Ok(())
}
