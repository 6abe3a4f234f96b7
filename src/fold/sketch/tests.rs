use proptest::prelude::*;

use super::screen::BOUNDED;
use super::{Screen, Sketch};
use crate::fold::test_entries::{entry, profiled};
use crate::fold::{Profile, TERMS, TermSide, compare};
use crate::model::{Comparable, Relation};

/// Sentences of which texts are put together, some of them with other values in one frame.
const SENTENCES: [&str; 19] = [
    "岚港市本月新开工码头改造工程3个,总投资12.5亿元",
    "岚港市本月新开工码头改造工程5个,总投资18.6亿元",
    "青岭市本月新开工公路改造工程3个,总投资12.50亿元",
    "会议强调要加快推进重点项目建设",
    "会议强调要稳步推进重点项目建设",
    "下一步将会同有关部门完善工作机制",
    "截至6月末,存款余额为1,250,000万元,同比增长6.5%",
    "截至7月末,存款余额为125亿元,同比增长超6%",
    "公司拟回购股份(603259.sh),价格不超过35.80元",
    "公司已完成回购股份(600519.sh),价格为35.81元",
    "the ministry of ports said freight volumes rose 6.5 percent in june",
    "the ministry of roads said freight volumes fell 6.4 percent in may",
    "本报记者林海",
    "岚港500指数收涨,成交2026吨铜",
    "公司2026年生产电机500台,岚港指数收涨",
    "the ports 500 index rose, with 2026 tonnes of copper and 500 engines sold",
    "详情见附件",
    "首批",
    "东屿海关对有关情况作出说明,并表示将依法处理",
];

/// A text of the sentences at these places.
fn text(places: &[usize]) -> String {
    let sentences: Vec<&str> = places.iter().map(|place| SENTENCES[*place]).collect();
    sentences.join("。")
}

fn refused(one: &(Comparable, Profile), other: &(Comparable, Profile)) -> bool {
    Screen::new(&one.0, &one.1).refuses(&other.0, &Sketch::new(&other.1))
}

/// Places of sentences: few make texts that are alike, many make long ones that repeat themselves.
fn places() -> impl Strategy<Value = Vec<usize>> {
    let few = proptest::collection::vec(0..SENTENCES.len(), 0..8);
    let many = proptest::collection::vec(0..SENTENCES.len(), 8..120);
    prop_oneof![4 => few, 1 => many]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn what_a_sketch_refuses_the_comparison_refuses(
        (one, other) in (places(), places()),
        (cut, kept) in (0..60_usize, any::<bool>()),
        titles in (places(), 0..40_usize),
        outlets in ("[甲乙]", "[甲乙]"),
        apart in prop_oneof![0..300_i64, 0..200_000_i64],
    ) {
        let one = text(&one);
        // Every other pair is a text and a part of it with something else behind.
        let other: String = if kept {
            one.chars().skip(cut / 4).take(400 + cut).chain(text(&other).chars()).collect()
        } else {
            text(&other)
        };
        let title = text(&titles.0);
        let other_title: String = title.chars().skip(titles.1 / 3).chain(other.chars().take(titles.1)).collect();
        let one = entry(1, &outlets.0, 0, &title, &one);
        let other = entry(2, &outlets.1, apart, &other_title, &other);
        for (one, other) in [(&one, &other), (&other, &one)] {
            if refused(one, other) {
                let compared = compare(profiled(one), profiled(other));
                prop_assert_eq!(compared.relation, Relation::Apart);
            }
        }
    }
}

#[test]
fn an_amount_that_the_other_text_has_as_a_year_or_in_a_name_is_not_missing() {
    let sketch = |text| Sketch::new(&entry(1, "甲报", 0, "岚港快讯", text).1);
    let amounts = sketch("全年售出2026台电机,另有500台在途");
    let others = sketch("2026年岚港500指数收涨");
    assert_eq!(amounts.max_numbers_in(&others), (2, 2));
}

#[test]
fn two_texts_that_share_a_frame_are_refused_and_a_copy_is_not() {
    // A frame that both have, and 400 ideographs of the text's own.
    let framed = |city: &str, sum: &str, first: char| {
        let own: String = (first..).take(400).collect();
        format!("{city}商务厅召开专题会议,部署下半年重点工作,安排资金{sum}亿元。{own}")
    };
    let text = framed("岚港", "12.5", '一');
    let one = entry(1, "甲报", 0, "岚港部署下半年工作", &text);
    let other_text = framed("青岭", "3.75", '怀');
    let other = entry(2, "乙报", 600, "青岭市统计局发布年报", &other_text);
    assert!(refused(&one, &other) && refused(&other, &one));
    let copied = format!("岚港号6日讯,{text}");
    let copy = entry(3, "乙报", 600, "岚港:部署下半年工作", &copied);
    assert!(!refused(&one, &copy) && !refused(&copy, &one));
}

#[test]
fn every_term_that_can_speak_for_one_text_has_a_bound() {
    for term in TERMS.iter().filter(|term| term.side != TermSide::Against) {
        assert!(BOUNDED.contains(&term.name), "{}", term.name);
    }
    for name in BOUNDED {
        assert!(TERMS.iter().any(|term| term.name == name), "{name}");
    }
}
