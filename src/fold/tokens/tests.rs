use super::{Figure, FigureKind, TokenizedText};

fn figures(text: &str) -> Vec<Figure> {
    TokenizedText::new(text).figures
}

fn only(text: &str) -> Figure {
    let figures = figures(text);
    assert_eq!(figures.len(), 1, "{text}: {figures:?}");
    figures[0]
}

#[test]
fn numbers_have_a_value_a_scale_and_a_kind() {
    for (text, kind, value) in [
        ("总股本779,160,781股", FigureKind::Amount, 779_160_781.0),
        ("总股本7.79亿股", FigureKind::Amount, 779_000_000.0),
        ("成交1.5万亿元", FigureKind::Amount, 1.5e12),
        ("sold 3.2 million units", FigureKind::Amount, 3.2e6),
        ("同比增长6.5%", FigureKind::Percent, 6.5),
        ("下降2个百分点", FigureKind::Percent, 2.0),
        ("2026年", FigureKind::Year, 2026.0),
        ("于06月", FigureKind::Month, 6.0),
        ("17日", FigureKind::Day, 17.0),
        ("海川股份(603259.sh)", FigureKind::Code, 603_259.0),
        ("岚港(09888.hk)", FigureKind::Code, 9888.0),
        ("二季度", FigureKind::Amount, 2.0),
        ("第三次", FigureKind::Amount, 3.0),
        // The number of a proposal is no day of a month.
        ("第17号提案", FigureKind::Amount, 17.0),
    ] {
        let figure = only(text);
        assert_eq!(figure.kind, kind, "{text}");
        assert!(
            (figure.value - value).abs() < 1e-6 * value,
            "{text}: {figure:?}"
        );
    }
}

#[test]
fn a_list_of_numbers_is_not_one_number() {
    let values: Vec<f64> = figures("分别为1,2,3元")
        .iter()
        .map(|figure| figure.value)
        .collect();
    assert_eq!(values, [1.0, 2.0, 3.0]);
}

#[test]
fn a_range_has_the_scale_of_its_end() {
    let [from, to] = figures("拟以1.5-3亿元回购")[..] else {
        panic!("two figures");
    };
    assert!((from.value - 1.5e8).abs() < 1.0 && (to.value - 3e8).abs() < 1.0);
}

#[test]
fn rounded_numbers_agree_and_others_do_not() {
    for (one, other, agree) in [
        ("779,160,781股", "7.79亿股", true),
        ("1,191,013股", "119.1万股", true),
        ("294.17亿元", "294.16亿元", true),
        ("6.5%", "超6%", true),
        ("6.6%", "6%", false),
        ("7.00元", "7元", true),
        ("14.99%", "13.50%", false),
        ("1%", "2%", false),
        ("6.8150", "6.8151", false),
        ("110亿元", "2亿元", false),
        ("6月", "6日", false),
        ("5亿元", "5%", false),
    ] {
        let (a, b) = (only(one), only(other));
        assert_eq!(a.agrees(&b), agree, "{one} {other}");
        assert_eq!(b.agrees(&a), agree, "{other} {one}");
    }
}

#[test]
fn a_word_keeps_its_digits_and_is_a_name() {
    let text = TokenizedText::new("创新药hsk51155片,模型glm-5.2上线");
    assert_eq!(text.figures, []);
    assert_eq!(text.names.len(), 2);
    assert_ne!(
        text.names,
        TokenizedText::new("创新药hsk51156片,模型glm-5.2上线").names
    );
}

#[test]
fn the_first_sentence_ends_where_it_ends_and_not_within_a_number() {
    let text = TokenizedText::new("脱盐率达到99.72%的膜元件已经量产.下一步扩建");
    let rest = text.tokens.len() - text.lead;
    assert_eq!(rest, "下一步扩建".chars().count());
}

#[test]
fn templates_are_equal_but_for_their_numbers() {
    let one = TokenizedText::new("今日开展110亿元7天期逆回购操作");
    let other = TokenizedText::new("今日开展2580亿元7天期逆回购操作");
    assert_eq!(one.tokens, other.tokens);
    assert_ne!(one.figures, other.figures);
}

#[test]
fn one_number_in_another_spelling_is_the_same_number() {
    for (one, other) in [
        ("up 5 percent", "up 5%"),
        ("up 5 per cent", "up 5 %"),
        ("um 6,4 prozent", "um 6,4%"),
        ("增长百分之十二", "增长12%"),
        ("增长百分之三点五", "增长3.5%"),
        ("下降百分之廿一", "下降21%"),
        ("of $1.37 billion", "of $1.37bn"),
        ("of $120 million", "of $120 mln"),
        ("of $84.6 million", "of $84.6m"),
        ("auf 1,28 milliarden euro", "auf 1,28 mrd. euro"),
        ("de 131,5 millions d'euros", "de 131,5 m€"),
        ("von 1.234,5 tonnen", "von 1234,5 tonnen"),
        ("3.62亿吨", "36200万吨"),
        ("2千万元", "2000万元"),
        ("1천820억원", "1820억원"),
        ("2조1천400억원", "2조1400억원"),
        ("1.2兆元", "12000亿元"),
        ("海川股份(603259)", "海川股份(603259.sh)"),
        ("holmby inc. (nyx: hlmb)", "holmby inc. (hlmb.n)"),
    ] {
        let (one_figure, other_figure) = (only(one), only(other));
        assert!(
            one_figure.agrees(&other_figure),
            "{one} {other}: {one_figure:?} {other_figure:?}"
        );
    }
}

#[test]
fn another_number_or_another_security_is_not_the_same() {
    for (one, other) in [
        ("up 5 percent", "up 0.5 percent"),
        ("增长百分之十二", "增长百分之二十一"),
        ("1천820억원", "1천830억원"),
        ("2조1천400억원", "1조2천400억원"),
        ("of $84.6m", "of $84.6bn"),
        ("(nyx: hlmb)", "(nyx: hlmc)"),
        ("(09871)提交", "(09178)提交"),
    ] {
        assert!(!only(one).agrees(&only(other)), "{one} {other}");
    }
}

#[test]
fn words_between_hyphens_are_words_and_names_keep_theirs() {
    let tokens = |text: &str| TokenizedText::new(text).tokens;
    assert_eq!(
        tokens("third-quarter profit"),
        tokens("third quarter profit")
    );
    assert_ne!(tokens("glm-5"), tokens("glm 5"));
}

#[test]
fn a_rounded_number_that_lies_on_the_other_side_of_its_hedge_is_another_number() {
    let agree = |one: &str, other: &str| {
        let (one, other) = (TokenizedText::new(one), TokenizedText::new(other));
        let agrees = one.figures[0].agrees(&other.figures[0]);
        assert_eq!(agrees, other.figures[0].agrees(&one.figures[0]));
        agrees
    };
    assert!(agree("指数跌超1%", "指数跌1.38%"));
    assert!(!agree("指数跌超1%", "指数跌0.68%"));
    assert!(agree("净买入近20亿元", "净买入19.6亿元"));
    assert!(!agree("净买入近20亿元", "净买入20.4亿元"));
    assert!(agree("涉及约3万户", "涉及29600户"));
    assert!(agree("指数跌1%", "指数跌0.68%"));
}
