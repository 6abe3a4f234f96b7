//! For some terms against a fold, pairs that the term alone keeps apart: they would fold without
//! its points.

use crate::fold::test_entries::{NEXT_DAY, entry, profiled};
use crate::fold::{THRESHOLD, examine};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;

/// Title and text of two entries of two outlets.
type Texts<'a> = [(&'a str, &'a str); 2];

/// Checks that a term decides about entries of which the second came `seconds` after the first.
fn assert_decides(term: &str, seconds: i64, [(title, text), (other_title, other_text)]: Texts<'_>) {
    let one = entry(1, "甲报", 0, title, text);
    let other = entry(2, "乙报", seconds, other_title, other_text);
    let weighing = examine(profiled(&one), profiled(&other)).weighing;
    let found = weighing.terms.iter().find(|found| found.name == term);
    let points = found.map_or(0.0, |found| found.points);
    let score = weighing.score();
    assert!(score <= THRESHOLD, "{term} does not suffice: {weighing:?}");
    assert!(
        score - points > THRESHOLD,
        "other terms suffice: {weighing:?}"
    );
}

const BERTH_ZH: &str =
    "岚洲港务局宣布,新建的集装箱码头下月起试航,首批开放两个泊位,可停靠十万吨级货轮.";
const BERTH_EN: &str = "the port of lanmouth said its new container berth opens next month, with room for two ships and a \
     railway siding.";

/// A text with what another outlet found out about it.
fn with_report(text: &str, report: &str) -> String {
    format!("{text} {report}")
}

#[test]
fn a_longer_text_under_a_headline_of_its_own_is_another_report() {
    let report = "当地渔民说,航道经过养殖区,他们至今没有看到补偿方案.港务局回应说,补偿标准由区里制定,月底前会张榜.\
        一位养殖户算过账,网箱外移以后每年要多花运费,而且台风季节风浪更大.区里的干部承认方案晚了,原因是两个村对边界有争议.";
    assert_decides(
        "own-headline",
        20 * MINUTE,
        [
            ("码头下月试航", BERTH_ZH),
            (
                "渔民担心航道收窄:养殖区补偿方案仍未公布",
                &with_report(BERTH_ZH, report),
            ),
        ],
    );
    let report = "fishermen nearby say that nobody has told them what happens when the dredgers stir up the bottom. \
        the harbour master promised a survey before the autumn. one family has farmed oysters there since the war and \
        lost a whole crop when the last channel was dug.";
    assert_decides(
        "own-headline",
        20 * MINUTE,
        [
            ("new container berth", BERTH_EN),
            (
                "who pays for the mud in the estuary",
                &with_report(BERTH_EN, report),
            ),
        ],
    );
}

#[test]
fn a_longer_text_some_hours_later_is_a_fuller_report() {
    let report = "当地渔民说,航道经过养殖区,他们至今没有看到补偿方案.港务局回应说,补偿标准由区里制定,月底前会张榜.\
        一位养殖户算过账,网箱外移以后每年要多花运费,而且台风季节风浪更大.";
    assert_decides(
        "told-later",
        5 * HOUR,
        [
            ("岚洲港开放两个泊位", BERTH_ZH),
            ("岚洲港新码头下月试航", &with_report(BERTH_ZH, report)),
        ],
    );
    let report = "fishermen along the estuary say that nobody has told them who will pay when the dredgers stir up \
        the mud. the harbour master promised a survey before the autumn.";
    assert_decides(
        "told-later",
        5 * HOUR,
        [
            ("lanmouth gets new berth for container ships", BERTH_EN),
            (
                "port of lanmouth opens new berth",
                &with_report(BERTH_EN, report),
            ),
        ],
    );
}

#[test]
fn another_move_of_one_price_is_the_next_step_of_the_quote() {
    let step = "岚洲航运指数期货低开0.05%,上一交易日夜盘下跌0.22%,成交清淡.";
    assert_decides(
        "move-replaced",
        4 * HOUR,
        [
            (
                "岚洲航运指数期货夜盘下跌0.22%",
                "岚洲航运指数期货夜盘下跌0.22%,成交清淡.",
            ),
            ("岚洲航运指数期货下跌0.05%", step),
        ],
    );
    let step = "lanmouth freight futures fell 0.05 percent at the open after they fell 0.22 percent overnight.";
    assert_decides(
        "move-replaced",
        4 * HOUR,
        [
            (
                "lanmouth freight futures fall 0.22 percent",
                "lanmouth freight futures fell 0.22 percent overnight.",
            ),
            ("lanmouth freight futures fall 0.05 percent", step),
        ],
    );
}

#[test]
fn the_move_of_an_index_is_not_the_earlier_move_of_the_futures_on_it() {
    assert_decides(
        "derivative-missing",
        4 * HOUR,
        [
            (
                "岚洲航运指数期货下跌0.22%",
                "岚洲航运指数期货下跌0.22%,成交清淡.",
            ),
            ("岚洲航运指数下跌0.22%", "岚洲航运指数下跌0.22%,成交清淡."),
        ],
    );
    let fell = |what: &str| {
        format!(
            "{what} fell 0.22 percent on monday as ship owners in the east cut their rates for grain and coal \
             bound for lanmouth, brokers at the exchange said."
        )
    };
    assert_decides(
        "derivative-missing",
        4 * HOUR,
        [
            (
                "freight index futures fell 0.22 percent",
                &fell("freight index futures"),
            ),
            ("freight index fell 0.22 percent", &fell("freight index")),
        ],
    );
}

#[test]
fn the_figure_of_a_part_is_not_that_of_the_whole() {
    assert_decides(
        "qualifier-missing",
        0,
        [
            (
                "岚洲10月零售销售月率-1.1%",
                "岚洲10月零售销售月率录得-1.1%,预期0%,前值0.7%.",
            ),
            (
                "岚洲10月核心零售销售月率-1.1%",
                "岚洲10月核心零售销售月率录得-1.1%,预期0%,前值0.8%.",
            ),
        ],
    );
    assert_decides(
        "qualifier-missing",
        0,
        [
            (
                "lanmouth prices rise 2.1 percent in october",
                "prices in lanmouth rose 2.1 percent in october from a year before, the harbour office said.",
            ),
            (
                "lanmouth core prices rise 2.1 percent in october",
                "core prices in lanmouth rose 2.1 percent in october from a year before, the harbour office said.",
            ),
        ],
    );
}

#[test]
fn the_same_figure_a_day_later_is_the_next_issue() {
    let level = "岚洲水库管理处通报,今日八时水位为31.2米,出库流量为210立方米每秒,水情平稳,下游船只可正常通行.";
    assert_decides(
        "next-issue",
        NEXT_DAY,
        [
            ("岚洲水库水位", level),
            ("岚洲水库水位", &with_report(level, "请留意.")),
        ],
    );
    let level = "the lanmouth reservoir stood at 31.2 metres at eight this morning and released 210 cubic metres a \
        second, the keeper said. boats may pass.";
    assert_decides(
        "next-issue",
        NEXT_DAY,
        [
            ("reservoir level at lanmouth", level),
            (
                "reservoir level at lanmouth",
                &with_report(level, "take care."),
            ),
        ],
    );
}

#[test]
fn a_draft_and_the_rule_in_force_are_two_stages() {
    let plan = "岚洲新区规划全文共八章,提出建设三条地铁和两座公园,并对沿江建筑的高度作出限制,市民可到规划馆查阅.";
    assert_decides(
        "stages-differ",
        HOUR,
        [
            ("征求意见的岚洲新区规划共八章", plan),
            (
                "岚洲新区规划共八章印发各镇",
                &with_report(plan, "详见附件."),
            ),
        ],
    );
    let rules = "the rules for ferries name eight duties of every owner, among them life rafts for more than 40 \
        people and an annual drill for the crew. owners get two years to comply, the ministry said.";
    assert_decides(
        "stages-differ",
        HOUR,
        [
            ("draft rules for ferries name eight duties", rules),
            (
                "rules for ferries name eight duties, now in force",
                &with_report(rules, "see annex."),
            ),
        ],
    );
}

#[test]
fn another_name_in_the_same_place_of_both_texts_is_another_notice() {
    let flood = |gate: &str| {
        format!(
            "今日汛情通报:沿江各闸站已开闸泄洪,其中{gate}流量最大,下游沿线已安排巡堤人员值守,各乡镇转移低洼地带住户,\
             学校临时停课,请市民不要靠近河岸.{gate}预计明晨关闭."
        )
    };
    let title = "水利部门通报今日汛情";
    assert_decides(
        "value-replaced",
        10 * MINUTE,
        [(title, &flood("石臼闸")), (title, &flood("栖霞闸"))],
    );
    let flood = |place: &str| {
        format!(
            "the river board opened the gates at {place} today after a night of heavy rain. wardens walk the banks, \
             schools in the low towns are closed and families have moved to higher ground. the gates at {place} will \
             shut at dawn, the board said."
        )
    };
    let title = "flood warning for river towns";
    assert_decides(
        "value-replaced",
        10 * MINUTE,
        [(title, &flood("stonebrook")), (title, &flood("millhaven"))],
    );
}

#[test]
fn the_move_of_a_price_in_one_title_is_the_reaction_to_the_news() {
    let profit = "岚洲玻璃公告,三季度净利润为6.2亿元,同比大幅增长,主要受益于海外订单交付,公司预计四季度订单仍然饱满.";
    assert_decides(
        "move-missing",
        HOUR,
        [
            ("岚洲玻璃三季度利润增长", profit),
            ("岚洲玻璃涨8%", &format!("岚洲玻璃涨8%.{profit}")),
        ],
    );
    let profit = "marlow glass said third-quarter profit was 620 million as overseas orders were delivered, and that \
        its order book for the fourth quarter is full.";
    assert_decides(
        "move-missing",
        HOUR,
        [
            ("marlow glass reports third-quarter profit", profit),
            (
                "marlow glass shares jump 8%",
                &with_report(profit, "shares jump 8%."),
            ),
        ],
    );
}

#[test]
fn a_report_and_its_denial_in_the_same_words_are_two_pieces_of_news() {
    let report = "市场传闻,岚洲玻璃拟以现金收购汐川电缆,交易金额或达九亿元,双方已经签署意向书,尽职调查将于年底前结束.";
    assert_decides(
        "denial-missing",
        HOUR,
        [
            ("岚洲玻璃拟收购汐川电缆", report),
            (
                "岚洲玻璃回应收购汐川电缆",
                &format!("岚洲玻璃称不实:{report}"),
            ),
        ],
    );
    let report = "marlow foods will buy denby dairy for 900 million in cash, two people said on wednesday. the two \
        companies have signed a letter and the books will be checked before the year ends.";
    assert_decides(
        "denial-missing",
        HOUR,
        [
            ("marlow foods to buy denby dairy", report),
            (
                "marlow foods denies it will buy denby dairy",
                &with_report(report, "no comment."),
            ),
        ],
    );
}

#[test]
fn a_digest_is_not_the_news_with_which_it_begins() {
    let contract = "岚洲玻璃公告,与汐川电缆签订供货合同,金额为九亿元,交货期为三年.";
    assert_decides(
        "digest",
        10 * MINUTE,
        [
            ("岚洲玻璃签订供货合同", contract),
            (
                "晚间公司新闻精选",
                &with_report(contract, "栖霞水泥任命新总经理."),
            ),
        ],
    );
    let contract = "marlow glass signed a supply contract with denby worth 900 million that runs for three years, \
        the company said.";
    assert_decides(
        "digest",
        10 * MINUTE,
        [
            ("marlow glass wins supply contract from denby", contract),
            (
                "evening roundup of company news",
                &with_report(contract, "pelham cement named a new chief."),
            ),
        ],
    );
}

#[test]
fn a_visit_that_is_announced_and_the_visit_itself_are_two_reports() {
    assert_decides(
        "only-announced",
        HOUR,
        [
            (
                "岚洲市长将出席船厂新坞落成典礼",
                "岚洲市政府宣布,市长一行将于今天下午前往北郊,出席船厂新坞落成典礼,典礼由船厂董事长主持.",
            ),
            (
                "岚洲市长出席船厂新坞落成典礼",
                "岚洲市政府消息,市长一行冒雨出席船厂新坞落成典礼,典礼由船厂董事长主持.",
            ),
        ],
    );
    let guests = |happens: &str| {
        format!("岚洲市政府宣布,市长一行今天下午{happens}船厂新坞落成典礼,典礼由船厂董事长主持.")
    };
    assert_decides(
        "only-announced",
        HOUR,
        [
            ("岚洲市长将出席船厂新坞落成典礼", &guests("将出席")),
            ("岚洲市长出席船厂新坞落成典礼", &guests("出席")),
        ],
    );
}

#[test]
fn what_a_title_denies_is_not_what_the_other_one_says_in_the_same_words() {
    let text = |decided: &str| {
        format!(
            "岚洲玻璃公告,岚洲转债已触发条件,董事会{decided}行使这一权利,未来三个月内如再次触发也将如此."
        )
    };
    assert_decides(
        "negation-missing",
        HOUR,
        [
            ("岚洲玻璃:不提前赎回岚洲转债", &text("决定不")),
            ("岚洲玻璃:提前赎回岚洲转债", &text("决定")),
        ],
    );
    assert_decides(
        "negation-missing",
        HOUR,
        [
            ("礁石国:未关闭北岸输油管道", &text("称")),
            ("礁石国:关闭北岸输油管道", &text("称")),
        ],
    );
}

#[test]
fn what_is_not_to_happen_is_not_what_is_to_happen_in_any_language() {
    for (title, negated, text, negated_text) in [
        (
            "port of lanmouth says it will extend the berth",
            "port of lanmouth says it will not extend the berth",
            "the port said on wednesday it will extend the berth beyond march, ending weeks of speculation.",
            "the port said on wednesday it will not extend the berth beyond march, ending weeks of speculation.",
        ),
        (
            "stadt lahnau verkauft die hafenanteile",
            "stadt lahnau verkauft die hafenanteile nicht",
            "die stadt lahnau wird ihre anteile am hafen verkaufen, teilte die verwaltung am mittwoch mit.",
            "die stadt lahnau wird ihre anteile am hafen nicht verkaufen, teilte die verwaltung am mittwoch mit.",
        ),
        (
            "порт лахта выйдет на биржу",
            "порт лахта не выйдет на биржу",
            "порт лахта выйдет на биржу в следующем году, сообщили в среду в компании.",
            "порт лахта не выйдет на биржу в следующем году, сообщили в среду в компании.",
        ),
        (
            "정부, 부두 사용료 인하 연장한다",
            "정부, 부두 사용료 인하 연장 안 한다",
            "정부가 이달 말 끝나는 부두 사용료 인하를 연말까지 연장하기로 했다.",
            "정부가 이달 말 끝나는 부두 사용료 인하를 연말까지 연장하지 않기로 했다.",
        ),
    ] {
        assert_decides(
            "negation-missing",
            HOUR,
            [(title, text), (negated, negated_text)],
        );
    }
}

#[test]
fn the_response_to_a_tremor_is_the_next_step_after_the_tremor() {
    let tremor = "地震台网正式测定,8月19日17时6分在岚洲西州(北纬37.81度,东经95.49度)发生5.6级地震,震源深度10公里.";
    assert_decides(
        "response-missing",
        25 * MINUTE,
        [
            ("岚洲西州发生5.6级地震", tremor),
            (
                "岚洲西州发生5.6级地震 地震局启动四级应急响应",
                &format!("地震局启动四级应急响应,派出现场工作队.{tremor}"),
            ),
        ],
    );
}
