//! Addresses that readers may not see stand in nothing that is published, reported or stored for
//! reports.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a file that is not there is a failed test"
)]

use super::env::{Env, numbered, text};
use super::serve::client::Serving;
use super::serve::crawl::crawl;
use super::server::{Reply, Server};
use crate::feed_rules;
use crate::pages_served::Site;
use crate::publish_formats::{OUTPUTS, assert_outputs_alike};

/// A word that stands in every address that readers may not see, and nowhere else.
const SECRET: &str = "s3same";

/// Addresses that nobody may see, whichever source they come from.
fn secrets() -> Vec<String> {
    [
        "https://reader:s3same@outlet.example/",
        "https://s3same@outlet.example/",
        "https://outlet.example/a?token=s3same",
        "https://outlet.example/a?b=1&amp;api_key=s3same",
        "https://outlet.example/a#access_token=s3same",
        "https://outlet.example/a?u=https%3A%2F%2Fb.example%2F%3Ftoken%3Ds3same",
        "http://192.168.7.9/s3same",
        "http://[fd12::1]/s3same",
        "http://rsshub:1200/s3same",
        "http://wiki.intranet/s3same",
        "https://rss.desk.example/s3same",
    ]
    .map(|address| address.replace("&amp;", "&"))
    .to_vec()
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
}

/// A text long enough to fold, which names an address in every place of HTML.
fn body(number: usize, address: &str) -> String {
    let filler =
        "港务局公告说明本港各泊位的疏浚、加深与养护安排，并公布船舶进出港的时间与引航规则。"
            .repeat(4);
    let html = xml(address);
    format!(
        "<p>第{number}号：{filler}</p><p>见{html}。又见<a href=\"{html}\" title=\"{html}\">{html}</a>\
         <img src=\"{html}\" alt=\"{html}\"></p><blockquote cite=\"{html}\">{filler}</blockquote>\
         <iframe src=\"{html}\"></iframe><video src=\"{html}\" poster=\"{html}\"></video>"
    )
}

/// A feed whose every element names an address.
fn feed(addresses: &[String], title: &str) -> String {
    let items: Vec<String> = (0..)
        .zip(addresses)
        .map(|(number, address)| {
            let xml = xml(address);
            format!(
                "<item><guid isPermaLink=\"false\">{title} {number} {xml}</guid><link>{xml}</link>\
                 <title>{title} {number}: {xml}</title><dc:creator>{xml}</dc:creator>\
                 <category domain=\"{xml}\">{xml}</category><source url=\"{xml}\">{xml}</source>\
                 <enclosure url=\"{xml}\" type=\"audio/mpeg\" length=\"9\"/>\
                 <media:thumbnail url=\"{xml}\"/>\
                 <pubDate>Mon, 22 Mar 2021 09:{number:02}:29 GMT</pubDate>\
                 <content:encoded><![CDATA[{}]]></content:encoded></item>",
                body(number, address)
            )
        })
        .collect();
    let link = xml(&addresses[0]);
    format!(
        "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:media=\"http://search.yahoo.com/mrss/\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>\
         <title>{title} {link}</title><link>{link}</link><atom:id>{link}</atom:id>\
         <atom:link rel=\"self\" href=\"{link}\"/>{}</channel></rss>",
        items.concat()
    )
}

/// Fails if a file of the outputs or a text names the secret.
fn assert_hidden(env: &Env, said: &[&str]) {
    let folder = std::fs::read_dir(env.path("public")).unwrap();
    let mut files = 0;
    for file in folder.map(Result::unwrap) {
        let text = std::fs::read_to_string(file.path()).unwrap();
        let at = text.find(SECRET);
        let around = at.map(|at| text.get(at.saturating_sub(300)..at + 20));
        assert_eq!(around, None, "{}", file.path().display());
        files += 1;
    }
    assert_eq!(files, 5);
    for text in said {
        assert!(!text.contains(SECRET), "{text}");
    }
    // As the server makes them, but without its limit of time.
    let site = Site::open(&env.path("feeds.toml"));
    for (path, forms) in site.pages(&["First"], 1) {
        for form in forms {
            let at = form.find(SECRET);
            let around = at.map(|at| form.get(at.saturating_sub(300)..at + 20));
            assert_eq!(around, None, "{path}");
        }
    }
    assert_hidden_where_served(env);
}

/// Fails if an answer of `serve` names the secret, in its head or its body.
fn assert_hidden_where_served(env: &Env) {
    let serving = Serving::start(env);
    let answers = crawl(
        &serving,
        &["/search?q=First", "/search?q=%E6%8F%90%E6%A1%88"],
    );
    assert!(answers.contains_key("/sources.json"));
    assert!(answers.contains_key("/sources.opml"));
    for (path, answer) in &answers {
        let text = format!("{:?} {}", answer.headers, answer.text());
        let at = text.find(SECRET);
        let around = at.map(|at| text.get(at.saturating_sub(300)..at + 20));
        assert_eq!(around, None, "{path}");
    }
}

#[test]
fn addresses_with_credentials_and_of_private_networks_are_in_no_output() {
    let tables = "[[sources]]\nname = \"first\"\npath = \"first.rss\"\n\
                  [[sources]]\nname = \"second\"\npath = \"second.rss\"\n";
    let env = Env::new(&format!("{OUTPUTS}{tables}"));
    env.reword("[\"127.0.0.1\"]", "[\"127.0.0.1\", \"rss.desk.example\"]");
    env.write("first.rss", feed(&secrets(), "First"));
    // The same texts again: reposts with secrets of their own.
    let others: Vec<String> = secrets().into_iter().rev().collect();
    let again = feed(&others, "Second");
    env.write("second.rss", again);
    let report = env.ok(&["run", "--json"]);
    assert_hidden(&env, &[&report]);
    let said = assert_outputs_alike(&env);
    assert!(said.len() >= secrets().len());
    let atom = env.read("public/all.atom");
    // The address of the site stands in their place.
    assert!(atom.contains("<link href=\"https://feeds.example.org/\" rel=\"alternate\"/>"));
    assert!(atom.contains("见https://feeds.example.org/。"), "{atom}");
    assert!(!atom.contains("rel=\"enclosure\""));
    assert!(!atom.contains("&lt;img"));
    // Nothing else is lost.
    assert!(atom.contains("疏浚、加深与养护安排"));
}

#[test]
fn no_address_of_a_private_source_is_published_or_reported() {
    let server = Server::start();
    let own = |path: &str| format!("https://letters.example/{path}-{SECRET}");
    let (feed_path, missing) = (format!("/{SECRET}.rss"), format!("/missing-{SECRET}"));
    let addresses = [
        own("1"),
        own("2"),
        format!("https://cdn.letters.example/{SECRET}.png"),
    ];
    server.route(&feed_path, Reply::ok(feed(&addresses, "Letters")));
    let source = |name: &str, path: &str, more: &str| {
        format!(
            "[[sources]]\nname = \"{name}\"\nurl = \"{}\"\n{more}",
            server.url(path)
        )
    };
    let env = Env::new(
        &[
            OUTPUTS,
            &source("letters", &feed_path, "private = true\n"),
            &source("lost", &missing, "private = true\n"),
            "[[sources]]\nname = \"quoting\"\npath = \"quoting.rss\"\n",
        ]
        .concat(),
    );
    // Another source that knows the address of the private feed.
    env.write("quoting.rss", feed(&[server.url(&feed_path)], "Quoting"));
    let run = env.run(&["run", "-v"]);
    let report = env.run(&["run", "--force", "--json"]);
    assert_hidden(&env, &[&run.out, &run.err, &report.out, &report.err]);
    assert!(
        report.out.contains("its address answered 404"),
        "{}",
        report.out
    );
    assert_eq!(assert_outputs_alike(&env).len(), 4);
    let listed = feed_rules::opml::verify(env.read("public/sources.opml").as_bytes()).unwrap();
    let shown: Vec<_> = listed
        .iter()
        .map(|outline| outline.attribute("url"))
        .collect();
    let site = Some("https://feeds.example.org/");
    assert_eq!(shown, [site, site, None]);
    // `export` is the operator's own copy.
    assert!(env.ok(&["export"]).contains(SECRET));
}

/// Secrets that belong to sources of the configuration, not to what their feeds say.
#[test]
fn nothing_written_or_served_names_a_secret_of_the_configuration() {
    let server = Server::start();
    let texts = |from: u32| numbered((from..from + 3).map(|number| (number, text(number))));
    let outlet = |name: &str| format!("http://{name}.example.org");
    for (name, from) in [("user", 1), ("token", 11), ("moved", 21), ("secret", 31)] {
        server.route(&format!("{}/{name}", outlet(name)), Reply::ok(texts(from)));
    }
    let there = format!("{}/new?access_token={SECRET}", outlet("moved"));
    server.route(
        &format!("{}/old", outlet("moved")),
        Reply::status(301).header("Location", there),
    );
    server.route(&format!("{}/new", outlet("moved")), Reply::ok(texts(21)));
    let address = |name: &str, rest: &str| format!("http://{rest}{name}.example.org/");
    let user = address("user", &format!("reader:{SECRET}@")) + "user";
    let token = address("token", "") + "token?token=" + SECRET;
    let missing = address("token", "") + "missing?api_key=" + SECRET;
    let sources = [
        ("user", user, String::new()),
        ("token", token, String::new()),
        ("missing", missing, String::new()),
        ("moved", address("moved", "") + "old", String::new()),
        (
            "secret",
            address("secret", "") + "secret",
            format!(
                "headers = {{ Authorization = \"Bearer {SECRET}\", Cookie = \"id={SECRET}\" }}\n"
            ),
        ),
    ]
    .map(|(name, url, more)| format!("[[sources]]\nname = \"{name}\"\nurl = \"{url}\"\n{more}"));
    let changes =
        "[[outputs]]\nname = \"changes\"\npath = \"public/changes.atom\"\nchanges = \"all\"\n";
    let env = Env::new(&[OUTPUTS, changes, &sources.concat()].concat());
    env.reword(
        "allow_private",
        &format!("proxy = \"{}\"\nallow_private", server.url("/")),
    );
    let mut said = vec![env.run(&["run", "-v"])];
    // A text changes, so that there is a change to publish.
    server.route(
        &format!("{}/user", outlet("user")),
        Reply::ok(texts(1).replace("万元", "亿元")),
    );
    for command in [
        ["run", "--force", "--json"].as_slice(),
        &["run", "--force"],
        &["publish"],
        &["check"],
        &["doctor"],
        &["sources"],
        &["sources", "--json"],
        &["stories", "--json"],
        &["stats"],
        &["search", "提案"],
        &["rules", "test"],
    ] {
        said.push(env.run(command));
    }
    let entries = env.export();
    let story = entries.first().unwrap()["story"].as_str().unwrap();
    for command in ["show", "explain"] {
        said.push(env.run(&[command, story]));
        said.push(env.run(&[command, "--json", story]));
    }
    for ended in &said {
        assert!(!ended.out.contains(SECRET), "{}", ended.out);
        assert!(!ended.err.contains(SECRET), "{}", ended.err);
    }
    for file in std::fs::read_dir(env.path("public")).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains(SECRET), "{}: {text}", path.display());
    }
    let changes = env.read("public/changes.atom");
    assert!(changes.contains("<entry>"), "{changes}");
    assert_hidden_where_served(&env);
}
