//! Whole passes over sources whose feeds carry only summaries: which pages are requested, when,
//! and what is stored.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: a report without its fields is a failed test"
)]

use serde_json::Value;

use crate::env::{Env, text};
use crate::server::{Reply, Server};

/// A feed whose items, of (name, title, summary), link to `/name` on the server.
fn feed(server: &Server, items: &[(&str, &str, &str)]) -> String {
    let item = |(name, title, summary): &(&str, &str, &str)| {
        format!(
            "<item><guid isPermaLink=\"false\">{name}</guid><title>{title}</title><link>{}</link>\
             <pubDate>Mon, 22 Mar 2021 09:03:29 GMT</pubDate>\
             <description><![CDATA[{summary}]]></description></item>",
            server.url(&format!("/{name}"))
        )
    };
    let items: String = items.iter().map(item).collect();
    format!(
        "<rss version=\"2.0\"><channel><title>Outlet</title><link>https://outlet.example/</link>{items}\
         </channel></rss>"
    )
}

/// A page with this text between a menu and a footer.
fn page(body: &str) -> Reply {
    let page = format!(
        "<html><head><meta charset=utf-8><title>Outlet</title></head><body>\
         <ul class=nav><li><a href=/>首页</a><li><a href=/a>要闻</a><li><a href=/b>财经</a></ul>\
         <div class=text>{body}</div><div class=footer>版权所有 海滨新闻网</div></body></html>"
    );
    Reply::ok(page).header("Content-Type", "text/html")
}

fn source(server: &Server, name: &str) -> String {
    format!(
        "[[sources]]\nname = \"{name}\"\nurl = \"{}\"\nfull_text = true\n",
        server.url(&format!("/{name}.rss"))
    )
}

/// A server with one feed of one item at `/a`, without a robots.txt.
fn one_article() -> (Server, Env) {
    let server = Server::start();
    server.route(
        "/s.rss",
        Reply::ok(feed(&server, &[("a", "灯塔改造", "海岸部发布消息。")])),
    );
    let env = Env::new(&source(&server, "s"));
    (server, env)
}

fn asked(server: &Server) -> Vec<String> {
    let requests = server.requests().into_iter();
    let targets = requests.map(|request| request.target).collect();
    server.forget_requests();
    targets
}

fn count(report: &Value, key: &str) -> u64 {
    report["sources"][0]["counts"][key].as_u64().unwrap()
}

fn warnings(report: &Value) -> String {
    report["sources"][0]["warnings"].to_string()
}

fn published(env: &Env) -> String {
    env.read("public/all.atom")
}

/// What `show` says of the only story.
fn shown(env: &Env) -> Value {
    let story = env.export()[0]["story"].as_str().unwrap().to_owned();
    serde_json::from_str(&env.ok(&["show", &story, "--json"])).unwrap()
}

#[test]
fn the_text_of_the_page_takes_the_place_of_the_summary_and_is_asked_once() {
    let (server, env) = one_article();
    server.route("/a", page(&text(7)));
    let report = env.pass();
    assert_eq!(asked(&server), ["/s.rss", "/robots.txt", "/a"]);
    assert_eq!(
        (count(&report, "new"), count(&report, "full_texts")),
        (1, 1)
    );
    let output = published(&env);
    assert!(output.contains("安排专项资金7万元"), "{output}");
    assert!(
        !output.contains("首页") && !output.contains("版权所有"),
        "{output}"
    );
    let entry = &shown(&env)["entries"][0];
    assert_eq!(entry["article"]["text"], "taken");
    assert_eq!(entry["article"]["by"], "readability");

    let report = env.pass();
    assert_eq!(asked(&server), ["/s.rss"]);
    assert_eq!(
        (count(&report, "updated"), count(&report, "full_texts")),
        (0, 0)
    );
    assert_eq!(published(&env), output);
}

#[test]
fn a_page_is_asked_for_html_with_our_name_and_without_cookies() {
    let (server, env) = one_article();
    server.route("/a", page(&text(7)).header("Set-Cookie", "id=1"));
    env.pass();
    let request = &server.requests_to("/a")[0];
    let mut names: Vec<&str> = request.headers.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
    assert!(request.header("accept").unwrap().starts_with(b"text/html"));
    assert!(
        request
            .header("user-agent")
            .unwrap()
            .starts_with(b"feedfold")
    );
}

#[test]
fn a_source_without_full_text_never_asks_for_robots() {
    let (server, env) = one_article();
    env.configure(&source(&server, "s").replace("full_text = true\n", ""));
    env.pass();
    assert_eq!(asked(&server), ["/s.rss"]);
}

#[test]
fn a_page_that_robots_txt_forbids_is_not_asked_and_the_file_is_remembered() {
    let (server, env) = one_article();
    server.route(
        "/robots.txt",
        Reply::ok("User-agent: feedfold\nDisallow: /a"),
    );
    let report = env.pass();
    assert_eq!(asked(&server), ["/s.rss", "/robots.txt"]);
    assert!(warnings(&report).contains("1 of 1 article page gave no text"));
    let why = shown(&env)["entries"][0]["article"].clone();
    assert_eq!(why["text"], "not-taken");
    assert!(why["why"].as_str().unwrap().contains("robots.txt"));
    assert!(published(&env).contains("海岸部发布消息"));

    // Another page of the host: the file of the first pass still holds.
    let items = [
        ("b", "渔汛", "渔汛提前。"),
        ("a", "灯塔改造", "海岸部发布消息。"),
    ];
    server.route("/s.rss", Reply::ok(feed(&server, &items)));
    server.route("/b", page(&text(8)));
    env.pass();
    assert_eq!(asked(&server), ["/s.rss", "/b"]);
}

#[test]
fn a_host_whose_robots_txt_cannot_be_had_is_not_asked_for_pages() {
    let (server, env) = one_article();
    server.route("/robots.txt", Reply::status(500));
    server.route("/a", page(&text(7)));
    let report = env.pass();
    assert_eq!(asked(&server), ["/s.rss", "/robots.txt"]);
    assert_eq!(count(&report, "full_texts"), 0);
    env.pass();
    assert_eq!(asked(&server), ["/s.rss"]);
}

#[test]
fn a_failed_page_keeps_the_summary_and_a_later_pass_fills_it_in() {
    let (server, env) = one_article();
    server.route_in_turn("/a", [Reply::status(500), page(&text(7))]);
    let report = env.pass();
    assert!(warnings(&report).contains("answered 500"), "{report}");
    assert!(published(&env).contains("海岸部发布消息"));
    let report = env.pass();
    assert_eq!(
        (count(&report, "updated"), count(&report, "full_texts")),
        (0, 1)
    );
    assert!(published(&env).contains("安排专项资金7万元"));
    // The summary is no earlier form of the text.
    assert_eq!(shown(&env)["entries"][0]["revisions"], Value::Array(vec![]));
}

#[test]
fn a_page_that_stays_broken_is_tried_three_times_and_one_that_is_gone_once() {
    for (status, tries) in [(500, 3), (403, 3), (404, 1), (410, 1)] {
        let (server, env) = one_article();
        server.route("/a", Reply::status(status));
        for _ in 0..5 {
            env.pass();
        }
        assert_eq!(server.requests_to("/a").len(), tries, "{status}");
    }
}

#[test]
fn a_feed_that_has_nothing_new_does_not_starve_its_pages() {
    let (server, env) = one_article();
    let feed = Reply::ok(feed(&server, &[("a", "灯塔改造", "海岸部发布消息。")]));
    server.route("/s.rss", feed.header("ETag", "\"1\"").conditional());
    server.route_in_turn("/a", [Reply::status(500), page(&text(7))]);
    env.pass();
    let report = env.pass();
    assert_eq!(report["sources"][0]["outcome"], "not-modified");
    assert_eq!(count(&report, "full_texts"), 1);
}

#[test]
fn a_new_title_in_the_feed_leaves_the_text_of_the_page() {
    let (server, env) = one_article();
    server.route("/a", page(&text(7)).header("ETag", "\"p\"").conditional());
    env.pass();
    let changed = feed(&server, &[("a", "灯塔改造（更正）", "海岸部发布消息。")]);
    server.route("/s.rss", Reply::ok(changed));
    server.forget_requests();
    let report = env.pass();
    assert_eq!(count(&report, "updated"), 1);
    let output = published(&env);
    assert!(output.contains("更正") && output.contains("安排专项资金7万元"));
    // What the feed says changed, so the page is asked again, on conditions.
    let again = server.requests_to("/a");
    assert_eq!(again.len(), 1);
    assert_eq!(again[0].header("if-none-match"), Some(&b"\"p\""[..]));
    server.forget_requests();
    env.pass();
    assert!(server.requests_to("/a").is_empty());
}

#[test]
fn a_page_that_changed_with_its_feed_is_a_correction() {
    let (server, env) = one_article();
    server.route_in_turn("/a", [page(&text(7)), page(&text(8))]);
    env.pass();
    let changed = feed(&server, &[("a", "灯塔改造", "海岸部更正消息。")]);
    server.route("/s.rss", Reply::ok(changed));
    let report = env.pass();
    assert_eq!(count(&report, "updated"), 1);
    assert!(published(&env).contains("安排专项资金8万元"));
    assert_eq!(
        shown(&env)["entries"][0]["revisions"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn an_entry_whose_feed_carries_more_than_its_page_keeps_that() {
    let server = Server::start();
    let whole = text(7);
    let whole_feed = feed(&server, &[("a", "灯塔改造", &whole)]);
    server.route("/s.rss", Reply::ok(whole_feed));
    server.route("/a", page("<p>海岸部发布消息，全文见附件。</p>"));
    let env = Env::new(&source(&server, "s"));
    let report = env.pass();
    assert!(
        warnings(&report).contains("the feed carries as much"),
        "{report}"
    );
    assert!(published(&env).contains("安排专项资金7万元"));
}

#[test]
fn a_host_that_wants_to_be_left_alone_is_not_asked_for_the_next_page() {
    let server = Server::start();
    let items = [("a", "灯塔", "一。"), ("b", "渔汛", "二。")];
    server.route("/s.rss", Reply::ok(feed(&server, &items)));
    let busy = Reply::status(429).header("Retry-After", "3600");
    server.route("/a", busy.clone());
    server.route("/b", busy);
    let env = Env::new(&source(&server, "s"));
    env.pass();
    let pages: Vec<_> = asked(&server)
        .into_iter()
        .filter(|target| target == "/a" || target == "/b")
        .collect();
    assert_eq!(pages.len(), 1, "{pages:?}");
    // The feed is of the same host, so it is not asked either.
    env.pass();
    assert!(asked(&server).is_empty());
}

#[test]
fn a_page_that_leads_to_a_private_address_is_refused() {
    let (server, env) = one_article();
    // Of this machine only the server's own port is allowed.
    let allowed = format!("\"127.0.0.1:{}\"", server.port());
    let config = env.read("feeds.toml").replace("\"127.0.0.1\"", &allowed);
    env.write("feeds.toml", config);
    let inside = Server::start();
    inside.route("/secret", page(&text(7)));
    server.route("/a", Reply::redirect(302, inside.url("/secret")));
    let report = env.pass();
    assert_eq!(count(&report, "full_texts"), 0);
    assert!(inside.requests().is_empty());
    assert!(published(&env).contains("海岸部发布消息"));
}

#[test]
fn at_most_thirty_pages_are_asked_in_a_pass_and_the_newest_first() {
    let server = Server::start();
    let names: Vec<String> = (0..40).map(|n| format!("p{n}")).collect();
    let titles: Vec<String> = (0..40).map(|n| format!("第{n}号灯塔")).collect();
    let items: Vec<(&str, &str, &str)> = names
        .iter()
        .zip(&titles)
        .map(|(name, title)| (&**name, &**title, "一。"))
        .collect();
    server.route("/s.rss", Reply::ok(feed(&server, &items)));
    let env = Env::new(&source(&server, "s"));
    let pages = |server: &Server| {
        let pages = asked(server).into_iter();
        pages
            .filter(|target| target.starts_with("/p"))
            .collect::<Vec<_>>()
    };
    env.pass();
    let first = pages(&server);
    assert_eq!((first.len(), &*first[0]), (30, "/p0"));
    env.pass();
    assert_eq!(pages(&server).len(), 10);
    env.pass();
    assert!(pages(&server).is_empty());
}

#[test]
fn entries_beyond_the_backlog_of_a_new_source_are_not_asked_for() {
    let server = Server::start();
    let items = [("a", "灯塔", "一。"), ("b", "渔汛", "二。")];
    server.route("/s.rss", Reply::ok(feed(&server, &items)));
    let env = Env::new(&format!("{}backlog = 1\n", source(&server, "s")));
    env.pass();
    assert_eq!(asked(&server), ["/s.rss", "/robots.txt", "/a"]);
}

#[test]
fn an_entry_that_left_the_feed_is_not_asked_for_again() {
    let (server, env) = one_article();
    server.route("/a", Reply::status(500));
    env.pass();
    server.route("/s.rss", Reply::ok(feed(&server, &[("b", "渔汛", "二。")])));
    server.forget_requests();
    env.pass();
    assert!(server.requests_to("/a").is_empty());
}

#[test]
fn another_selector_reads_the_pages_of_the_feed_again() {
    let (server, env) = one_article();
    let body = format!(
        "<p class=lead>{}</p><p class=rest>其余。</p>",
        "导语很长，".repeat(30)
    );
    server.route("/a", page(&body).header("ETag", "\"p\"").conditional());
    env.pass();
    assert!(published(&env).contains("其余"));
    env.configure(&format!("{}selector = \"p.lead\"\n", source(&server, "s")));
    env.pass();
    assert!(!published(&env).contains("其余"));
    let entry = shown(&env)["entries"][0].clone();
    assert_eq!(entry["article"]["by"], "selector");
    // The publisher changed nothing.
    assert_eq!(entry["revisions"], Value::Array(vec![]));
}

#[test]
fn without_full_text_the_feed_has_its_word_again_when_it_changes() {
    let (server, env) = one_article();
    server.route("/a", page(&text(7)));
    env.pass();
    env.configure(&source(&server, "s").replace("full_text = true\n", ""));
    let changed = feed(&server, &[("a", "灯塔改造", "海岸部更正消息。")]);
    server.route("/s.rss", Reply::ok(changed));
    env.pass();
    assert!(published(&env).contains("海岸部更正消息"));
    assert_eq!(shown(&env)["entries"][0]["article"], Value::Null);
}

#[test]
fn two_outlets_with_summaries_of_one_text_fold_by_it() {
    let server = Server::start();
    let one = feed(&server, &[("a", "海岸部答复", "海岸部答复灯塔提案。")]);
    let other = feed(&server, &[("b", "灯塔有钱修了", "三年完成改造。")]);
    server.route("/s.rss", Reply::ok(one));
    server.route("/t.rss", Reply::ok(other));
    server.route("/a", page(&text(7)));
    server.route("/b", page(&text(7)));
    let sources = format!("{}{}", source(&server, "s"), source(&server, "t"));
    let env = Env::new(&sources.replace("full_text = true\n", ""));
    env.pass();
    assert_eq!(env.partition().len(), 2);
    env.configure(&sources);
    env.pass();
    assert_eq!(env.partition().len(), 1);
}

#[test]
fn a_page_that_moved_to_another_host_is_asked_there_if_that_one_lets_us() {
    for (rules, expected) in [("", 1), ("User-agent: *\nDisallow: /", 0)] {
        let (server, env) = one_article();
        let other = Server::start();
        server.route("/a", Reply::redirect(302, other.url("/new")));
        other.route("/robots.txt", Reply::ok(rules));
        other.route("/new", page(&text(7)));
        let report = env.pass();
        assert_eq!(count(&report, "full_texts"), expected);
        assert_eq!(other.requests_to("/robots.txt").len(), 1);
        assert_eq!(other.requests_to("/new").len() as u64, expected);
    }
}

#[test]
fn pages_that_lead_from_host_to_host_are_given_up() {
    let (server, env) = one_article();
    let other = Server::start();
    server.route("/a", Reply::redirect(302, other.url("/a")));
    other.route("/a", Reply::redirect(302, server.url("/a")));
    let report = env.pass();
    assert!(warnings(&report).contains("from host to host"), "{report}");
    assert_eq!(
        server.requests_to("/a").len() + other.requests_to("/a").len(),
        5
    );
}

#[test]
fn people_are_told_whose_text_an_entry_has() {
    let server = Server::start();
    let items = [
        ("a", "灯塔改造", "海岸部发布消息。"),
        ("b", "渔汛提前", "渔汛提前十天。"),
    ];
    server.route("/s.rss", Reply::ok(feed(&server, &items)));
    server.route("/a", page(&text(7)));
    let env = Env::new(&source(&server, "s"));
    let run = env.run(&["run", "-v"]);
    assert!(run.out.contains("read, 1 full text"), "{}", run.out);
    let told = "1 of 2 article pages gave no text, their entries keep the feed's: the page is not there (404)";
    assert!(run.err.contains(told), "{}", run.err);
    let sources = env.ok(&["sources"]);
    assert!(sources.contains("1 of 2"), "{sources}");
    for entry in env.export() {
        let id = entry["entry"].as_str().unwrap();
        let expected = if entry["guid"] == "a" {
            "of its page, detected (readability)"
        } else {
            "the feed's: the page is not there (404)"
        };
        for command in ["show", "explain"] {
            let said = env.ok(&[command, id]);
            assert!(said.contains(expected), "{command}: {said}");
        }
    }
}

#[test]
fn the_warning_about_pages_without_text_names_each_reason_and_not_only_the_first() {
    let server = Server::start();
    let linked = ["a", "b"].map(|guid| {
        format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><link>{}</link></item>",
            server.url(&format!("/{guid}"))
        )
    });
    let unlinked = "<item><guid isPermaLink=\"false\">c</guid><title>灯塔改造</title></item>";
    let items = linked.concat() + unlinked;
    let feed = format!("<rss version=\"2.0\"><channel><title>s</title>{items}</channel></rss>");
    server.route("/s.rss", Reply::ok(feed));
    let env = Env::new(&source(&server, "s"));
    let told = "3 of 3 article pages gave no text, their entries keep the feed's: \
                2 × the page is not there (404), 1 × the entry has no link to a page";
    let said = env.run(&["run", "-v"]).err;
    assert!(said.contains(told), "{said}");
}

#[test]
fn feeds_and_pages_of_one_host_share_its_places() {
    let server = Server::start();
    let names: Vec<String> = (0..6).map(|n| format!("s{n}")).collect();
    let mut sources = String::new();
    for name in &names {
        let items = [(&**name, &**name, "一。")];
        server.route(&format!("/{name}.rss"), Reply::ok(feed(&server, &items)));
        server.route(&format!("/{name}"), page(&text(7)));
        sources.push_str(&source(&server, name));
    }
    let env = Env::new(&sources);
    env.pass();
    assert_eq!(server.requests_to("/robots.txt").len(), 1);
    assert_eq!(server.requests().len(), 13);
    assert!(server.most_at_once() <= 2, "{}", server.most_at_once());
}

#[test]
fn a_page_that_leads_to_the_front_page_is_gone() {
    let (server, env) = one_article();
    server.route("/a", Reply::redirect(302, "/"));
    server.route("/", page(&text(7)));
    for _ in 0..2 {
        let report = env.pass();
        assert_eq!(count(&report, "full_texts"), 0);
    }
    assert!(published(&env).contains("海岸部发布消息"));
    assert_eq!(server.requests_to("/a").len(), 1);
}

#[test]
fn a_wall_that_numbers_every_request_is_refused() {
    let server = Server::start();
    let items = [
        ("a", "灯塔改造", "灯塔改造下月开工。"),
        ("b", "航道疏浚", "航道疏浚已经完成。"),
        ("c", "渔港扩建(第41期)", "渔港扩建方案公布。"),
        ("d", "渔港扩建(第42期)", "渔港扩建方案又有修改。"),
    ];
    server.route("/s.rss", Reply::ok(feed(&server, &items)));
    let ticket = |ticket: &str| {
        let wall = text(7).replace("7万元", &format!("7万元，请求编号{ticket}，"));
        assert_ne!(wall, text(7));
        page(&wall)
    };
    server.route("/a", ticket("7f3a-11c9"));
    server.route("/b", ticket("88b0-42d1"));
    server.route("/c", page(&text(8)));
    server.route("/d", page(&text(9)));
    let env = Env::new(&source(&server, "s"));
    let report = env.pass();
    assert_eq!(count(&report, "full_texts"), 2, "{report}");
    let output = published(&env);
    assert!(output.contains("灯塔改造下月开工。") && output.contains("航道疏浚已经完成。"));
    assert!(output.contains("安排专项资金8万元") && output.contains("安排专项资金9万元"));
}

#[test]
fn a_text_that_several_pages_of_a_source_show_is_refused_and_their_summaries_stay() {
    let server = Server::start();
    let items = [
        ("a", "灯塔改造", "灯塔改造下月开工。"),
        ("b", "航道疏浚", "航道疏浚已经完成。"),
        ("c", "渔港扩建", "渔港扩建方案公布。"),
    ];
    server.route("/s.rss", Reply::ok(feed(&server, &items)));
    // Two pages show the same wall, and one its article.
    server.route("/a", page(&text(7)));
    server.route("/b", page(&text(7)));
    server.route("/c", page(&text(8)));
    let env = Env::new(&source(&server, "s"));
    let report = env.pass();
    assert_eq!(count(&report, "full_texts"), 1);
    assert!(
        warnings(&report).contains("several pages of the source show this text"),
        "{}",
        warnings(&report)
    );
    let output = published(&env);
    assert!(output.contains("灯塔改造下月开工。") && output.contains("航道疏浚已经完成。"));
    assert!(output.contains("安排专项资金8万元") && !output.contains("安排专项资金7万元"));

    // A later page that shows the text of an earlier one is refused, too.
    let more = [
        items[0],
        items[1],
        items[2],
        ("d", "码头检修", "码头检修至周五。"),
    ];
    server.route("/s.rss", Reply::ok(feed(&server, &more)));
    server.route("/d", page(&text(8)));
    let report = env.pass();
    assert_eq!(count(&report, "full_texts"), 0);
    assert!(published(&env).contains("码头检修至周五。"));
}
