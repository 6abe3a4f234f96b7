mod conditions;
mod explained;

use std::borrow::Cow;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::model::{Action, Category, Field, Pattern, Series, SourceName};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// A member that owns what [`MemberFacts`] borrows.
#[derive(Debug, Clone)]
struct Owned {
    source: SourceName,
    outlet: String,
    title: String,
    text: String,
    authors: Vec<String>,
    categories: Vec<Category>,
    link: Option<String>,
    language: Option<String>,
    issuers: Vec<&'static str>,
    kinds: Vec<Series>,
    chars: u32,
    labels: Vec<Label>,
}

fn labels(names: &[&str]) -> Vec<Label> {
    names
        .iter()
        .map(|name| Label::parse(name).unwrap())
        .collect()
}

fn patterns(written: &[&str]) -> Vec<Pattern> {
    written
        .iter()
        .map(|written| Pattern::parse(written).unwrap())
        .collect()
}

fn source(name: &str) -> SourceName {
    SourceName::parse(name).unwrap()
}

/// The ministry's own notice.
fn notice() -> Owned {
    Owned {
        source: source("miit"),
        outlet: "MIIT".to_owned(),
        title: "ＭＩＩＴ answers Proposal　12".to_owned(),
        text: "The reply covers batteries.".to_owned(),
        authors: vec!["Desk A".to_owned(), "Desk B".to_owned()],
        categories: vec![Category {
            term: "reply-07".to_owned(),
            scheme: None,
            label: Some("Replies".to_owned()),
        }],
        link: Some("https://www.miit.example/zwgk/%E7%AD%94%E5%A4%8D/Reply-12.html".to_owned()),
        language: Some("zh_Hans-CN".to_owned()),
        issuers: Vec::new(),
        kinds: Vec::new(),
        chars: 400,
        labels: labels(&["official"]),
    }
}

/// A repost of it with an advert.
fn repost() -> Owned {
    Owned {
        source: source("gazette"),
        outlet: "Gazette".to_owned(),
        title: "Ministry replies".to_owned(),
        text: "Open an account today! The reply covers batteries.".to_owned(),
        authors: Vec::new(),
        categories: Vec::new(),
        link: None,
        language: None,
        issuers: Vec::new(),
        kinds: Vec::new(),
        chars: 420,
        labels: labels(&["media", "china"]),
    }
}

impl Owned {
    fn facts(&self) -> MemberFacts<'_> {
        MemberFacts {
            source: &self.source,
            outlet: &self.outlet,
            title: &self.title,
            text: Cow::Borrowed(&self.text),
            authors: &self.authors,
            categories: &self.categories,
            link: self.link.as_deref(),
            language: self.language.as_deref(),
            issuers: self.issuers.clone(),
            kinds: self.kinds.clone(),
            chars: self.chars,
            labels: &self.labels,
        }
    }
}

fn facts(members: &[Owned]) -> StoryFacts<'_> {
    StoryFacts {
        position: NOW - Duration::from_hours(2),
        members: members.iter().map(Owned::facts).collect(),
        relabelled: &[],
    }
}

fn title_has(wanted: &str) -> Condition {
    Condition {
        any: patterns(&[wanted]),
        on: vec![Field::Title],
        ..Condition::default()
    }
}

fn rule(name: &str, when: Condition, action: Action) -> Rule {
    Rule {
        name: RuleName::parse(name).unwrap(),
        when,
        action,
    }
}

fn labelling(name: &str) -> Action {
    Action {
        labels: labels(&[name]),
        ..Action::default()
    }
}

fn saying(verdict: Verdict) -> Action {
    Action {
        verdict: Some(verdict),
        ..Action::default()
    }
}

fn preferring(priority: i32) -> Action {
    Action {
        priority: Some(priority),
        ..Action::default()
    }
}

#[test]
fn labels_of_sources_come_first_and_none_comes_twice() {
    let rules = [
        rule("one", title_has("ministry"), labelling("reply")),
        rule("two", Condition::default(), labelling("china")),
        rule("three", Condition::default(), labelling("reply")),
    ];
    let members = [notice(), repost(), repost()];
    let curated = apply(&rules, &facts(&members), NOW);
    let expected = labels(&["china", "media", "official", "reply"]);
    assert_eq!(curated.labels, expected);
    assert_eq!(curated.given, labels(&["reply", "china"]));
}

#[test]
fn only_later_rules_can_test_a_label() {
    let asks = Condition {
        labels: labels(&["hot"]),
        ..Condition::default()
    };
    let gives = rule("gives", title_has("ministry"), labelling("hot"));
    let uses = rule("uses", asks, saying(Verdict::Drop));
    let members = [notice(), repost()];
    let verdict = |rules: &[Rule]| apply(rules, &facts(&members), NOW).verdict;
    assert_eq!(verdict(&[gives.clone(), uses.clone()]), Some(Verdict::Drop));
    assert_eq!(verdict(&[uses, gives]), None);
}

#[test]
fn keep_outweighs_drop_whichever_comes_first() {
    let keep = rule("keep", title_has("ministry"), saying(Verdict::Keep));
    let drop = rule("drop", Condition::default(), saying(Verdict::Drop));
    let other = rule("other", title_has("weather"), saying(Verdict::Keep));
    let members = [notice(), repost()];
    for (rules, verdict, decided_by) in [
        (
            vec![keep.clone(), drop.clone()],
            Some(Verdict::Keep),
            vec!["keep", "drop"],
        ),
        (
            vec![drop.clone(), keep],
            Some(Verdict::Keep),
            vec!["drop", "keep"],
        ),
        (vec![drop, other], Some(Verdict::Drop), vec!["drop"]),
        (vec![], None, vec![]),
    ] {
        let curated = apply(&rules, &facts(&members), NOW);
        assert_eq!(curated.verdict, verdict);
        let names: Vec<&str> = curated.decided_by.iter().map(RuleName::as_str).collect();
        assert_eq!(names, decided_by);
    }
}

#[test]
fn a_priority_is_for_the_members_that_meet_the_rule_and_the_last_one_holds() {
    let rules = [
        rule("all", Condition::default(), preferring(1)),
        rule("some", title_has("ministry"), preferring(-3)),
        rule("labels", Condition::default(), labelling("hot")),
        rule("nobody", title_has("weather"), preferring(9)),
    ];
    let members = [notice(), repost()];
    let priorities = |rules: &[Rule]| apply(rules, &facts(&members), NOW).priorities;
    assert_eq!(priorities(&rules), [Some(1), Some(-3)]);
    assert_eq!(priorities(&rules[1..]), [None, Some(-3)]);
    assert_eq!(priorities(&[]), [None, None]);
}

#[test]
fn a_story_without_members_meets_nothing() {
    let drop = rule("drop", Condition::default(), saying(Verdict::Drop));
    assert_eq!(apply(&[drop], &facts(&[]), NOW), Curated::default());
}

fn some_member() -> impl Strategy<Value = Owned> {
    let name = |from: &'static [&'static str]| prop::sample::select(from);
    (
        name(&["miit", "gazette", "wire"]),
        name(&["a", "b"]),
        name(&["", "ministry", "ＭＩＩＴ", "ministry miit"]),
        prop::option::of(name(&["zh-CN", "en"])),
        0..3_u32,
        prop::collection::vec(name(&["official", "media", "hot"]), 0..3),
    )
        .prop_map(|(by, outlet, title, language, chars, given)| Owned {
            source: source(by),
            outlet: outlet.to_owned(),
            title: title.to_owned(),
            language: language.map(str::to_owned),
            chars,
            labels: labels(&given),
            ..notice()
        })
}

fn some_rule() -> impl Strategy<Value = Rule> {
    let name =
        |from: &'static [&'static str]| prop::collection::vec(prop::sample::select(from), 0..2);
    let when = (
        name(&["ministry", "miit", "/^m/"]),
        name(&["ministry", "miit"]),
        name(&["official", "hot", "x"]),
        name(&["miit", "wire"]),
        prop::option::of(0..3_u32),
        prop::option::of(1..3_u32),
    )
        .prop_map(|(any, none, asked, by, min_chars, min_outlets)| Condition {
            any: patterns(&any),
            none: patterns(&none),
            on: vec![Field::Title],
            sources: by.into_iter().map(source).collect(),
            labels: labels(&asked),
            min_chars,
            min_outlets,
            ..Condition::default()
        });
    let action = (
        name(&["hot", "x", "y"]),
        prop::option::of(prop::sample::select(vec![Verdict::Keep, Verdict::Drop])),
        prop::option::of(-2..3_i32),
    )
        .prop_map(|(given, verdict, priority)| Action {
            labels: labels(&given),
            verdict,
            priority,
        });
    (when, action).prop_map(|(when, action)| rule("rule", when, action))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_members_does_not_matter(
        rules in prop::collection::vec(some_rule(), 0..6),
        (members, order) in prop::collection::vec(some_member(), 0..6)
            .prop_flat_map(|members| {
                let order: Vec<usize> = (0..members.len()).collect();
                (Just(members), Just(order).prop_shuffle())
            }),
    ) {
        let shuffled: Vec<Owned> = order.iter().map(|&at| members[at].clone()).collect();
        let straight = apply(&rules, &facts(&members), NOW);
        let turned = apply(&rules, &facts(&shuffled), NOW);
        let priorities: Vec<_> = order.iter().map(|&at| straight.priorities[at]).collect();
        prop_assert_eq!(turned, Curated { priorities, ..straight });
    }
}
