//! `[serve]`: where `feedfold serve` listens, which names it answers to, and who may edit.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Host;

use super::Environment;
use super::keys::{HTTP, RootKeys};
use super::problem::Refusal;
use super::readers::{Text, Texts, Word, duration, shaped, text, texts, word};
use super::typed::{Written, keys};
use super::value;
use super::walk::Table;
use crate::model::{Editing, PasswordFrom, Secret, ServePolicy, WebUrl};

/// Fewest characters of a password.
const SHORTEST_PASSWORD: usize = 8;

keys! {
    /// How `feedfold serve` answers.
    ServeKeys("serve", "[serve]") {
        example: "write a line [serve] and the keys below it",
    }

    /// Address and port to listen on.
    ADDRESS: Text<SocketAddr> = "address", text(value::listen_address),
        default ServePolicy::ADDRESS;
    /// Further names of this server, as a proxy or another machine calls it.
    HOSTS: Texts<Host> = "hosts", texts(value::host),
        without "localhost, the address, the host of [site] url";
    /// Public address of this server: WebSub hubs then push to watch --serve, and it polls less.
    URL: Text<WebUrl> = "url", shaped(HTTP, value::site_url), without "none";
    /// /healthz fails when a source has been due for longer than this and no run came.
    LATE_AFTER: Text<Duration> = "late_after", duration(value::duration),
        default ServePolicy::LATE_AFTER;
    /// Forms for editing: "on", for whoever has the password, else at this machine; or "off".
    EDITING: Text<Editing> = "editing", word(), default Editing::On;
    /// The variable of the environment that holds the password for editing, as "${NAME}".
    PASSWORD: Text<String> = "password", text(variable), without "none";
    /// Without password: a file with it in the first line, also "${CREDENTIALS_DIRECTORY}/…".
    PASSWORD_FILE: Text<String> = "password_file", text(value::path), without "none";
}

impl Word for Editing {
    fn all() -> Vec<(&'static str, Self)> {
        vec![("on", Self::On), ("off", Self::Off)]
    }
}

pub(super) fn read_serve(root: &Table<'_>, folder: &Path) -> ServePolicy {
    let table = RootKeys::SERVE.table_or_empty(root);
    let variable = ServeKeys::PASSWORD.read(&table);
    let file = ServeKeys::PASSWORD_FILE.read(&table);
    ServePolicy {
        editing: ServeKeys::EDITING.read_or_default(&table),
        password: variable
            .map(PasswordFrom::Variable)
            .or_else(|| file.map(|path| password_file(&path, folder))),
        address: ServeKeys::ADDRESS.read_or_default(&table),
        hosts: ServeKeys::HOSTS.read(&table).unwrap_or_default(),
        url: ServeKeys::URL.read(&table),
        late_after: ServeKeys::LATE_AFTER.read_or_default(&table),
    }
}

impl Written for SocketAddr {
    fn written(&self) -> String {
        self.to_string()
    }
}

/// The name in `${NAME}`. A password itself does not belong in a file that many may read, and that
/// people copy and publish.
fn variable(text: &str) -> Result<String, Refusal> {
    let name = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'));
    name.filter(|name| value::is_variable_name(name))
        .map(str::to_owned)
        .ok_or_else(|| {
            Refusal::new(
                "the name of an environment variable, as \"${FEEDFOLD_PASSWORD}\"",
                "set the variable for `feedfold serve`, or write password_file = \"…\"",
            )
            .found("another text")
        })
}

fn password_file(text: &str, folder: &Path) -> PasswordFrom {
    let below = text
        .strip_prefix("${")
        .and_then(|rest| rest.split_once("}/"));
    match below {
        Some((name, path)) => PasswordFrom::FileBelow(name.to_owned(), path.into()),
        None => PasswordFrom::File(folder.join(text)),
    }
}

/// Reads the password for editing, or says why it cannot be read and what to do. The message has no
/// part of the password.
pub fn read_password(from: &PasswordFrom, environment: &Environment<'_>) -> Result<Secret, String> {
    let variable = |name: &str| {
        environment(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| format!("the environment variable {name} is not set"))
    };
    let (text, place) = match from {
        PasswordFrom::Variable(name) => (variable(name)?, format!("environment variable {name}")),
        PasswordFrom::File(path) => read_file(path)?,
        PasswordFrom::FileBelow(name, path) => {
            read_file(&PathBuf::from(variable(name)?).join(path))?
        }
    };
    let password = text.lines().next().unwrap_or_default();
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(format!(
            "the password in {place} has fewer than {SHORTEST_PASSWORD} characters: choose a longer \
             one"
        ));
    }
    Ok(Secret::new(password.to_owned()))
}

/// The text of a file, and its name for messages.
fn read_file(path: &Path) -> Result<(String, String), String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok((text, path.display().to_string())),
        Err(error) => Err(format!(
            "the password file {} cannot be read: {error}",
            path.display()
        )),
    }
}
