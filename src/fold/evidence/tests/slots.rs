//! What stands in one slot of two texts: another value, the same one respelled, or words that
//! outlets exchange.

use super::kinds::assert_folds;

const MINUTE: i64 = 60;

/// Asserts that two outlets' entries, each a title and a text, stay apart though the outlets
/// published them 20 minutes apart.
fn assert_siblings([one, other]: [[String; 2]; 2]) {
    let [[title, text], [other_title, other_text]] = [&one, &other];
    assert_folds(false, 20 * MINUTE, (title, text), (other_title, other_text));
}

#[test]
fn one_name_in_the_place_of_another_one_makes_a_sibling() {
    for (title, text, names) in [
        (
            "council approves bypass",
            "the county council on tuesday approved a plan for a bypass around NAME, to be finished in 2031 at a \
             cost of about 90 million pounds. work is due to start in spring.",
            ["wexley", "norley"],
        ),
        (
            "trinkwasser muss abgekocht werden",
            "im ortsteil NAME muss das trinkwasser bis auf weiteres abgekocht werden. bei einer kontrolle waren keime \
             entdeckt worden, wie das gesundheitsamt mitteilte.",
            ["brunnau", "lindach"],
        ),
        (
            "corte de luz programado para el jueves",
            "la compañía informó de un corte de luz programado en NAME para el jueves de 8 a 12 horas por trabajos \
             de mantenimiento en la red.",
            ["villalba", "monzón"],
        ),
        (
            "в области отключат воду",
            "жителей посёлка NAME предупредили об отключении холодной воды 26 ноября с 9 до 17 часов из-за ремонта \
             на сетях.",
            ["ветлужский", "громово"],
        ),
    ] {
        let [one, other] = names.map(|name| text.replace("NAME", name));
        assert_folds(false, 40 * MINUTE, (title, &one), (title, &other));
    }
}

#[test]
fn what_titles_and_texts_replace_by_the_same_is_a_name_however_short() {
    let item = |name: &str| {
        let title = format!("{name}精机:关于自己股份取得状况的通知");
        let text = format!(
            "{name}精机2日公布10月自己股份取得状况,取得股数12.4万股,取得价额总计3.12亿日元,依据公司章程的规定实施."
        );
        [title, text]
    };
    assert_siblings([item("东都"), item("东和")]);
}

#[test]
fn numbers_of_titles_without_a_frame_are_in_one_order_by_chance() {
    let text = "以固定利率、数量招标方式开展了1620亿元7天期逆回购操作,操作利率1.40%,投标量1620亿元,中标量1620亿元,当日有2145亿元逆回购到期.";
    let one = format!("为维护银行体系流动性充裕,2026年10月14日{text}");
    let other = format!("海岸银行今日{text}");
    let titles = [
        "公开市场业务交易公告[2026]第196号",
        "海岸银行投放1620亿回笼525亿",
    ];
    assert_folds(true, MINUTE, (titles[0], &one), (titles[1], &other));
}

#[test]
fn the_name_of_a_headline_may_stand_in_another_case_in_the_text() {
    let item = |title: &str, text: &str| {
        let title = format!("v lanovciach zlacnel {title} o dva centy na liter");
        let text = format!(
            "priemerná cena {text} na čerpacích staniciach v 47. týždni klesla o dva centy na liter. vyplýva to z \
             údajov úradu. medziročne je cena nižšia o 4,3 percenta."
        );
        [title, text]
    };
    assert_siblings([item("benzín", "benzínu"), item("lpg", "lpg")]);
}

#[test]
fn a_name_in_the_middle_of_a_headline_makes_a_sibling_although_it_ends_like_another_name() {
    for (title, text) in [
        (
            "岚东交易所向NAME下发问询函 要求说明扩产是否可行",
            "岚东交易所25日向NAME下发问询函,要求公司说明在10个月内建成年产12万片衬底产线是否具备可行性,与海陵科技、清渡科技的             合作是否真实,是否存在炒作股价的情形.NAME须在五个交易日内书面回复.",
        ),
        (
            "岚洲咨询:公司与NAME正式签署合作协议",
            "岚洲咨询公告,公司近期与NAME正式签署合作协议,双方将在港口自动化方面合作,海陵科技、清渡科技也参与其中.协议期限三年,             不涉及具体金额,预计对公司2026年度业绩不构成重大影响.",
        ),
    ] {
        let [one, other] = ["远岫科技", "宏冶股份"]
            .map(|name| [title, text].map(|text| text.replace("NAME", name)));
        assert_siblings([one, other]);
    }
}

#[test]
fn another_month_that_the_texts_repeat_makes_a_sibling_although_every_other_number_is_equal() {
    let [one, other] = ["5", "8"].map(|month| {
        [
            format!("岚洲农牧:{month}月生猪销售收入同比下降15.07%"),
            format!(
                "岚洲农牧公告,公司2026年{month}月销售生猪23.34万头,销售收入3.62亿元,同比下降15.07%,环比上升2.81%;销售均价                 每公斤14.38元,环比下降1.26%."
            ),
        ]
    });
    assert_siblings([one, other]);
}

#[test]
fn opposite_words_in_titles_and_texts_make_a_sibling_although_every_number_is_equal() {
    for (title, text, ways) in [
        (
            "岚洲化工:控股股东拟WAY不超1%股份",
            "岚洲化工(300999.sz)公告称,控股股东程述因自身资金安排,计划自公告披露之日起15个交易日后的3个月内,通过集中竞价方式\
             WAY公司股份不超过411.2万股,占公司总股本的1%.",
            ["减持", "增持"],
        ),
        (
            "程氏投资在岚洲电力的持股比例从6.28%WAY至5.98%",
            "据交易所权益披露资料显示,程氏投资在岚洲电力的持股比例于6月3日从6.28%WAY至5.98%.",
            ["降", "升"],
        ),
    ] {
        let [one, other] = ways.map(|way| [title, text].map(|text| text.replace("WAY", way)));
        assert_siblings([one, other]);
    }
}

#[test]
fn opposite_words_in_one_place_of_the_texts_make_a_sibling_below_one_headline() {
    assert_siblings(
        [
            ["en sänkning", "den svaga arbetsmarknaden"],
            ["en höjning", "de stigande tjänstepriserna"],
        ]
        .map(|[what, why]| {
            let text = format!(
                "vice chefen lena bergmark reserverade sig mot beslutet att lämna räntan oförändrad på 1,75 procent. \
                 det framgår av protokollet från mötet den 12 november. hon förordade {what} med 0,25 procentenheter \
                 med hänvisning till {why}."
            );
            ["centralbanken: bergmark reserverade sig".to_owned(), text]
        }),
    );
}

#[test]
fn one_word_alone_makes_a_sibling_although_texts_of_a_sentence_begin_with_it() {
    let item = |name: &str| {
        let text = format!(
            "tømrerfirmaet {name} & søn i hedeby er mandag taget under konkursbehandling ved skifteretten."
        );
        ["tømrerfirma i hedeby erklæret konkurs".to_owned(), text]
    };
    assert_siblings([item("lindtoft"), item("krogager")]);
}

#[test]
fn another_spelling_of_a_name_makes_no_sibling() {
    let text = |name: &str| {
        format!(
            "the county council on tuesday approved a plan for a bypass around {name}, to be finished in 2031 at a \
             cost of about 90 million pounds. work is due to start in spring."
        )
    };
    let title = "council approves bypass";
    assert_folds(
        true,
        40 * MINUTE,
        (title, &text("wexley")),
        (title, &text("wexleigh")),
    );
}

#[test]
fn another_measure_and_other_countries_in_one_slot_make_a_sibling() {
    let order = |measure: &str| {
        format!(
            "岚东证监局近日公布,经查,岚洲药业存在关联交易未及时披露、募集资金使用不规范等问题,决定对公司{measure}的行政监管\
             措施,并记入证券期货市场诚信档案."
        )
    };
    assert_folds(
        false,
        6 * MINUTE,
        ("岚东证监局对岚洲药业出具警示函", &order("采取出具警示函")),
        (
            "岚东证监局对岚洲药业董事长采取监管谈话措施",
            &order("采取董事长程述采取监管谈话"),
        ),
    );
    let answer = |who: &str| {
        format!(
            "在25日外交部例行记者会上,有记者问及{who}局势.发言人表示,中方对当前局势深表关切,希望有关各方保持克制,避免局势\
             进一步升级."
        )
    };
    assert_folds(
        false,
        9 * MINUTE,
        ("外交部:希望巴以双方保持克制", &answer("巴以")),
        ("外交部:希望印巴双方保持克制", &answer("印巴")),
    );
}

#[test]
fn words_that_outlets_exchange_make_no_sibling() {
    for (one, other) in [
        (
            (
                "深海采矿概念直线拉升 岚洲重工涨停",
                "深海采矿概念直线拉升,岚洲重工涨停,远岫新材、清渡电力、海陵装备跟涨.",
            ),
            (
                "深海采矿板块异动拉升 岚洲重工涨停",
                "深海采矿板块异动拉升,岚洲重工涨停,远岫新材、清渡电力、海陵装备等跟涨.",
            ),
        ),
        (
            (
                "岚洲控股中期溢利升12%",
                "岚洲控股(01999)公布截至9月底止中期业绩,股东应占溢利8.62亿元,按年升12%,每股盈利34.5仙,派中期息12仙,按年\
                 增加2仙.",
            ),
            (
                "岚洲控股中期净利润8.62亿港元 同比增长12%",
                "岚洲控股(01999.hk)公布截至9月底的中期业绩,股东应占净利润8.62亿港元,同比增长12%,每股盈利34.5港仙,派中期息\
                 12港仙,同比增加2港仙.",
            ),
        ),
    ] {
        assert_folds(true, 2 * MINUTE, one, other);
    }
}

#[test]
fn the_next_step_of_an_index_is_another_one() {
    let behind = "此前一度跌逾1%,算力硬件、机器人方向反弹.";
    assert_folds(
        false,
        23 * MINUTE,
        ("岚洲综指翻红", &format!("岚洲综指翻红,{behind}")),
        ("岚洲综指涨超1%", &format!("岚洲综指涨超1%,{behind}")),
    );
}

#[test]
fn a_small_number_in_digits_is_the_one_in_words() {
    let text = |dead: &str, hurt: &str| {
        format!(
            "a bus carrying pilgrims plunged into a ravine in the northern state of lanmarsh on wednesday, killing \
             {dead} people and injuring {hurt}, police said. the driver lost control on a sharp bend."
        )
    };
    assert_folds(
        true,
        60 * MINUTE,
        (
            "bus plunges into ravine in lanmarsh, 11 dead",
            &text("11", "24"),
        ),
        (
            "eleven pilgrims killed in lanmarsh bus crash",
            &text("eleven", "24"),
        ),
    );
    let toll = |dead: &str, behind: &str| {
        format!(
            "{dead} people died when a ferry caught fire off port lissom on tuesday, the coastguard said{behind}. some \
             140 passengers were taken off by fishing boats. the vessel was on its way to cape arden."
        )
    };
    assert_folds(
        false,
        300 * MINUTE,
        ("ferry fire off port lissom kills 3", &toll("three", "")),
        (
            "death toll from ferry fire off port lissom rises to 9",
            &toll("nine", ", raising an earlier toll of three"),
        ),
    );
}

#[test]
fn a_denied_word_in_another_place_is_denied_as_well() {
    assert_folds(
        true,
        33 * MINUTE,
        (
            "岚洲外长:对方尚未回应岚洲提议",
            "岚洲外长25日表示,岚洲已就延长渔业条约提出建议,对方尚未正式回应,岚洲将根据对方行动决定下一步立场.",
        ),
        (
            "岚洲:延长渔业条约的建议未获对方正式回应",
            "当地时间25日,岚洲外长表示,岚洲已就延长《渔业条约》提出建议,对方尚未正式回应,岚洲将根据对方行动决定下一步立场.",
        ),
    );
}

#[test]
fn the_short_name_of_an_authority_names_it() {
    let text = "国家发展改革委副主任25日介绍,今年前10个月全国可再生能源新增装机2.9亿千瓦,同比增长18%,占新增装机的84%.";
    assert_folds(
        true,
        15 * MINUTE,
        (
            "国家发改委:前10月可再生能源新增装机2.9亿千瓦",
            &text.replace("发展改革委", "发改委"),
        ),
        ("前10月可再生能源新增装机同比增长18%", text),
    );
    let text = "岚洲国总理林海15日说,岚洲不知道双方达成的协议具体包含哪些内容,无论是否达成协议,岚洲都不会参加会谈.";
    assert_folds(
        true,
        15 * MINUTE,
        ("岚总理:不知协议内容,不参加会谈", text),
        ("林海称对协议内容并不知情", text),
    );
}
