//! Opposite words, denials, digests and the moves of prices.

use crate::fold::test_entries::{entry, folds, relation};
use crate::model::Relation;

#[test]
fn a_headline_in_other_words_over_the_same_sentence_replaces_nothing() {
    let text = "the ferry alba was towed to harbour on monday after drifting for five hours off the cape, the coast guard said.";
    assert!(folds(
        ("drifting ferry towed to harbour after five hours", text),
        ("ferry alba safe in harbour", text)
    ));
}

#[test]
fn opposite_words_in_one_place_are_two_events_in_every_language() {
    let both = |one: &str, other: &str| {
        (
            folds((one, one), (other, other)),
            folds((one, one), (one, one)),
        )
    };
    for (one, other) in [
        (
            "varnholt shares rise 4% after the annual meeting",
            "varnholt shares fall 4% after the annual meeting",
        ),
        (
            "aktie von varnholt steigt um 4 prozent",
            "aktie von varnholt sinkt um 4 prozent",
        ),
        (
            "l'action varnholt progresse de 4% à paris",
            "l'action varnholt recule de 4% à paris",
        ),
        ("다온해운 주가 장중 4% 급등", "다온해운 주가 장중 4% 급락"),
        (
            "las acciones de varnholt suben un 4% en madrid",
            "las acciones de varnholt caen un 4% en madrid",
        ),
        (
            "varnholt shares jump 4% after the annual meeting",
            "varnholt shares tumble 4% after the annual meeting",
        ),
        ("日银,政策金利を引き上げ", "日银,政策金利を引き下げ"),
        ("机构上调汐川电缆评级", "机构下调汐川电缆评级"),
        (
            "court approves sale of varnholt works to lindqvist",
            "court rejects sale of varnholt works to lindqvist",
        ),
        (
            "德国三季度经济增长率初值0.3%",
            "德国三季度经济增长率终值0.3%",
        ),
    ] {
        assert_eq!(both(one, other), (false, true), "{one}");
    }
}

#[test]
fn a_report_and_its_denial_are_two_pieces_of_news() {
    for (report, denial) in [
        (
            [
                "澜山玻璃拟收购汐川电缆",
                "市场传闻,澜山玻璃拟以现金收购汐川电缆,交易金额或达九亿元.",
            ],
            [
                "澜山玻璃:拟收购汐川电缆的消息不实",
                "澜山玻璃回应称,市场传闻公司拟以现金收购汐川电缆,交易金额或达九亿元,该消息不实.",
            ],
        ),
        (
            [
                "marlow foods to buy denby dairy",
                "marlow foods will buy denby dairy for 900 million, two people said on wednesday.",
            ],
            [
                "marlow foods: purchase of denby dairy not true",
                "marlow foods said a report that it will buy denby dairy for 900 million was not true.",
            ],
        ),
        (
            [
                "taunusglas kauft rhönkabel",
                "taunusglas kauft rhönkabel für 90 millionen euro, wie zwei personen am mittwoch sagten.",
            ],
            [
                "taunusglas dementiert kauf von rhönkabel",
                "taunusglas dementiert, dass es rhönkabel für 90 millionen euro kauft, wie zwei personen sagten.",
            ],
        ),
    ] {
        let one = entry(1, "甲报", 0, report[0], report[1]);
        let other = entry(2, "乙报", 3600, denial[0], denial[1]);
        assert_ne!(relation(&one, &other), Relation::Same, "{}", report[0]);
    }
}

#[test]
fn a_digest_whose_title_names_the_news_is_not_the_news() {
    let point = "汐川电缆公告,公司与电网客户签订设备供货合同,合同金额4.5亿元.";
    let one = entry(1, "甲报", 0, "汐川电缆:获得4.5亿元订单", point);
    let digest =
        format!("{point}澜山玻璃公告,拟定增募资不超过9亿元.云岫租赁公告,股东拟减持不超过1%股份.");
    let title = "晚间公告速递:汐川电缆获4.5亿元订单;澜山玻璃拟定增";
    let other = entry(2, "乙报", 3600, title, &digest);
    assert_ne!(relation(&one, &other), Relation::Same);
    let same = entry(3, "丙报", 4200, title, &digest);
    assert_eq!(relation(&other, &same), Relation::Same);
}

#[test]
fn an_entry_of_a_digest_is_not_the_digest() {
    let point =
        "汐川电缆公告,前十月签订合同金额128.6亿元,同比增长7.3%,其中海外合同35.2亿元,同比增长11.8%.";
    let one = entry(1, "甲报", 0, "汐川电缆:前十月签订合同128.6亿元", point);
    let digest = format!("澜山玻璃公告,收到一期货款三千万元,将用于扩建窑炉.{point}");
    let other = entry(2, "乙报", 600, "十一月九日午间公告一览", &digest);
    assert_ne!(relation(&one, &other), Relation::Same);
    let same = entry(
        3,
        "乙报",
        600,
        "公告一览:汐川电缆前十月签订合同128.6亿元",
        point,
    );
    assert_eq!(relation(&one, &same), Relation::Same);
}

#[test]
fn the_reaction_of_a_price_is_not_the_news_behind_it() {
    let news = "汐川电缆公告,预计前三季度归属于股东的净利润不少于6.2亿元,与去年同期的2.1亿元相比增长不低于186%,主要受益于海外订单交付.";
    let one = entry(
        1,
        "甲报",
        0,
        "汐川电缆:预计前三季度净利润增长不低于186%",
        news,
    );
    let move_of = format!("汐川电缆盘中涨超9%.{news}");
    let other = entry(2, "乙报", 4 * 3600, "汐川电缆涨超9%", &move_of);
    assert_ne!(relation(&one, &other), Relation::Same);
}

#[test]
fn half_an_hour_later_the_step_of_another_quote_is_another_piece_of_news() {
    let step = |number: u8,
                outlet: &str,
                second: i64,
                (first, other, move_of_other): (&str, &str, &str)| {
        let title = format!("港股{first}指数跌幅达2%");
        let text = format!("港股{first}指数跌幅扩大至2%,{other}指数现跌{move_of_other}.");
        entry(number, outlet, second, &title, &text)
    };
    let main = step(1, "甲报", 0, ("岚洲", "岚洲科技", "1.73%"));
    let tech = ("岚洲科技", "岚洲", "2.27%");
    assert_ne!(
        relation(&main, &step(2, "乙报", 3 * 3600, tech)),
        Relation::Same
    );
}

#[test]
fn what_lifts_a_pledge_is_no_pledge() {
    let text = |what: &str| {
        format!(
            "岚洲港务(以下简称公司)近日接到股东汐川投资的通知,获悉其将所持有的公司部分股份办理了{what}手续.本次{what}股份620万股,占其所持股份的12.4%,占公司总股本的1.55%,质权人为青岭证券.上述事项不会对公司治理产生影响."
        )
    };
    let day = 24 * 3600;
    let pledge = entry(
        1,
        "甲报",
        0,
        "岚洲港务:关于股东股份质押的公告",
        &text("质押"),
    );
    let title = "岚洲港务:关于股东股份解除质押的公告";
    let lifted = entry(2, "甲报", day, title, &text("解除质押"));
    let title = "岚洲港务:汐川投资620万股质押解除";
    let copy = entry(3, "乙报", day + 300, title, &text("解除质押"));
    assert_ne!(relation(&pledge, &lifted), Relation::Same);
    assert_eq!(relation(&lifted, &copy), Relation::Same);
}

#[test]
fn what_became_of_missing_people_is_the_next_step() {
    for (searched, found, again) in [
        (
            (
                "zwei bergsteiger am varnkogel vermisst",
                "zwei bergsteiger aus brinsk werden seit montag am varnkogel vermisst. rund 60 helfer suchten nach dem paar, teilte die bergwacht mit. es gilt lawinenstufe drei.",
            ),
            (
                "vermisste bergsteiger am varnkogel leblos gefunden",
                "zwei bergsteiger aus brinsk, seit montag am varnkogel vermisst, wurden gefunden. rund 60 helfer suchten nach dem paar, teilte die bergwacht mit. es gilt lawinenstufe drei.",
            ),
            "bergwacht findet vermisste am varnkogel",
        ),
        (
            (
                "brinsk, due dispersi dopo l'alluvione",
                "due persone risultano disperse a brinsk dopo l'alluvione nella notte. circa 1.400 gli sfollati, scuole chiuse in 21 comuni. sono al lavoro 12 squadre.",
            ),
            (
                "brinsk, trovati morti i due dispersi dell'alluvione",
                "sono stati trovati morti i due dispersi di brinsk dopo l'alluvione nella notte. circa 1.400 gli sfollati, scuole chiuse in 21 comuni. sono al lavoro 12 squadre.",
            ),
            "alluvione a brinsk, morti i due dispersi",
        ),
    ] {
        assert!(!folds(searched, found), "{}", found.0);
        assert!(folds(found, (again, found.1)), "{again}");
    }
}

#[test]
fn a_company_that_falls_after_its_results_is_news_of_its_shares() {
    let result = (
        "holmby beats profit estimates",
        "holmby reported third-quarter profit of $1.32 a share on monday, above the $1.27 that analysts expected. revenue rose 12% to $2.41 billion.",
    );
    let reaction = (
        "holmby falls after hours despite profit beat",
        "shares of holmby fell 5% after hours on monday even though it reported third-quarter profit of $1.32 a share, above the $1.27 that analysts expected. revenue rose 12% to $2.41 billion.",
    );
    assert!(!folds(result, reaction));
    assert!(folds(
        reaction,
        ("holmby slides despite strong results", reaction.1)
    ));
}
