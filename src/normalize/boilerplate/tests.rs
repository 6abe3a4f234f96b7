use proptest::prelude::*;

use super::super::{Boilerplate, normalize, normalize_and_count, normalize_entry, normalize_title};
use super::rules::{LineForm, RULES};
use crate::model::CountedLines;

const TEXT: &str = "海岸署表示，将安排专项资金，用三年时间完成全部灯塔的改造。";

fn lines(body_text: &str) -> CountedLines {
    let (_, lines) = normalize_and_count(body_text, &normalize_title(""));
    CountedLines::new(body_text.to_owned(), lines)
}

#[test]
fn the_words_of_the_table_are_written_as_they_are_compared() {
    for rule in &RULES {
        let words = match rule.form {
            LineForm::Whole(words)
            | LineForm::Starts(words)
            | LineForm::Role(words)
            | LineForm::Holds(words)
            | LineForm::Ends(words) => words.to_vec(),
            LineForm::StartsAndHolds(first, then) | LineForm::Invites(first, then) => {
                [first, then].concat()
            }
        };
        for word in words {
            let framed = format!("x{word}x");
            let folded = normalize_title(&framed);
            let bare = folded.as_str().strip_prefix('x').unwrap();
            let bare = bare.strip_suffix('x').unwrap();
            assert_eq!(bare.trim(), word.trim(), "{:?}", rule.kind);
        }
    }
}

#[test]
fn every_rule_takes_its_example_and_leaves_the_text() {
    let alone = normalize(TEXT);
    for rule in &RULES {
        let framed = format!("{TEXT}\n{}", rule.example);
        assert_eq!(normalize(&framed), alone, "{}", rule.example);
        assert!(normalize(rule.example).chars() > 0, "{}", rule.example);
    }
}

/// Lines around a text that are not in the table.
#[test]
fn people_who_write_are_known_by_spaces_and_capitals() {
    for byline in [
        "某报记者 张三 李四",
        "（总台记者 张三）",
        "每日编辑 王五",
        "By Jane Doe",
        "BY JANE DOE and John Roe",
    ] {
        assert_eq!(
            normalize(&format!("{byline}\n{TEXT}")),
            normalize(TEXT),
            "{byline}"
        );
    }
    for kept in [
        "记者节",
        "编辑部搬迁",
        "By the sea",
        "By 2030, Harbour Times says.",
        "有记者问到灯塔",
    ] {
        let text = normalize(&format!("{kept}\n{TEXT}"));
        assert!(
            text.as_str().starts_with(normalize_title(kept).as_str()),
            "{kept}"
        );
    }
}

#[test]
fn lead_ins_and_notes_on_the_line_of_the_text_go() {
    let alone = normalize(TEXT);
    for framed in [
        "新华社某地3月22日电（记者张三）{}",
        "新华社某地3月22日电 （记者 张三、李四）{}",
        "某网科技3月22日讯 据某署网站消息，{}",
        "某署网站3月22日消息，{}",
        "某署网站消息，{}",
        "据某通社报道，{}",
        "据某某网6月17日报道，{}",
        "据报道，{}",
        "e公司讯，{}",
        "《某板日报》17日讯，{}",
        "【某网快讯】{}",
        "【海岸署：三年改造灯塔】某联社6月17日电，{}",
        "{}（某某日报）",
        "{}（21世纪某某报道）",
        "{}（某联社记者 张三）（完）",
        "{}来源：某某日报",
        "{}（来源：某某日报）责任编辑：张三",
        "{}风险提示：以上内容仅供参考，据此操作，风险自担。",
    ] {
        let framed = framed.replace("{}", TEXT);
        assert_eq!(normalize(&framed), alone, "{framed}");
    }
    let alone = normalize("The harbour office will rebuild all lighthouses within three years.");
    for framed in [
        "LONDON, March 3 (Reuters) - {}",
        "(Bloomberg) -- {}",
        "PARIS, March 3, 2021 /PRNewswire/ -- {}",
        "By Jane Doe\nLONDON (AP) — {}",
        "{} (Reporting by Jane Doe in London; Editing by John Roe)",
        "{}\nReporting by Jane Doe; Editing by John Roe\nOur Standards: The Principles.",
        "{}\nSign up for our newsletter.\nAll rights reserved.",
    ] {
        let framed = framed.replace(
            "{}",
            "The harbour office will rebuild all lighthouses within three years.",
        );
        assert_eq!(normalize(&framed), alone, "{framed}");
    }
}

#[test]
fn a_line_with_the_time_of_publication_goes() {
    for line in [
        "2026-03-22 17:12",
        "2026-03-22 17:12 来源：某署 作者：张三",
        "2026年3月22日 17:12:09　来源: 某某日报",
        "2026/03/22 某某财经",
        "发布时间：2026-03-22 17:12　来源：某署",
        "입력 2026.03.22. 오전 9:12 | 수정 2026.03.22. 오후 1:40",
    ] {
        let text = normalize(&format!("{line}\n{TEXT}"));
        assert_eq!(text, normalize(TEXT), "{line}");
    }
    for kept in [
        "2026年3月22日17:12，海岸署网站恢复",
        "2026-03-22 灯塔全部改造",
        "2026年3月22日",
        "2026 3.22 | 4.17",
        "2024 2025 2026",
        "第2026032号 来源：某署",
    ] {
        let text = normalize(&format!("{kept}\n{TEXT}"));
        assert_ne!(text, normalize(TEXT), "{kept}");
    }
}

#[test]
fn a_paragraph_that_says_the_same_words_is_text() {
    for paragraph in [
        "记者：请问灯塔什么时候改造？",
        "1．关注海岸署公众号，查询灯塔",
        "海岸署通报13款违规收集信息的灯塔APP，要求下载平台下架。",
        "风险提示：灯塔改造进度可能不及预期，材料价格可能上升。",
        "公司因涉嫌侵权被诉，案件已经受理，对本期利润的影响尚不确定。",
        "附件所列灯塔应当在三年之内完成改造，逾期的由海岸署收回。",
        "此前有媒体报道称，灯塔看守人曾对上述爆料回应。",
        "海岸署要求平台关注灯塔直播APP的乱象。",
        "看守人用手机扫一扫即可打卡。",
        "海岸署提醒，参与者应当风险自担。",
        "据海岸署方面16日消息，改造已经开始。",
        "设计：灯塔采用新光源，并且可以远程调节亮度，还要安装备用电源以及蓄电池组。",
    ] {
        let text = format!("{TEXT}\n{paragraph}\n{TEXT}\n{TEXT}");
        let folded = normalize_title(paragraph);
        assert!(
            normalize(&text).as_str().contains(folded.as_str()),
            "{paragraph}"
        );
    }
}

#[test]
fn a_list_of_other_texts_goes_with_its_heading() {
    let alone = normalize(TEXT);
    let listed = format!(
        "【相关报道】\n灯塔归谁管\n三问灯塔：何时改造？钱从哪来\n{TEXT}\n推荐阅读\n港口开放"
    );
    assert_eq!(normalize(&listed), alone);
}

#[test]
fn the_title_repeated_as_the_first_line_goes() {
    let title = normalize_title("三年改造全部灯塔");
    let text = format!("三年改造　全部灯塔\n{TEXT}");
    let entry = |text: &str| normalize_entry(text, Some(&title), &Boilerplate::none());
    assert_eq!(entry(&text), normalize(TEXT));
    assert_eq!(entry("三年改造全部灯塔"), title);
    assert_eq!(
        entry(&format!("{TEXT}\n三年改造全部灯塔")).chars(),
        normalize(TEXT).chars() + 8
    );
}

#[test]
fn what_a_source_repeats_is_left_out_but_never_the_whole_text() {
    let repeated = "某某财经，与您共同见证每一天";
    let text = format!("{TEXT}\n{repeated}");
    let keys: Boilerplate = lines(&text)
        .iter()
        .filter(|(_, text)| *text == repeated)
        .map(|(key, _)| key)
        .collect();
    assert_eq!(normalize_entry(&text, None, &keys), normalize(TEXT));
    assert_eq!(normalize_entry(repeated, None, &keys), normalize(repeated));
    let short = format!("灯塔改造\n{repeated}");
    assert_eq!(normalize_entry(&short, None, &keys), normalize(&short));
}

#[test]
fn lines_worth_counting_have_keys_that_never_change() {
    let counted =
        lines("某某财经，与您共同见证每一天\n简讯\n责任编辑：张三\n某某财經,與您共同見證每一天");
    let keys: Vec<String> = counted.keys().map(|key| key.to_string()).collect();
    assert_eq!(keys, ["82027a03eaa9b936", "82027a03eaa9b936"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_that_are_counted_stand_in_the_text_as_lines(text in "[灯塔海岸a-d\r\n ]{0,120}") {
        for (_, line) in lines(&text).iter() {
            prop_assert!(line.chars().count() >= 6 && text.lines().any(|one| one == line), "{:?}", line);
        }
    }

    #[test]
    fn lines_have_the_keys_together_that_they_have_alone(
        texts in proptest::collection::vec("[灯塔海岸a-z]{6,40}", 1..12)
    ) {
        let together: Vec<_> = lines(&texts.join("\n")).keys().collect();
        let alone: Vec<_> = texts.iter().flat_map(|text| lines(text).keys().collect::<Vec<_>>()).collect();
        prop_assert_eq!(together, alone);
    }

    #[test]
    fn boilerplate_in_any_place_is_folded_once_and_for_all(
        picks in proptest::collection::vec((0..RULES.len() + 6, any::<bool>()), 1..8)
    ) {
        let beside = [TEXT, "【灯塔】", "某联社6月17日电，", "（某某日报）", "By Jane Doe", "灯塔-"];
        let mut text = String::new();
        for (at, breaks) in picks {
            text.push_str(RULES.get(at).map_or_else(|| beside[at - RULES.len()], |rule| rule.example));
            text.push_str(if breaks { "\n" } else { "" });
        }
        let once = normalize(&text);
        prop_assert!(once.chars() > 0);
        prop_assert_eq!(normalize(once.as_str()), once, "{}", text);
    }
}
