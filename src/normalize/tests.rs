use proptest::prelude::*;

use super::{body_text, normalize, normalize_title};

fn folded(html: &str) -> String {
    normalize(&body_text(html)).as_str().to_owned()
}

#[test]
fn blocks_become_lines_and_inline_markup_does_not() {
    assert_eq!(
        body_text("<div>\n<p>　　甲<b>乙</b> 丙</p><p>丁<br>戊</p></div>"),
        "甲乙 丙\n丁\n戊"
    );
    assert_eq!(body_text("plain &amp; simple"), "plain & simple");
    assert_eq!(body_text(""), "");
}

#[test]
fn nobody_reads_scripts_styles_and_hidden_blocks() {
    assert_eq!(
        body_text(
            "<script>if (1 < 2) { '<p>x</p>' }</script><style>p{}</style>\
             <p style='DISPLAY : none'>a<p hidden>b</p></p><p>seen</p>"
        ),
        "seen"
    );
    assert_eq!(
        body_text("<div hidden>a<div>b</div>c</div>d<img hidden src=x>e<svg/>f"),
        "d\ne\nf".replace("d\ne", "de")
    );
}

#[test]
fn a_hidden_paragraph_left_open_ends_where_a_browser_ends_it() {
    for (html, seen) in [
        ("<p style=\"display:none\">广告<p>正文", "正文"),
        ("<p hidden>广告<div>正文</div>", "正文"),
        ("<p hidden>广告 <b>粗</b><br>又一行<h2>正文</h2>", "正文"),
        ("<div>上<p hidden>广告</div>正文", "上\n正文"),
        ("<ul><li>上<p hidden>广告</li><li>正文</ul>", "上\n正文"),
        ("<table><td><p hidden>广告<td>正文</table>", "正文"),
        ("<p hidden>广告</p>正文", "正文"),
    ] {
        assert_eq!(body_text(html), seen, "{html}");
    }
}

#[test]
fn hidden_items_and_cells_left_open_end_at_the_next_or_with_their_parent() {
    for (html, seen) in [
        ("<ul><li hidden>广告<li>正文</ul>", "正文"),
        ("<ul><li hidden>广告</ul>正文", "正文"),
        ("<ul><li hidden>广告<div>又<li>正文</ul>", "正文"),
        ("<ul><li hidden>广告<ul><li>又</ul>再<li>正文</ul>", "正文"),
        (
            "<ul><li hidden>广告<ul><li>又</li></ul>再</li>正文</ul>",
            "正文",
        ),
        ("<dl><dt hidden>广告<dd>正文</dl>", "正文"),
        ("<dl><dt>上<dd hidden>广告<dt>正文</dl>", "上\n正文"),
        ("<table><tr><td hidden>广告<td>正文</table>", "正文"),
        ("<table><tr><th hidden>广告<tr><td>正文</table>", "正文"),
        (
            "<table><tr><td hidden>广告<table><td>又</td></table>再<td>正文</table>",
            "正文",
        ),
        (
            "<table><tr hidden><td>广告</td><td>又<tr><td>正文</table>",
            "正文",
        ),
        ("<table><tr hidden><td>广告</table>正文", "正文"),
        (
            "<datalist><option hidden>广告<option>正文</datalist>",
            "正文",
        ),
        ("<datalist><option hidden>广告</datalist>正文", "正文"),
    ] {
        assert_eq!(body_text(html), seen, "{html}");
    }
}

#[test]
fn elements_without_content_hide_nothing_after_them() {
    for void in ["wbr", "source", "link", "meta", "track", "param"] {
        let html = format!("正<{void} hidden>文");
        assert_eq!(body_text(&html).replace('\n', ""), "正文");
    }
}

#[test]
fn a_hidden_element_that_never_ends_hides_nothing() {
    assert_eq!(body_text("正文<span hidden>余下</p>全文"), "正文余下\n全文");
    assert_eq!(
        body_text("<p hidden>广告</p><div hidden>正文<b hidden>又</b><script>x</script>全文"),
        "正文\n全文"
    );
    assert_eq!(
        body_text("<div hidden>甲<section hidden>乙<b hidden>丙"),
        "甲\n乙丙"
    );
}

#[test]
fn a_hidden_element_that_ends_takes_unended_ones_within_along() {
    assert_eq!(
        body_text("上<div hidden>广告<b hidden>又<svg>再</div>正文"),
        "上\n正文"
    );
}

#[test]
fn a_script_that_never_ends_is_no_text() {
    assert_eq!(body_text("正文<script>let x"), "正文");
    assert_eq!(body_text("正文<select>甲<p>乙"), "正文");
}

#[test]
fn a_hundred_thousand_hidden_elements_left_open_are_read_once() {
    for tag in [
        "<div hidden>",
        "<p hidden>",
        "<b hidden>",
        "<li hidden><ul>",
    ] {
        let html = tag.repeat(100_000) + "正文";
        assert_eq!(body_text(&html), "正文", "{tag}");
    }
}

#[test]
fn a_hundred_thousand_open_tags_cost_no_stack() {
    let deep = "<div>".repeat(100_000) + "end";
    assert_eq!(body_text(&deep), "end");
}

#[test]
fn text_swallowed_by_angle_brackets_is_text_when_no_tag_can_start_there() {
    assert_eq!(
        body_text("《关于修改<中华人民共和国某条例>的决定》"),
        "《关于修改<中华人民共和国某条例>的决定》"
    );
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
        "据某通社6月17日报道,灯塔将改造.",
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
fn a_title_is_never_furniture() {
    assert_eq!(normalize_title("来源：某报").as_str(), "来源:某报");
}

#[test]
fn a_mark_that_meets_a_letter_once_a_space_is_dropped_composes_at_once() {
    let once = normalize("c\u{384}");
    assert_eq!(once.as_str(), "ć");
    assert_eq!(normalize(once.as_str()), once);
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
        prop_assert_eq!(normalize(&format!("{a}\n{b}")), normalize(&format!("{a} {b}")));
    }

    #[test]
    fn text_after_which_nothing_ends_is_never_lost(
        tags in proptest::collection::vec("</?(p|li|div|b|td|ul|table)( hidden)?>", 0..12)
    ) {
        let html = tags.concat() + "<div>正文";
        prop_assert!(body_text(&html).ends_with("正文"), "{}", html);
    }

    #[test]
    fn any_markup_is_read_without_a_panic(html in "[<>/a-z \"'=&;!\\-一]{0,80}") {
        let text = body_text(&html);
        prop_assert!(!text.contains("\n\n"));
    }
}
