use std::time::Duration;

use super::*;
use crate::curate::condition::TestedStory;

/// Which of the notice and its repost meet a condition, after a rule gave the label `hot`.
fn met(condition: &Condition) -> Vec<bool> {
    let members = [notice(), repost()];
    let story = facts(&members);
    let given = labels(&["hot"]);
    let met = TestedStory::new(&story, NOW).met_by(condition, &given);
    let explained = explain_condition(condition, &story, &given, NOW);
    let explained: Vec<bool> = explained.iter().map(MemberOutcome::is_met).collect();
    assert_eq!(met, explained, "{condition:?}");
    assert_eq!(
        meets(condition, &story, &given, NOW),
        met.contains(&true),
        "{condition:?}"
    );
    met
}

#[test]
fn patterns_search_only_the_fields_of_on() {
    use Field::{Author, Category, Link, Text, Title};
    let table: [(&str, &[Field], [bool; 2]); 15] = [
        ("miit a", &[Title], [true, false]),
        ("proposal 12", &[Title], [true, false]),
        ("batteries", &[Title], [false, false]),
        ("batteries", &[Title, Text], [true, true]),
        ("/^Ministry/", &[Title], [false, true]),
        ("/^ministry/", &[Title], [false, false]),
        ("desk b", &[Author], [true, false]),
        ("/Desk A.*B/", &[Author], [false, false]),
        ("/^reply-07$/", &[Category], [true, false]),
        ("replies", &[Category], [true, false]),
        ("miit.example/zwgk/", &[Link], [true, false]),
        ("reply-12.HTML", &[Link], [true, false]),
        ("/^https:.*[0-9]+[.]html$/", &[Link], [true, false]),
        ("miit.example", &[Title, Text], [false, false]),
        ("anything", &[], [false, false]),
    ];
    for (wanted, on, expected) in table {
        let condition = Condition {
            any: patterns(&[wanted, "nowhere"]),
            on: on.to_vec(),
            ..Condition::default()
        };
        assert_eq!(met(&condition), expected, "{condition:?}");
    }
}

#[test]
fn all_and_none_look_into_all_fields_of_one_member() {
    let on = vec![Field::Title, Field::Text];
    let all = Condition {
        all: patterns(&["ministry", "batteries"]),
        on: on.clone(),
        ..Condition::default()
    };
    let none = Condition {
        none: patterns(&["open an account", "weather"]),
        on,
        ..Condition::default()
    };
    assert_eq!(met(&all), [false, true]);
    assert_eq!(met(&none), [true, false]);
}

#[test]
fn labels_of_a_source_count_for_its_members_and_those_of_rules_for_all() {
    for (label, expected) in [
        ("official", [true, false]),
        ("media", [false, true]),
        ("hot", [true, true]),
        ("cold", [false, false]),
    ] {
        let condition = Condition {
            labels: labels(&[label, "nobody's"]),
            ..Condition::default()
        };
        assert_eq!(met(&condition), expected, "{label}");
    }
}

#[test]
fn a_language_holds_for_its_variants() {
    for (asked, expected) in [
        ("zh", [true, false]),
        ("ZH-hans", [true, false]),
        ("zh-Hans-CN", [true, false]),
        ("zh-CN", [false, false]),
        ("zh-Hans-CN-x", [false, false]),
        ("z", [false, false]),
    ] {
        let condition = Condition {
            languages: vec![asked.to_owned(), "fr".to_owned()],
            ..Condition::default()
        };
        assert_eq!(met(&condition), expected, "{asked}");
    }
}

#[test]
fn a_rule_finds_an_issuer_by_any_name_and_a_kind_by_its_word() {
    let mut members = [notice(), repost()];
    members[1].issuers = vec!["工业和信息化部", "工信部", "MIIT"];
    members[1].kinds = vec![Series::Proposal];
    let met = |condition: &Condition| {
        let facts = facts(&members);
        TestedStory::new(&facts, NOW).met_by(condition, &[])
    };
    for (asked, expected) in [("miit", true), ("工信部", true), ("信部", false)] {
        let condition = Condition {
            issuers: vec!["财政部".to_owned(), asked.to_owned()],
            ..Condition::default()
        };
        assert_eq!(met(&condition), [false, expected], "{asked}");
    }
    for (kind, expected) in [(Series::Proposal, true), (Series::Decree, false)] {
        let condition = Condition {
            kinds: vec![kind],
            ..Condition::default()
        };
        assert_eq!(met(&condition), [false, expected], "{kind:?}");
    }
}

#[test]
fn bounds_are_inclusive() {
    for (chars, expected) in [(400, [true, true]), (401, [false, true])] {
        let condition = Condition {
            min_chars: Some(chars),
            ..Condition::default()
        };
        assert_eq!(met(&condition), expected, "{chars} characters");
    }
    for (chars, expected) in [(419, [true, false]), (420, [true, true]), (399, [false; 2])] {
        let condition = Condition {
            max_chars: Some(chars),
            ..Condition::default()
        };
        assert_eq!(met(&condition), expected, "at most {chars} characters");
    }
    for (outlets, expected) in [(2, [true; 2]), (3, [false; 2])] {
        let condition = Condition {
            min_outlets: Some(outlets),
            ..Condition::default()
        };
        assert_eq!(met(&condition), expected, "{outlets} outlets");
    }
    for (hours, expected) in [(2, [true; 2]), (1, [false; 2])] {
        let condition = Condition {
            max_age: Some(Duration::from_hours(hours)),
            ..Condition::default()
        };
        assert_eq!(met(&condition), expected, "{hours} hours");
    }
}

#[test]
fn all_conditions_must_hold_on_one_and_the_same_member() {
    let from = |name| Condition {
        sources: vec![source(name), source("other")],
        ..title_has("ministry")
    };
    assert_eq!(met(&from("gazette")), [false, true]);
    assert_eq!(met(&from("miit")), [false, false]);
    assert_eq!(met(&Condition::default()), [true, true]);
}

#[test]
fn an_outlet_that_reposts_itself_counts_once() {
    let members = [notice(), notice()];
    let twice = Condition {
        min_outlets: Some(2),
        ..Condition::default()
    };
    assert!(!meets(&twice, &facts(&members), &[], NOW));
}

#[test]
fn a_story_from_the_future_is_young() {
    let members = [notice()];
    let story = facts(&members);
    let young = Condition {
        max_age: Some(Duration::from_secs(1)),
        ..Condition::default()
    };
    let before = story.position - Duration::from_hours(1);
    assert!(meets(&young, &story, &[], before));
}
