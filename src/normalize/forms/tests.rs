use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Form, change};
use crate::model::{Extent, LineKey};

const TEXT: &str = "The ferry company carries 4,180 passengers a day, it said on Monday. A third ship \
                    follows in spring.";

fn extent_of(before: (&str, &str), now: (&str, &str)) -> Extent {
    let form = |(title, body_text)| Form { title, body_text };
    change(form(before), form(now), &BTreeSet::new()).extent
}

fn below(line: &str) -> String {
    format!("{TEXT}\n{line}")
}

#[test]
fn a_line_of_counters_or_ages_moves_nothing() {
    let lines = [
        ("阅读 107 次　　1小时前", "阅读 1,207 次　　2天前"),
        ("已有103人看过", "已有2,203人看过"),
        (
            "浏览量：1.2万 评论（3） 点赞 15",
            "浏览量：1.3万 评论（4） 点赞 16",
        ),
        ("12 comments · 3 hours ago", "15 comments · yesterday"),
        ("Posted 58 minutes ago", "Posted an hour ago"),
        ("33 shares | 1.2k views", "48 shares | 1.3k views"),
        ("vor 3 Stunden · 5 Kommentare", "vor 2 Tagen · 7 Kommentare"),
        ("il y a 3 heures", "il y a 2 jours"),
        (
            "5 комментариев, 3 часа назад",
            "6 комментариев, 5 часов назад",
        ),
        ("조회수 1,024 · 3시간 전", "조회수 1,100 · 4시간 전"),
        ("👍 12 💬 3", "👍 14 💬 5"),
        (
            "★★★★☆ 4.3 out of 5 (312 ratings)",
            "★★★★☆ 4.4 out of 5 (345 ratings)",
        ),
        (
            "12 people found this helpful",
            "31 people found this helpful",
        ),
        (
            "Facebook 22 Twitter 3 LinkedIn 1",
            "Facebook 34 Twitter 5 LinkedIn 2",
        ),
        (
            "331 weergaven · 3 reacties · 2 uur geleden",
            "442 weergaven · 5 reacties · 4 uur geleden",
        ),
        (
            "331 visningar · för 2 timmar sedan",
            "442 visningar · för 4 timmar sedan",
        ),
        (
            "331 wyświetleń · 2 godziny temu",
            "442 wyświetleń · 4 godziny temu",
        ),
        (
            "331 görüntüleme · 2 saat önce",
            "442 görüntüleme · 4 saat önce",
        ),
        ("331 lượt xem · 3 bình luận", "442 lượt xem · 5 bình luận"),
        ("331 مشاهدة · منذ 2 ساعات", "442 مشاهدة · منذ 4 ساعات"),
        ("评分：4.3（320人评价）", "评分：4.4（420人评价）"),
        ("Harbour Desk · 3 hours ago", "Harbour Desk · 5 hours ago"),
        ("港口日报 3小时前", "港口日报 5小时前"),
    ];
    for (before, now) in lines {
        let extent = extent_of(("Ferries", &below(before)), ("Ferries", &below(now)));
        assert_eq!(extent, Extent::Counters, "{before} → {now}");
        let appears = extent_of(("Ferries", TEXT), ("Ferries", &below(now)));
        let is_wholly_counter = !now.contains("Desk") && !now.contains("港口");
        assert_eq!(appears == Extent::Counters, is_wholly_counter, "{now}");
    }
}

#[test]
fn a_counter_behind_the_last_sentence_of_a_line_moves_nothing() {
    let extent = extent_of(
        ("渡轮", "渡轮公司每天运送4180名乘客。阅读 107 次"),
        ("渡轮", "渡轮公司每天运送4180名乘客。阅读 309 次"),
    );
    assert_eq!(extent, Extent::Counters);
}

#[test]
fn a_figure_of_the_text_is_always_a_change() {
    let corrected = TEXT.replace("4,180", "4,810");
    assert_eq!(
        extent_of(("Ferries", TEXT), ("Ferries", &corrected)),
        Extent::Text
    );
    // Together with a counter, too.
    let with = |text: &str, count: &str| format!("{text}\n阅读 {count} 次");
    assert_eq!(
        extent_of(("t", &with(TEXT, "7")), ("t", &with(&corrected, "8"))),
        Extent::Text
    );
    for (before, now) in [
        ("该视频浏览量达107万次。", "该视频浏览量达207万次。"),
        (
            "The clip has 1.2 million views.",
            "The clip has 2.1 million views.",
        ),
        ("累计播放量 3.2亿次", "累计播放量 2.3亿次"),
        ("净利润：3.4亿元", "净利润：4.3亿元"),
        ("Shares: 5,000", "Shares: 6,000"),
        ("12.5 | 13.1", "12.5 | 13.7"),
        ("收盘价：12.5元", "收盘价：12.6元"),
        ("11月25日 9时至17时", "11月26日 9时至17时"),
        ("申报截止：11月25日前", "申报截止：11月30日前"),
        ("11月25日前", "11月30日前"),
        ("请提前3小时前往码头", "请提前2小时前往码头"),
        ("递交截止：开标2小时前", "递交截止：开标5小时前"),
        ("渡轮服务评分：4.2", "渡轮服务评分：2.4"),
    ] {
        let extent = extent_of(("t", &below(before)), ("t", &below(now)));
        assert!(extent >= Extent::Margin, "{before} → {now}: {extent:?}");
    }
}

#[test]
fn a_figure_in_a_lead_in_that_is_not_compared_is_a_change() {
    let text = "工信部网站3月22日消息，渡轮公司每天运送4180名乘客，比上年多一成。";
    let other = text.replace("22日", "23日");
    assert!(extent_of(("t", text), ("t", &other)) >= Extent::Margin);
}

#[test]
fn spelling_typesetting_and_boilerplate_are_no_change() {
    let text = "渡轮公司每天运送4180名乘客。\n第三艘船春天投入运营。";
    for other in [
        "渡轮公司每天运送４１８０名乘客。第三艘船春天投入运营。",
        "渡轮公司每天运送4180名乘客。\n第三艘船春天投入运营。\n责任编辑：张三",
        "渡輪公司每天運送4180名乘客。\n第三艘船春天投入運營。",
    ] {
        assert!(
            extent_of(("t", text), ("t", other)) < Extent::Margin,
            "{other}"
        );
    }
}

#[test]
fn a_list_under_a_known_heading_moves_nothing() {
    for (heading, one, other) in [
        (
            "相关阅读：",
            "新码头明年动工\n老灯塔重新开放",
            "港务局换帅\n渔船恢复出海\n码头票价下调",
        ),
        (
            "更多精彩内容",
            "新码头明年动工\n老灯塔重新开放",
            "港务局换帅\n渔船恢复出海",
        ),
        (
            "More from Harbour Daily",
            "Pier opens\nTug sold",
            "Ship lost\nCrane up",
        ),
        (
            "Related stories",
            "The long and winding story of how the old lighthouse came to be restored",
            "Why the harbour authority now wants every tug to carry two radios at night",
        ),
    ] {
        let before = below(&format!("{heading}\n{one}"));
        let now = below(&format!("{heading}\n{other}"));
        assert!(
            extent_of(("t", &before), ("t", &now)) < Extent::Margin,
            "{heading}"
        );
    }
}

/// Learns the lines that several entries changed, as the store does.
fn learned(before: &str, now: &str) -> BTreeSet<LineKey> {
    let form = |body_text| Form {
        title: "t",
        body_text,
    };
    let change = change(form(before), form(now), &BTreeSet::new());
    assert_eq!(change.extent, Extent::Margin);
    change.moving.into_iter().collect()
}

#[test]
fn lines_that_a_source_changes_all_the_time_move_nothing_once_they_are_known() {
    for (before, now, later, other) in [
        (
            "航海指数人数 103",
            "航海指数人数 203",
            "航海指数人数 303",
            "渡轮指数人数 303",
        ),
        (
            "Hot in the harbour\nPier opens\nTug sold",
            "Hot in the harbour\nShip lost\nCrane up",
            "Hot in the harbour\nFog again\nFish back",
            "Hot in the town\nFog again\nFish back",
        ),
    ] {
        let known = learned(&below(before), &below(now));
        let (now, later, other) = (below(now), below(later), below(other));
        let extent = |body_text: &str| {
            let before = Form {
                title: "t",
                body_text: &now,
            };
            let now = Form {
                title: "t",
                body_text,
            };
            change(before, now, &known).extent
        };
        assert_eq!(extent(&later), Extent::Counters, "{later}");
        assert!(extent(&other) >= Extent::Margin, "{other}");
        assert_eq!(extent(&later.replace("4,180", "4,810")), Extent::Text);
    }
}

#[test]
fn a_line_that_is_all_of_a_text_is_never_explained() {
    let known = learned(&below("航海指数人数 103"), &below("航海指数人数 203"));
    let form = |body_text| Form {
        title: "t",
        body_text,
    };
    let (before, now) = (form("航海指数人数 103"), form("航海指数人数 203"));
    assert!(change(before, now, &known).extent >= Extent::Margin);
}

#[test]
fn a_quotation_under_a_list_of_other_texts_is_text() {
    let said = |passengers: &str| {
        below(&format!(
            "Related stories\nPier opens\n\"We carry {passengers} passengers a day and will carry more when \
             the third ship comes.\"\nShe said so on board on Monday."
        ))
    };
    assert_eq!(
        extent_of(("t", &said("4,180")), ("t", &said("4,810"))),
        Extent::Text
    );
}

#[test]
fn a_line_that_did_not_change_is_reported_too() {
    let before = below("航海指数人数 103");
    let now = before.replace("spring", "summer");
    let form = |body_text| Form {
        title: "t",
        body_text,
    };
    let change = change(form(&before), form(&now), &BTreeSet::new());
    let moved = learned(&before, &below("航海指数人数 203"));
    assert_eq!(change.resting.into_iter().collect::<BTreeSet<_>>(), moved);
}

#[test]
fn a_count_beside_a_title_is_no_new_title() {
    for (before, now) in [
        ("Ferries (4)", "Ferries (5)"),
        ("渡轮增开夜班（128评论）", "渡轮增开夜班（131评论）"),
        ("渡轮增开夜班", "渡轮增开夜班（1评论）"),
        ("渡轮增开夜班【阅读 12】", "渡轮增开夜班【阅读 29】"),
        ("Ferries [12]", "Ferries [13]"),
        ("Ferries {12}", "Ferries {13}"),
        ("Ferries «12»", "Ferries «13»"),
        ("渡轮增开夜班「12」", "渡轮增开夜班「13」"),
        ("渡轮增开夜班【12评】", "渡轮增开夜班【15评】"),
        ("[3] Ferries", "[11] Ferries"),
        ("Ferries - 3 comments", "Ferries - 4 comments"),
        ("Ferries 3 comments", "Ferries 4 comments"),
        ("Ferries | 3 hours ago", "Ferries | 4 hours ago"),
        ("3条评论 | 渡轮增开夜班", "4条评论 | 渡轮增开夜班"),
    ] {
        assert_eq!(
            extent_of((before, TEXT), (now, TEXT)),
            Extent::Counters,
            "{before} → {now}"
        );
    }
}

#[test]
fn a_number_that_names_something_else_is_a_new_title() {
    let other = TEXT.replace("third", "fourth");
    for (before, now, text) in [
        ("周报第4期", "周报第5期", TEXT),
        ("Ferries (2)", "Ferries (3)", other.as_str()),
        ("Ferries (3)", "Ferries (2)", TEXT),
        ("Report (2025)", "Report (2026)", TEXT),
        ("Fund (501046)", "Fund (501047)", TEXT),
        ("Fund (0700)", "Fund (0941)", TEXT),
        ("Profit up 14.2%", "Profit up 14.6%", TEXT),
        (
            "Bill passes with 51 votes",
            "Bill passes with 52 votes",
            TEXT,
        ),
        ("渡轮增开3班", "渡轮增开4班", TEXT),
    ] {
        assert_eq!(
            extent_of((before, TEXT), (now, text)),
            Extent::Text,
            "{before} → {now}"
        );
    }
    // Without a text, nothing says that the number counts.
    assert!(extent_of(("Part (2)", ""), ("Part (3)", "")) >= Extent::Margin);
}

proptest! {
    #[test]
    fn any_two_texts_are_compared_and_a_text_equals_itself(
        before in "(?s)([\\PC\n]|[0-9阅读次前小时.(\\[)\\] \n]){0,80}",
        now in "(?s)([\\PC\n]|[0-9阅读次前小时.(\\[)\\] \n]){0,80}",
    ) {
        let _ignored = extent_of((&before, &now), (&now, &before));
        prop_assert_eq!(extent_of((&before, &now), (&before, &now)), Extent::Nothing);
    }

    #[test]
    fn a_corrected_figure_in_a_sentence_is_always_seen(
        words in "[a-z]{3,9}( [a-z]{3,9}){8,20}", one in 1_u32..9_999, other in 1_u32..9_999,
    ) {
        prop_assume!(one != other);
        let form = |figure: u32| format!("It has {figure} {words}.");
        prop_assert_eq!(extent_of(("t", &form(one)), ("t", &form(other))), Extent::Text);
    }
}

#[test]
fn a_text_that_becomes_its_own_beginning_with_an_ellipsis_is_shortened_and_no_other_is() {
    let beginning = "The ferry company carries 4,180 passengers a day";
    let extent = |now: &str| extent_of(("Ferries", TEXT), ("Ferries", now));
    for mark in ["…", "...", " […]", " [...]", "……"] {
        assert_eq!(
            extent(&format!("{beginning}{mark}")),
            Extent::Shortened,
            "{mark}"
        );
    }
    for other in [
        beginning.to_owned(),
        format!("{}…", beginning.replace("4,180", "4,810")),
        format!("{TEXT} …"),
        "The ferry…".to_owned(),
        "…".to_owned(),
    ] {
        assert_ne!(extent(&other), Extent::Shortened, "{other}");
    }
    let retitled = extent_of(("Ferries", TEXT), ("Ships", &format!("{beginning}…")));
    assert_eq!(retitled, Extent::Text);
}
