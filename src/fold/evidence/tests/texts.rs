//! What texts have in common, and copies that are cut or respelled.

use crate::fold::profile::is_other_day;
use crate::fold::test_entries::{NEXT_DAY, NOTICE, entry, relation};
use crate::model::{Relation, Timestamp};

#[test]
fn a_text_cut_to_its_first_sentence_is_the_same_text() {
    let full = entry(1, "甲报", 0, "海水淡化膜中试线建成投产", NOTICE);
    let first = NOTICE.split_once('.').unwrap().0;
    let first = NOTICE
        .split_once("3.86亿元.")
        .map_or(first, |(head, _)| head);
    let cut = entry(
        2,
        "乙报",
        120,
        "海水淡化膜中试线建成投产",
        &format!("{first}3.86亿元."),
    );
    assert_eq!(relation(&full, &cut), Relation::Same);
}

#[test]
fn other_words_about_the_same_are_not_the_same_text() {
    let full = entry(1, "甲报", 0, "海水淡化膜中试线建成投产", NOTICE);
    let comment = entry(
        2,
        "乙报",
        3600,
        "膜材料国产化走到哪一步了",
        "记者从多家企业了解到,膜材料的价格战仍在继续.业内人士认为,岚洲新材料研究院的中试线规模有限,短期难以改变进口依赖.",
    );
    assert_ne!(relation(&full, &comment), Relation::Same);
}

#[test]
fn hours_tell_two_days_apart_and_no_midnight_does() {
    // 23:55 in China, and what follows.
    let late = 15 * 3600 + 55 * 60;
    let at = |second| entry(1, "甲报", second, "海水淡化膜中试线建成投产", NOTICE);
    let copy = |second| entry(2, "乙报", second, "膜中试线投产", NOTICE);
    assert_eq!(relation(&at(late), &copy(late + 1800)), Relation::Same);
    let day = |one: i64, other: i64| {
        let at = |second| Timestamp::from_second(second).unwrap();
        is_other_day(at(one), at(other))
    };
    assert!(!day(late, late + 1800) && !day(late, late + NEXT_DAY / 2));
    assert!(day(late, late + NEXT_DAY) && day(late + NEXT_DAY, late));
}

#[test]
fn an_outlet_that_tells_the_next_step_under_the_same_headline_tells_another_story() {
    let text = |body: &str, next: &str| {
        format!(
            "the senators secured 2 million dollars for research on seed potatoes at the state university. \
             the bill was approved today by the {body}. the money will pay for three new greenhouses and a \
             laboratory in the northern valley, where growers lost a third of the crop to blight last year. \
             the bill {next}. growers have asked for the work since 2019, said the chair of their union."
        )
    };
    let title = "senators secure funding for seed potato research";
    let one = entry(
        1,
        "senate",
        0,
        title,
        &text(
            "agriculture subcommittee",
            "is expected to pass the committee next week",
        ),
    );
    let other = entry(
        2,
        "senate",
        2 * NEXT_DAY,
        title,
        &text(
            "full committee on spending",
            "will now go to the senate floor",
        ),
    );
    assert_ne!(relation(&one, &other), Relation::Same);
}
