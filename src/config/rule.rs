//! Reads `[[rules]]`, and the `when` of rules and outputs.

use super::defaults;
use super::keys::{DO, FIELDS, KINDS, RULE, WHEN};
use super::problem::Refusal;
use super::source::read_labels;
use super::value;
use super::walk::{Table, Value};
use crate::model::{
    Action, Condition, Field, Label, Pattern, Rule, RuleName, Series, SourceName, Verdict,
};

/// The sources and labels that rules and outputs name, each with the value that names it. `cross_checks`
/// checks that they exist.
#[derive(Default)]
pub(super) struct References<'a> {
    pub(super) sources: Vec<(SourceName, Value<'a>)>,
    pub(super) labels: Vec<(Label, Value<'a>)>,
}

impl<'a> References<'a> {
    /// Reads the names of sources under a key.
    pub(super) fn sources(&mut self, value: Option<&Value<'a>>) -> Vec<SourceName> {
        let mut names = Vec::new();
        for item in value.map(Value::non_empty_list).unwrap_or_default() {
            if let Some(name) = item.parsed(|text| value::name(text, SourceName::parse)) {
                names.push(name.clone());
                self.sources.push((name, item));
            }
        }
        names
    }

    /// Reads the labels under a key.
    pub(super) fn labels(&mut self, value: Option<&Value<'a>>) -> Vec<Label> {
        let mut labels = Vec::new();
        for item in value.map(Value::non_empty_list).unwrap_or_default() {
            if let Some(label) = item.parsed(|text| value::name(text, Label::parse)) {
                labels.push(label.clone());
                self.labels.push((label, item));
            }
        }
        labels
    }
}

/// The valid parts of one `[[rules]]` table.
pub(super) struct RuleDraft<'a> {
    pub(super) name: Option<(RuleName, Value<'a>)>,
    pub(super) gives: Vec<Label>,
    pub(super) rule: Option<Rule>,
}

pub(super) fn read_rules<'a>(
    root: &Table<'a>,
    references: &mut References<'a>,
) -> Vec<RuleDraft<'a>> {
    root.get("rules")
        .map(|value| value.tables(&RULE))
        .unwrap_or_default()
        .iter()
        .map(|table| read_rule(table, references))
        .collect()
}

fn read_rule<'a>(table: &Table<'a>, references: &mut References<'a>) -> RuleDraft<'a> {
    let name = table
        .required("name", "name = \"ministries\"")
        .and_then(|value| {
            let name = value.parsed(|text| value::name(text, RuleName::parse))?;
            Some((name, value))
        });
    let when = table
        .required("when", WHEN.example)
        .and_then(|value| read_condition(&value, references));
    let action = table
        .required("do", DO.example)
        .and_then(|value| read_action(&value));
    let gives = action
        .as_ref()
        .map(|action| action.labels.clone())
        .unwrap_or_default();
    let rule = match (&name, when, action) {
        (Some((name, _)), Some(when), Some(action)) => Some(Rule {
            name: name.clone(),
            when,
            action,
        }),
        _ => None,
    };
    RuleDraft { name, gives, rule }
}

/// Reads a `when`, which must have at least one condition.
pub(super) fn read_condition<'a>(
    value: &Value<'a>,
    references: &mut References<'a>,
) -> Option<Condition> {
    let table = value.table(&WHEN)?;
    let patterns = |key| -> Vec<Pattern> {
        table
            .get(key)
            .iter()
            .flat_map(Value::non_empty_list)
            .filter_map(|item: Value<'_>| item.parsed(value::pattern))
            .collect()
    };
    let (any, all, none) = (patterns("any"), patterns("all"), patterns("none"));
    let on = table.get("on").map_or_else(
        || vec![defaults::ON],
        |value| {
            value
                .non_empty_list()
                .iter()
                .filter_map(read_field)
                .collect()
        },
    );
    let languages = table
        .get("language")
        .iter()
        .flat_map(Value::non_empty_list)
        .filter_map(|item| item.parsed(value::language_range))
        .collect();
    let issuers = table
        .get("issuer")
        .iter()
        .flat_map(Value::non_empty_list)
        .filter_map(|item| item.parsed(value::plain_text))
        .collect();
    let kinds = table
        .get("kind")
        .iter()
        .flat_map(Value::non_empty_list)
        .filter_map(|item| {
            item.parsed(|word| Series::parse(word).ok_or_else(|| value::not_among(KINDS)))
        })
        .collect();
    let count = |key, least| {
        table
            .get(key)
            .and_then(|value: Value<'_>| value.count(least, defaults::MOST))
            .and_then(|count| u32::try_from(count).ok())
    };
    let asks = table.has_one_of(WHEN.any_of);
    if !asks {
        value.refuse(Refusal::new("at least one condition", WHEN.example).found("none"));
        return None;
    }
    Some(Condition {
        any,
        all,
        none,
        on,
        sources: references.sources(table.get("source").as_ref()),
        labels: references.labels(table.get("label").as_ref()),
        languages,
        issuers,
        kinds,
        min_chars: count("min_chars", 1),
        min_outlets: count("min_outlets", 1),
        max_age: table
            .get("max_age")
            .and_then(|value| value.parsed(value::duration)),
    })
}

fn read_field(value: &Value<'_>) -> Option<Field> {
    value.parsed(|text| match text {
        "title" => Ok(Field::Title),
        "text" => Ok(Field::Text),
        "author" => Ok(Field::Author),
        "category" => Ok(Field::Category),
        _ => Err(value::not_among(FIELDS)),
    })
}

fn read_action(value: &Value<'_>) -> Option<Action> {
    let table = value.table(&DO)?;
    let verdict = |key, verdict| {
        let value = table.get(key)?;
        if value.flag()? {
            return Some(verdict);
        }
        value.refuse(Refusal::new("true", "write true, or remove the key"));
        None
    };
    let (keep, drop) = (
        verdict("keep", Verdict::Keep),
        verdict("drop", Verdict::Drop),
    );
    if keep.is_some() && drop.is_some() {
        value.refuse(
            Refusal::new("one of the keys `keep` and `drop`", "remove one of them").found("both"),
        );
    }
    if !table.has_one_of(DO.any_of) {
        value.refuse(Refusal::new("one of label, drop, keep, priority", DO.example).found("none"));
    }
    Some(Action {
        labels: table
            .get("label")
            .map(|value| read_labels(&value.non_empty_list()))
            .unwrap_or_default(),
        verdict: keep.or(drop),
        priority: table.get("priority").and_then(|value| value.integer()),
    })
}
