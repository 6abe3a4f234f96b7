//! Texts that a source shows instead of its articles are reported, and never fold.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::Value;

use super::env::{Env, rss};

const WALL: &str = "<p>该内容仅对订阅用户开放，请登录后继续阅读。订阅用户可畅读全站报道和行情数据，\
    首月优惠，可随时取消。</p><p>客服时间为工作日九点至十八点，给您带来不便敬请谅解，感谢您对我们工作的支持和理解。</p>";

const NOTICE: &str = "<p>岚海基金公告，旗下多只债券基金自6月15日起暂停大额申购，单个账户单日累计申购金额上限为一百万元，\
    恢复办理的时间将另行公告，赎回、转换转出业务照常办理，投资者可拨打客户服务热线咨询有关事宜。</p>";

fn json(env: &Env, arguments: &[&str]) -> Value {
    serde_json::from_str(&env.run(arguments).out).unwrap()
}

fn env() -> Env {
    let env = Env::new(
        "[[sources]]\nname = \"paper\"\npath = \"paper.rss\"\n\
         [[sources]]\nname = \"fund\"\npath = \"fund.rss\"\n",
    );
    env.write(
        "paper.rss",
        rss(&[
            ("p1", "橡胶期货创两年来新低", WALL),
            ("p2", "三家水泥厂同时停窑检修", WALL),
            ("p3", "潮声船厂签下四艘新船", WALL),
            (
                "p4",
                "青石镇新桥今日通车",
                "<p>青石镇新桥今日通车，两岸往来不再绕行十公里。</p>",
            ),
        ]),
    );
    env.write(
        "fund.rss",
        rss(&[
            ("f1", "岚海稳健债券暂停大额申购公告", NOTICE),
            ("f2", "岚海安心债券暂停大额申购公告", NOTICE),
            ("f3", "岚海月月债券暂停大额申购公告", NOTICE),
        ]),
    );
    env.pass();
    env
}

#[test]
fn the_walls_of_a_source_are_listed_with_their_entries() {
    let env = env();
    let repeated = json(&env, &["sources", "--boilerplate", "paper", "--json"]);
    let texts: Vec<&Value> = repeated
        .as_array()
        .unwrap()
        .iter()
        .filter(|repeated| repeated["kind"] == "text")
        .collect();
    assert_eq!(texts.len(), 1, "{repeated}");
    assert_eq!(texts[0]["entries"], 3);
    assert_eq!(texts[0]["source"], "paper");
    assert!(
        texts[0]["text"]
            .as_str()
            .unwrap()
            .starts_with("该内容仅对订阅用户开放")
    );
    let listed = env.ok(&["sources", "--boilerplate"]);
    assert!(listed.contains("该内容仅对订阅用户开放"), "{listed}");
    // The equal notices of a fund house name its funds.
    let repeated = json(&env, &["sources", "--boilerplate", "fund", "--json"]);
    assert!(
        repeated
            .as_array()
            .unwrap()
            .iter()
            .all(|repeated| repeated["kind"] != "text"),
        "{repeated}"
    );
    let unknown = env.run(&["sources", "nobody"]);
    assert!(
        unknown.err.contains("no source `nobody`"),
        "{}",
        unknown.err
    );
}

#[test]
fn doctor_says_that_a_source_gives_walls_and_what_to_do() {
    let env = env();
    let report = json(&env, &["doctor", "--json"]);
    let findings = report["findings"].as_array().unwrap();
    let of = |name: &str| -> Vec<&Value> {
        let is_about = |finding: &&Value| finding["check"] == "source" && finding["about"] == name;
        findings.iter().filter(is_about).collect()
    };
    let paper = of("paper");
    assert_eq!(paper.len(), 1, "{paper:?}");
    assert_eq!(paper[0]["weight"], "note");
    let found = paper[0]["found"].as_str().unwrap();
    assert!(
        found.starts_with("3 entries have one text under different titles since "),
        "{found}"
    );
    let remedy = paper[0]["remedy"].as_str().unwrap();
    assert!(
        remedy.contains("`feedfold sources --boilerplate paper`"),
        "{remedy}"
    );
    assert_eq!(of("fund")[0]["weight"], "ok");
}

#[test]
fn a_wall_that_counts_down_is_listed_and_notices_with_other_numbers_are_not() {
    let env = Env::new(
        "[[sources]]\nname = \"paper\"\npath = \"paper.rss\"\n\
         [[sources]]\nname = \"fund\"\npath = \"fund.rss\"\n",
    );
    let wall = |left: u32| format!("<p>您本月还可免费阅读{left}篇文章，登录后可畅读全站报道。</p>");
    let notice = |rate: &str| {
        format!("<p>岚海基金公告，旗下基金自6月15日起下调管理费率至{rate}，投资者可致电咨询。</p>")
    };
    env.write(
        "paper.rss",
        rss(&[
            ("p1", "橡胶期货创两年来新低", &wall(3)),
            ("p2", "三家水泥厂同时停窑检修", &wall(2)),
            ("p3", "潮声船厂签下四艘新船", &wall(1)),
        ]),
    );
    env.write(
        "fund.rss",
        rss(&[
            ("f1", "岚海基金下调管理费率至0.15%", &notice("0.15%")),
            ("f2", "岚海基金下调管理费率至0.20%", &notice("0.20%")),
            ("f3", "岚海基金下调管理费率至0.50%", &notice("0.50%")),
        ]),
    );
    env.pass();
    let texts = |source: &str| -> Vec<Value> {
        let repeated = json(&env, &["sources", "--boilerplate", source, "--json"]);
        let all = repeated.as_array().unwrap().clone();
        let is_text = |repeated: &Value| repeated["kind"] == "text";
        all.into_iter().filter(is_text).collect()
    };
    let walls = texts("paper");
    assert_eq!(walls.len(), 1, "{walls:?}");
    assert_eq!(walls[0]["entries"], 3);
    assert!(texts("fund").is_empty());
}
