//! What outlets reword within one text, and what in the same words is another matter.

use super::kinds::assert_folds;
use crate::fold::{Facts, Marked, Profile, measure};

const MINUTES: i64 = 240;

#[test]
fn a_word_for_the_future_governs_the_words_behind_it() {
    assert_folds(
        true,
        MINUTES,
        (
            "岚洲港务:拟投资9亿元建设新码头",
            "岚洲港务公告,公司拟在清渡投资建设新码头,总投资9亿元,建设期24个月,预计年吞吐量310万吨。",
        ),
        (
            "岚洲港务:拟9亿元投建新码头",
            "岚洲港务公告,公司计划投资9亿元在清渡建设新码头,建设期24个月,建成后预计将达到年吞吐量310万吨。",
        ),
    );
    assert_folds(
        false,
        MINUTES,
        (
            "岚洲港务:新码头将投入使用",
            "岚洲港务公告,公司在清渡投资建设的新码头预计年吞吐量310万吨,将投入使用,总投资9亿元。",
        ),
        (
            "岚洲港务:新码头已投入使用",
            "岚洲港务公告,公司在清渡投资建设的新码头预计年吞吐量310万吨,已投入使用,总投资9亿元。",
        ),
    );
}

#[test]
fn what_is_said_of_one_country_is_not_said_of_another() {
    assert_folds(
        false,
        MINUTES,
        (
            "港务部:我方对日方言论表示不满",
            "港务部发言人18日主持记者会。有记者就日方有关言论提问,发言人表示,我方对此表示不满,已向日方提出交涉。",
        ),
        (
            "港务部:我方对菲方行径表示不满",
            "港务部发言人18日主持记者会。有记者就菲方有关行径提问,发言人表示,我方对此表示不满,已向菲方提出交涉。",
        ),
    );
}

#[test]
fn another_thing_in_title_and_text_is_another_notice_though_one_title_shortens_it() {
    assert_folds(
        false,
        MINUTES,
        (
            "岚洲银行:获准发行不超过70亿元二级资本债",
            "岚洲银行公告,收到监管部门批复,同意公司发行不超过70亿元的二级资本债券。",
        ),
        (
            "岚洲银行:获准发行不超过70亿元永续债",
            "岚洲银行公告,收到监管部门批复,同意公司发行不超过70亿元的无固定期限资本债券。",
        ),
    );
}

#[test]
fn another_thing_at_the_end_of_title_and_text_is_another_notice() {
    assert_folds(
        false,
        MINUTES,
        (
            "岚洲银行:获准发行不超过70亿元金融债",
            "岚洲银行公告,收到监管部门批复,同意公司发行不超过70亿元的金融债券。",
        ),
        (
            "岚洲银行:获准发行不超过70亿元可交换债",
            "岚洲银行公告,收到监管部门批复,同意公司发行不超过70亿元的可交换债券。",
        ),
    );
}

#[test]
fn a_subject_that_the_lead_in_quotes_or_a_note_names_is_not_missing() {
    let titles = [
        "港务部:10月岚洲各港吞吐量增长5.6%",
        "岚洲各港10月吞吐量同比增长5.6%",
    ];
    let text = "10月份,岚洲各港吞吐量同比增长5.6%,环比增长0.42%。前10个月同比增长5.9%。";
    for (lead_in, source_note, expected) in [
        ("据港务部消息,", "", false),
        ("据渔业部消息,", "", true),
        ("", "港务部", false),
        ("", "渔业部", true),
    ] {
        let profile = |title: &str, text: &str, lead_in: &str, source_note: &str| {
            Profile::new(Facts {
                title,
                marked: &Marked::read(title, text),
                lead_in,
                source_note,
                text,
                outlet: "甲报",
                published: None,
            })
        };
        let named = profile(titles[0], &format!("港务部:{text}"), "", "");
        let quoted = profile(titles[1], text, lead_in, source_note);
        let measured = measure(&named, &quoted).unwrap();
        let missing = measured
            .iter()
            .find(|(term, _)| term.name == "subject-missing");
        assert_eq!(missing.unwrap().1 > 0.0, expected, "{lead_in}{source_note}");
    }
}

#[test]
fn a_request_and_its_answer_are_two_stages() {
    for (one, other) in [
        (
            (
                "岚洲港务收到交易所问询函",
                "岚洲港务公告,收到交易所关于公司三季报的问询函,要求公司说明预付款项增长的原因及商业合理性。",
            ),
            (
                "岚洲港务回复交易所问询函",
                "岚洲港务公告,就交易所关于公司三季报的问询函作出回复,公司说明预付款项增长的原因,具有商业合理性。",
            ),
        ),
        (
            (
                "dockworker arrested after fire at larbay pier",
                "police in larbay arrested a 34-year-old dockworker after a fire destroyed the old pier \
                 on tuesday night, injuring 11 people, three of them seriously.",
            ),
            (
                "dockworker charged after fire at larbay pier",
                "police in larbay charged a 34-year-old dockworker with arson after a fire destroyed the \
                 old pier on tuesday night, injuring 11 people, three of them seriously.",
            ),
        ),
    ] {
        assert_folds(false, MINUTES, one, other);
    }
}

#[test]
fn another_small_number_in_words_is_another_toll() {
    assert_folds(
        false,
        3600,
        (
            "zwei tote bei brand in larbau",
            "bei einem wohnungsbrand in larbau sind in der nacht zwei menschen ums leben gekommen. \
             das teilte die polizei mit. die ursache ist noch unklar.",
        ),
        (
            "zahl der toten nach brand in larbau steigt",
            "bei einem wohnungsbrand in larbau sind in der nacht drei menschen ums leben gekommen. \
             das teilte die polizei mit. die ursache ist noch unklar.",
        ),
    );
}

#[test]
fn words_of_one_meaning_and_articles_are_no_values() {
    assert_folds(
        true,
        MINUTES,
        (
            "larbières : 120 emplois supprimés",
            "la brasserie larbières va supprimer 120 emplois sur son site de roskel, a annoncé \
             mercredi la direction. les départs seront volontaires et étalés sur deux ans. le texte \
             de l'accord prévoit un budget de 14 millions d'euros pour la formation.",
        ),
        (
            "roskel : la brasserie larbières supprime 120 postes",
            "la brasserie larbières va supprimer 120 postes sur son site de roskel, a annoncé \
             mercredi la direction. les départs seront volontaires et étalés sur deux ans. la \
             version de l'accord prévoit un budget de 14 millions d'euros pour la formation.",
        ),
    );
}

#[test]
fn what_two_ends_of_a_text_have_in_common_is_not_replaced() {
    assert_folds(
        true,
        MINUTES,
        (
            "岚洲央行意外降息25个基点",
            "岚洲央行将基准利率下调25个基点至4.50%,市场预期为维持4.75%不变。",
        ),
        (
            "岚洲央行宣布降息25个基点至4.5%",
            "岚洲中央银行周三将基准利率下调25个基点至4.50%,市场此前预期维持在4.75%不变。",
        ),
    );
}

#[test]
fn a_post_may_stand_between_office_and_person() {
    assert_folds(
        true,
        MINUTES,
        (
            "岚洲央行岑望:支持12月再次降息",
            "岚洲央行理事岑望周二表示,鉴于就业市场走弱,她支持在12月会议上再次降息25个基点。",
        ),
        (
            "岚洲央行理事岑望支持12月降息",
            "岚洲央行理事岑望周二称,鉴于就业市场走弱,她支持在12月会议上再降息25个基点。",
        ),
    );
}
