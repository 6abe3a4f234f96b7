//! Texts with the words of each other in another order.

use super::kinds::assert_folds;

const MINUTE: i64 = 60;

const RULING: (&str, &str) = (
    "judge blocks marland dredging ban",
    "a federal judge in osterby temporarily blocked a state ban on dredging in tidal inlets on tuesday, siding \
     with three harbour operators.",
);

const RULING_REWORDED: (&str, &str) = (
    "federal judge halts marland's tidal inlet dredging ban",
    "osterby (dp) - siding with three harbour operators, a federal judge on tuesday put on hold marland's ban on \
     dredging in tidal inlets.",
);

#[test]
fn an_outlet_that_puts_the_words_in_another_order_tells_the_same_within_the_hour() {
    assert_folds(true, 5 * MINUTE, RULING, RULING_REWORDED);
    // Later the same words may tell what came of it.
    assert_folds(false, 150 * MINUTE, RULING, RULING_REWORDED);
}

#[test]
fn another_matter_in_the_form_of_the_first_is_another_one() {
    assert_folds(
        false,
        5 * MINUTE,
        RULING,
        (
            "judge upholds kessland fishing ban",
            "a federal judge in norderby on tuesday upheld a state ban on fishing in coastal lagoons, siding against \
             two net makers.",
        ),
    );
}

#[test]
fn a_comment_on_the_news_has_words_of_its_own() {
    assert_folds(
        false,
        25 * MINUTE,
        RULING,
        (
            "marland anglers call dredging ruling a disaster",
            "anglers in marland on tuesday called a federal judge's decision to block the ban on dredging in tidal \
             inlets a disaster. their club fears for the spawning grounds of sea trout and will appeal.",
        ),
    );
}

#[test]
fn a_paragraph_that_moved_is_not_another_end() {
    let [first, second, third] = [
        "der pumpenbauer torhagen hat im dritten quartal deutlich mehr verdient. das operative ergebnis stieg um 22 \
         prozent auf 684 millionen euro, wie das unternehmen am mittwoch in auhausen mitteilte.",
        "grund für den anstieg seien vor allem neue werke an der küste und höhere erlöse im wartungsgeschäft, sagte \
         finanzchefin brigitte lohmar. im handel mit ersatzteilen seien die ergebnisse dagegen zurückgegangen.",
        "den ausblick für das gesamtjahr hob der vorstand an. er rechnet nun mit einem operativen ergebnis zwischen \
         2,6 und 2,8 milliarden euro.",
    ];
    assert_folds(
        true,
        10 * MINUTE,
        (
            "torhagen verdient im dritten quartal mehr und hebt ausblick an",
            &format!(
                "{first} {second} {third} torhagen beschäftigt 21.000 menschen in zwölf werken."
            ),
        ),
        (
            "neue werke treiben gewinn von torhagen",
            &format!("auhausen (dp) - {first} {third} {second}"),
        ),
    );
}

#[test]
fn what_is_told_of_the_owner_is_not_told_of_the_company() {
    assert_folds(
        false,
        45 * MINUTE,
        (
            "岚洲港务:收到立案告知书",
            "岚洲港务公告,公司18日收到监管部门立案告知书,因公司涉嫌信息披露违规,监管部门决定对公司立案。目前公司经营正常。",
        ),
        (
            "岚洲港务:实际控制人收到立案告知书",
            "岚洲港务公告,公司实际控制人岑望18日收到监管部门立案告知书,因其涉嫌短线交易,监管部门决定对其立案。该事项不影响公司经营。",
        ),
    );
}

#[test]
fn an_answer_to_a_decision_is_not_the_decision() {
    assert_folds(
        false,
        20 * MINUTE,
        RULING,
        (
            "marland to appeal dredging ruling",
            "marland on tuesday said it would appeal after a federal judge in osterby temporarily blocked a state ban \
             on dredging in tidal inlets, siding with three harbour operators.",
        ),
    );
}
