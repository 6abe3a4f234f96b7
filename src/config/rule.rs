//! `[[rules]]` with their `when` and `do`; outputs have a `when` too.

use std::time::Duration;

use super::keys::{Demand, MOST, RootKeys};
use super::problem::Refusal;
use super::readers::{
    Count, INTEGER, Plain, SubTable, TRUE, Text, Texts, Word, count, duration, non_empty_texts,
    table, text, words,
};
use super::source::without_repeats;
use super::typed::keys;
use super::value;
use super::walk::{Table, Value};
use crate::model::{
    Action, Condition, Field, Label, Pattern, Rule, RuleName, Series, SourceName, Verdict,
};

keys! {
    /// Curation, in order: when all given conditions hold on one member of a story.
    RuleKeys("rule", "[[rules]]") {
        example: "write a line [[rules]] before each rule, and name, when and do below it",
    }

    /// Unique; shown wherever the rule decided something.
    NAME: Text<RuleName> = "name", text(|text| value::name(text, RuleName::parse)),
        required "name = \"ministries\"";
    WHEN: SubTable = "when", table(&WhenKeys::TABLE), required WhenKeys::TABLE.example;
    DO: SubTable = "do", table(&DoKeys::TABLE), required DoKeys::TABLE.example;
}

keys! {
    /// Conditions, all of which must hold.
    WhenKeys("when", "when") {
        example: "write when = { any = [\"text\", \"/regular expression/\"] }",
        demand: Demand::AnyWithoutDefault,
    }

    /// One of these texts or /expressions/ is found.
    ANY: Texts<Pattern> = "any", non_empty_texts(value::pattern), without "not asked";
    /// Each of these is found.
    ALL: Texts<Pattern> = "all", non_empty_texts(value::pattern), without "not asked";
    /// None of these is found.
    NONE: Texts<Pattern> = "none", non_empty_texts(value::pattern), without "not asked";
    /// Where any, all and none look.
    // The title alone, because a text also mentions things that it is not about.
    ON: Texts<Field> = "on", words(), default vec![Field::Title];
    /// It came by one of these sources.
    SOURCE: Texts<SourceName> = "source",
        non_empty_texts(|text| value::name(text, SourceName::parse)), without "not asked";
    /// It has one of these labels.
    LABEL: Texts<Label> = "label", non_empty_texts(value::label), without "not asked";
    /// It is in one of these languages.
    LANGUAGE: Texts<String> = "language", non_empty_texts(value::language_range),
        without "not asked";
    /// Its official document was issued by one of these, by any name of theirs.
    ISSUER: Texts<String> = "issuer", non_empty_texts(value::plain_text), without "not asked";
    /// Its official document bears a number of one of these kinds.
    KIND: Texts<Series> = "kind", words(), without "not asked";
    /// Fewest characters of text.
    MIN_CHARS: Count<u32> = "min_chars", count(1, MOST), without "not asked";
    /// Most characters of text.
    MAX_CHARS: Count<u32> = "max_chars", count(1, MOST), without "not asked";
    /// Fewest outlets that carry the story.
    MIN_OUTLETS: Count<u32> = "min_outlets", count(1, MOST), without "not asked";
    /// Greatest age of the story.
    MAX_AGE: Text<Duration> = "max_age", duration(value::duration), without "not asked";
}

keys! {
    /// What a rule does with a story.
    DoKeys("do", "do") {
        example: "write do = { label = [\"word\"] }",
        demand: Demand::AnyWithoutDefault,
        not_both: &["keep", "drop"],
    }

    /// Gives these labels.
    LABEL: Texts<Label> = "label", non_empty_texts(value::label), without "nothing";
    /// Does not publish it, unless a rule keeps it.
    DROP: Plain<()> = "drop", TRUE, without "nothing";
    /// Publishes it, whatever other rules say.
    KEEP: Plain<()> = "keep", TRUE, without "nothing";
    /// Priority of the entries that meet the rule, instead of that of their source.
    PRIORITY: Plain<i32> = "priority", INTEGER, without "nothing";
}

impl Word for Field {
    fn all() -> Vec<(&'static str, Self)> {
        Self::ALL.map(|field| (field.as_str(), field)).to_vec()
    }
}

impl Word for Series {
    fn all() -> Vec<(&'static str, Self)> {
        Self::ALL.map(|series| (series.as_str(), series)).to_vec()
    }
}

/// The sources and labels that rules and outputs name, each with the value that names it.
/// `cross_checks` checks that they exist.
#[derive(Default)]
pub(super) struct References<'a> {
    pub(super) sources: Vec<(SourceName, Value<'a>)>,
    pub(super) labels: Vec<(Label, Value<'a>)>,
}

impl<'a> References<'a> {
    /// Notes the sources that a key names, and returns their names.
    pub(super) fn sources(&mut self, named: Vec<(SourceName, Value<'a>)>) -> Vec<SourceName> {
        let names = named.iter().map(|(name, _)| name.clone()).collect();
        self.sources.extend(named);
        names
    }

    /// Notes the labels that a key names, and returns them.
    pub(super) fn labels(&mut self, named: Vec<(Label, Value<'a>)>) -> Vec<Label> {
        let labels = named.iter().map(|(label, _)| label.clone()).collect();
        self.labels.extend(named);
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
    let tables = RootKeys::RULES.tables(root);
    tables
        .iter()
        .map(|table| read_rule(table, references))
        .collect()
}

fn read_rule<'a>(table: &Table<'a>, references: &mut References<'a>) -> RuleDraft<'a> {
    let name = RuleKeys::NAME.located(table);
    let when = RuleKeys::WHEN
        .table(table)
        .and_then(|when| read_condition(&when, references));
    let action = RuleKeys::DO.table(table).map(|action| read_action(&action));
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
    table: &Table<'a>,
    references: &mut References<'a>,
) -> Option<Condition> {
    let condition = Condition {
        any: WhenKeys::ANY.read(table).unwrap_or_default(),
        all: WhenKeys::ALL.read(table).unwrap_or_default(),
        none: WhenKeys::NONE.read(table).unwrap_or_default(),
        on: WhenKeys::ON.read_or_default(table),
        languages: WhenKeys::LANGUAGE.read(table).unwrap_or_default(),
        issuers: WhenKeys::ISSUER.read(table).unwrap_or_default(),
        kinds: WhenKeys::KIND.read(table).unwrap_or_default(),
        sources: references.sources(WhenKeys::SOURCE.elements(table)),
        labels: references.labels(WhenKeys::LABEL.elements(table)),
        min_chars: WhenKeys::MIN_CHARS.read(table),
        max_chars: WhenKeys::MAX_CHARS.read(table),
        min_outlets: WhenKeys::MIN_OUTLETS.read(table),
        max_age: WhenKeys::MAX_AGE.read(table),
    };
    if !table.has_one_of(WhenKeys::TABLE.without_default()) {
        let expected = "at least one condition";
        table.refuse(Refusal::new(expected, WhenKeys::TABLE.example).found("none"));
        return None;
    }
    warn_crossed_lengths(table, &condition);
    Some(condition)
}

/// Warns of a greatest length below the least one: no entry meets both.
fn warn_crossed_lengths(table: &Table<'_>, condition: &Condition) {
    let (Some(least), Some(most)) = (condition.min_chars, condition.max_chars) else {
        return;
    };
    if let Some(value) = WhenKeys::MAX_CHARS.find(table).filter(|_| most < least) {
        value.warn(
            Refusal::new(
                format!("at least {least}, which is min_chars"),
                "raise max_chars or lower min_chars: no text is that long and that short",
            )
            .found(most.to_string()),
        );
    }
}

fn read_action(table: &Table<'_>) -> Action {
    let keep = DoKeys::KEEP.read(table).map(|()| Verdict::Keep);
    let drop = DoKeys::DROP.read(table).map(|()| Verdict::Drop);
    if keep.is_some() && drop.is_some() {
        let expected = "one of the keys `keep` and `drop`";
        table.refuse(Refusal::new(expected, "remove one of them").found("both"));
    }
    if !table.has_one_of(DoKeys::TABLE.without_default()) {
        let keys: Vec<&str> = DoKeys::TABLE.without_default().collect();
        let expected = format!("one of {}", keys.join(", "));
        table.refuse(Refusal::new(expected, DoKeys::TABLE.example).found("none"));
    }
    Action {
        labels: without_repeats(DoKeys::LABEL.read(table)),
        verdict: keep.or(drop),
        priority: DoKeys::PRIORITY.read(table),
    }
}
