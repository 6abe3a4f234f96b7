//! Numbers in words, dates and codes in the spellings of several languages.

use super::{Figure, FigureKind, TokenizedText};

fn figures(text: &str) -> Vec<Figure> {
    TokenizedText::new(text).figures
}

/// Checks that two spellings give the same tokens, and numbers that agree.
pub(super) fn assert_one_number(one: &str, other: &str) {
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
        ("営業利益千百二十亿円", "営業利益1120亿円"),
        ("判监4年8个月", "判监56个月"),
        ("减少3 700人至135 400人", "减少3,700人至135,400人"),
        ("火警酿成三人死亡", "火警酿成3人死亡"),
        ("投资两百亿元", "投资200亿元"),
        (
            "der eintritt kostet zwölf euro",
            "der eintritt kostet 12 euro",
        ),
        ("la entrada cuesta doce euros", "la entrada cuesta 12 euros"),
        ("第二十届会议", "第20届会议"),
        ("发射远望五十二号卫星", "发射远望52号卫星"),
    ] {
        assert_one_number(one, other);
    }
}

#[test]
fn a_small_number_may_be_spelled_in_the_other_text() {
    let is_spelled = |digits: &str, words: &str| {
        let words = TokenizedText::new(words).tokens;
        figures(digits)[0].is_spelled_in(&words)
    };
    assert!(is_spelled("6 dead in mine", "six miners died"));
    assert!(is_spelled("12 tote", "zwölf menschen starben"));
    assert!(!is_spelled("7 dead in mine", "six miners died"));
    assert!(!is_spelled("6% fewer", "six miners died"));
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
        "on one day",
        "ein jahr",
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
        ("中间价上调13点", "中间价上调13个基点"),
        ("中间价较上日调低13点", "中间价较上日调低13个基点"),
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

#[test]
fn a_rate_that_ends_a_range_is_the_kind_of_its_beginning() {
    for text in [
        "a range of 3-1/2 to 3-3/4 percent",
        "a range of 3.5 to 3.75 percent",
        "eine spanne von 3,5 bis 3,75 prozent",
        "entre 3,5 à 3,75 % par an",
        "от 3,5 до 3,75 процента годовых",
        "利率为3.5至3.75%",
        "金利は3.5から3.75%",
    ] {
        let [from, to] = figures(text)[..] else {
            panic!("two figures in {text}");
        };
        assert_eq!([from.kind, to.kind], [FigureKind::Percent; 2], "{text}");
        assert!((from.value - 3.5).abs() < 1e-9 && (to.value - 3.75).abs() < 1e-9);
    }
    // It may begin at ten.
    let [from, _] = figures("sales rose from 10 to 25 million")[..] else {
        panic!("two figures");
    };
    assert!((from.value - 10.0).abs() < 1e-9);
}

#[test]
fn a_point_in_the_middle_of_the_line_begins_decimals_before_a_unit() {
    for (text, values) in [
        ("前年同月比9·1%増", vec![9.1]),
        ("約1·25万人", vec![12_500.0]),
        ("7·8月の訪日客", vec![7.0, 8.0]),
    ] {
        let found: Vec<f64> = figures(text).iter().map(|figure| figure.value).collect();
        assert_eq!(found.len(), values.len(), "{text}: {found:?}");
        let is_near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-9;
        assert!(found.iter().zip(&values).all(is_near), "{text}: {found:?}");
    }
}

#[test]
fn digits_behind_the_last_unit_belong_to_its_number() {
    for (text, value) in [
        ("361万2000人", 3_612_000.0),
        ("361万2千人", 3_612_000.0),
        ("2亿3400万元", 234_000_000.0),
        ("1兆2345亿6789万円", 1_234_567_890_000.0),
    ] {
        let found: Vec<f64> = figures(text).iter().map(|figure| figure.value).collect();
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!((found[0] - value).abs() < 1e-6 * value, "{text}: {found:?}");
    }
    assert_eq!(figures("增加3万2026年").len(), 2, "a year counts nothing");
}

#[test]
fn points_and_basis_points_are_rates_in_every_language() {
    for (text, value) in [
        ("на 50 базисных пунктов", 0.5),
        ("на 0,5 процентного пункта", 0.5),
        ("на 0,5 п.п.", 0.5),
        ("0,5 ponto percentual", 0.5),
        ("50 pontos-base", 0.5),
        ("50 punti base", 0.5),
        ("50 puntos base", 0.5),
        ("50 basispunten", 0.5),
    ] {
        let found = figures(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].kind, FigureKind::Percent, "{text}");
        assert!((found[0].value - value).abs() < 1e-9, "{text}: {found:?}");
    }
}

#[test]
fn numerals_count_years_of_life_clauses_and_tenths() {
    for (text, kind, value) in [
        ("享年八十八岁", FigureKind::Amount, 88.0),
        ("共六十二条", FigureKind::Amount, 62.0),
        ("约四十平方米", FigureKind::Amount, 40.0),
        ("持有逾五成股权", FigureKind::Percent, 50.0),
    ] {
        let found = figures(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].kind, kind, "{text}");
        assert!((found[0].value - value).abs() < 1e-9, "{text}: {found:?}");
    }
    for text in ["一成不变的码头", "三成员国表态", "三十而立"] {
        assert_eq!(figures(text).len(), 0, "{text}");
    }
}
