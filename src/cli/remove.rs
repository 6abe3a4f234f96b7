//! `remove` and `disable`: remove a source from the configuration, or stop reading it.

use clap::Args;

use super::{ExitStatus, Shell, configuration};
use crate::config::edit::{self, EditError, Edited};

const REMOVE_EXAMPLES: &str = "\
The stories of the source leave the outputs at the next `run` or `publish`, except those that other \
sources carry too. The store keeps its entries: add the source again under the same name, and \
feedfold goes on with them. `feedfold disable NAME` stops reading a source and keeps its stories \
published.

Example:
  feedfold remove example-news";

#[derive(Debug, Args)]
#[command(after_help = REMOVE_EXAMPLES)]
pub(super) struct RemoveArgs {
    /// Name of the source, as `feedfold check` lists it
    name: String,
}

const DISABLE_EXAMPLES: &str = "\
feedfold stops reading the source. Its stories stay published.

Examples:
  feedfold disable example-news
  feedfold disable example-news --undo    read it again";

#[derive(Debug, Args)]
#[command(after_help = DISABLE_EXAMPLES)]
pub(super) struct DisableArgs {
    /// Name of the source, as `feedfold check` lists it
    name: String,

    /// Take it back: read the source again
    #[arg(long)]
    undo: bool,
}

pub(super) fn remove(shell: &Shell, args: &RemoveArgs) -> anyhow::Result<ExitStatus> {
    let path = shell.config_path();
    let _lock = edit::lock(&path);
    let name = args.name.trim();
    match edit::remove_source(&configuration::read(shell)?, name) {
        Ok(text) => configuration::replace(shell, &text)?,
        Err(error) => return Ok(refused(shell, &error)),
    }
    shell.terminal.safe_line(&format!(
        "removed `{name}` from {}: its stories leave the outputs at the next `run` or `publish`, \
         except those that other sources carry too; the store keeps its entries",
        path.display()
    ))?;
    Ok(ExitStatus::Done)
}

pub(super) fn disable(shell: &Shell, args: &DisableArgs) -> anyhow::Result<ExitStatus> {
    let path = shell.config_path();
    let _lock = edit::lock(&path);
    let name = args.name.trim();
    let text = configuration::read(shell)?;
    let edited = if args.undo {
        edit::enable_source(&text, name)
    } else {
        edit::disable_source(&text, name)
    };
    let file = path.display();
    match edited {
        Err(error) => return Ok(refused(shell, &error)),
        Ok(Edited::Changed(text)) => configuration::replace(shell, &text)?,
        Ok(Edited::Unchanged) if args.undo => {
            shell.terminal.error(&format!(
                "nothing to take back: `{name}` is not disabled in {file}"
            ));
            return Ok(ExitStatus::Failed);
        }
        Ok(Edited::Unchanged) => {
            shell
                .terminal
                .safe_line(&format!("`{name}` is disabled in {file} already"))?;
            return Ok(ExitStatus::Done);
        }
    }
    let done = if args.undo {
        format!("enabled `{name}` in {file}: the next `run` reads it")
    } else {
        format!(
            "disabled `{name}` in {file}: it is not read any more, and its stories stay published; \
             `{} disable {} --undo` takes it back",
            configuration::command(&path),
            super::terminal::shell_quoted(name)
        )
    };
    shell.terminal.safe_line(&done)?;
    Ok(ExitStatus::Done)
}

fn refused(shell: &Shell, error: &EditError) -> ExitStatus {
    let path = shell.config_path();
    shell
        .terminal
        .error(&format!("{} stays as it is: {error}", path.display()));
    ExitStatus::Usage
}
