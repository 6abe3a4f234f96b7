//! Which siblings are made.

use fastrand::Rng;

use super::{Draft, ENOUGH_ENTRIES, Frames, GeneratedChange};

fn draft(title: &str, text: &str) -> Draft {
    Draft {
        title: title.to_owned(),
        text: text.to_owned(),
    }
}

fn siblings(drafts: &[Draft], seed: u64) -> Vec<(GeneratedChange, Draft)> {
    Frames::new(drafts).siblings(0, &|_| true, &mut Rng::with_seed(seed))
}

/// Two notices of one frame, and so many others that it can be told which words are rare.
fn notices() -> Vec<Draft> {
    let mut drafts = vec![
        draft(
            "海港公司本周售出渔船12艘",
            "海港公司公布，本周售出渔船12艘。",
        ),
        draft(
            "灯塔公司本周售出渔船35艘",
            "灯塔公司公布，本周售出渔船35艘。",
        ),
    ];
    for number in 0..ENOUGH_ENTRIES {
        drafts.push(draft(
            &format!("潮汐第{number}号通告"),
            "公司公布，潮水于清晨退去。",
        ));
    }
    drafts
}

#[test]
fn a_sibling_has_the_values_of_another_entry_in_title_and_text() {
    let single = [
        (
            GeneratedChange::OtherName,
            draft(
                "灯塔公司本周售出渔船12艘",
                "灯塔公司公布，本周售出渔船12艘。",
            ),
        ),
        (
            GeneratedChange::OtherNumber,
            draft(
                "海港公司本周售出渔船35艘",
                "海港公司公布，本周售出渔船35艘。",
            ),
        ),
    ];
    let all = draft(
        "灯塔公司本周售出渔船35艘",
        "灯塔公司公布，本周售出渔船35艘。",
    );
    let mut seen = Vec::new();
    for seed in 0..20 {
        let made = siblings(&notices(), seed);
        assert_eq!(made.len(), 2);
        assert!(single.contains(&made[0]), "{made:?}");
        assert_eq!(made[1], (GeneratedChange::OtherValues, all.clone()));
        assert_eq!(made, siblings(&notices(), seed));
        seen.push(made[0].0);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(
        seen,
        [GeneratedChange::OtherName, GeneratedChange::OtherNumber]
    );
}

#[test]
fn titles_of_two_frames_and_entries_that_may_carry_one_text_make_no_sibling() {
    let drafts = [
        draft("海港公司本周售出渔船12艘", ""),
        draft("潮水于12时退去，渔船三十艘出港", ""),
    ];
    assert!(siblings(&drafts, 1).is_empty());
    let notices = notices();
    let frames = Frames::new(&notices);
    let none = frames.siblings(0, &|other| other != 1, &mut Rng::with_seed(1));
    assert!(none.is_empty());
}

#[test]
fn where_no_title_has_the_frame_a_number_takes_the_place_of_one_of_its_unit() {
    let drafts = [
        draft("海港公司售出渔船12艘", "渔船12艘已售出。"),
        draft("风暴致30艘帆船滞留，潮水2米", ""),
    ];
    let made = siblings(&drafts, 1);
    let expected = draft("海港公司售出渔船30艘", "渔船30艘已售出。");
    assert_eq!(made, [(GeneratedChange::OtherNumber, expected)]);
}

#[test]
fn another_spelling_of_a_number_and_the_day_of_a_lead_in_make_no_sibling() {
    let drafts = [
        draft(
            "灯塔社6月8日电，渔船7日出港",
            "灯塔社6月8日电，渔船7日出港。",
        ),
        draft("灯塔社06月19日电，渔船07日出港", ""),
    ];
    assert!(siblings(&drafts, 1).is_empty());
}

#[test]
fn another_word_for_the_same_is_no_name() {
    let mut drafts = notices();
    for other in &mut drafts {
        other.text = other.text.replace("公司公布", "公司公布，并称");
    }
    drafts[0] = draft("公司公布渔船出港时刻表", "公司公布渔船出港时刻表。");
    drafts[1] = draft("公司发布渔船出港时刻表", "公司发布渔船出港时刻表。");
    assert!(siblings(&drafts, 1).is_empty());
    // A word in small letters is no name either.
    let mut drafts = notices();
    drafts[0] = draft("The ferry sails at dawn today", "The ferry sails at dawn.");
    drafts[1] = draft(
        "The ferry leaves at dawn today",
        "The ferry leaves at dawn.",
    );
    assert!(siblings(&drafts, 1).is_empty());
}
