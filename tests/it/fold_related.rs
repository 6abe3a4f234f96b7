//! Related stories and official documents, in every report and output.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::{Value, json};

use super::env::{Env, rss};

/// A reply of a ministry to a proposal, in words of our own.
pub(crate) const REPLY: &str = "<p>关于政协第十三届全国委员会第四次会议第4519号（工交邮电类377号）提案答复的函</p>\
    <p>何澜委员：</p><p>您提出的《关于加快潮汐发电装备国产化的提案》收悉，经商国家能源局，现答复如下：</p>\
    <p>一、我部重视潮汐能装备。二〇二〇年以来，已支持三家企业研制单机容量2兆瓦的双向贯流机组，\
    完成海试四千二百小时，密封件寿命由九个月提高到三十个月。</p>\
    <p>二、下一步，我部将会同国家能源局编制装备目录，在浙江、福建沿海选择六处海湾开展示范，\
    对首台套保险给予补贴，并组织高校修订叶片防腐标准。</p>\
    <p>感谢您对工业和信息化事业的关心和支持。</p><p>工业和信息化部</p><p>2021年8月24日</p>";

/// An outlet's own sentences about it.
pub(crate) const DIGEST: &str = "<p>记者昨日从海洋装备论坛获悉，潮汐发电再度升温。业内人士介绍，工信部近日在对政协第十三届全国委员会第四次会议第4519号提案的答复中表示，\
    将选择六处海湾开展示范。受访的机组厂负责人认为，叶片腐蚀仍是最大难题，示范若能如期启动，整条产业链的订单有望在三年内翻番。</p>";

fn env() -> Env {
    let env = Env::new(
        "[[sources]]\nname = \"ministry\"\npath = \"ministry.rss\"\ntitle = \"部委发布\"\n\
         [[sources]]\nname = \"paper\"\npath = \"paper.rss\"\ntitle = \"潮声报\"\n\
         [[sources]]\nname = \"portal\"\npath = \"portal.rss\"\ntitle = \"门户\"\n",
    );
    env.write(
        "ministry.rss",
        rss(&[("m", "对十三届全国政协四次会议第4519号提案的答复", REPLY)]),
    );
    env.write(
        "portal.rss",
        rss(&[("c", "工信部答复潮汐发电装备国产化提案", REPLY)]),
    );
    env.write(
        "paper.rss",
        rss(&[("d", "潮汐发电升温 示范或落六处海湾", DIGEST)]),
    );
    env.pass();
    env
}

fn of<'a>(entries: &'a [Value], guid: &str) -> &'a Value {
    entries.iter().find(|entry| entry["guid"] == guid).unwrap()
}

#[test]
fn a_digest_is_related_to_the_story_and_never_a_part_of_it() {
    let env = env();
    let entries = env.export();
    let (reply, copy, digest) = (of(&entries, "m"), of(&entries, "c"), of(&entries, "d"));
    assert_eq!(reply["story"], copy["story"]);
    assert_ne!(reply["story"], digest["story"]);
    assert_eq!(digest["related_to"], json!([reply["story"]]));
    assert_eq!(reply["related_to"], json!([digest["story"]]));
    assert_eq!(digest["role"], "representative");

    let id = reply["story"].as_str().unwrap();
    let shown: Value = serde_json::from_str(&env.ok(&["show", id, "--json"])).unwrap();
    assert_eq!(shown["related"][0]["story"], digest["story"]);
    assert!(
        env.ok(&["show", id])
            .contains("潮声报: 潮汐发电升温 示范或落六处海湾")
    );

    let feed = env.read("public/all.atom");
    assert!(
        feed.contains("<link href=\"https://outlet.example/d\" rel=\"related\" title=\"潮汐发电升温 示范或落六处海湾\"/>"),
        "{feed}"
    );
    assert!(feed.contains("Related:"), "{feed}");
    env.ok(&["publish"]);
    assert_eq!(
        env.read("public/all.atom"),
        feed,
        "the same store, the same bytes"
    );
}

#[test]
fn a_document_is_exported_shown_and_published_under_schemes_of_its_own() {
    let env = env();
    let entries = env.export();
    let document = &of(&entries, "m")["document"];
    assert_eq!(document["issuer"], "工业和信息化部");
    assert_eq!(document["numbers"][0]["series"], "提案");
    assert_eq!(document["numbers"][0]["number"], "4519");
    assert_eq!(document["addressee"], "何澜委员");
    let shown = env.ok(&["show", of(&entries, "m")["entry"].as_str().unwrap()]);
    assert!(
        shown.contains("number     全国政协十三届四次会议第4519号提案"),
        "{shown}"
    );
    assert!(shown.contains("issuer     工业和信息化部"), "{shown}");
    let feed = env.read("public/all.atom");
    for category in [
        "<category term=\"工业和信息化部\" scheme=\"https://feeds.example.org/issuers\"",
        "<category term=\"全国政协十三届四次会议第4519号提案\" scheme=\"https://feeds.example.org/documents\"",
        "<category term=\"提案\" scheme=\"https://feeds.example.org/kinds\"",
    ] {
        assert!(feed.contains(category), "{category}: {feed}");
    }
}

#[test]
fn what_says_nothing_official_has_no_document() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    env.write(
        "a.rss",
        rss(&[("1", "海况平稳", "<p>今日海况平稳，渔船照常出港。</p>")]),
    );
    env.pass();
    assert_eq!(env.export()[0]["document"], Value::Null);
    assert_eq!(env.export()[0]["related_to"], json!([]));
}

/// A reply to proposal `number`, with text of its own.
fn reply(session: &str, number: &str, subject: &str, day: &str) -> String {
    format!(
        "<p>关于政协第十四届全国委员会第{session}次会议第{number}号提案答复的函</p><p>何澜委员：</p>\
         <p>您提出的《关于{subject}的提案》收悉，经商财政部，现答复如下：</p>\
         <p>一、我部会同各地对{subject}开展摸底，列出台账，逐项落实责任单位和完成时限。</p>\
         <p>感谢您的关心和支持。</p><p>工业和信息化部</p><p>{day}</p>"
    )
}

fn dated(items: &[(&str, &str, &str, &str)]) -> String {
    let items: Vec<String> = items
        .iter()
        .map(|(guid, title, body, date)| {
            format!(
                "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title>\
                 <link>https://outlet.example/{guid}</link><pubDate>{date}</pubDate>\
                 <description><![CDATA[{body}]]></description></item>"
            )
        })
        .collect();
    format!(
        "<rss version=\"2.0\"><channel><title>t</title>{}</channel></rss>",
        items.concat()
    )
}

/// Guids of the entries that `guid` is related to, in either direction, after both files were read
/// in this order.
fn related_in_order(order: [&str; 2], guid: &str) -> Vec<String> {
    let env = Env::new(
        "[[sources]]\nname = \"ministry\"\npath = \"ministry.rss\"\n\
         [[sources]]\nname = \"column\"\npath = \"column.rss\"\n",
    );
    let old = reply("三", "05218", "盐田机械更新", "2025年11月20日");
    let new = reply("四", "05218", "灯塔远程值守", "2026年11月20日");
    let other = reply("四", "05219", "渔港岸电改造", "2026年11月20日");
    let ministry = dated(&[
        (
            "old",
            "三次会议提案的答复",
            &old,
            "Thu, 20 Nov 2025 10:00:00 +0800",
        ),
        (
            "new",
            "四次会议提案的答复",
            &new,
            "Fri, 20 Nov 2026 10:00:00 +0800",
        ),
        (
            "other",
            "另一件提案的答复",
            &other,
            "Fri, 20 Nov 2026 10:10:00 +0800",
        ),
    ]);
    let column = dated(&[
        (
            "one",
            "守灯人的新同事",
            "<p>工信部答复第05218号提案，值守终于有了着落。笔者走访三座岛屿，守灯人最盼的是稳定的信号。</p>",
            "Sat, 21 Nov 2026 09:00:00 +0800",
        ),
        (
            "two",
            "两份答复，一片海",
            "<p>读工信部对第05218号和第05219号提案的答复，能看出同一条思路：先摸底，再花钱。</p>",
            "Sat, 21 Nov 2026 12:00:00 +0800",
        ),
        (
            "list",
            "一张清单，两处灯火",
            "<p>工信部近日答复第05218、05219号提案，一份谈值守，一份谈照明，读者自会比较。</p>",
            "Sat, 21 Nov 2026 12:30:00 +0800",
        ),
        (
            "finance",
            "账本之外",
            "<p>财政部答复第05219号提案，谈的是补贴怎么发。渔民更关心的是电价，这一点还没有人回答。</p>",
            "Sat, 21 Nov 2026 13:00:00 +0800",
        ),
        (
            "none",
            "谁来修路灯",
            "<p>工信部答复第05812号提案，说的是路灯。县城的夜晚亮不亮，要看谁出电费。</p>",
            "Sat, 21 Nov 2026 14:00:00 +0800",
        ),
    ]);
    for name in order {
        env.write(
            name,
            if name == "ministry.rss" {
                &ministry
            } else {
                &column
            },
        );
        env.pass();
    }
    let entries = env.export();
    let story = &of(&entries, guid)["story"];
    let mut found: Vec<String> = entries
        .iter()
        .filter(|entry| {
            let to = entry["related_to"].as_array().unwrap();
            let from = of(&entries, guid)["related_to"].as_array().unwrap();
            assert_eq!(
                to.contains(story),
                from.contains(&entry["story"]),
                "{entry}"
            );
            to.contains(story)
        })
        .map(|entry| entry["guid"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        entries
            .iter()
            .all(|entry| entry["role"] == "representative")
    );
    found.sort_unstable();
    found
}

#[test]
fn a_comment_without_the_session_is_related_to_the_reply_it_names_whichever_came_first() {
    for order in [
        ["ministry.rss", "column.rss"],
        ["column.rss", "ministry.rss"],
    ] {
        assert_eq!(related_in_order(order, "one"), ["new"], "{order:?}");
        assert_eq!(
            related_in_order(order, "two"),
            ["new", "other"],
            "{order:?}"
        );
        assert_eq!(
            related_in_order(order, "list"),
            ["new", "other"],
            "one mark for both numbers, {order:?}"
        );
        assert!(
            related_in_order(order, "finance").is_empty(),
            "another issuer"
        );
        assert!(related_in_order(order, "none").is_empty(), "another number");
    }
}

/// The mark of a digest may stand in brackets, which a comparison otherwise leaves out.
#[test]
fn a_digest_that_says_so_in_brackets_before_its_title_is_not_its_first_entry() {
    let env = Env::new(
        "[[sources]]\nname = \"wire\"\npath = \"wire.rss\"\n\
         [[sources]]\nname = \"desk\"\npath = \"desk.rss\"\n",
    );
    let point = "汐川电缆公告，公司与电网客户签订设备供货合同，合同金额4.5亿元。";
    let others = "澜山玻璃公告，拟定增募资不超过9亿元。云岫租赁公告，股东拟减持不超过1%股份。";
    env.write("wire.rss", rss(&[("a", "汐川电缆获得4.5亿元订单", point)]));
    env.write(
        "desk.rss",
        rss(&[(
            "b",
            "【公告精选】汐川电缆获得4.5亿元订单；澜山玻璃拟定增",
            &format!("{point}{others}"),
        )]),
    );
    env.pass();
    let entries = env.export();
    assert_ne!(of(&entries, "a")["story"], of(&entries, "b")["story"]);
}
