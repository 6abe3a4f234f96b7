//! Request headers, and other texts that may refer to secrets outside the configuration.

use std::path::Path;

use crate::config::Environment;
use crate::config::problem::Refusal;
use crate::model::Secret;

/// Headers that only the program may set: a wrong value would break requests, or would make them
/// unconditional.
const OWN: [&str; 10] = [
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "if-modified-since",
    "if-none-match",
    "range",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// A field name (RFC 9110 5.1).
pub(in crate::config) fn header_name(name: &str) -> Result<String, Refusal> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(Refusal::new(
            "the name of a header",
            "write one of letters, digits and hyphens, such as Authorization",
        ));
    }
    if OWN.iter().any(|own| name.eq_ignore_ascii_case(own)) {
        return Err(Refusal::new(
            "a header that feedfold does not set by itself",
            "remove it",
        ));
    }
    Ok(name.to_owned())
}

/// A field value (RFC 9110 5.5), with its references replaced.
pub(in crate::config) fn header_value(
    written: &str,
    environment: &Environment<'_>,
) -> Result<Secret, Refusal> {
    let value = with_references(written, environment)?;
    if value.expose().is_empty() || value.expose().chars().any(char::is_control) {
        return Err(Refusal::new(
            "the value of a header, as text on one line",
            "write it in quotes, or take it from the environment: \"${TOKEN}\"",
        ));
    }
    Ok(value)
}

/// A text in which each `${NAME}` is replaced by the environment variable, each `${file:PATH}` by
/// the first line of the file, and each `${credential:NAME}` by that of a credential of systemd.
/// A refusal does not quote the value, which may be a secret.
pub(in crate::config) fn with_references(
    written: &str,
    environment: &Environment<'_>,
) -> Result<Secret, Refusal> {
    let mut value = String::new();
    let mut rest = written;
    while let Some((before, after)) = rest.split_once("${") {
        value.push_str(before);
        let (name, after) = after.split_once('}').ok_or_else(|| {
            Refusal::new(
                "`}` after `${`",
                "close the name of the variable: \"${TOKEN}\"",
            )
        })?;
        value.push_str(&referred(name, environment)?);
        rest = after;
    }
    value.push_str(rest);
    Ok(Secret::new(value.trim().to_owned()))
}

/// What a reference stands for.
fn referred(name: &str, environment: &Environment<'_>) -> Result<String, Refusal> {
    match name.split_once(':') {
        Some(("file", path)) => first_line(Path::new(path)),
        Some(("credential", name)) => {
            let is_name = !name.is_empty() && !name.starts_with('.') && !name.contains('/');
            if !is_name {
                return Err(Refusal::new(
                    "the name of a credential behind `${credential:`",
                    "write the name that stands in LoadCredential= of the unit",
                ));
            }
            first_line(&Path::new(&variable(CREDENTIALS, environment)?).join(name))
        }
        _ => variable(name, environment),
    }
}

/// The variable with which systemd names the folder of the credentials of a service.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// The first line of a file that holds a secret.
fn first_line(path: &Path) -> Result<String, Refusal> {
    let refused = |found: String| {
        let expected = format!("a secret in the first line of {}", path.display());
        let remedy = "write it there, and let only the user of feedfold read the file";
        Refusal::new(expected, remedy).found(found)
    };
    if !path.is_absolute() {
        return Err(Refusal::new(
            "an absolute path behind `${file:`",
            "write it from the root: \"${file:/etc/feedfold/token}\"",
        )
        .found("another path"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| refused(error.to_string()))?;
    match text.lines().next().map(str::trim) {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(refused("an empty line".to_owned())),
    }
}

fn variable(name: &str, environment: &Environment<'_>) -> Result<String, Refusal> {
    if !is_variable_name(name) {
        return Err(Refusal::new(
            "the name of an environment variable between `${` and `}`",
            "write one of letters, digits and underscores: \"${TOKEN}\"",
        ));
    }
    environment(name)
        .filter(|value| !value.trim().is_empty())
        .ok_or_else(|| {
            Refusal::new(
                format!("the environment variable {name}"),
                format!("set {name} before feedfold starts, or remove what names it"),
            )
            .found("none: it is not set")
        })
}

/// Whether a text can be the name of an environment variable.
pub(in crate::config) fn is_variable_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|char: char| char.is_ascii_digit())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
