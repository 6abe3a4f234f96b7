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
        ("今(18)日", FigureKind::Day, 18.0),
        ("海川股份(603259.sh)", FigureKind::Code, 603_259.0),
        ("岚港(09888.hk)", FigureKind::Code, 9888.0),
        ("二季度", FigureKind::Amount, 2.0),
        ("第三次", FigureKind::Amount, 3.0),
        ("关于担保进展的公告(二)", FigureKind::Amount, 2.0),
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
fn a_day_in_chinese_numerals_is_the_day_in_digits() {
    for (numerals, digits) in [
        ("二〇二六年六月三日公布", "2026年6月3日公布"),
        ("二零二六年十二月三十一日", "2026年12月31日"),
        ("十月二十号起", "10月20号起"),
        ("截至十一月廿八日止", "截至11月28日止"),
        ("六月末余额", "6月末余额"),
        ("十七日発表した", "17日発表した"),
    ] {
        let [one, other] = [numerals, digits].map(TokenizedText::new);
        assert_eq!(one.tokens, other.tokens, "{numerals}");
        assert_eq!(one.figures.len(), other.figures.len(), "{numerals}");
        for (one, other) in one.figures.iter().zip(&other.figures) {
            assert!(one.kind == other.kind && one.agrees(other), "{numerals}");
        }
    }
    for text in [
        "三日内提交",
        "十五日内提交",
        "二十日均线",
        "数十日",
        "为期三个月",
        "第三月台",
        "三十日元",
        "一年",
        "十年规划",
    ] {
        let dates = [FigureKind::Year, FigureKind::Month, FigureKind::Day];
        let figures = figures(text);
        assert!(
            figures.iter().all(|figure| !dates.contains(&figure.kind)),
            "{text}"
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
    let [number, share] =
        figures("permits stood at 1,342,000,2.7 percent above the rate of may")[..]
    else {
        panic!("two figures");
    };
    assert!((number.value - 1_342_000.0).abs() < 1.0 && (share.value - 2.7).abs() < 1e-9);
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
        // Rounding changes no number by half of it.
        ("0.6%", "1%", false),
        ("5.6%", "6%", true),
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
    let reading = TokenizedText::new("创新药hsk51155片,模型glm-5.2上线");
    assert_eq!(reading.figures, []);
    assert_eq!(reading.names.len(), 2);
    assert_ne!(
        reading.names,
        TokenizedText::new("创新药hsk51156片,模型glm-5.2上线").names
    );
}

#[test]
fn the_first_sentence_ends_where_it_ends_and_not_within_a_number() {
    let reading = TokenizedText::new("脱盐率达到99.72%的膜元件已经量产.下一步扩建");
    let rest = reading.tokens.len() - reading.lead;
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
        ("岚岳科(6999)", "岚岳科(6999.tw)"),
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
    assert!(agree("营收年增逾4成", "营收年增41.2%"));
    assert!(!agree("营收年增逾4成", "营收年增38.1%"));
    assert!(agree("净买入近20亿元", "净买入19.6亿元"));
    assert!(!agree("净买入近20亿元", "净买入20.4亿元"));
    assert!(agree("涉及约3万户", "涉及29600户"));
    assert!(agree("指数跌1%", "指数跌0.68%"));
}

/// Reads a text as it comes, normalised.
fn read(text: &str) -> TokenizedText {
    TokenizedText::new(crate::normalize::normalize_title(text).as_str())
}

fn kinds(text: &str) -> Vec<(FigureKind, f64)> {
    let figures = read(text).figures;
    figures
        .iter()
        .map(|figure| (figure.kind, figure.value))
        .collect()
}

#[test]
fn per_cent_and_its_parts_are_read_in_every_spelling() {
    for (text, value) in [
        ("up 5 percent", 5.0),
        ("up 5 per cent", 5.0),
        ("um 5 Prozent", 5.0),
        ("de 5 pour cent", 5.0),
        ("un 5 por ciento", 5.0),
        ("на 5 процентов", 5.0),
        ("5퍼센트 상승", 5.0),
        ("5パーセント上昇", 5.0),
        ("上升五个百分点为百分之五", 5.0),
        ("百分之卅", 30.0),
        ("百分之三点五", 3.5),
        ("千分之五", 0.5),
        ("5‰", 0.5),
        ("下调25个基点", 0.25),
        ("cut by 25 basis points", 0.25),
        ("um 25 Basispunkte", 0.25),
        ("up 0.5 percentage points", 0.5),
        ("年息4.25厘", 4.25),
        ("央行升息半年內2碼升息2碼", 0.5),
        ("7-3/4 percent", 7.75),
        ("7 3/4%", 7.75),
    ] {
        let figures = read(text).figures;
        let found = figures
            .iter()
            .filter(|figure| figure.kind == FigureKind::Percent);
        let values: Vec<f64> = found.map(|figure| figure.value).collect();
        assert!(
            matches!(values[..], [found] if (found - value).abs() < 1e-9),
            "{text}: {figures:?}"
        );
    }
    for text in ["管径3厘米", "38码的鞋", "罚球30码外", "相差百分"] {
        assert!(
            kinds(text)
                .iter()
                .all(|(kind, _)| *kind != FigureKind::Percent),
            "{text}"
        );
    }
}

#[test]
fn scales_are_read_in_every_spelling() {
    for (one, other) in [
        ("$84.6 million", "$84.6m"),
        ("84.6 mln dollars", "84,6 Mio. Dollar"),
        ("$1.5b", "1,5 Milliarden Dollar"),
        ("1.5 bn", "1,5 milliard d'euros"),
        ("1,5 mld euro", "1.500 mln euro und die"),
        ("1,5 млрд рублей", "1500 млн рублей"),
        ("2 mil millones de euros", "2.000 millones de euros"),
        ("Rs 500 crore", "Rs 5 billion"),
        ("Rs 2 lakh crore", "Rs 2 trillion"),
        ("3천214억원", "3214億韓元"),
        ("3천214억 5천만원", "3214억5000만원"),
        ("5百万円", "500万円"),
        ("1.2兆元", "12000亿元"),
        ("100兆瓦", "10万千瓦"),
        ("2167万股", "21,670,011股"),
        ("21.67 million shares", "21,670,011 shares"),
        ("7-3/4", "7.75"),
        ("1'234'567 Franken", "1,234,567 francs"),
        ("von 1.234,5 Tonnen", "of 1,234.5 tonnes"),
        ("von 1.234 Tonnen und mehr", "of 1,234 tonnes and more"),
        ("un total de 1 234 567 euros", "a total of 1,234,567 euros"),
        ("bei 1,0845 Dollar und der", "at 1.0845 dollars and the"),
        ("a recall of 31 000 packs", "a recall of 31,000 packs"),
        ("fünf Cent je Los", "5 Cent pro Los"),
    ] {
        let (one_figure, other_figure) = (read(one).figures, read(other).figures);
        assert!(
            matches!((&one_figure[..], &other_figure[..]), ([a], [b]) if a.agrees(b)),
            "{one} {other}: {one_figure:?} {other_figure:?}"
        );
    }
    for (one, other) in [
        ("of $84.6m", "of $84.6b"),
        ("price of 1.234 dollars and the", "von 1.234 Dollar und der"),
        ("3천214억원", "3천241억원"),
        ("2167万股", "21,760,011股"),
        ("100兆瓦", "100兆元"),
    ] {
        assert!(
            !read(one).figures[0].agrees(&read(other).figures[0]),
            "{one} {other}"
        );
    }
}

#[test]
fn dates_are_read_in_every_spelling() {
    let day = [(FigureKind::Month, 6.0), (FigureKind::Day, 15.0)];
    let date = [
        (FigureKind::Year, 2026.0),
        (FigureKind::Month, 6.0),
        (FigureKind::Day, 15.0),
    ];
    for text in [
        "on June 15 the",
        "on June 15th the",
        "on Jun. 15, the",
        "on 15 June the",
        "on the 15th of June the",
        "am 15. Juni wurde",
        "le 15 juin, il",
        "el 15 de junio se",
        "6월 15일",
        "06-15 10:30",
        "公告(6-15)",
        "6/15",
        "am 15.06. wurde der",
    ] {
        let found: Vec<_> = kinds(text).into_iter().take(2).collect();
        assert_eq!(found, day, "{text}");
    }
    for text in ["2026年6月15日", "公告日2026-06-15", "公告日2026/6/15"] {
        assert_eq!(kinds(text), date, "{text}");
    }
    // Words name the month first.
    let [year, month, day] = date;
    for text in [
        "2026-06-15",
        "2026/6/15",
        "2026.06.15",
        "15.06.2026",
        "06/15/2026",
        "June 15, 2026",
    ] {
        assert_eq!(kinds(text), [month, day, year], "{text}");
    }
    for text in [
        "比分6-15",
        "6-15岁",
        "3-5%",
        "version 1.2.26",
        "24/7",
        "一周三次",
    ] {
        assert!(
            kinds(text)
                .iter()
                .all(|(kind, _)| !matches!(kind, FigureKind::Month | FigureKind::Weekday)),
            "{text}"
        );
    }
    // German writes the day before its month.
    assert!(
        kinds("die Bank legt bis Juni 14 Filialen zusammen").contains(&(FigureKind::Amount, 14.0))
    );
    // The stop behind the day ends no sentence.
    let reading = read("Die Talbank legt wie angekündigt am 15. Juni vierzehn Filialen zusammen");
    assert_eq!(reading.lead, reading.tokens.len());
}

#[test]
fn one_date_in_two_orders_has_the_same_tokens() {
    for (one, other) in [
        ("fell on June 15, 2026", "fell on 15 Jun. 2026"),
        ("公告日2026-06-15收市", "公告日2026年6月15日收市"),
        ("星期三下午", "周三下午"),
        ("von Sept. bis Okt.", "von September bis Oktober"),
    ] {
        assert_eq!(read(one).tokens, read(other).tokens, "{one} {other}");
        assert_eq!(read(one).figures, read(other).figures, "{one} {other}");
    }
}

#[test]
fn weekdays_by_name_are_days_of_the_week() {
    for text in [
        "本周三下午",
        "星期三",
        "on Wednesday",
        "am Mittwoch",
        "mercredi",
        "수요일",
    ] {
        assert_eq!(kinds(text), [(FigureKind::Weekday, 3.0)], "{text}");
    }
}

#[test]
fn codes_are_read_in_every_spelling() {
    for (one, other) in [
        ("海川股份(603259.SH)", "海川股份(603259)"),
        ("海川股份SH603259", "证券代码：603259"),
        ("岚港(HK:09888)", "岚港HK09888"),
        ("岚港（00988.HK）", "岚港(HKG: 0988)"),
        ("Holmby Inc. (NYX: HLMB)", "Holmby (NYX: HLMB, TSX: HLM)"),
        ("Holmby Inc. (NYSE: HLM.B)", "Holmby (HLM.N)"),
    ] {
        let (one_figure, other_figure) = (read(one).figures[0], read(other).figures[0]);
        assert_eq!(one_figure.kind, FigureKind::Code, "{one}");
        assert!(
            one_figure.agrees(&other_figure),
            "{one} {other}: {other_figure:?}"
        );
    }
    for text in ["(12)", "ab603259", "603259人", "(603)"] {
        assert!(
            kinds(text)
                .iter()
                .all(|(kind, _)| *kind != FigureKind::Code),
            "{text}"
        );
    }
}

#[test]
fn a_number_that_belongs_to_a_name_counts_nothing() {
    for text in [
        "标普500跌0.3%",
        "纳斯达克100指数收涨",
        "沪深300、",
        "The S&P 500 fell",
        "Nikkei 225 falls",
        "CAC 40 : en hausse",
        "wo der DAX 40 fiel",
        "2026陆家嘴论坛",
        "in the 2026 budget",
    ] {
        assert!(
            !read(text).figures[0].is_specific(),
            "{text}: {:?}",
            kinds(text)
        );
        assert_ne!(read(text).figures[0].kind, FigureKind::Amount, "{text}");
    }
    for text in [
        "增至500",
        "裁员500人",
        "报3000点",
        "共500家",
        "it cut 500 jobs",
        "over 500 jobs",
        "$500 for each",
        "1,500 jobs",
        "第500号",
    ] {
        assert_eq!(read(text).figures[0].kind, FigureKind::Amount, "{text}");
    }
}

#[test]
fn words_of_every_language_say_on_which_side_the_exact_number_lies() {
    for (rounded, exact, agree) in [
        ("more than 20 million", "20.9 million", true),
        ("more than 20 million", "19.6 million", false),
        ("nearly 20 million", "19.6 million", true),
        ("nearly 20 million", "20.4 million", false),
        ("knapp 20 Millionen", "19,6 Millionen Euro", true),
        ("plus de 20 millions", "20,9 millions d'euros", true),
        ("près de 20 millions", "20,4 millions d'euros", false),
        ("2000余万元", "2000.9万元", true),
        ("30多亿元", "30.8亿元", true),
        ("20亿元以上", "20.9亿元", true),
        ("20亿元左右", "19.6亿元", true),
        ("약 20억원", "19.6억원", true),
        ("超过20亿元", "19.6亿元", false),
        ("不超过4375.41万股", "43,754,060股", true),
        ("不超3.5亿元", "3.46亿元", true),
        ("不足20亿元", "19.6亿元", true),
        ("未达20亿元", "20.4亿元", false),
    ] {
        let (rounded_figure, exact_figure) = (read(rounded).figures[0], read(exact).figures[0]);
        assert_eq!(
            rounded_figure.agrees(&exact_figure),
            agree,
            "{rounded} {exact}"
        );
    }
}

#[test]
fn every_token_has_its_place_in_the_text() {
    let text = "沪铜跌3.2%,June 15 or 15 June; 星期三 sh603259 (nyx: hlmb) 2026-06-15";
    let normalized = crate::normalize::normalize_title(text);
    let (tokens, places) = (read(text).tokens, super::places(normalized.as_str()));
    assert_eq!(tokens.len(), places.len());
    let words: Vec<&str> = places
        .iter()
        .filter_map(|place| normalized.as_str().get(place.clone()))
        .collect();
    for word in [
        "铜",
        "3.2",
        "june",
        "15",
        "sh603259",
        "(nyx:hlmb)",
        "2026-06-15",
    ] {
        assert!(words.contains(&word), "{word}: {words:?}");
    }
}

proptest::proptest! {
    #[test]
    fn places_are_those_of_the_tokens_of_any_text(
        text in "[ 0-9.,:()%/a-z周三十月日年〇第百分之万亿june-]{0,60}|.{0,40}",
    ) {
        let normalized = crate::normalize::normalize_title(&text);
        let places = super::places(normalized.as_str());
        proptest::prop_assert_eq!(places.len(), read(&text).tokens.len());
        for place in places {
            proptest::prop_assert!(normalized.as_str().get(place).is_some());
        }
    }
}

#[test]
fn amounts_of_two_currencies_are_two_numbers() {
    for (one, other) in [
        ("60亿港元", "60亿英镑"),
        ("60亿元", "60亿美元"),
        ("60亿元人民币", "60亿元港币"),
        ("人民币60亿元", "港币60亿元"),
        ("60亿余港元", "60亿余日元"),
        ("10-20亿港元", "10-20亿欧元"),
        ("us$60 million", "€60 million"),
        ("hk$60 million", "us$60 million"),
        ("60 million us dollars", "60 million australian dollars"),
        ("eur 60 million", "60 million pounds"),
        ("60 millions d'euros", "60 millions de dollars"),
        ("6,5 mio. $", "6,5 mio. €"),
        ("6,5 mrd. euro", "6,5 mrd. franken"),
        ("60 millionen euro", "60 millionen franken"),
        ("60 млн рублей", "60 млн долларов"),
        ("60억 원", "60억 달러"),
        ("60億円", "60億ドル"),
    ] {
        assert!(
            !read(one).figures[0].agrees(&read(other).figures[0]),
            "{one} {other}"
        );
    }
}

#[test]
fn amounts_agree_if_they_may_be_of_one_currency() {
    for (one, other) in [
        ("60亿元", "60亿港元"),
        ("60亿元", "人民币60亿元"),
        ("港币60亿元", "60亿港元"),
        ("60亿", "60亿港元"),
        ("60亿美元", "$6bn"),
        ("60亿美元", "60亿美金"),
        ("hk$6bn", "6 billion hong kong dollars"),
        ("$6bn", "6 billion us-dollar"),
        ("€6bn", "6 milliarden euro"),
        ("6 milliards d'euros", "6 billion euros"),
        ("¥6bn", "60亿日元"),
        ("¥60亿", "60亿元"),
        ("rs 500 crore", "₹500 crore"),
        ("60억 달러", "60亿美元"),
        ("$60 millones de pesos", "60 millones de pesos"),
    ] {
        assert!(
            read(one).figures[0].agrees(&read(other).figures[0]),
            "{one} {other}"
        );
    }
}
