use super::Marked;
use crate::fold::compare;
use crate::fold::test_entries::{entry, profiled};
use crate::model::CorrectionKind::{self, Corrects, Withdraws};
use crate::model::{Bond, Relation};

const HOUR: i64 = 3600;

/// The mark of a title and what is left of it.
fn of_title(title: &str) -> (Option<CorrectionKind>, String) {
    let marked = Marked::read(title, "");
    (marked.correction, marked.title.into_owned())
}

fn of_text(text: &str) -> Option<CorrectionKind> {
    Marked::read("Harbour fees rise by a tenth", text).correction
}

/// A title as sent, its mark, and the title without it.
#[rustfmt::skip]
const MARKED: [(&str, CorrectionKind, &str); 54] = [
    ("关于“港口费上调一成”一稿的更正说明", Corrects, "港口费上调一成"),
    ("关于《港口费上调一成》一文的更正", Corrects, "港口费上调一成"),
    ("更正：港口费上调一成", Corrects, "港口费上调一成"),
    ("【更正】港口费上调一成", Corrects, "港口费上调一成"),
    ("（更正）港口费上调一成", Corrects, "港口费上调一成"),
    ("［訂正］港湾使用料を引き上げ", Corrects, "港湾使用料を引き上げ"),
    ("更正｜港口费上调一成", Corrects, "港口费上调一成"),
    ("更正 港口费上调一成", Corrects, "港口费上调一成"),
    ("二次更正：港口费上调一成", Corrects, "港口费上调一成"),
    ("更正（2）：港口费上调一成", Corrects, "港口费上调一成"),
    ("【更正：港口费上调一成】", Corrects, "港口费上调一成"),
    ("快讯｜更正：港口费上调一成", Corrects, "快讯｜港口费上调一成"),
    ("【快讯】更正：港口费上调一成", Corrects, "【快讯】港口费上调一成"),
    ("港口费上调一成（更正）", Corrects, "港口费上调一成"),
    ("港口费上调一成【更正版】", Corrects, "港口费上调一成"),
    ("港口管理办法（更正后）", Corrects, "港口管理办法"),
    ("勘誤：港口費上調一成", Corrects, "港口費上調一成"),
    ("撤稿：港口费上调一成", Withdraws, "港口费上调一成"),
    ("【撤回】港口费上调一成", Withdraws, "港口费上调一成"),
    ("港口费上调一成（此稿作废）", Withdraws, "港口费上调一成"),
    ("CORRECTED-Harbour fees rise", Corrects, "Harbour fees rise"),
    ("UPDATE 1-CORRECTED-Harbour fees rise", Corrects, "UPDATE 1-Harbour fees rise"),
    ("CORRECTED-UPDATE 2-Harbour fees rise", Corrects, "UPDATE 2-Harbour fees rise"),
    ("CORRECTION: Harbour fees rise", Corrects, "Harbour fees rise"),
    ("Correction : Harbour fees rise", Corrects, "Harbour fees rise"),
    ("Correction – Harbour fees rise", Corrects, "Harbour fees rise"),
    ("CORRECTED Harbour fees rise", Corrects, "Harbour fees rise"),
    ("CORRECTING and REPLACING Harbour fees rise", Corrects, "Harbour fees rise"),
    ("(CORR) Harbour fees rise", Corrects, "Harbour fees rise"),
    ("[Corrected] Harbour fees rise", Corrects, "Harbour fees rise"),
    ("Harbour fees rise (CORRECTED)", Corrects, "Harbour fees rise"),
    ("Harbour fees rise - CORRECTION", Corrects, "Harbour fees rise"),
    ("Ｃｏｒｒｅｃｔｉｏｎ：Harbour fees rise", Corrects, "Harbour fees rise"),
    ("WITHDRAWN: Harbour fees rise", Withdraws, "Harbour fees rise"),
    ("RETRACTED - Harbour fees rise", Withdraws, "Harbour fees rise"),
    ("Harbour fees rise (withdrawn)", Withdraws, "Harbour fees rise"),
    ("Berichtigung: Hafengebühren steigen", Corrects, "Hafengebühren steigen"),
    ("KORREKTUR/Hafengebühren steigen", Corrects, "Hafengebühren steigen"),
    ("DGAP-News: Korrektur: Hafengebühren steigen", Corrects, "DGAP-News:Hafengebühren steigen"),
    ("Hafengebühren steigen (Berichtigung)", Corrects, "Hafengebühren steigen"),
    ("Meldung zurückgezogen: Hafengebühren steigen", Withdraws, "Hafengebühren steigen"),
    ("Corrigé : les droits de port augmentent", Corrects, "les droits de port augmentent"),
    ("RECTIFICATIF - Les droits de port augmentent", Corrects, "Les droits de port augmentent"),
    ("Dépêche annulée : les droits de port", Withdraws, "les droits de port"),
    ("CORRECCIÓN: suben las tasas del puerto", Corrects, "suben las tasas del puerto"),
    ("Rettifica: aumentano le tasse portuali", Corrects, "aumentano le tasse portuali"),
    ("（訂正）港湾使用料を引き上げ", Corrects, "港湾使用料を引き上げ"),
    ("訂正-港湾使用料を引き上げ", Corrects, "港湾使用料を引き上げ"),
    ("【記事取り消し】港湾使用料を引き上げ", Withdraws, "港湾使用料を引き上げ"),
    ("[정정] 항만 사용료 인상", Corrects, "항만 사용료 인상"),
    ("정정: 항만 사용료 인상", Corrects, "항만 사용료 인상"),
    ("[고침] 항만 사용료 인상", Corrects, "항만 사용료 인상"),
    ("[전문취소] 항만 사용료 인상", Withdraws, "항만 사용료 인상"),
    ("Исправление: портовые сборы растут", Corrects, "портовые сборы растут"),
];

#[test]
fn a_mark_before_or_behind_a_title_is_read_and_leaves_the_title() {
    for (title, kind, rest) in MARKED {
        let (found, left) = of_title(title);
        assert_eq!((found, left.trim()), (Some(kind), rest), "{title}");
    }
}

#[test]
fn a_title_about_a_correction_has_no_mark() {
    let about = [
        "栈桥股份：关于2025年年度报告的更正公告",
        "更正公告：栈桥股份更正三季报",
        "【更正公告】栈桥股份三季报",
        "栈桥股份更正三季报：净利润为3.1亿元",
        "栈桥股份：三季报净利润更正为3.1亿元",
        "更正科技完成新一轮融资",
        "港务委员会撤回上调港口费的方案",
        "栈桥股份：撤回 港口扩建申请",
        "市场修正：港口股回调一成",
        "修正：港口股回调",
        "更新：港口费上调一成",
        "Stocks in correction territory",
        "Correction territory: port shares fall by a tenth",
        "CORRECTION TERRITORY: PORT SHARES FALL",
        "A correction was overdue, port analysts say",
        "Correction-proof portfolios for a stormy harbour",
        "Auto-correction arrives at the port's booking desk",
        "Corrections officer retires after thirty years",
        "Corrected for inflation, harbour fees fell",
        "UPDATE 2-Harbour fees rise",
        "Withdrawal symptoms at the port authority",
        "Korrektur-Modus: Der Hafenindex verliert",
        "Der DAX vor einer Korrektur",
        "Une correction des marchés en vue",
        "港湾株、調整局面へ",
        "業績予想の修正に関するお知らせ",
        "정정공시 제출한 항만공사",
        "更正",
        "",
    ];
    for title in about {
        assert_eq!(of_title(title), (None, title.to_owned()), "{title}");
    }
}

#[test]
fn a_note_before_or_below_a_text_is_a_mark() {
    let noted = [
        (
            "（更正：涨幅由一成二改为一成）\n港务局宣布上调港口费。",
            Corrects,
        ),
        ("【更正】港务局宣布上调港口费。", Corrects),
        ("港务局宣布上调港口费。\n注：本文已更正。", Corrects),
        (
            "此前稿件涨幅有误，现更正如下。\n港务局宣布上调港口费。",
            Corrects,
        ),
        (
            "以下稿件因事实有误，现予撤回。\n港务局宣布上调港口费。",
            Withdraws,
        ),
        (
            "(Corrects rise in second paragraph)\nThe port raises its fees.",
            Corrects,
        ),
        (
            "This story has been corrected to show the right year.\nThe port raises its fees.",
            Corrects,
        ),
        (
            "The port raises its fees.\nAn earlier version of this article misstated the rise.",
            Corrects,
        ),
        (
            "Correction: the rise is a tenth.\nThe port raises its fees.",
            Corrects,
        ),
        (
            "This article has been retracted.\nThe port raises its fees.",
            Withdraws,
        ),
        (
            "Der Hafen erhöht.\nIn einer früheren Version hieß es, die Gebühren stiegen um ein Fünftel.",
            Corrects,
        ),
        (
            "Le port augmente.\nUne version précédente contenait une erreur.",
            Corrects,
        ),
        (
            "港湾使用料を引き上げる。\n（記事の数字を訂正しました）",
            Corrects,
        ),
        (
            "항만 사용료를 올린다.\n이 기사의 수치를 정정합니다.",
            Corrects,
        ),
    ];
    for (text, kind) in noted {
        assert_eq!(of_text(text), Some(kind), "{text}");
    }
    let plain = [
        "栈桥股份披露更正公告，三季报净利润应为3.1亿元，公司对此致歉。",
        "本文版权所有，未经许可请勿转载。",
        "港务委员会撤回了上调港口费的方案。",
        "The port raises its fees (corrected for inflation).",
        "Port shares are in correction territory.",
        "The court ordered that the earlier version of the bill be corrected.",
    ];
    for text in plain {
        assert_eq!(of_text(text), None, "{text}");
    }
}

#[test]
fn every_word_of_the_tables_is_in_lower_case_and_stands_once() {
    let mut seen = std::collections::BTreeSet::new();
    let marks = super::table::MARKS.iter().flat_map(|(_, words)| *words);
    for word in marks {
        assert_eq!(*word, word.to_lowercase());
        assert!(seen.insert(word), "{word} stands twice");
    }
}

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
