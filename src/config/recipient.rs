//! The keys of `[[outputs]]` for outputs that are no files: `webhook` and `command`.

use std::path::{Path, PathBuf};

use super::Environment;
use super::fetch::read_headers;
use super::output::{OutputDraft, OutputKeys, OutputTarget, read_filter, read_name};
use super::problem::Refusal;
use super::rule::References;
use super::value;
use super::walk::{Table, Value};
use crate::model::{BodyTemplate, CommandLine, Means, Recipient, TemplateError, WebUrl, Webhook};

/// The keys of which an output has one: what it is.
pub(super) const KINDS: [&str; 3] = ["path", "webhook", "command"];

const ONE_KIND: &str = "one of the keys `path`, `webhook` and `command`";

/// Whether a table describes a recipient. With a path beside it, it does too: the path is refused.
pub(super) fn is_described_by(table: &Table<'_>) -> bool {
    OutputKeys::WEBHOOK.find(table).is_some() || OutputKeys::COMMAND.find(table).is_some()
}

pub(super) fn read_recipient<'a>(
    table: &Table<'a>,
    (folder, environment): (&Path, &Environment<'_>),
    references: &mut References<'a>,
) -> OutputDraft<'a> {
    let name = read_name(table);
    let kinds = [
        OutputKeys::WEBHOOK.find(table),
        OutputKeys::COMMAND.find(table),
        OutputKeys::PATH.find(table),
    ];
    let mut kinds = kinds.into_iter().flatten();
    if let Some(first) = kinds.next() {
        for other in kinds {
            other.refuse_in_file(
                Refusal::new(ONE_KIND, "remove one, or make two outputs of them")
                    .found("another of them")
                    .beside(first.span(), "the first"),
            );
        }
    }
    warn_unused_by_recipient(table);
    let filter = read_filter(table, references);
    let webhook = OutputKeys::WEBHOOK.find(table);
    let means = if let Some(value) = &webhook {
        read_webhook(table, value, environment).map(Means::Webhook)
    } else {
        refuse_without_webhook(table);
        let command = OutputKeys::COMMAND.find(table);
        command
            .and_then(|value| read_command(&value, folder))
            .map(Means::Command)
    };
    let target = match (&name, means) {
        (Some((name, _)), Some(means)) => Some(OutputTarget::Recipient(Recipient {
            name: name.clone(),
            means,
            filter,
            max_per_run: OutputKeys::MAX_PER_RUN.read_or_default(table),
            timeout: OutputKeys::TIMEOUT.read_or_default(table),
        })),
        _ => None,
    };
    OutputDraft {
        name,
        path: None,
        url: None,
        changes: None,
        target,
    }
}

fn read_webhook(
    table: &Table<'_>,
    value: &Value<'_>,
    environment: &Environment<'_>,
) -> Option<Webhook> {
    let url = value.parsed(|text| read_address(text, environment));
    let headers = read_headers(OutputKeys::HEADERS.find(table), environment);
    let has_body = OutputKeys::BODY.find(table).is_some();
    let body = OutputKeys::BODY.read(table);
    (body.is_some() || !has_body).then_some(())?;
    Some(Webhook {
        url: url?,
        headers,
        body,
    })
}

/// The address of a webhook. A refusal does not quote it: all of it may be a secret.
fn read_address(text: &str, environment: &Environment<'_>) -> Result<WebUrl, Refusal> {
    let address = value::with_references(text, environment)?;
    value::http_url(address.expose()).map_err(|_| {
        Refusal::new(
            "an http or https address, or ${NAME} for one",
            "copy the whole address that the service shows, with https://",
        )
        .found("another text")
    })
}

/// The program and its arguments.
fn read_command(value: &Value<'_>, folder: &Path) -> Option<CommandLine> {
    let read = |text: &str| {
        if text.contains('\0') {
            return Err(Refusal::new(
                "a text without NUL",
                "write it without \\u0000",
            ));
        }
        Ok(text.to_owned())
    };
    let items = value.non_empty_list();
    let words: Option<Vec<String>> = items.iter().map(|item| item.parsed(read)).collect();
    let mut words = words?.into_iter();
    let program = words.next()?;
    let arguments: Vec<String> = words.collect();
    if program.trim().is_empty() || (arguments.is_empty() && program.contains(char::is_whitespace))
    {
        value.refuse(
            Refusal::new(
                "a list: the program, then each of its arguments",
                "write command = [\"program\", \"first argument\", \"second\"]: no shell reads it",
            )
            .found("one text with blanks"),
        );
        return None;
    }
    // A name alone is looked up in PATH, as a shell does it.
    let program = if program.contains('/') {
        folder.join(program)
    } else {
        PathBuf::from(program)
    };
    Some(CommandLine {
        program,
        arguments,
        folder: folder.to_owned(),
    })
}

/// The value of `body`.
pub(super) fn body(text: &str) -> Result<BodyTemplate, Refusal> {
    let expected = "JSON with {title}, {url}, {outlet} or {summary} in its texts";
    BodyTemplate::parse(text).map_err(|error| {
        let parts: Vec<String> = BodyTemplate::PARTS
            .iter()
            .map(|part| format!("{{{part}}}"))
            .collect();
        let remedy = match error {
            TemplateError::Json(_) => {
                format!(
                    "write it in three single quotes, as '''{{\"text\": \"{{title}}\"}}'''; {error}"
                )
            }
            TemplateError::Unknown(_) | TemplateError::Constant => {
                format!("{error}: write one of {}", parts.join(" "))
            }
        };
        Refusal::new(expected, remedy)
    })
}

/// Refuses keys that only a request can use.
fn refuse_without_webhook(table: &Table<'_>) {
    let unused = [
        OutputKeys::HEADERS.find(table),
        OutputKeys::BODY.find(table),
    ];
    for value in unused.into_iter().flatten() {
        value.refuse_in_file(
            Refusal::new(
                "it beside a webhook",
                "remove it, or give the output a webhook",
            )
            .found("it beside another output"),
        );
    }
}

/// Warns of keys that a file does not use; reports wrong values of them.
pub(super) fn warn_unused_by_file(table: &Table<'_>) {
    refuse_without_webhook(table);
    let unused = [
        OutputKeys::MAX_PER_RUN
            .located(table)
            .map(|(_, value)| value),
        OutputKeys::TIMEOUT.located(table).map(|(_, value)| value),
    ];
    for value in unused.into_iter().flatten() {
        value.warn(
            Refusal::new(
                "it beside a webhook or command",
                "remove it: a file is written as a whole",
            )
            .found("it beside a path"),
        );
    }
}

/// Warns of keys that only a file uses; reports wrong values of them. `changes` and `archives` are
/// refused: whoever writes them expects something that does not happen.
fn warn_unused_by_recipient(table: &Table<'_>) {
    let refused = [
        OutputKeys::CHANGES.find(table),
        OutputKeys::ARCHIVES.find(table),
    ];
    for value in refused.into_iter().flatten() {
        value.refuse_in_file(
            Refusal::new(
                "it beside a path",
                "remove it: a webhook or command gets each new story, and each correction of it",
            )
            .found("it beside a webhook or command"),
        );
    }
    let unused = [
        OutputKeys::URL.located(table).map(|(_, value)| value),
        OutputKeys::TITLE.located(table).map(|(_, value)| value),
        OutputKeys::IDS.located(table).map(|(_, value)| value),
        OutputKeys::MAX_ENTRIES
            .located(table)
            .map(|(_, value)| value),
        OutputKeys::MAX_PER_SOURCE
            .located(table)
            .map(|(_, value)| value),
        OutputKeys::SINCE.located(table).map(|(_, value)| value),
    ];
    for value in unused.into_iter().flatten() {
        value.warn(
            Refusal::new(
                "it beside a path",
                "remove it: a webhook or command gets each story once, when it is new; `max_per_run` \
                 limits how many at a time",
            )
            .found("it beside a webhook or command"),
        );
    }
}
