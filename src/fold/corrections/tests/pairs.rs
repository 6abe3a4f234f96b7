//! Which of two entries corrects the other one.

use crate::fold::compare;
use crate::fold::test_entries::{entry, profiled};
use crate::model::CorrectionKind::{self, Corrects, Withdraws};
use crate::model::{Bond, Relation};

const HOUR: i64 = 3600;

const REPORT: &str = "栈桥研究所25日发布的报告显示,今年前三季度港口吊机销量为2.84万台,同比增长17.6%,其中国产品牌占比\
    升至54%.报告认为,两个沿海行业贡献了主要增量,全年销量有望突破4万台.";
const TITLE: &str = "前三季度港口吊机销量公布 国产品牌占比过半";

/// What is decided about a pair, from either side; and whether the second one says it.
fn between(
    (one, first): (&str, (i64, &str, &str)),
    (other, second): (&str, (i64, &str, &str)),
) -> (Bond, Option<(CorrectionKind, bool)>, Relation) {
    let one = entry(1, one, first.0, first.1, first.2);
    let other = entry(2, other, second.0, second.1, second.2);
    let (one, other) = (profiled(&one), profiled(&other));
    let forth = compare(one, other);
    let back = compare(other, one);
    assert_eq!(forth.relation, back.relation, "order must not matter");
    assert_eq!(forth.bond, back.bond, "order must not matter");
    let said = match forth.relation {
        Relation::Corrected(correction) => {
            Some((correction.kind, correction.by == other.entry.key))
        }
        _ => None,
    };
    (forth.bond, said, forth.relation)
}

#[test]
fn an_equal_text_with_a_mark_corrects_the_one_without_and_never_folds() {
    for marked in [
        format!("更正：{TITLE}"),
        format!("{TITLE}（更正）"),
        format!("更正{TITLE}"),
    ] {
        let (bond, said, _) = between(
            ("东报", (0, TITLE, REPORT)),
            ("西报", (HOUR, &marked, REPORT)),
        );
        assert_eq!(
            (bond, said),
            (Bond::Never, Some((Corrects, true))),
            "{marked}"
        );
    }
    let withdrawn = format!("撤稿：{TITLE}");
    let (bond, said, _) = between(
        ("东报", (0, TITLE, REPORT)),
        ("东报", (HOUR, &withdrawn, "上述稿件予以撤回.")),
    );
    assert_eq!((bond, said), (Bond::Never, Some((Withdraws, true))));
}

#[test]
fn two_copies_of_one_correction_fold_however_they_mark_it() {
    let (.., relation) = between(
        ("东报", (0, &format!("更正：{TITLE}"), REPORT)),
        ("西报", (600, &format!("【更正】{TITLE}"), REPORT)),
    );
    assert_eq!(relation, Relation::Same);
}

#[test]
fn a_text_that_came_after_the_correction_is_not_said_to_be_corrected() {
    let marked = format!("更正：{TITLE}");
    let (bond, said, relation) = between(
        ("东报", (HOUR, TITLE, REPORT)),
        ("西报", (0, &marked, REPORT)),
    );
    assert_eq!((bond, said), (Bond::Never, None));
    assert_eq!(relation, Relation::Related);
}

#[test]
fn a_marked_text_of_the_same_template_about_something_else_corrects_nothing() {
    let notice = |name: &str, code: &str, price: &str| {
        (
            format!("{name}({code})：股价异常波动"),
            format!(
                "{name}({code})公告,公司股票连续两个交易日收盘价格涨幅偏离值累计超过20%,最新价{price}元.经核实,公司生产经营正常,不存在应披露而未披露的重大信息."
            ),
        )
    };
    let (title, text) = notice("栈桥股份", "600931", "12.31");
    let (other_title, other_text) = notice("灯塔实业", "600947", "8.45");
    let marked = format!("更正：{other_title}");
    let (_, said, _) = between(
        ("东报", (0, &title, &text)),
        ("东报", (HOUR, &marked, &other_text)),
    );
    assert_eq!(said, None);
}

#[test]
fn a_marked_reply_to_another_proposal_corrects_nothing() {
    let reply = |number: u32| {
        let text = format!(
            "您提出的第{number}号提案收悉,经研究,现答复如下:我局将会同有关部门,安排专项资金{number}万元,\
             分三年完成全部灯塔的改造,并建立运行维护的长效机制,定期向社会公布进展,接受各方面的监督."
        );
        (format!("关于第{number}号提案的答复函"), text)
    };
    let ((title, text), (other_title, other_text)) = (reply(11), reply(12));
    for marked in [
        format!("更正：{other_title}"),
        "更正：灯塔改造进展说明".to_owned(),
    ] {
        let (_, said, _) = between(
            ("东报", (0, &title, &text)),
            ("西报", (HOUR, &marked, &other_text)),
        );
        assert_eq!(said, None, "{marked}");
    }
}

#[test]
fn the_marked_issue_of_another_day_does_not_correct_that_of_the_day_before() {
    let issue = |amount: &str| {
        format!("储备银行今日开展{amount}亿元7天期逆回购操作,操作利率为1.40%,与此前持平.")
    };
    let (title, text) = ("储备银行今日开展逆回购操作", issue("1885"));
    let marked = format!("更正：{title}");
    let (_, said, _) = between(
        ("东报", (0, title, &text)),
        ("东报", (24 * HOUR, &marked, &issue("2170"))),
    );
    assert_eq!(said, None);
}

#[test]
fn one_other_value_in_the_same_text_of_one_outlet_is_a_silent_correction() {
    let changed = REPORT.replace("2.84万台", "2.48万台");
    let (bond, said, _) = between(
        ("东报", (0, TITLE, REPORT)),
        ("东报", (HOUR, TITLE, &changed)),
    );
    assert_eq!((bond, said), (Bond::Never, Some((Corrects, true))));
}

#[test]
fn what_may_be_the_next_issue_a_counter_or_a_quote_is_no_silent_correction() {
    let quote = |price: &str| {
        format!(
            "栈桥指数最新报{price}点,日内上涨1.31%,成交1.84亿元,年初以来涨幅为12.5%,成分股共有54只,其中31只上涨,为近三个月以来最好表现,市场情绪继续回暖,资金流入港口板块."
        )
    };
    let two = REPORT
        .replace("2.84万台", "2.48万台")
        .replace("17.6%", "16.7%");
    let one = REPORT.replace("2.84万台", "2.48万台");
    let counted = |number: u32| format!("{REPORT}阅读{number}");
    let (ten, twenty) = (counted(10), counted(20));
    let (low, high) = (quote("3120.45"), quote("3122.10"));
    let pairs = [
        ("东报", "东报", HOUR, TITLE, REPORT, two.as_str()),
        ("东报", "西报", HOUR, TITLE, REPORT, &one),
        ("东报", "东报", 24 * HOUR, TITLE, REPORT, &one),
        ("东报", "东报", HOUR, TITLE, &ten, &twenty),
        (
            "东报",
            "东报",
            HOUR,
            "栈桥指数盘中播报 港口股表现",
            &low,
            &high,
        ),
        ("东报", "东报", HOUR, "快讯", REPORT, &one),
    ];
    for (first, second, after, title, text, changed) in pairs {
        let (_, said, _) = between((first, (0, title, text)), (second, (after, title, changed)));
        assert_eq!(said, None, "{first} {second} {after} {changed}");
    }
}

/// Whether a marked text of the same outlet, so many hours later, corrects another one.
fn is_corrected(first: (&str, &str), mark: &str, hours: i64, second: (&str, &str)) -> bool {
    let marked = format!("{mark}{}", second.0);
    let (bond, said, _) = between(
        ("东报", (0, first.0, first.1)),
        ("东报", (hours * HOUR, &marked, second.1)),
    );
    assert!(said.is_none() || bond == Bond::Never);
    said == Some((Corrects, true))
}

const FIRMS: (&str, &str) = (
    "全市12家港口企业完成改造",
    "港务局25日通报,全市共有12家港口企业完成改造,占规模以上企业的四成,其余企业将在年底前完成.\
     港务局说,改造后的37台吊机耗电更少,运行更稳.",
);

#[test]
fn a_marked_text_that_replaces_a_bare_integer_in_title_and_text_is_a_correction() {
    for (mark, (title, text)) in [
        ("更正：", FIRMS),
        (
            "（更正）",
            (
                "风暴致12人死亡",
                "当地政府说,风暴致港城12人死亡,通往港城的道路中断,这是多年来最强的一次风暴.",
            ),
        ),
        (
            "CORRECTED-",
            (
                "12 firms win harbour licences in first round",
                "the port authority said on monday that 12 firms had won licences to run cranes \
                 in the harbour, and that the others would hear by the end of the year.",
            ),
        ),
        (
            "Korrektur: ",
            (
                "Sturm tötet 12 Menschen in Hafenstadt",
                "ein sturm hat am montag 12 menschen in einer hafenstadt getötet, sagte der \
                 bürgermeister. die straßen zur stadt sind gesperrt, die schulen bleiben zu.",
            ),
        ),
    ] {
        let [right, other_text] = [title, text].map(|text| text.replace("12", "15"));
        let corrected = (right.as_str(), other_text.as_str());
        assert!(is_corrected((title, text), mark, 1, corrected), "{title}");
    }
}

#[test]
fn another_subject_day_series_or_value_beside_the_integer_is_no_correction() {
    let replaced = |changes: &[(&str, &str)]| {
        let [mut title, mut text] = [FIRMS.0, FIRMS.1].map(str::to_owned);
        for (from, to) in [("12家", "15家")].iter().chain(changes) {
            title = title.replace(from, to);
            text = text.replace(from, to);
        }
        (title, text)
    };
    for (why, hours, changes) in [
        (
            "another subject",
            1,
            &[("港口", "邮政"), ("港务局", "邮政局")][..],
        ),
        ("another date in the text", 1, &[("25日", "26日")]),
        ("another number in the text", 1, &[("37台", "41台")]),
        ("published on another day", 24, &[]),
    ] {
        let (title, text) = replaced(changes);
        assert!(
            !is_corrected(FIRMS, "更正：", hours, (&title, &text)),
            "{why}"
        );
    }
    let only_title = ("全市15家港口企业完成改造", FIRMS.1);
    let in_title = is_corrected(FIRMS, "更正：", 1, only_title);
    assert!(in_title, "an equal text with a mark is a correction");
    let series = [
        (
            "更正：",
            "港务局第12号通告",
            "港务局发布第12号通告,自下月起调整港区的夜间照明,各单位应当在月底前检查线路,并报送检查的结果.",
        ),
        (
            "CORRECTED-",
            "Answer to proposal 12",
            "the port authority answered proposal 12: it will renew all lamps in the harbour within \
             three years and report on the progress to the public.",
        ),
    ];
    for (mark, title, text) in series {
        let [other, other_text] = [title, text].map(|text| text.replace("12", "15"));
        let second = (other.as_str(), other_text.as_str());
        assert!(!is_corrected((title, text), mark, 1, second), "{title}");
    }
}

#[test]
fn a_mark_behind_a_kicker_speaks_of_the_title_behind_it() {
    let title = "Marlow Paper third-quarter profit $53 million";
    let report = "Marlow Paper said its third-quarter profit was $53 million, helped by higher prices of pulp.";
    let notice = "The story is withdrawn because it was based on a report of last year.";
    for kicker in ["ADVISORY: story withdrawn - ", "ALERT: WITHDRAWN - "] {
        let (_, said, _) = between(
            ("a", (0, title, report)),
            ("b", (HOUR, &format!("{kicker}{title}"), notice)),
        );
        assert_eq!(said, Some((Withdraws, true)), "{kicker}");
    }
}

#[test]
fn a_silent_correction_needs_no_title_that_tells_what_happened() {
    let report = |profit: &str| {
        format!(
            "岚洲电气公告,前三季度实现营业收入41.6亿元,同比增长8.3%;实现净利润{profit}亿元,同比增长11.5%,\
             主要因订单集中交付,公司预计全年收入超过55亿元."
        )
    };
    let (_, said, _) = between(
        ("东报", (0, "岚洲电气披露三季报", &report("3.2"))),
        ("东报", (HOUR, "岚洲电气披露三季报", &report("2.3"))),
    );
    assert_eq!(said, Some((Corrects, true)));
}

#[test]
fn a_correction_may_replace_the_name_of_somebody_but_not_the_company() {
    let notice = |company: &str, person: &str| {
        (
            format!("{company}董事长{person}增持10万股"),
            format!("{company}公告,公司董事长{person}于11月25日增持公司股份10万股,增持均价21.3元."),
        )
    };
    let (title, text) = notice("柏晏制药", "陶峥");
    for (company, person, expected) in [
        ("柏晏制药", "葛闻", Some((Corrects, true))),
        ("云樾生物", "葛闻", None),
    ] {
        let (other_title, other_text) = notice(company, person);
        let marked = format!("【更正】{other_title}");
        let (_, said, _) = between(
            ("东报", (0, &title, &text)),
            ("西报", (HOUR, &marked, &other_text)),
        );
        assert_eq!(said, expected, "{company} {person}");
    }
}
