use proptest::prelude::*;

use super::body_text;

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
        "de f"
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
        "正文全文"
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
fn a_program_that_never_ends_is_no_text_and_prose_that_names_one_is() {
    for (html, seen) in [
        ("正文<script>let x = 1;", "正文"),
        ("正文<script>let x = 1;</p><p>全文", "正文\n全文"),
        ("<style>p { color: red }<p>正文", "正文"),
        (
            "<p>A <script> tag runs code.</p><p>It</p>",
            "A <script> tag runs code.\nIt",
        ),
        (
            "Never write <style> into a comment",
            "Never write <style> into a comment",
        ),
    ] {
        assert_eq!(body_text(html), seen, "{html}");
    }
}

#[test]
fn text_behind_an_element_that_is_only_named_stays() {
    for name in [
        "applet",
        "audio",
        "button",
        "canvas",
        "head",
        "iframe",
        "math",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "plaintext",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
        "xmp",
    ] {
        let lines = |html: String| {
            let text = body_text(&html);
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let is_shown = !["head", "noscript", "plaintext"].contains(&name);
        let tag = if is_shown {
            format!("<{name}> ")
        } else {
            String::new()
        };
        let seen = format!("The {tag}element is old. Nobody uses it.");
        let named = format!("<p>The <{name}> element is old.</p><p>Nobody uses it.</p>");
        assert_eq!(lines(named), seen, "{name}");
        let as_xml = format!("<p>The <{name} id=\"x\"/> element is old.</p><p>Nobody uses it.</p>");
        assert_eq!(
            lines(as_xml),
            "The element is old. Nobody uses it.",
            "{name}"
        );
        let used_later =
            format!("<p>The <{name}> element is old.</p><p>Nobody <{name}>1</{name}> uses it.</p>");
        assert!(
            lines(used_later).starts_with(&format!("The {tag}element is old. Nobody")),
            "{name}"
        );
    }
}

#[test]
fn text_behind_a_comment_that_never_ends_stays() {
    assert_eq!(
        body_text("<p>Open it with <!-- as ever.</p><p>Then <b>go</b> on.</p>"),
        "Open it with as ever.\nThen go on."
    );
    assert_eq!(body_text("<p>正文</p><!-- end"), "正文");
    assert_eq!(
        body_text(&"<!--甲乙丙丁<p>".repeat(50_000)).lines().count(),
        50_000
    );
}

#[test]
fn ruby_stands_in_one_pair_of_brackets_and_formulas_keep_their_letters() {
    for (html, seen) in [
        ("<ruby>灯台<rt>とうだい</rt></ruby>の", "灯台（とうだい）の"),
        (
            "<ruby>灯台<rp>(</rp><rt>とうだい</rt><rp>)</rp></ruby>の",
            "灯台（とうだい）の",
        ),
        ("<ruby>灯<rt>とう<rt></ruby>の", "灯（とう）の"),
        (
            "<ruby>灯<rt>とう</rt>台<rt>だい</rt></ruby>",
            "灯（とう）台（だい）",
        ),
        ("<p><ruby>灯<rt>とう<p>次", "灯（とう）\n次"),
        ("<ruby>Tōkyō<rt>(東京)</rt></ruby>", "Tōkyō(東京)"),
        (
            "a <math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mfrac><mi>p</mi><mi>q</mi></mfrac>\
             <annotation>x^2</annotation></math> b",
            "a x2+p/q b",
        ),
    ] {
        assert_eq!(body_text(html), seen, "{html}");
    }
}

#[test]
fn an_article_that_is_hidden_until_a_script_has_run_is_read() {
    let text = "海岸署改造灯塔，三年完成。".repeat(12);
    let html = format!("<p>卷首</p><div style=\"visibility: hidden\"><p>{text}</p></div>");
    assert_eq!(body_text(&html), format!("卷首\n{text}"));
    let long = "说明".repeat(60);
    let html = format!("<p>{long}</p><div style=\"visibility: hidden\"><p>{text}</p></div>");
    assert_eq!(body_text(&html), long);
}

#[test]
fn what_a_page_says_to_readers_without_scripts_is_text_unless_it_speaks_of_scripts() {
    assert_eq!(body_text("甲<noscript>乙</noscript>"), "甲乙");
    assert_eq!(
        body_text("甲<noscript>Please enable JavaScript.</noscript>"),
        "甲"
    );
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
fn paragraphs_of_the_text_in_a_comment_are_text() {
    let paragraph = "海岸署表示，将安排专项资金，用三年时间完成全部灯塔的改造，并且公布进度。";
    let shown = format!("上\n小标题\n{paragraph}\n下");
    for (html, seen) in [
        (
            "<p>上</p><!--adlist[<p>小标题</p><p>{}</p>]adlist--><p>下</p>",
            shown.as_str(),
        ),
        // A comment that is ended wrongly swallows the text up to the next one's end.
        (
            "<p>上</p><!-- 广告 begin -- <p>小标题</p><p>{}</p><!-- 广告 end --><p>下</p>",
            &shown,
        ),
        ("<p>上</p><!-- 广告 <p>{}</p> --><p>下</p>", "上\n下"),
        (
            "<p>上</p><!--[if mso]><p>{}</p><![endif]--><p>下</p>",
            "上\n下",
        ),
        (
            "<p>上</p><!--slot[<p>来源：某报</p>]slot--><p>下</p>",
            "上\n下",
        ),
        ("<p>上</p><!-- {} --><p>下</p>", "上\n下"),
        (
            "<p>上</p><div hidden><!--<p>{}</p>--></div><p>下</p>",
            "上\n下",
        ),
    ] {
        assert_eq!(body_text(&html.replace("{}", paragraph)), seen, "{html}");
    }
}

#[test]
fn text_that_a_browser_takes_for_a_tag_is_text() {
    for (html, seen) in [
        (
            "《关于修改<A股上市公司办法>的决定》",
            "《关于修改<A股上市公司办法>的决定》",
        ),
        (
            "《关于<ABC 管理办法>的决定》",
            "《关于<ABC 管理办法>的决定》",
        ),
        ("《关于&lt;某办法&gt;的决定》", "《关于<某办法>的决定》"),
        ("<a 标题=\"x\">链接</a>", "链接"),
        (
            "<p>Orrin Plc <ORN.L> rose, the crown <NVK=> and <NVK=X> fell.</p>",
            "Orrin Plc <ORN.L> rose, the crown <NVK=> and <NVK=X> fell.",
        ),
        (
            "Ask Ann Lee <ann@desk.example> or read <https://desk.example/a/b?c=1>.",
            "Ask Ann Lee <ann@desk.example> or read <https://desk.example/a/b?c=1>.",
        ),
        (
            "<pstyle=\"x\">a</p><o:p>b</o:p><x-card.big>c</x-card.big><p=left>d",
            "a\nb\nc\nd",
        ),
    ] {
        assert_eq!(body_text(html), seen);
    }
}

#[test]
fn html_escaped_once_too_often_is_read_once_more() {
    assert_eq!(
        body_text("&lt;p&gt;上&lt;/p&gt;&lt;p&gt;下&amp;lt;&lt;/p&gt;"),
        "上\n下<"
    );
    assert_eq!(body_text("<div>&lt;p&gt;上&lt;br&gt;下</div>"), "上\n下");
    assert_eq!(
        body_text("用 &lt;p&gt; 与 &lt;/p&gt; 分段"),
        "用 <p> 与 </p> 分段"
    );
    for about_html in ["<br> breaks a line", "<p>a</p> is a paragraph"] {
        let html = about_html.replace('<', "&lt;");
        assert_eq!(body_text(&html), about_html);
    }
}

#[test]
fn short_elements_whose_class_says_advert_go() {
    for class in [
        "clearfix appendQr_wrap",
        "share-bar",
        "related",
        "fin_reference",
        "app-download",
    ] {
        let html = format!("<p>正文</p><div class=\"{class}\"><p>扫描二维码</p></div>");
        assert_eq!(body_text(&html), "正文", "{class}");
    }
    for class in [
        "adapted",
        "shareholders",
        "header",
        "reference",
        "download",
        "share-price",
        "ad-hoc",
    ] {
        let html = format!("<p class=\"{class}\">正文</p>");
        assert_eq!(body_text(&html), "正文", "{class}");
    }
    let text = "海岸署改造灯塔。".repeat(3);
    assert_eq!(body_text(&format!("<div class=share>{text}</div>")), text);
    assert_eq!(body_text("<div class=share>灯塔</div>"), "灯塔");
}

proptest! {
    // What is found becomes a named test above, not a file of seeds.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

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
