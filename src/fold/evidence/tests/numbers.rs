//! Numbers and security codes.

use crate::fold::test_entries::{NEXT_DAY, entry, folds, relation};
use crate::fold::{Profile, Term, measure};
use crate::model::{Comparable, Relation};

#[test]
fn numbers_written_in_another_scale_are_the_same_numbers() {
    let exact = entry(
        1,
        "甲报",
        0,
        "海川股份:每10股派7元",
        "海川股份公告,以总股本779,160,781股为基数,向全体股东每10股派发现金红利7.00元,合计派发5.45亿元,\
         股权登记日为06月11日,除权除息日为06月12日.",
    );
    let rounded = entry(
        2,
        "乙报",
        300,
        "海川股份:每10股派7元",
        "海川股份公告,以总股本7.79亿股为基数,向全体股东每10股派发现金红利7元,合计派发5.45亿元,\
         股权登记日为6月11日,除权除息日为6月12日.",
    );
    assert_eq!(relation(&exact, &rounded), Relation::Same);
}

#[test]
fn the_next_issue_of_a_daily_notice_is_another_text() {
    let monday = entry(
        1,
        "甲报",
        0,
        "央行今日开展1885亿元逆回购操作",
        "央行今日开展1885亿元7天期逆回购操作,操作利率为1.40%,与此前持平.因今日有2410亿元逆回购到期,实现净回笼525亿元.",
    );
    let tuesday = entry(
        2,
        "乙报",
        NEXT_DAY,
        "央行今日开展2170亿元逆回购操作",
        "央行今日开展2170亿元7天期逆回购操作,操作利率为1.40%,与此前持平.因今日有1600亿元逆回购到期,实现净投放570亿元.",
    );
    assert_ne!(relation(&monday, &tuesday), Relation::Same);
}

#[test]
fn notices_that_differ_only_by_the_security_are_two() {
    let text = |name: &str, code: &str| {
        format!(
            "{name}({code})公告,本基金二级市场交易价格明显高于基金份额参考净值,出现较大幅度溢价,将于3月3日开市起至当日10:30停牌."
        )
    };
    let one = entry(
        1,
        "甲报",
        0,
        "海洋科技etf临时停牌",
        &text("海洋科技etf", "159001"),
    );
    let other = entry(
        2,
        "乙报",
        60,
        "远山芯片etf临时停牌",
        &text("远山芯片etf", "159777"),
    );
    assert_ne!(relation(&one, &other), Relation::Same);
}

#[test]
fn another_number_in_the_same_words_of_one_day_is_related_and_no_copy() {
    let report = |number: &str| {
        (
            format!("前三季度电梯销量{number}万台"),
            format!(
                "协会2日发布的报告显示,今年前三季度全国电梯销量为{number}万台,同比增长6.2%,其中出口占比升至31%."
            ),
        )
    };
    let (wrong, right) = (report("35.7"), report("37.5"));
    let one = entry(1, "甲报", 0, &wrong.0, &wrong.1);
    let other = entry(2, "乙报", 3600, &right.0, &right.1);
    assert_eq!(relation(&one, &other), Relation::Related);
}

/// A market report with three totals and a change, published at a minute.
fn totals(
    number: u8,
    outlet: &str,
    minute: i64,
    [north, south, change]: [&str; 3],
) -> (Comparable, Profile) {
    entry(
        number,
        outlet,
        60 * minute,
        &format!("两港存粮较上周减少{change}万吨"),
        &format!(
            "截至3月2日,北港存粮报{north}万吨,较上周增加6.49万吨;南港存粮报{south}万吨,较上周减少10.51万吨;\
             两港合计28434.14万吨,较上周减少{change}万吨."
        ),
    )
}

#[test]
fn figures_of_one_release_that_two_outlets_round_differently_are_equal() {
    let one = totals(1, "甲报", 0, ["14488.96", "13945.18", "4.02"]);
    let other = totals(2, "乙报", 3, ["14488.96", "13945.18", "4.03"]);
    assert_eq!(relation(&one, &other), Relation::Same);
}

#[test]
fn a_figure_that_moves_by_one_unit_is_another_figure() {
    let one = totals(1, "甲报", 0, ["14488.96", "13945.18", "4.02"]);
    let stays_apart = [
        // The next issue.
        totals(2, "乙报", 24 * 60, ["14488.96", "13945.18", "4.03"]),
        // The same outlet repeats no release with another number.
        totals(2, "甲报", 3, ["14488.96", "13945.18", "4.03"]),
        // A number differs by more.
        totals(2, "乙报", 3, ["14488.96", "13945.18", "4.04"]),
        totals(2, "乙报", 3, ["14488.96", "13951.36", "4.03"]),
    ];
    for other in stays_apart {
        assert_ne!(
            relation(&one, &other),
            Relation::Same,
            "{}",
            other.0.fingerprint.title
        );
    }
    // No other figure says that it is the same release.
    let price = |number, outlet, figure: &str| {
        let title = format!("海川铜期货报{figure}万元");
        entry(number, outlet, 0, &title, &format!("{title},日内走高."))
    };
    let (one, other) = (price(1, "甲报", "3.21"), price(2, "乙报", "3.22"));
    assert_ne!(relation(&one, &other), Relation::Same);
    // Counts are not rounded.
    let count = |number, outlet, killed: &str| {
        let title = format!("沉船事故死亡人数升至{killed}人");
        let text = format!(
            "当局通报,沉船事故死亡人数升至{killed}人,船上原有1250人,已救起1087人,沉没处水深346米."
        );
        entry(number, outlet, 0, &title, &text)
    };
    let (one, other) = (count(1, "甲报", "113"), count(2, "乙报", "114"));
    assert_ne!(relation(&one, &other), Relation::Same);
}

#[test]
fn a_number_that_titles_and_texts_replace_is_another_one_though_both_texts_have_it_elsewhere() {
    let report = |number, outlet, minute: i64, change: &str| {
        let title = format!("澜海局势升级 盐湖锂期货大涨{change}%");
        let text = format!(
            "澜海局势升级,盐湖锂期货日内大涨{change}%,现报9870.5元.该期货周一大涨4%,周二大涨5%,成交量创三年新高,\
             分析师周望舒表示,市场正在等待港口复工的消息."
        );
        entry(number, outlet, 60 * minute, &title, &text)
    };
    let (one, other) = (report(1, "甲报", 0, "4"), report(2, "乙报", 20, "5"));
    assert_ne!(relation(&one, &other), Relation::Same);
}

#[test]
fn a_day_without_its_month_is_no_other_number_in_the_same_words() {
    let said = |day: &str| {
        format!(
            "国防部长莱因霍尔{day}说,国家计划投资约160亿欧元,用于提升军队的无人机防御能力,并组建快速反应部队."
        )
    };
    let entries = [
        entry(1, "甲报", 0, "拟斥资160亿欧元用于无人机防御", &said("16日")),
        entry(
            2,
            "乙报",
            60,
            "拟斥资160亿欧元用于无人机防御",
            &said("6月16日"),
        ),
    ];
    let [one, other] = &entries;
    let measured = measure(&one.1, &other.1).unwrap();
    let changed =
        |(term, value): (&Term, f64)| term.name.starts_with("numbers-changed") && value > 0.0;
    assert!(!measured.iter().any(changed));
    assert_eq!(relation(one, other), Relation::Same);
}

#[test]
fn a_kilometre_has_two_names() {
    let quake = |number: u8, outlet: &str, depth: &str| {
        let title = format!("岚洲近海发生6.1级地震 震源深度{depth}");
        let text = format!("地震台网正式测定,在岚洲近海发生6.1级地震,震源深度{depth}.");
        entry(number, outlet, 0, &title, &text)
    };
    let (one, other) = (quake(1, "甲报", "20千米"), quake(2, "乙报", "20公里"));
    assert_eq!(one.1.body.tokens, other.1.body.tokens);
    assert_eq!(relation(&one, &other), Relation::Same);
    assert_ne!(relation(&one, &quake(2, "乙报", "12公里")), Relation::Same);
}

#[test]
fn cents_are_parts_of_a_dollar() {
    let dividend = |number: u8, outlet: &str, amount: &str| {
        let title = format!("stennick paper declares dividend of {amount} per share");
        let text = format!(
            "the board of stennick paper declared a quarterly dividend of {amount} per share, payable on december 22."
        );
        entry(number, outlet, 0, &title, &text)
    };
    let cents = dividend(1, "a", "20 cents");
    assert_eq!(relation(&cents, &dividend(2, "b", "$0.20")), Relation::Same);
    assert_ne!(relation(&cents, &dividend(2, "b", "$0.25")), Relation::Same);
    let offer = |number: u8, outlet: &str, price: &str| {
        let title = format!("林海资本拟以每股{price}收购岚洲零售");
        let text = format!("林海资本提出以每股{price}现金收购岚洲零售,较周一收盘价溢价31%.");
        entry(number, outlet, 0, &title, &text)
    };
    let pence = offer(1, "甲报", "415便士");
    assert_eq!(
        relation(&pence, &offer(2, "乙报", "4.15英镑")),
        Relation::Same
    );
    assert_ne!(
        relation(&pence, &offer(2, "乙报", "4.40英镑")),
        Relation::Same
    );
}

#[test]
fn a_toll_in_digits_is_the_toll_in_words_of_every_language() {
    for (words, digits, other) in [
        (
            "dois pescadores morreram e quatro ficaram feridos na terça-feira no naufrágio de um barco perto de varnholt, disse a guarda costeira.",
            "2 pescadores morreram e 4 ficaram feridos na terça-feira no naufrágio de um barco perto de varnholt, disse a guarda costeira.",
            "três pescadores morreram e quatro ficaram feridos na terça-feira no naufrágio de um barco perto de varnholt, disse a guarda costeira.",
        ),
        (
            "три рыбака погибли и пятеро пострадали во вторник при крушении лодки у варнхольта, сообщила береговая охрана.",
            "3 рыбака погибли и 5 пострадали во вторник при крушении лодки у варнхольта, сообщила береговая охрана.",
            "двое рыбаков погибли и пятеро пострадали во вторник при крушении лодки у варнхольта, сообщила береговая охрана.",
        ),
    ] {
        let title = "barco varnholt";
        assert!(folds((title, words), (title, digits)), "{words}");
        let missing = |text: &str| {
            let one = entry(1, "a", 0, title, digits);
            let other = entry(2, "b", 60, title, text);
            let measured = measure(&one.1, &other.1).unwrap();
            let mut terms = measured.iter();
            terms
                .find(|(term, _)| term.name == "numbers-missing")
                .unwrap()
                .1
        };
        assert!(missing(words) < 0.1, "{words}");
        assert!(missing(other) > 0.1, "{other}");
    }
}

#[test]
fn a_number_of_a_title_that_both_texts_tell_is_known_beside_another_number_in_words() {
    let text = |two: &str, five: &str| {
        format!(
            "{two} skippers died and {five} deckhands were hurt when the ferry alba ran aground off the cape on monday, the coast guard said."
        )
    };
    assert!(folds(
        (
            "two skippers die as ferry runs aground",
            &text("two", "five")
        ),
        ("ferry aground: 2 dead, 5 hurt", &text("2", "5"))
    ));
}

#[test]
fn an_outlet_may_put_another_number_of_a_release_first() {
    let release = |first: &str, second: &str| {
        format!(
            "norvik chemicals reported a quarterly {first}, the best result since the merger of the two groups, and a \
             quarterly {second}. deliveries to asia rose again, the company said on tuesday in its report."
        )
    };
    let (revenue, profit) = (
        "figure of 2.64 billion crowns",
        "figure of 412 million crowns",
    );
    let one = entry(
        1,
        "a",
        0,
        "norvik chemicals: best result",
        &release(revenue, profit),
    );
    let other = entry(
        2,
        "b",
        900,
        "norvik chemicals: best result",
        &release(profit, revenue),
    );
    let changed = |other| {
        let measured = measure(&one.1, other).unwrap();
        let mut terms = measured.iter();
        terms
            .find(|(term, _)| term.name == "numbers-changed")
            .unwrap()
            .1
    };
    assert!(changed(&other.1).abs() < f64::EPSILON);
    let next = entry(
        3,
        "b",
        900,
        "norvik chemicals: best result",
        &release(
            "figure of 2.51 billion crowns",
            "figure of 398 million crowns",
        ),
    );
    assert!(changed(&next.1) > 0.0);
}
