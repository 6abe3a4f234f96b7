use super::*;

/// What an explanation says of each member: the marked words, or the key that does not hold.
fn said(condition: &Condition) -> Vec<String> {
    let members = [notice(), repost()];
    let marked = |found: &FoundWords| {
        let FoundWords {
            field,
            before,
            words,
            after,
            ..
        } = found;
        format!("{field}: {before}[{words}]{after}")
    };
    let outcomes = explain_condition(condition, &facts(&members), &[], NOW);
    let outcomes = outcomes.iter().map(|outcome| match outcome {
        MemberOutcome::Met { found } => found.iter().map(marked).collect::<Vec<_>>().join("; "),
        MemberOutcome::Unmet { key, found } => {
            let found = found.as_ref().map(marked).unwrap_or_default();
            format!("not {} {found}", key.as_str()).trim().to_owned()
        }
    });
    outcomes.collect()
}

#[test]
fn the_words_that_met_a_rule_are_shown_as_the_entry_has_them() {
    let condition = Condition {
        any: patterns(&["miit answers", "weather"]),
        all: patterns(&["/batter(y|ies)/"]),
        on: vec![Field::Title, Field::Text],
        ..Condition::default()
    };
    assert_eq!(
        said(&condition),
        [
            "title: [ＭＩＩＴ answers] Proposal　12; text: …he reply covers [batteries].",
            "not any",
        ]
    );
}

#[test]
fn the_words_that_none_refuses_are_shown() {
    let condition = Condition {
        none: patterns(&["open an account"]),
        on: vec![Field::Title, Field::Text],
        ..Condition::default()
    };
    assert_eq!(
        said(&condition),
        ["", "not none text: [Open an account] today! The repl…"]
    );
}

#[test]
fn authors_categories_and_links_are_searched_one_by_one() {
    for (wanted, field, expected) in [
        ("desk b", Field::Author, "author: [Desk B]"),
        ("REPLIES", Field::Category, "category: [Replies]"),
        (
            "reply-12",
            Field::Link,
            "link: …%AD%94%E5%A4%8D/[Reply-12].html",
        ),
    ] {
        let condition = Condition {
            any: patterns(&[wanted]),
            on: vec![field],
            ..Condition::default()
        };
        assert_eq!(said(&condition), [expected, "not any"]);
    }
}

#[test]
fn the_first_part_of_a_condition_that_does_not_hold_is_named() {
    let crowd = Condition {
        min_outlets: Some(3),
        ..title_has("miit")
    };
    assert_eq!(said(&crowd), ["not min_outlets", "not min_outlets"]);
    let short = Condition {
        max_chars: Some(410),
        ..title_has("ministry")
    };
    assert_eq!(said(&short), ["not any", "not max_chars"]);
}

#[test]
fn an_expression_that_matches_a_whole_text_is_shown_by_its_beginning() {
    let long = Owned {
        title: "灯塔".repeat(30),
        ..notice()
    };
    let members = [long];
    let whole = Condition {
        any: patterns(&["/.+/"]),
        on: vec![Field::Title],
        ..Condition::default()
    };
    let outcomes = explain_condition(&whole, &facts(&members), &[], NOW);
    let [MemberOutcome::Met { found }] = &outcomes[..] else {
        unreachable!("{outcomes:?}")
    };
    assert_eq!(found[0].words, format!("{}…", "灯塔".repeat(20)));
    assert_eq!((&*found[0].before, &*found[0].after), ("", ""));
}

#[test]
fn every_rule_is_explained_with_the_labels_that_earlier_rules_gave() {
    let asks = Condition {
        labels: labels(&["hot"]),
        ..Condition::default()
    };
    let rules = [
        rule("early", asks.clone(), saying(Verdict::Drop)),
        rule("gives", title_has("ministry"), labelling("hot")),
        rule("late", asks, saying(Verdict::Keep)),
    ];
    let members = [notice(), repost()];
    let (curated, applied) = explain(&rules, &facts(&members), NOW);
    assert_eq!(curated, apply(&rules, &facts(&members), NOW));
    let met: Vec<_> = applied
        .iter()
        .map(|applied| (applied.rule.name.as_str(), applied.is_met()))
        .collect();
    assert_eq!(met, [("early", false), ("gives", true), ("late", true)]);
    assert!(!applied[1].members[0].is_met() && applied[1].members[1].is_met());
}
