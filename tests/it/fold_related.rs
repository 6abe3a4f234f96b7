//! Related stories and official documents, wherever a reader or a program meets them.
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
