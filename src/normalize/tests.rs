use proptest::prelude::*;

use super::{body_text, normalize, normalize_title};

fn folded(html: &str) -> String {
    normalize(&body_text(html)).as_str().to_owned()
}

#[test]
fn copies_that_differ_in_form_only_are_equal() {
    let original = folded(
        "<p>　　工业和信息化部表示，“十四五”期间（2021—2025年）将安排１２０亿元。</p><p>特此函复。</p>",
    );
    for copy in [
        "<div>工业和信息化部表示,\"十四五\"期间(2021-2025年)将安排120亿元.特此函复。</div>",
        "<p>工业和信息化部 表示，「十四五」期间（2021–2025年）将安排 120 亿元。\u{200b}</p>\n<p></p><p>&nbsp;特此函复。</p>",
        "<p>原标题：某部答复提案</p><p>工业和信息化部表示，“十四五”期间（2021—2025年）将安排120亿元。特此函复。</p><p>（责任编辑：张三）</p>",
    ] {
        assert_eq!(folded(copy), original, "{copy}");
    }
}

#[test]
fn a_headline_a_lead_in_and_a_source_around_the_text_do_not_matter() {
    let text = "海岸署表示,将安排专项资金,用三年完成灯塔改造.";
    for framed in [
        "【海岸署：三年完成灯塔改造】某通社6月17日电，海岸署表示，将安排专项资金，用三年完成灯塔改造。",
        "海岸署网站06月17日消息，海岸署表示，将安排专项资金，用三年完成灯塔改造。 (某证券报)",
        "海岸署表示，将安排专项资金，用三年完成灯塔改造。",
    ] {
        assert_eq!(folded(framed), text);
    }
}

#[test]
fn what_only_looks_like_a_frame_is_kept() {
    for whole in [
        "[全文]",
        "6月17日,海岸署表示将改造灯塔.",
        "灯塔(2026).",
        "据海岸署6月17日报告,灯塔将改造.",
        "大众通讯,灯塔公司,均为上市公司.",
        "6月17日讯飞发布灯塔模型.",
    ] {
        assert_eq!(folded(whole), whole);
    }
}

#[test]
fn another_number_or_word_is_another_text() {
    assert_ne!(folded("增长3.5%"), folded("增长35%"));
    assert_ne!(folded("up 3 5"), folded("up 35"));
    assert_ne!(folded("上涨"), folded("下跌"));
}

#[test]
fn a_paragraph_that_begins_like_a_credit_line_is_kept() {
    let paragraph = "来源：".to_owned() + &"该资金全部来源于财政专项。".repeat(10);
    assert!(folded(&paragraph).starts_with("来源:"));
    assert_eq!(folded("<p>正文</p><p>来源：某报</p>"), "正文");
}

#[test]
fn digits_and_marks_of_other_scripts_are_folded() {
    for (sent, expected) in [
        (
            "ارتفع المؤشر ٣٫٥٪، بحسب البورصة",
            "ارتفع المؤشر 3.5%,بحسب البورصة",
        ),
        ("شاخص ۱۲ واحد رشد کرد", "شاخص 12 واحد رشد کرد"),
        ("सूचकांक १२ अंक चढ़ा।", "सूचकांक 12 अंक चढ़ा."),
        ("ดัชนีปิด ๑๒ จุด", "ดัชนีปิด 12 จุด"),
        ("مُؤشِّر الأسهـــم", "مؤشر الأسهم"),
        ("מ״מ ראש הממשלה", "מ\"מ ראש הממשלה"),
        ("İSTANBUL", "istanbul"),
        ("سه\u{200C}شنبه", "سه شنبه"),
        ("fe\u{200C}ed", "feed"),
        ("the workers\u{2019} union", "the workers' union"),
        ("la societa' elettrica", "la societa' elettrica"),
    ] {
        assert_eq!(normalize_title(sent).as_str(), expected);
    }
}

#[test]
fn a_title_is_never_boilerplate() {
    assert_eq!(normalize_title("来源：某报").as_str(), "来源:某报");
}

#[test]
fn a_mark_that_meets_a_letter_once_a_space_is_dropped_composes_at_once() {
    let once = normalize("c\u{384}");
    assert_eq!(once.as_str(), "ć");
    assert_eq!(normalize(once.as_str()), once);
}

#[test]
fn traditional_and_simplified_copies_are_equal() {
    for (traditional, simplified) in [
        (
            "為加強電子煙監管，國家煙草專賣局研究起草了條例",
            "为加强电子烟监管，国家烟草专卖局研究起草了条例",
        ),
        (
            "看著著名的臺灣後裔，乾隆皇帝裏裡",
            "看着著名的台湾后裔，乾隆皇帝里里",
        ),
        (
            "瀋陽、於是、髮展、覆蓋、憑藉",
            "沈阳、于是、发展、覆盖、凭借",
        ),
    ] {
        let folded = normalize_title(traditional);
        assert_eq!(folded, normalize_title(simplified));
        assert_eq!(normalize_title(folded.as_str()), folded);
    }
}

#[test]
fn numbers_stay_as_they_are() {
    for (written, folded) in [
        ("１，２３４．５亿元", "1,234.5亿元"),
        ("7.79 亿", "7.79亿"),
        ("6 月 24 日", "6月24日"),
        ("①5家②6家", "(1)5家(2)6家"),
        ("⑳１", "(20)1"),
        ("½", "1/2"),
    ] {
        assert_eq!(normalize_title(written).as_str(), folded);
    }
}

#[test]
fn dashes_and_dots_count_once_however_many_are_typed() {
    assert_eq!(folded("某署——某局……某厅"), folded("某署—某局…某厅"));
    assert_eq!(
        folded("<p>某署—</p><p>—某局..</p><p>...</p>"),
        "某署-某局..."
    );
}

/// It ends: in quadratic time, each of them would take many minutes.
#[test]
fn a_megabyte_of_one_mark_repeated_is_read_in_linear_time() {
    for part in [
        "a",
        " ",
        "\n",
        "。",
        "著",
        "…",
        "\u{301}",
        "①",
        "(",
        "[",
        "<",
        "-\n",
        "来源：\n",
        "<!--<p>",
        "<!-- ",
        "据",
        "&lt;",
    ] {
        let text = part.repeat(1_000_000 / part.len());
        let _ignored = normalize(&body_text(&text));
        let _ignored = normalize(&text);
    }
}

proptest! {
    // What is found becomes a named test above, not a file of seeds.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn normalising_twice_is_normalising_once(text in "\\PC{0,40}(\n\\PC{0,20}){0,3}") {
        let once = normalize(&text);
        prop_assert_eq!(normalize(once.as_str()), once);
    }

    #[test]
    fn joining_two_paragraphs_changes_nothing(a in "[一-龥，。0-9a-z ]{0,30}", b in "[一-龥，。0-9a-z ]{0,30}") {
        // What is boilerplate of a line (`完`, `某讯，`) is none of a longer one, and the other
        // way round.
        let text = "岚洲的海水淡化膜";
        let has_none = |text: String| normalize(&text) == normalize_title(&text);
        for line in [&a, &b] {
            prop_assume!(has_none(format!("{text}\n{line}")) && has_none(format!("{line}\n{text}")));
        }
        prop_assume!(has_none(format!("{a} {b}")));
        prop_assert_eq!(normalize(&format!("{a}\n{b}")), normalize(&format!("{a} {b}")));
    }

    #[test]
    fn full_width_and_half_width_copies_are_equal(text in "[!-~]{0,40}") {
        let wide: String = text
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap())
            .collect();
        prop_assert_eq!(normalize_title(&wide), normalize_title(&text));
    }

    #[test]
    fn the_short_way_and_the_whole_rule_agree(text in "[ -~一-龥，。！？：；（）《》“”‘’、【】〔〕—…·　]{0,60}") {
        // A character without tables sends the line the long way.
        let long = normalize_title(&format!("{text}\u{F8FF}"));
        prop_assert_eq!(normalize_title(&text), long);
    }
}

#[test]
fn the_space_behind_a_full_stop_keeps_two_words_apart() {
    let folded = |text: &str| normalize(text).as_str().to_owned();
    assert_eq!(
        folded("Fees will rise. Ships pay more."),
        "fees will rise. ships pay more."
    );
    // As a line break does.
    assert_eq!(
        folded("Fees will rise.\nShips pay more."),
        "fees will rise. ships pay more."
    );
    // Chinese outlets set spaces as they like.
    assert_eq!(folded("费用上调。 船东不满"), folded("费用上调。船东不满"));
    assert_eq!(
        folded("费用上调。\nABC公司不满"),
        folded("费用上调。ABC公司不满")
    );
    assert_eq!(folded("No. 5"), folded("No.5"));
}
