//! Which titles and texts have a mark.

use super::super::Marked;
use super::super::table::MARKS;
use crate::model::CorrectionKind::{self, Corrects, Withdraws};

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
    let marks = MARKS.iter().flat_map(|(_, words)| *words);
    for word in marks {
        assert_eq!(*word, word.to_lowercase());
        assert!(seen.insert(word), "{word} stands twice");
    }
}

#[test]
fn brackets_at_the_very_end_say_what_was_corrected() {
    let report = "岚洲电气公告,前三季度净利润2.3亿元。";
    for note in [
        "（更正前稿净利润数据）",
        "（订正正文日期）",
        "（此前数据有误，已更正）",
        "\n（純利益の金額を訂正しました）",
        " (매출액을 바로잡았습니다)",
        "\n[Zahl korrigiert]",
    ] {
        assert_eq!(
            of_text(&format!("{report}{note}")),
            Some(Corrects),
            "{note}"
        );
    }
    for other in [
        "（更正公告全文见附件）",
        "（记者 林毓）",
        "（更多数据见表格）",
        "（公司表示，将更正）",
    ] {
        assert_eq!(of_text(&format!("{report}{other}")), None, "{other}");
    }
}
