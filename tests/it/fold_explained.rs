//! `explain` says in words what decided a fold and which candidates were refused.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::{Value, json};

use super::env::{Env, rss};
use super::fold_related::{DIGEST, REPLY};

/// A reply, a copy with a lead-in and without its second half, a digest, and a sibling reply.
fn env() -> Env {
    let env = Env::new(
        "[[sources]]\nname = \"ministry\"\npath = \"ministry.rss\"\ntitle = \"部委发布\"\n\
         [[sources]]\nname = \"paper\"\npath = \"paper.rss\"\ntitle = \"潮声报\"\n\
         [[sources]]\nname = \"portal\"\npath = \"portal.rss\"\ntitle = \"门户\"\n",
    );
    let sibling = REPLY.replace("4519", "4520").replace("377", "378");
    let (half, _) = REPLY.split_once("<p>二、").unwrap();
    env.write(
        "ministry.rss",
        rss(&[
            ("m", "对十三届全国政协四次会议第4519号提案的答复", REPLY),
            ("s", "对十三届全国政协四次会议第4520号提案的答复", &sibling),
        ]),
    );
    env.write(
        "portal.rss",
        rss(&[("c", "工信部答复潮汐发电装备国产化提案", half)]),
    );
    env.write(
        "paper.rss",
        rss(&[("d", "潮汐发电升温 示范或落六处海湾", DIGEST)]),
    );
    env.ok(&["run", "--source", "ministry"]);
    env.pass();
    env
}

fn of(env: &Env, guid: &str, key: &str) -> String {
    let entries = env.export();
    let entry = entries.iter().find(|entry| entry["guid"] == guid).unwrap();
    entry[key].as_str().unwrap().to_owned()
}

fn json_of(env: &Env, arguments: &[&str]) -> Value {
    serde_json::from_str(&env.ok(arguments)).unwrap()
}

#[test]
fn one_entry_is_explained_by_the_pair_that_decided_and_by_what_was_refused() {
    let env = env();
    assert_eq!(of(&env, "m", "story"), of(&env, "c", "story"));
    let copy = of(&env, "c", "entry");
    let explained = json_of(&env, &["explain", "--json", &copy]);
    assert_eq!(explained["entries"].as_array().unwrap().len(), 1);
    let because = &explained["entries"][0]["because"];
    assert_eq!(because["verdict"], "alike", "{because}");
    assert_eq!(because["numbers"], "same");
    let points: f64 = because["terms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|term| term["points"].as_f64().unwrap())
        .sum();
    let sum = because["begins_at"].as_f64().unwrap() + points;
    assert!((sum - because["score"].as_f64().unwrap()).abs() < 1e-9);
    let text = env.ok(&["explain", &copy]);
    for words in [
        "what counts for one text outweighs the rest",
        "where every pair begins: two texts count as two stories until enough speaks for one",
        "both bear one official number",
        "the sum; above 0 they fold",
        "their own official numbers differ: 全国政协十三届四次会议第4520号提案",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_story_is_explained_entry_by_entry() {
    let env = env();
    let story = of(&env, "m", "story");
    let explained = json_of(&env, &["explain", "--json", &story]);
    let entries = explained["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0]["because"], Value::Null, "it founded the story");
    let refused = explained["refused"].as_array().unwrap();
    let verdict = |guid: &str| {
        let entry = of(&env, guid, "entry");
        let pair = refused
            .iter()
            .find(|pair| pair["other"]["entry"] == entry.as_str());
        pair.map(|pair| pair["verdict"].clone())
    };
    assert_eq!(verdict("s"), Some(json!("other-number")));
    assert_eq!(verdict("d"), Some(json!("related")));
    assert!(refused.len() <= 10);
    assert!(env.ok(&["explain", &story]).contains("founded the story"));
}

#[test]
fn two_entries_are_compared_whole() {
    let env = env();
    let (reply, sibling) = (of(&env, "m", "entry"), of(&env, "s", "entry"));
    let pair = json_of(
        &env,
        &[
            "explain",
            "--json",
            reply.get(..16).unwrap(),
            sibling.get(..16).unwrap(),
        ],
    );
    assert_eq!(pair["verdict"], "other-number");
    assert_eq!(pair["one"]["numbers"][0]["number"], "4519");
    assert_eq!(pair["other"]["numbers"][0]["number"], "4520");
    assert!(pair["terms"].as_array().unwrap().len() > 5);
    let text = env.ok(&["explain", &reply, &sibling]);
    assert!(
        text.contains("they are in two stories: their own official numbers differ"),
        "{text}"
    );
    assert!(text.contains("official numbers  two documents"), "{text}");
}

#[test]
fn what_a_person_decided_is_part_of_the_explanation() {
    let env = env();
    let (reply, copy, digest) = (
        of(&env, "m", "entry"),
        of(&env, "c", "entry"),
        of(&env, "d", "entry"),
    );
    env.ok(&["split", &copy]);
    let text = env.ok(&["explain", &copy]);
    assert!(text.contains("a person keeps it apart from"), "{text}");
    assert!(text.contains("a person keeps them apart"), "{text}");
    env.ok(&["merge", &reply, &digest]);
    env.ok(&["pin", &digest]);
    let text = env.ok(&["explain", &digest]);
    assert!(text.contains("a person put them together"), "{text}");
    assert!(
        text.contains("a person chose it to represent its story"),
        "{text}"
    );
}

/// A report of a water year that ends with the paragraph which another outlet printed. Its other
/// paragraphs are words of no language, so that no anchor of them is in the paragraph.
fn report_with(paragraph: &str) -> String {
    let ideographs = (0..3000).filter_map(|number| char::from_u32(0x4e00 + number * 7919 % 20_000));
    let filler: String = ideographs.collect();
    format!("<p>{filler}</p><p>{paragraph}</p>")
}

#[test]
fn a_pair_that_would_fold_and_was_never_compared_is_explained_as_such() {
    let paragraph = "岚洲水文站称,今年汛期来水比常年偏多三成,水库蓄水达到4.86亿立方米,发电量为12.35亿千瓦时,\
                     灌溉面积扩大到318万亩,向下游补水7.21亿立方米,沿岸取水口增加到415处,下月起调整出库流量.";
    let env = Env::new(
        "[[sources]]\nname = \"long\"\npath = \"long.rss\"\n\
         [[sources]]\nname = \"short\"\npath = \"short.rss\"\n",
    );
    // Without dates they share no anchors of a half day.
    let undated = |guid: &str, title: &str, body: &str| {
        rss(&[(guid, title, body)]).replace("<pubDate>Mon, 22 Mar 2021 09:03:29 GMT</pubDate>", "")
    };
    env.write("long.rss", undated("l", "水库", &report_with(paragraph)));
    env.write(
        "short.rss",
        undated("s", "岚洲水文站:今年汛期来水偏多", paragraph),
    );
    env.pass();
    assert_ne!(of(&env, "l", "story"), of(&env, "s", "story"));
    let (long, short) = (of(&env, "l", "entry"), of(&env, "s", "entry"));
    let pair = json_of(&env, &["explain", "--json", &long, &short]);
    assert_eq!(pair["verdict"], "not-compared", "{pair:#}");
    assert!(
        pair["score"].as_f64() > pair["threshold"].as_f64(),
        "{pair}"
    );
    let text = env.ok(&["explain", &short, &long]);
    assert!(text.contains("were never compared"), "{text}");
}

/// The texts of two outlets, compared: what each has in the place of something in the other one, as
/// `what one → other`.
fn replaced(one: (&str, &str), other: (&str, &str)) -> (Vec<String>, String) {
    let env = Env::new(
        "[[sources]]\nname = \"east\"\npath = \"east.rss\"\n\
         [[sources]]\nname = \"west\"\npath = \"west.rss\"\n",
    );
    env.write("east.rss", rss(&[("e", one.0, one.1)]));
    let west = rss(&[("w", other.0, other.1)]);
    env.write(
        "west.rss",
        west.replace("<title>Outlet</title>", "<title>Other</title>"),
    );
    env.pass();
    let (east, west) = (of(&env, "e", "entry"), of(&env, "w", "entry"));
    let pair = json_of(&env, &["explain", "--json", &east, &west]);
    let values = pair
        .get("replaced")
        .and_then(Value::as_array)
        .unwrap()
        .iter()
        .map(|value| {
            let word = |key: &str| value.get(key).and_then(Value::as_str).unwrap().to_owned();
            format!("{} {} → {}", word("what"), word("one"), word("other"))
        });
    (values.collect(), env.ok(&["explain", &east, &west]))
}

#[test]
fn an_explanation_names_what_was_replaced_by_what() {
    for (one, other, expected) in [
        (
            (
                "沪铜主力合约日内涨3.2%",
                "沪铜主力合约日内涨3.2%，报78210元/吨。",
            ),
            (
                "沪锌主力合约日内涨3.5%",
                "沪锌主力合约日内涨3.5%，报78210元/吨。",
            ),
            vec!["name 沪铜 → 沪锌", "number 3.2% → 3.5%"],
        ),
        (
            (
                "Senate bill on Harbour Safety introduced in Marlow on June 15",
                "The bill on harbour safety was introduced in Marlow and sent to the members.",
            ),
            (
                "Senate bill on Harbour Safety approved in Marlow on June 16",
                "The bill on harbour safety was approved in Marlow and sent to the members.",
            ),
            vec!["stage introduced → approved", "day June 15 → June 16"],
        ),
        (
            (
                "Stadtwerke Ahlheim senken den Gaspreis zum 1. Juli um 4 Prozent",
                "Die Stadtwerke Ahlheim senken den Gaspreis zum 1. Juli um 4 Prozent.",
            ),
            (
                "Stadtwerke Bruchtal senken den Gaspreis zum 1. August um 4 Prozent",
                "Die Stadtwerke Bruchtal senken den Gaspreis zum 1. August um 4 Prozent.",
            ),
            vec!["name Ahlheim → Bruchtal", "day 1. Juli → 1. August"],
        ),
        // Two outlets round the figures of one release in different ways.
        (
            (
                "两港存粮价值减少4.02亿元",
                "截至3月2日，北港存粮价值报14488.96亿元，南港存粮价值报13945.18亿元，合计28434.14亿元，减少4.02亿元。",
            ),
            (
                "两港存粮价值减少4.03亿元",
                "截至3月2日，北港存粮价值报14488.96亿元，南港存粮价值报13945.18亿元，合计28434.14亿元，减少4.03亿元。",
            ),
            vec!["rounding 4.02亿元 → 4.03亿元"],
        ),
    ] {
        let (values, text) = replaced(one, other);
        for value in &expected {
            assert!(
                values.iter().any(|found| found == value),
                "{value}: {values:?}"
            );
            let (what, rest) = value.split_once(' ').unwrap();
            let (one, other) = rest.split_once(" → ").unwrap();
            let said = format!("{what}: {one} in one, {other} in the other");
            assert!(text.contains(&said), "{said}: {text}");
        }
    }
}

#[test]
fn copies_that_are_respelled_replace_nothing() {
    let (values, text) = replaced(
        (
            "岚海证券：三季度净利润同比增长百分之十二",
            "岚海证券公告，三季度净利润同比增长百分之十二，达7.79亿元。",
        ),
        (
            "岚海证券：3季度净利润同比增长12%",
            "岚海证券公告，3季度净利润同比增长12%，达779,160,781元。",
        ),
    );
    assert!(values.is_empty(), "{values:?}");
    assert!(!text.contains("what differs in the same place"), "{text}");
}

#[test]
fn a_pair_that_was_never_compared_says_so() {
    let env = Env::new(
        "[[sources]]\nname = \"east\"\npath = \"east.rss\"\n\
         [[sources]]\nname = \"west\"\npath = \"west.rss\"\n",
    );
    env.write(
        "east.rss",
        rss(&[(
            "e",
            "青石镇新桥今日通车",
            "青石镇新桥今日通车，两岸往来不再绕行十公里。",
        )]),
    );
    env.write(
        "west.rss",
        rss(&[(
            "w",
            "Harbour fees rise",
            "The harbour board raised its fees for the winter.",
        )]),
    );
    env.pass();
    let (east, west) = (of(&env, "e", "entry"), of(&env, "w", "entry"));
    for (one, other) in [(&east, &west), (&west, &east)] {
        let pair = json_of(&env, &["explain", "--json", one, other]);
        assert_eq!(pair["compared"], false);
        assert_eq!(pair["one"]["entry"], one.as_str());
        let text = env.ok(&["explain", one, other]);
        assert!(text.contains("feedfold did not compare them"), "{text}");
    }
}

/// Two texts without anything in common have a sum of twelve below zero, and no term: the line says
/// that every pair begins there.
#[test]
fn the_sum_of_two_texts_without_anything_in_common_says_where_it_begins() {
    let env = Env::new("[[sources]]\nname = \"east\"\npath = \"east.rss\"\n");
    env.write(
        "east.rss",
        rss(&[
            ("e", "货轮进港", "昨夜大雾，三艘货轮在锚地等到天亮才进港。"),
            (
                "w",
                "Bread",
                "The bakers of Marlow sell rye bread on market days.",
            ),
        ]),
    );
    env.pass();
    let (one, other) = (of(&env, "e", "entry"), of(&env, "w", "entry"));
    let said = env.ok(&["explain", &one, &other]);
    let begins = said
        .lines()
        .find(|line| line.contains("where every pair begins"));
    assert!(begins.unwrap().contains("-12.00"), "{said}");
}
