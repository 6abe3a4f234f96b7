//! Texts that a source shows instead of its articles are reported, and never fold.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::Value;

use super::env::{Env, rss};
use super::server::{Reply, Server};

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
    assert_eq!(unknown.code, 2, "as of `run --source nobody`");
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

/// A source with `full_text` whose only page shows this text.
fn one_page(title: &str, summary: &str, body: &str) -> (Server, Env) {
    let server = Server::start();
    let link = server.url("/a");
    server.route(
        "/s.rss",
        Reply::ok(format!(
            "<rss version=\"2.0\"><channel><title>Paper</title><link>https://paper.example/</link>\
             <item><guid isPermaLink=\"false\">a</guid><title>{title}</title><link>{link}</link>\
             <description>{summary}</description></item></channel></rss>"
        )),
    );
    let page = format!(
        "<html><head><meta charset=utf-8><title>{title} - Paper</title></head><body>\
         <ul class=nav><li><a href=/>首页</a><li><a href=/a>要闻</a><li><a href=/b>财经</a></ul>\
         <article><h1>{title}</h1><div class=text>{body}</div></article></body></html>"
    );
    server.route("/a", Reply::ok(page).header("Content-Type", "text/html"));
    let env = Env::new(&format!(
        "[[sources]]\nname = \"paper\"\nurl = \"{}\"\nfull_text = true\n",
        server.url("/s.rss")
    ));
    (server, env)
}

#[test]
fn a_wall_on_a_single_page_is_refused_and_listed() {
    let walls = [
        WALL,
        "<p>检测到当前网络存在异常访问，请拖动下方滑块完成拼图后继续浏览。为保护网站数据安全，短时间内频繁访问会触发人机验证。</p>",
        "<p>本文为付费内容，购买后可查看全文。已购买的读者请在个人中心的订单中打开，如有疑问请联系客服。</p>",
        "<p>网站正在维护，预计今晚二十二点恢复，给您带来不便敬请谅解，感谢您对我们工作的支持。</p>",
        "<p>This page is available to registered readers only. Create a free account or log in to carry \
         on reading. Registered readers get five articles a month and our morning email.</p>",
    ];
    let summary = "橡胶主力合约周三收跌百分之四，库存连续第六周增加。";
    for wall in walls {
        let (_server, env) = one_page("橡胶期货创两年来新低", summary, wall);
        let report = env.pass();
        assert_eq!(report["sources"][0]["counts"]["full_texts"], 0, "{wall}");
        assert!(env.read("public/all.atom").contains(summary), "{wall}");
        let repeated = json(&env, &["sources", "--boilerplate", "paper", "--json"]);
        assert_eq!(repeated[0]["kind"], "text", "{repeated}");
        assert_eq!(repeated[0]["shown"], "pages", "{repeated}");
        assert_eq!(repeated[0]["entries"], 1, "{repeated}");
        let text = repeated[0]["text"].as_str().unwrap();
        let beginning: String = text.chars().take(12).collect();
        assert!(wall.contains(&beginning), "{text}");
        let doctor = env.run(&["doctor"]).out;
        assert!(
            doctor.contains("1 article page shows something else instead of the article"),
            "{doctor}"
        );
    }
}

#[test]
fn a_page_about_its_title_or_in_other_words_is_taken() {
    for (title, summary, body) in [
        // An article about what walls are about.
        (
            "三家报社合并付费内容订阅",
            "订阅合并自六月起。",
            "<p>岚海、潮声、青石三家报社宣布，付费内容的订阅自六月起合并，用户登录后可继续阅读任何一家的报道。</p>",
        ),
        // A headline in a figure of speech, and a text that asks to log in for more.
        (
            "一场没有雨的春天",
            "橡胶主力合约周三收跌百分之四。",
            "<p>橡胶主力合约周三收跌百分之四，库存连续第六周增加，贸易商称需求疲软，请登录后查看图表。</p>",
        ),
        // The page is in another language than its title.
        (
            "Rubber falls to a two-year low",
            "",
            "<p>橡胶主力合约周三收跌百分之四，库存连续第六周增加，贸易商称需求疲软，青岛保税区存货为三年来最高。</p>",
        ),
    ] {
        let (_server, env) = one_page(title, summary, body);
        let report = env.pass();
        assert_eq!(
            report["sources"][0]["counts"]["full_texts"], 1,
            "{title}: {report}"
        );
        let repeated = json(&env, &["sources", "--boilerplate", "paper", "--json"]);
        assert_eq!(repeated, serde_json::json!([]), "{title}");
    }
}
