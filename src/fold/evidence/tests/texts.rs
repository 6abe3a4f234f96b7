//! What texts have in common, and copies that are cut or respelled.

use crate::fold::profile::is_other_day;
use crate::fold::test_entries::{NEXT_DAY, NOTICE, entry, relation};
use crate::model::{Relation, Timestamp};

#[test]
fn a_text_cut_to_its_first_sentence_is_the_same_text() {
    let full = entry(1, "甲报", 0, "海水淡化膜中试线建成投产", NOTICE);
    let first = NOTICE.split_once('.').unwrap().0;
    let first = NOTICE
        .split_once("3.86亿元.")
        .map_or(first, |(head, _)| head);
    let cut = entry(
        2,
        "乙报",
        120,
        "海水淡化膜中试线建成投产",
        &format!("{first}3.86亿元."),
    );
    assert_eq!(relation(&full, &cut), Relation::Same);
}

#[test]
fn other_words_about_the_same_are_not_the_same_text() {
    let full = entry(1, "甲报", 0, "海水淡化膜中试线建成投产", NOTICE);
    let comment = entry(
        2,
        "乙报",
        3600,
        "膜材料国产化走到哪一步了",
        "记者从多家企业了解到,膜材料的价格战仍在继续.业内人士认为,岚洲新材料研究院的中试线规模有限,短期难以改变进口依赖.",
    );
    assert_ne!(relation(&full, &comment), Relation::Same);
}

#[test]
fn hours_tell_two_days_apart_and_no_midnight_does() {
    // 23:55 in China, and what follows.
    let late = 15 * 3600 + 55 * 60;
    let at = |second| entry(1, "甲报", second, "海水淡化膜中试线建成投产", NOTICE);
    let copy = |second| entry(2, "乙报", second, "膜中试线投产", NOTICE);
    assert_eq!(relation(&at(late), &copy(late + 1800)), Relation::Same);
    let day = |one: i64, other: i64| {
        let at = |second| Timestamp::from_second(second).unwrap();
        is_other_day(at(one), at(other))
    };
    assert!(!day(late, late + 1800) && !day(late, late + NEXT_DAY / 2));
    assert!(day(late, late + NEXT_DAY) && day(late + NEXT_DAY, late));
}

#[test]
fn an_outlet_that_tells_the_next_step_under_the_same_headline_tells_another_story() {
    let text = |body: &str, next: &str| {
        format!(
            "the senators secured 2 million dollars for research on seed potatoes at the state university. \
             the bill was approved today by the {body}. the money will pay for three new greenhouses and a \
             laboratory in the northern valley, where growers lost a third of the crop to blight last year. \
             the bill {next}. growers have asked for the work since 2019, said the chair of their union."
        )
    };
    let title = "senators secure funding for seed potato research";
    let one = entry(
        1,
        "senate",
        0,
        title,
        &text(
            "agriculture subcommittee",
            "is expected to pass the committee next week",
        ),
    );
    let other = entry(
        2,
        "senate",
        2 * NEXT_DAY,
        title,
        &text(
            "full committee on spending",
            "will now go to the senate floor",
        ),
    );
    assert_ne!(relation(&one, &other), Relation::Same);
}

#[test]
fn a_longer_text_under_the_title_of_the_shorter_one_is_no_fuller_report() {
    let lead = "今年前五个月,岚港口岸跨境电商海运出口货值达12.47亿元,已超过去年全年总和.";
    let short = entry(
        1,
        "甲报",
        0,
        "今年前五个月岚港口岸跨境电商海运出口货值已超去年全年",
        lead,
    );
    let more = "岚港海关介绍,口岸为跨境电商货物开设专用窗口,企业可以全天预约查验.海运专线每周增至九班,\
        货物从装船到送达海外仓平均用时十二天.一家家具企业负责人说,旺季订单比往年多出一半.";
    let long = entry(
        2,
        "乙报",
        20 * 3600,
        "今年前5月岚港口岸跨境电商海运出口已超去年全年",
        &format!("{lead}{more}"),
    );
    assert_eq!(relation(&short, &long), Relation::Same);
}

#[test]
fn other_words_around_one_name_are_no_values() {
    let one = "林港交易所因LANX 200期货下跌5%启动LANX的熔断机制,程序化交易暂停5分钟.";
    let other = "林港交易所因LANX 200指数期货下跌5%触发LANX指数熔断机制,程序化交易暂停5分钟.";
    let [one, other] = [one, other].map(str::to_lowercase);
    let one = entry(1, "甲报", 0, one.trim_end_matches('.'), &one);
    let other = entry(2, "乙报", 60, other.trim_end_matches('.'), &other);
    assert_eq!(relation(&one, &other), Relation::Same);
}

#[test]
fn a_number_that_a_mark_of_omission_cuts_is_no_other_number() {
    let text = "varnholt will build a works for marine paint at hollin bank, its first since 2009, the company said. the \
        investment comes to 140 million euros, and 180 people will work there from the spring of 2029.";
    let (cut, _) = text.split_once("0 million").unwrap();
    let full = entry(1, "甲报", 0, "varnholt builds works at hollin bank", text);
    let excerpt = entry(
        2,
        "乙报",
        1800,
        "marine paint brings jobs to the quay",
        &format!("{cut}..."),
    );
    assert_eq!(relation(&full, &excerpt), Relation::Same);
}

#[test]
fn a_headline_that_adds_a_number_over_the_same_short_text_replaces_nothing() {
    let text = "해온바이오가 송도에 세포 배양용 배지 공장을 짓는다고 25일 밝혔다. 투자액은 1200억원이며 2028년 3월 가동이 목표다.";
    let one = entry(1, "甲报", 0, "해온바이오, 송도에 배지 공장 신설", text);
    let other = entry(
        2,
        "乙报",
        600,
        "수입 의존 배지 국산화...150명 새로 뽑는다",
        text,
    );
    assert_eq!(relation(&one, &other), Relation::Same);
}

/// Two parts of one report about a new ship, and the headline of both.
const SHIP: &str = "岚洲第一台自制潮汐采样船在岚港下水";
const SHIP_PARTS: [&str; 2] = [
    "岚港重工14日说,岚洲第一台自制的潮汐采样船当天在岚港下水,将给沿岸养殖户测水温和盐度.这台船身长11米,能在浅滩上停泊20小时.",
    "岚港重工14日说,岚洲第一台自制的潮汐采样船当天在岚港下水,将给沿岸养殖户测水温和盐度.船厂从去年8月起装配它,此后试航近10个月,没有出过一次故障.",
];

#[test]
fn two_outlets_under_one_headline_within_the_hour_took_two_parts_of_one_report() {
    let [one, other] = SHIP_PARTS;
    let first = entry(1, "甲报", 0, SHIP, one);
    let second = |outlet: &str, after: i64| entry(2, outlet, after, SHIP, other);
    assert_eq!(relation(&first, &second("乙报", 600)), Relation::Same);
    // One outlet may have a series, and a later text may be the next report.
    assert_ne!(relation(&first, &second("甲报", 600)), Relation::Same);
    assert_ne!(relation(&first, &second("乙报", 6 * 3600)), Relation::Same);
}

#[test]
fn a_headline_alone_is_that_of_the_text_that_another_outlet_has_under_it() {
    let text = entry(1, "甲报", 0, SHIP, SHIP_PARTS[0]);
    let alone = |outlet: &str, after: i64| entry(2, outlet, after, SHIP, "");
    assert_eq!(relation(&text, &alone("乙报", 240)), Relation::Same);
    let other = entry(3, "乙报", 240, "岚洲第二台自制潮汐采样船在岚港下水", "");
    assert_ne!(relation(&text, &other), Relation::Same);
}

#[test]
fn two_tremors_of_one_place_and_strength_are_two_under_one_headline() {
    let tremor = |number: u8, outlet: &str, minute: u8, depth: u8| {
        let text = format!(
            "地震台网正式测定:11月25日9时{minute}分在岚洲西州直辖区(北纬37.{minute}度,东经95.{minute}度)发生4.5级地震,震源深度{depth}千米."
        );
        entry(
            number,
            outlet,
            i64::from(minute) * 60,
            "岚洲西州直辖区发生4.5级地震",
            &text,
        )
    };
    let first = tremor(1, "甲报", 12, 10);
    assert_ne!(relation(&first, &tremor(2, "乙报", 47, 8)), Relation::Same);
    assert_eq!(relation(&first, &tremor(2, "乙报", 12, 10)), Relation::Same);
}

#[test]
fn a_text_that_another_outlet_brings_again_days_later_is_one_story() {
    let title = "岚洲老码头的最后一个夏天";
    let text = "岚洲老码头的灯塔本月熄灭.看守人林海在这里守了大半辈子,如今他收起灯油,把钥匙交给港务部.码头将改为公园,灯塔留作纪念.";
    let first = entry(1, "甲报", 0, title, text);
    let again = entry(2, "乙报", 10 * NEXT_DAY, title, text);
    assert_eq!(relation(&first, &again), Relation::Same);
    // With other words in it, it may be the next of a series.
    let changed = text.replace("灯塔留作纪念", "老仓库改作茶馆");
    let next = entry(3, "乙报", 10 * NEXT_DAY, title, &changed);
    assert_ne!(relation(&first, &next), Relation::Same);
}
