use std::rc::Rc;

use proptest::prelude::*;

use super::screen::{Overlap, bounds};
use super::{PossibleNumbers, Screen, Sketch};
use crate::fold::test_entries::{entry, profiled, two_that_share_sentences};
use crate::fold::{Profile, TERMS, TermSide, compare};
use crate::model::{Comparable, Relation};

fn refused(one: &(Comparable, Profile), other: &(Comparable, Profile)) -> bool {
    let screen = Screen::new(&one.0, Rc::new(one.1.clone()), Rc::new(Sketch::new(&one.1)));
    screen.refuses(&other.0, &Sketch::new(&other.1))
}

proptest! {
    #[test]
    fn a_sketch_read_from_its_bytes_is_the_same((one, other) in two_that_share_sentences()) {
        for (_, profile) in [one, other] {
            let sketch = Sketch::new(&profile);
            let read = Sketch::from_bytes(&sketch.to_bytes()).unwrap();
            prop_assert_eq!(format!("{read:?}"), format!("{sketch:?}"));
        }
    }

    #[test]
    fn damaged_bytes_give_no_sketch_or_another_one(
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..60),
    ) {
        prop_assert!(Sketch::from_bytes(&bytes).is_none_or(|sketch| sketch.size() < 1_000));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn what_a_sketch_refuses_the_comparison_refuses((one, other) in two_that_share_sentences()) {
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
    let expected = PossibleNumbers {
        found: 2,
        specific: 2,
    };
    assert_eq!(amounts.max_numbers_in(&others), expected);
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
    let (entry, profile) = entry(1, "甲报", 0, "岚港部署下半年工作", "岚港商务厅召开专题会议");
    let sketch = Sketch::new(&profile);
    let overlap = Overlap {
        grams: 0,
        covered: 0,
        begins_alike: false,
    };
    let (sketches, numbers) = ((&sketch, &sketch), sketch.all_numbers());
    let bounds = bounds(sketches, numbers, overlap, (0.0, 0.0), (&entry, &entry));
    for term in TERMS.iter().filter(|term| term.side != TermSide::Against) {
        assert!(
            bounds.iter().any(|(name, _)| *name == term.name),
            "{}",
            term.name
        );
    }
    for (name, _) in bounds {
        assert!(TERMS.iter().any(|term| term.name == name), "{name}");
    }
}
