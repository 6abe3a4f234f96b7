use proptest::prelude::*;

use super::{Form, difference, sentences, texts, words};
use crate::model::{Difference, Piece, PieceKind, SentenceChange};

fn bodies(before: &str, after: &str) -> Difference {
    let form = |body_text| Form {
        title: "t",
        body_text,
    };
    difference(form(before), form(after))
}

#[test]
fn sentences_end_with_their_quotes_and_numbers_are_words() {
    assert_eq!(
        texts(&sentences(
            "他说：“开工。”随后签约！\nRates rose 1.5%. Then fell."
        )),
        [
            "他说：“开工。”",
            "随后签约！",
            "Rates rose 1.5%.",
            "Then fell."
        ]
    );
    assert_eq!(
        words("增长3.5%，MLF不变"),
        ["增", "长", "3.5%", "，", "MLF", "不", "变"]
    );
}

#[test]
fn a_paragraph_broken_in_two_is_no_difference() {
    assert!(bodies("一灯已亮。二灯待修。", "一灯已亮。\n二灯待修。").is_empty());
}

#[test]
fn sentences_in_other_characters_of_one_meaning_are_no_difference() {
    for (before, after) in [
        ("今日共有１２班渡轮。", "今日共有12班渡轮。"),
        (
            "船長說：「今日開航！」請登船。",
            "船长说：“今日开航！”请登船。",
        ),
        ("今日 12 班，增长3.5%。", "今日12班，增长3.5％。"),
        ("今日开工！请注意；勿靠近。", "今日开工!请注意;勿靠近."),
    ] {
        let found = bodies(before, after);
        assert!(found.is_empty(), "{before} {after}: {:?}", found.sentences);
        let says = found.summary();
        assert!(
            says.starts_with("both read the same, ") && says.contains("spelling only"),
            "{says}"
        );
    }
}

#[test]
fn beside_a_real_change_another_spelling_is_told_apart() {
    let found = bodies("共１２班渡轮。票价３０元。", "共12班渡轮。票价40元。");
    assert_eq!(
        found.summary(),
        "1 changed, 1 in another spelling only (sentences)"
    );
    let Some(SentenceChange::Changed { before, .. }) = found.sentences.last() else {
        panic!("{:?}", found.sentences);
    };
    let cut: Vec<&str> = before
        .iter()
        .filter(|piece| piece.kind == PieceKind::Cut)
        .map(|piece| piece.text.as_str())
        .collect();
    assert_eq!(cut, ["３０"]);
}

#[test]
fn a_title_in_another_spelling_is_not_retitled() {
    let form = |title| Form {
        title,
        body_text: "一。",
    };
    assert!(
        difference(form("共１２班"), form("共12班"))
            .retitled
            .is_none()
    );
    assert!(
        difference(form("共12班"), form("共13班"))
            .retitled
            .is_some()
    );
}

#[test]
fn what_was_cut_added_and_changed_is_told_apart() {
    let found = bodies(
        "码头今日开放。船期照旧不变，共3班。请勿靠近围栏。",
        "船期照旧不变，共4班。另有夜航一班，凭票登船。请勿靠近围栏。",
    );
    let piece = |kind, text: &str| Piece {
        kind,
        text: text.to_owned(),
    };
    assert_eq!(
        found.sentences,
        [
            SentenceChange::Cut {
                text: "码头今日开放。".to_owned()
            },
            SentenceChange::Changed {
                before: vec![
                    piece(PieceKind::Same, "船期照旧不变，共"),
                    piece(PieceKind::Cut, "3"),
                    piece(PieceKind::Same, "班。")
                ],
                after: vec![
                    piece(PieceKind::Same, "船期照旧不变，共"),
                    piece(PieceKind::Added, "4"),
                    piece(PieceKind::Same, "班。")
                ],
            },
            SentenceChange::Added {
                text: "另有夜航一班，凭票登船。".to_owned()
            },
            SentenceChange::Same {
                text: "请勿靠近围栏。".to_owned()
            },
        ]
    );
    assert_eq!(
        found.summary(),
        "1 cut, 1 added, 1 changed, 1 alike (sentences)"
    );
}

proptest! {
    #[test]
    fn both_texts_can_be_read_out_of_their_difference(
        one in "[a-c一二三。，. \n]{0,60}",
        other in "[a-c一二三。，. \n]{0,60}",
    ) {
        let found = bodies(&one, &other);
        let side = |with: PieceKind| -> String {
            let pieces = |pieces: &[Piece]| -> String {
                pieces.iter().map(|piece| piece.text.as_str()).collect()
            };
            found
                .sentences
                .iter()
                .map(|change| match change {
                    SentenceChange::Same { text } => text.clone(),
                    SentenceChange::Respelled { before, .. } if with == PieceKind::Cut => before.clone(),
                    SentenceChange::Respelled { after, .. } => after.clone(),
                    SentenceChange::Cut { text } if with == PieceKind::Cut => text.clone(),
                    SentenceChange::Added { text } if with == PieceKind::Added => text.clone(),
                    SentenceChange::Changed { before, .. } if with == PieceKind::Cut => pieces(before),
                    SentenceChange::Changed { after, .. } if with == PieceKind::Added => pieces(after),
                    _ => String::new(),
                })
                .collect()
        };
        prop_assert_eq!(side(PieceKind::Cut), texts(&sentences(&one)).concat());
        prop_assert_eq!(side(PieceKind::Added), texts(&sentences(&other)).concat());
    }
}

#[test]
fn paragraphs_are_those_of_the_second_text_with_cut_ones_in_their_place() {
    let found = bodies(
        "一灯已亮。二灯待修。\n三灯已拆，不再重建。\n四灯照旧。",
        "一灯已亮。\n四灯照旧。五灯新建。",
    );
    let paragraphs: Vec<usize> = found.by_paragraph().map(<[SentenceChange]>::len).collect();
    // The second sentence was cut out of the first paragraph, and the second paragraph whole.
    assert_eq!(paragraphs, [2, 1, 2]);
    assert!(bodies("", "").by_paragraph().next().is_none());
}

#[test]
fn texts_with_too_many_pairs_of_sentences_are_cut_and_added_as_a_whole() {
    let long = |word: &str, numbers: std::ops::Range<u32>| {
        let lines: Vec<String> = numbers.map(|n| format!("{word}{n}。")).collect();
        lines.join("\n")
    };
    let found = bodies(&long("灯", 0..2100), &long("船", 5000..7100));
    let is_cut = |change: &&SentenceChange| matches!(change, SentenceChange::Cut { .. });
    let is_added = |change: &&SentenceChange| matches!(change, SentenceChange::Added { .. });
    assert_eq!(found.sentences.iter().filter(is_cut).count(), 2100);
    assert_eq!(found.sentences.iter().filter(is_added).count(), 2100);
}
