//! Reports of companies' notices, and readings of one price, by two outlets within minutes.

use super::kinds::assert_folds;
use crate::fold::test_entries::folds;

const MINUTE: i64 = 60;

#[test]
fn two_outlets_that_select_other_sentences_of_one_notice_report_one_notice() {
    // Of a notice each outlet takes other sentences, and other numbers.
    let short = (
        "岚洲港务:拟2.75亿元收购东屿仓储51%股权",
        "岚洲港务(603259.sh)公告称,公司拟以现金方式分两步收购东屿仓储有限公司100%股权,第一步以2.75亿元收购其51%\
         股权。交易对方为林海和岑岚,业绩承诺期为2026年至2028年。",
    );
    let long = (
        "岚洲港务:拟以2.75亿元收购东屿仓储51%股权",
        "岚洲港务公告,公司拟以现金方式分两步收购林海、岑岚持有的东屿仓储有限公司股权。本次收购标的公司51.00%股权,\
         对应2550万元注册资本,定价以评估结果5.41亿元为参考。业绩承诺期内净利润累计不低于1.35亿元。本次交易已获\
         董事会审议通过,无需提交股东会审议。",
    );
    assert_folds(true, 3 * MINUTE, short, long);
    // Two hours later it may be the next notice.
    assert_folds(false, 120 * MINUTE, short, long);
}

#[test]
fn two_notices_of_one_company_in_one_form_are_two() {
    assert_folds(
        false,
        5 * MINUTE,
        (
            "岚洲港务:获准发行不超过100亿元二级资本债",
            "岚洲港务公告,收到监管部门批复,同意公司发行不超过100亿元的二级资本债券。",
        ),
        (
            "岚洲港务:获准发行不超过100亿元永续债",
            "岚洲港务公告,收到监管部门批复,同意公司发行不超过100亿元的无固定期限资本债券。",
        ),
    );
    // Its controlling shareholder, and the company itself.
    assert_folds(
        false,
        2 * MINUTE,
        (
            "岚洲港务:控股股东收到立案告知书",
            "岚洲港务公告,公司控股股东东屿控股收到监管部门《立案告知书》,因涉嫌信息披露违法违规被立案。",
        ),
        (
            "岚洲港务:收到立案告知书",
            "岚洲港务公告,公司收到监管部门《立案告知书》,因涉嫌信息披露违法违规,决定对公司立案。",
        ),
    );
    assert_folds(
        false,
        4 * MINUTE,
        (
            "岚洲港务:拟在东屿设立全资子公司",
            "岚洲港务公告,公司拟出资1000万元在东屿设立全资子公司,从事码头设备租赁。董事会已审议通过。",
        ),
        (
            "岚洲港务:董事林海辞职",
            "岚洲港务公告,董事林海因工作调整辞去公司董事职务,辞职后不在公司担任任何职务。",
        ),
    );
}

#[test]
fn a_denial_that_one_outlet_puts_first_and_the_other_one_last_is_one_denial() {
    assert_folds(
        true,
        2 * MINUTE,
        (
            "岚洲港务:未与东屿航运合作 新码头尚未投产",
            "岚洲港务公告称,近期网传公司纳入东屿航运供应链的信息为不实信息,公司未与东屿航运有过接触。新码头尚未投产。",
        ),
        (
            "岚洲港务:未与东屿航运有过接触 新码头尚未投产",
            "岚洲港务公告称,公司股票连续两个交易日涨幅偏离值累计达20%。近期公司关注到网上传播公司纳入东屿航运供应链的\
             信息,相关信息均为不实信息。公司未与东屿航运有过接触,新码头尚未投产。",
        ),
    );
    assert_folds(
        false,
        2 * MINUTE,
        (
            "岚洲港务拟收购东屿仓储",
            "据知情人士消息,岚洲港务拟以12亿元收购东屿仓储,双方最快下月签约。",
        ),
        (
            "岚洲港务:收购东屿仓储为不实信息",
            "据知情人士消息,岚洲港务拟以12亿元收购东屿仓储,双方最快下月签约。岚洲港务回应称消息不实。",
        ),
    );
}

#[test]
fn readings_of_one_index_that_differ_in_the_last_places_are_one_within_minutes() {
    let first = ("岚洲指数涨3%", "岚洲指数涨幅扩大至3%,现报2279.82点。");
    let second = ("岚洲指数上涨3%至2279.91点。", "岚洲指数上涨3%至2279.91点。");
    assert!(folds(first, second));
    // The next reading of another hour, and another reading of the same minute.
    assert_folds(false, 90 * MINUTE, first, second);
    let other = ("岚洲指数上涨3%至2291.40点。", "岚洲指数上涨3%至2291.40点。");
    assert!(!folds(first, other));
}

#[test]
fn a_clause_at_the_end_of_a_title_is_in_no_place_of_a_single_ideograph() {
    assert!(folds(
        (
            "岚洲港务股份有限公司向东屿交易所提交上市申请书",
            "岚洲港务股份有限公司向东屿交易所提交上市申请书。"
        ),
        (
            "岚洲港务股份有限公司向东屿交易所提交上市申请,独家保荐人为林海证券。",
            "岚洲港务股份有限公司向东屿交易所提交上市申请,独家保荐人为林海证券。"
        ),
    ));
}

#[test]
fn two_names_of_one_thing_are_no_other_value() {
    let title = |bank: &str, what: &str| format!("{bank}:岚洲{what}投资将达5.5亿元");
    let text = |bank: &str, what: &str| {
        format!("{bank}在报告中预计,岚洲{what}投资2030年将达5.5亿元,高于此前预测。")
    };
    let (one, other) = (
        (title("小摩", "ai"), text("小摩", "ai")),
        (title("摩根大通", "人工智能"), text("摩根大通", "人工智能")),
    );
    assert!(folds((&one.0, &one.1), (&other.0, &other.1)));
    let third = (title("大摩", "ai"), text("大摩", "ai"));
    assert!(!folds((&one.0, &one.1), (&third.0, &third.1)));
    assert!(folds(
        (
            "英国央行维持利率4%不变",
            "英国央行25日宣布将利率维持在4%不变,符合市场预期。"
        ),
        (
            "英格兰银行维持利率4%不变",
            "英格兰银行25日宣布将利率维持在4%不变,符合市场预期。"
        ),
    ));
}

#[test]
fn a_rate_offshore_is_not_the_rate_onshore() {
    assert!(!folds(
        ("离岸岚元升破7.10关口", "离岸岚元兑美元升破7.10关口。"),
        ("在岸岚元升破7.10关口", "在岸岚元兑美元升破7.10关口。"),
    ));
}

#[test]
fn a_released_pledge_another_product_and_another_company_are_notices_of_their_own() {
    let pledge = |title: &str, what: &str| {
        let text = format!(
            "公司于近日接到控股股东岚洲集团通知,获悉其所持有本公司的部分股份{what}.本次{what}股数1200万股,占其所持股份比例8.41%,\
             质权人为东海银行股份有限公司.上述质押股份不负担业绩补偿义务."
        );
        (title.to_owned(), text)
    };
    let trial = |code: &str| {
        let text = format!(
            "岚洲药业公告,子公司岚洲生物收到国家药监局核准签发的{code}《药物临床试验批准通知书》,适应症为晚期非小细胞肺癌.\
             目前国内尚无同靶点产品获批上市."
        );
        ("岚洲药业:子公司获得药物临床试验批准通知书".to_owned(), text)
    };
    let of_the_company = |title: &str| {
        let text = "公司股票连续三个交易日内收盘价格涨幅偏离值累计超过20%,属于股票交易异常波动情形.经公司自查并向控股股东核实,\
             不存在应披露而未披露的重大信息.";
        (title.to_owned(), text.to_owned())
    };
    for [one, other] in [
        [
            pledge("岚洲港务:关于控股股东部分股份质押的公告", "被质押"),
            pledge("岚洲港务:关于控股股东部分股份解除质押的公告", "解除质押"),
        ],
        [trial("lz-1208注射液"), trial("lz-1305片")],
        [
            of_the_company("岚石新材:股票交易异常波动公告"),
            of_the_company("岚泰新材:股票交易异常波动公告"),
        ],
    ] {
        assert_folds(false, 9 * MINUTE, (&one.0, &one.1), (&other.0, &other.1));
    }
}

#[test]
fn a_case_against_the_controller_is_not_the_case_against_the_company() {
    let of_company = (
        "岚洲智能:涉嫌信息披露违法违规被立案",
        "岚洲智能公告,公司收到监管部门下发的《立案告知书》,因公司涉嫌信息披露违法违规,决定对公司立案。",
    );
    let of_controller = (
        "岚洲智能:实际控制人涉嫌信息披露违规被立案",
        "岚洲智能公告,公司实际控制人、董事长林海收到监管部门下发的《立案告知书》,因其涉嫌信息披露违法违规,决定对其立案。",
    );
    assert_folds(false, MINUTE, of_company, of_controller);
    // Two outlets name one person by two of his posts.
    let by_another_post = (
        "岚洲智能:董事长涉嫌信息披露违规被立案",
        "岚洲智能公告,公司董事长林海收到监管部门下发的《立案告知书》,因其涉嫌信息披露违法违规,决定对其立案。",
    );
    assert_folds(true, MINUTE, of_controller, by_another_post);
}

#[test]
fn a_share_at_its_price_limit_is_the_next_step() {
    let news = "公司昨日因未及时披露关联方资金占用事项收到监管部门警示函。";
    let flash = |moved: &str| format!("岚洲股份{moved},{news}");
    let [opens, at_limit, near_limit] = ["开盘跌超7%", "跌停", "跌近10%"].map(flash);
    assert_folds(false, 10 * MINUTE, (&opens, &opens), (&at_limit, &at_limit));
    assert_folds(
        true,
        MINUTE,
        (&near_limit, &near_limit),
        (&at_limit, &at_limit),
    );
}

#[test]
fn a_rate_that_one_outlet_adds_to_a_report_of_rates_is_no_reaction() {
    assert_folds(
        true,
        MINUTE,
        (
            "岚洲10月CPI同比2.4%,预期2.2%,前值2.1%",
            "岚洲10月CPI同比2.4%,预期2.2%,前值2.1%。",
        ),
        (
            "岚洲10月CPI同比上涨2.4%,预期2.2%,前值2.1%;环比上涨0.3%",
            "岚洲10月CPI同比上涨2.4%,预期2.2%,前值2.1%;环比上涨0.3%。",
        ),
    );
}
