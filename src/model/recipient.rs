//! Outputs that are no files: programs and web services that get each story as a message.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use super::{ChangeRow, Header, OutputName, StoryFilter, StoryId, Timestamp, WebUrl};

/// One `[[outputs]]` table with `webhook` or `command`, checked.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// Unique among all outputs and stable: part of the identity of its messages.
    pub name: OutputName,
    /// How it gets messages.
    pub means: Means,
    /// The stories it gets.
    pub filter: StoryFilter,
    /// Most messages that one run sends to it.
    pub max_per_run: usize,
    /// How long one message may take.
    pub timeout: Duration,
}

/// How a recipient gets messages.
#[derive(Debug, Clone)]
pub enum Means {
    /// A POST request for each message.
    Webhook(Webhook),
    /// A process for each message, which reads it from its standard input.
    Command(CommandLine),
}

/// Where and how messages are posted.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// The address. It may be a secret as a whole: many services put their token into its path.
    pub url: WebUrl,
    /// Headers of the request.
    pub headers: Vec<Header>,
    /// What is posted; `None` for the item of JSON Feed itself.
    pub body: Option<BodyTemplate>,
}

/// A program and its arguments. No shell reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// A path, or a name that is looked up in `PATH`.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The folder in which it runs: that of the configuration.
    pub folder: PathBuf,
}

/// A JSON document in whose texts names in braces, as `{title}`, stand for parts of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct BodyTemplate(Value);

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// It is no JSON.
    #[error("it is not JSON: {0}")]
    Json(String),
    /// It names a part that messages do not have.
    #[error("a message has no part `{0}`")]
    Unknown(String),
    /// It names no part, so that all messages would be the same.
    #[error("it has none of the parts of a message")]
    Constant,
}

impl BodyTemplate {
    /// The parts of a message that a template may name.
    pub const PARTS: [&'static str; 8] = [
        "title",
        "url",
        "outlet",
        "summary",
        "id",
        "date_published",
        "date_modified",
        "output",
    ];

    /// Reads a template. Fails if the text is not JSON, names a part that no message has, or names
    /// none.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let template: Value =
            serde_json::from_str(text).map_err(|error| TemplateError::Json(error.to_string()))?;
        let mut named = Vec::new();
        let template = Self(template);
        template.fill(&mut |name| {
            named.push(name.to_owned());
            String::new()
        });
        let is_unknown = |name: &&String| !Self::PARTS.contains(&name.as_str());
        match named.iter().find(is_unknown) {
            Some(unknown) => Err(TemplateError::Unknown(unknown.clone())),
            None if named.is_empty() => Err(TemplateError::Constant),
            None => Ok(template),
        }
    }

    /// The document with the text that `part` returns in the place of each name. Braces around
    /// anything but a name of small letters and `_` stay as they are.
    pub fn fill(&self, part: &mut dyn FnMut(&str) -> String) -> Value {
        filled(&self.0, part)
    }
}

fn filled(template: &Value, part: &mut dyn FnMut(&str) -> String) -> Value {
    match template {
        Value::String(text) => Value::String(filled_text(text, part)),
        Value::Array(items) => items.iter().map(|item| filled(item, part)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), filled(value, part)))
            .collect(),
        other => other.clone(),
    }
}

fn filled_text(template: &str, part: &mut dyn FnMut(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        if let Some((name, behind)) = after.split_once('}').filter(|(name, _)| is_name(name)) {
            out.push_str(&part(name));
            rest = behind;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn is_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    !name.is_empty() && name.bytes().all(is_part)
}

/// A message that waits in the queue of a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its row in the queue.
    pub row: MessageRow,
    /// The story that it is about.
    pub story: StoryId,
    /// The change of the story that it is about; `None` for the story itself.
    pub change: Option<ChangeRow>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it failed first.
    pub failed_since: Option<Timestamp>,
    /// When it entered the queue.
    pub queued_at: Timestamp,
}

/// The row of a message in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageRow(pub i64);

/// What the store knows of a recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecipientState {
    /// Messages in its queue.
    pub queued: u64,
    /// Messages it has taken, ever.
    pub sent: u64,
    /// Attempts that failed, ever.
    pub failed: u64,
    /// Messages that were given up, ever.
    pub given_up: u64,
    /// The present series of failed attempts; `None` if the last attempt succeeded.
    pub trouble: Option<DeliveryTrouble>,
    /// The last message that was given up.
    pub last_given_up: Option<Timestamp>,
}

/// A series of failed attempts without a success between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryTrouble {
    /// When the first one failed.
    pub since: Timestamp,
    /// How many failed.
    pub failures: u32,
    /// Before this time there is no other attempt.
    pub retry_at: Timestamp,
    /// What the last one met.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{BodyTemplate, TemplateError};

    #[test]
    fn names_in_braces_become_parts_of_the_message_and_other_braces_stay() {
        let template =
            r#"{"a": ["{title}: {url}", 1, null], "b": "{} {A} {x y} {", "{title}": "}"}"#;
        let template = BodyTemplate::parse(template).unwrap();
        let filled = template.fill(&mut |name| format!("<{name}\">"));
        let expected = json!({
            "a": ["<title\">: <url\">", 1, null], "b": "{} {A} {x y} {", "{title}": "}"
        });
        assert_eq!(filled, expected);
    }

    #[test]
    fn what_stands_for_a_name_is_not_read_again() {
        let template = BodyTemplate::parse(r#"{"a": "{title}"}"#).unwrap();
        let filled = template.fill(&mut |_| "{url}".to_owned());
        assert_eq!(filled, json!({ "a": "{url}" }));
    }

    #[test]
    fn a_template_without_a_part_or_with_an_unknown_one_is_refused() {
        assert_eq!(
            BodyTemplate::parse(r#"{"a": "{titel}"}"#),
            Err(TemplateError::Unknown("titel".to_owned()))
        );
        assert_eq!(
            BodyTemplate::parse(r#"{"a": "b"}"#),
            Err(TemplateError::Constant)
        );
        assert!(matches!(
            BodyTemplate::parse("{title}"),
            Err(TemplateError::Json(_))
        ));
    }
}
