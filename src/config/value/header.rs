//! Request headers. Their values may refer to environment variables.

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

/// A field value (RFC 9110 5.5). Replaces every `${NAME}` by the environment variable. A refusal
/// does not quote the value, which may be a secret.
pub(in crate::config) fn header_value(
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
        value.push_str(&variable(name, environment)?);
        rest = after;
    }
    value.push_str(rest);
    let value = value.trim();
    if value.is_empty() || value.chars().any(char::is_control) {
        return Err(Refusal::new(
            "the value of a header, as text on one line",
            "write it in quotes, or take it from the environment: \"${TOKEN}\"",
        ));
    }
    Ok(Secret::new(value.to_owned()))
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
                format!("set {name} before feedfold starts, or take the header out"),
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
