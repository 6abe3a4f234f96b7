//! Reads and replaces the configuration file, for the commands that edit it.

use std::io::ErrorKind;
use std::path::Path;

use super::Shell;
use crate::config::edit;
use crate::config::{self, Config, Problems};

/// Reads the text of the configuration.
pub(super) fn read(shell: &Shell) -> anyhow::Result<String> {
    let path = shell.config_path();
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == ErrorKind::InvalidData => Err(anyhow::anyhow!(
            "{} is not text in UTF-8; save it as UTF-8 first (`feedfold check` shows the place)",
            path.display()
        )),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(config::Error::Missing { path }.into())
        }
        Err(cause) => Err(config::Error::Unreadable { path, cause }.into()),
    }
}

/// Checks a text as the new content of the configuration.
pub(super) fn parse(shell: &Shell, text: &str) -> Result<Config, Problems> {
    let path = shell.config_path();
    let shown = path.display().to_string();
    // If there is no current folder, the paths stay relative. Callers here do not use them.
    let own_path = std::path::absolute(&path).unwrap_or(path);
    Config::from_bytes(text.as_bytes(), &shown, &own_path, &environment)
}

/// Replaces the configuration by an edited text, if that is a valid configuration. Otherwise
/// returns the problems of the edited text.
pub(super) fn replace(shell: &Shell, text: &str) -> anyhow::Result<()> {
    let path = shell.config_path();
    if let Err(problems) = parse(shell, text) {
        shell.terminal.error(&format!(
            "{} stays as it is, since the edited configuration would be wrong; correct this first:",
            path.display()
        ));
        return Err(config::Error::Invalid(problems).into());
    }
    edit::write(&path, text)?;
    Ok(())
}

/// The command line that runs the program on this configuration.
pub(super) fn command(path: &Path) -> String {
    if path == Path::new("feeds.toml") {
        return "feedfold".to_owned();
    }
    format!(
        "feedfold --config {}",
        super::terminal::shell_quoted(&path.display().to_string())
    )
}

/// A variable of the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "the shell hands the environment to `config`"
)]
pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
