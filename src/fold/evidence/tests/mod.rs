//! Which pairs fold by their evidence, by subject.

mod claims;
mod decisive;
mod front_pages;
mod kinds;
mod names;
mod notices;
mod numbers;
mod reworded;
mod slots;
mod texts;
mod word_order;

use proptest::prelude::*;

use crate::fold::test_entries::entry;
use crate::fold::{TERMS, TermSide, anchors, measure};

#[test]
fn every_weight_is_on_its_side_and_no_nearer_to_zero_than_half_its_prior() {
    for term in &TERMS {
        match term.side {
            TermSide::For => {
                assert!(term.weight >= term.prior / 2.0 - 1e-3, "{}", term.name);
            }
            TermSide::Against => {
                assert!(term.weight <= term.prior / 2.0 + 1e-3, "{}", term.name);
            }
            TermSide::Either => {}
        }
        assert_eq!(
            TERMS.iter().filter(|other| other.name == term.name).count(),
            1
        );
    }
}

proptest! {
    #[test]
    fn comparing_never_panics_and_does_not_depend_on_the_order(
        one in "[一-丽0-9a-z.,:()%万亿年月日-]{0,80}",
        other in "[一-丽0-9a-z.,:()%万亿年月日-]{0,80}",
        title in "[一-丽0-9:]{0,20}",
    ) {
        let a = entry(1, "甲报", 0, &title, &one);
        let b = entry(2, "乙报", 500, &other, &format!("{one}{other}"));
        prop_assert_eq!(measure(&a.1, &b.1), measure(&b.1, &a.1));
        prop_assert!(anchors(&a.1).stored().count() < 75);
    }
}
