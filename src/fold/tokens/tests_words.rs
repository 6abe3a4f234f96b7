//! Numbers in words, dates and codes in the spellings of several languages.

use super::{Figure, FigureKind, TokenizedText};

fn figures(text: &str) -> Vec<Figure> {
    TokenizedText::new(text).figures
}

/// Checks that two spellings give the same tokens, and numbers that agree.
fn assert_one_number(one: &str, other: &str) {
    let (a, b) = (TokenizedText::new(one), TokenizedText::new(other));
    assert_eq!(a.tokens, b.tokens, "{one} | {other}");
    assert!(!a.figures.is_empty(), "{one}");
    assert_eq!(a.figures.len(), b.figures.len(), "{one} | {other}");
    for (a, b) in a.figures.iter().zip(&b.figures) {
        assert!(a.agrees(b), "{one} | {other}");
    }
}

#[test]
fn a_number_in_words_is_the_number_in_digits() {
    for (one, other) in [
        ("cuts three thousand jobs", "cuts 3,000 jobs"),
        ("rose twenty-five percent in may", "rose 25% in may"),
        (
            "investiert zwei milliarden euro",
            "investiert 2 milliarden euro",
        ),
        ("lève deux milliards d'euros", "lève 2 milliards d'euros"),
        ("派息十二仙", "派息12仙"),
        ("裁减三千五百人", "裁减3500人"),
        ("火警酿成三人死亡", "火警酿成3人死亡"),
        ("投资两百亿元", "投资200亿元"),
    ] {
        assert_one_number(one, other);
    }
}

#[test]
fn a_word_for_a_number_in_a_name_is_no_number() {
    for text in [
        "seven group holdings",
        "six flags reopens",
        "三元股份公告",
        "二三十人到场",
        "一家公司",
        "数十人受伤",
        "十佳企业",
    ] {
        assert_eq!(figures(text), [], "{text}");
    }
}

#[test]
fn parts_of_a_percentage_point_are_basis_points() {
    for (one, other) in [
        (
            "cuts rate by a quarter point",
            "cuts rate by a 25 basis points",
        ),
        (
            "cuts rate by a quarter of a percentage point",
            "cuts rate by a 0.25 percentage points",
        ),
        (
            "cuts rate by half a point to 4%",
            "cuts rate by 50 bps to 4%",
        ),
        (
            "senkt den zins um einen viertelprozentpunkt",
            "senkt den zins um einen 25 basispunkte",
        ),
        (
            "baisse d'un quart de point",
            "baisse d'un 25 points de base",
        ),
        ("下调25个基点", "下调0.25个百分点"),
    ] {
        assert_one_number(one, other);
    }
    assert_eq!(figures("the best quarter on record"), []);
}

#[test]
fn a_day_in_digits_is_the_day_with_the_name_of_its_month() {
    for (one, other) in [
        (
            "die versammlung findet am 15.06.2026 statt",
            "die versammlung findet am 15. juni 2026 statt",
        ),
        (
            "l'assemblée est fixée au 15/06/2026 à paris",
            "l'assemblée est fixée au 15 juin 2026 à paris",
        ),
        (
            "the vote is on 2026-06-15 in the city",
            "the vote is on june 15, 2026 in the city",
        ),
        ("令和8年6月15日に開く", "2026年6月15日に開く"),
        ("民国115年度总预算", "2026年度总预算"),
    ] {
        assert_one_number(one, other);
    }
}

#[test]
fn the_number_of_an_issue_and_a_ticker_without_brackets_are_read() {
    let issue = figures("auction letter no.46");
    assert_eq!(issue.len(), 1);
    assert_eq!((issue[0].kind, issue[0].value), (FigureKind::Amount, 46.0));
    let ticker = figures("trading of nasdaq: snpk was halted");
    assert_eq!(ticker.len(), 1);
    assert_eq!(ticker[0].kind, FigureKind::Code);
    assert!(ticker[0].agrees(&figures("(nasdaq: snpk)")[0]));
    assert!(!ticker[0].agrees(&figures("nyse:hgml")[0]));
    assert_eq!(figures("nasdaq: stocks fall again"), []);
}
