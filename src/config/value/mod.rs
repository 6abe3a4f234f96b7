//! Reads single values into the types of the model.

mod address;
mod amount;
mod header;
mod listen;
mod private_host;
#[cfg(test)]
mod tests;
mod zone;

use encoding_rs::Encoding;

pub(super) use address::{SourceUrl, contact, http_url, site_url, source_url, user_agent};
pub(super) use amount::{duration, duration_within, interval, shown_duration, shown_size, size};
pub(super) use header::{header_name, header_value, is_variable_name, with_references};
pub(super) use listen::{host, listen_address};
pub(super) use private_host::allowed_private;
pub(super) use zone::{shown_timezone, timezone};

use super::problem::Refusal;
use crate::html::selector;
use crate::model::{self, Label, NameError, Pattern, Selector, is_language_tag};

/// Length of the longest free text, in characters.
pub(super) const MAX_TEXT_CHARS: usize = 500;

/// A name or label, which the constructor `parse` of the model reads.
pub(super) fn name<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, NameError>,
) -> Result<T, Refusal> {
    parse(text).map_err(|error| {
        Refusal::new(
            "a name of 1 to 100 characters on one line",
            format!("write another: this one {error}"),
        )
    })
}

/// A label.
pub(super) fn label(text: &str) -> Result<Label, Refusal> {
    name(text, Label::parse)
}

/// Text for people: one line, not empty.
pub(super) fn plain_text(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty()
        || text.chars().count() > MAX_TEXT_CHARS
        || text.chars().any(char::is_control)
    {
        return Err(Refusal::new(
            format!("a text of 1 to {MAX_TEXT_CHARS} characters on one line"),
            "write one, or remove the key where it may be left out",
        ));
    }
    Ok(text.to_owned())
}

/// A path, as written.
pub(super) fn path(text: &str) -> Result<String, Refusal> {
    if text.trim().is_empty() || text.contains('\0') || text.starts_with('~') {
        return Err(Refusal::new(
            "a file path",
            "write a path in quotes, whole or counting from the folder of this file; `~` means nothing here",
        ));
    }
    Ok(text.to_owned())
}

/// An encoding, by any of its labels in the WHATWG Encoding Standard.
pub(super) fn charset(text: &str) -> Result<&'static Encoding, Refusal> {
    Encoding::for_label_no_replacement(text.as_bytes()).ok_or_else(|| {
        Refusal::new(
            "the name of an encoding",
            "write a name browsers know, such as \"gbk\", \"gb18030\", \"big5\" or \"utf-8\"",
        )
    })
}

/// The language of `when`, by its syntax alone: publishers also write tags that ISO 639 does not
/// list, and a rule must be able to name those.
pub(super) fn language_range(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if is_language_tag(text) {
        return Ok(text.to_owned());
    }
    Err(Refusal::new("a language tag", LANGUAGE_REMEDY))
}

/// The language of the site. `publish` must be able to write it as `xml:lang`.
pub(super) fn published_language(text: &str) -> Result<String, Refusal> {
    let text = language_range(text)?;
    if model::published_language(&text).is_some() {
        return Ok(text);
    }
    Err(Refusal::new(
        "a language tag that begins with a code of ISO 639",
        LANGUAGE_REMEDY,
    ))
}

const LANGUAGE_REMEDY: &str = "write one such as \"zh-CN\" or \"en\"";

/// The refusal of a word that is not in a fixed list.
pub(super) fn not_among(words: &[&str]) -> Refusal {
    let listed: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    Refusal::new(
        format!("one of {}", listed.join(", ")),
        "write one of these words",
    )
}

/// A CSS selector.
pub(super) fn selector(text: &str) -> Result<Selector, Refusal> {
    selector::parse(text).map_err(|error| {
        Refusal::new(
            "a CSS selector",
            format!(
                "write one such as \"#content\" or \"div.article, div.TRS_Editor\": this one {error}"
            ),
        )
    })
}

/// A pattern of a rule.
pub(super) fn pattern(text: &str) -> Result<Pattern, Refusal> {
    Pattern::parse(text).map_err(|error| {
        Refusal::new(
            "a text or a /regular expression/",
            format!("correct it: this one {error}"),
        )
    })
}
