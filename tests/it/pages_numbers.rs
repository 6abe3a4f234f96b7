//! The numbers on pages: those of the sums by day and source, each with its window.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test, and a store gets times of before"
)]

use feedfold::publish::page;
use jiff::civil::date;
use serde_json::{Value, json};

use super::env::Env;
use super::pages::lines;
use super::pages_served::{Site, assert_inert_page, undated};
use super::statistics::carried;

fn site(env: &Env) -> Site {
    Site::open(&env.path("feeds.toml"))
}

fn json_of(page: &impl serde::Serialize) -> Value {
    serde_json::to_value(page).unwrap()
}

#[test]
fn the_page_of_numbers_reads_as_expected_and_has_those_of_the_command() {
    let env = carried();
    let site = site(&env);
    let page = site.numbers(None, None);
    // The last day with an entry ends the window.
    assert_eq!(page.window.to, date(2026, 3, 3));
    assert_eq!(page.window.days(), 30);
    let html = page::statistics(&site.config.site, &page);
    assert_inert_page("stats", &html);
    insta::assert_snapshot!("stats", lines(&html));
    let of_command = [
        "stats",
        "--from",
        "2026-02-02",
        "--to",
        "2026-03-03",
        "--json",
    ];
    let of_command: Value = serde_json::from_str(&env.ok(&of_command)).unwrap();
    let page = json_of(&page);
    assert_eq!(page["from"], of_command["from"]);
    assert_eq!(page["carried_by"], of_command["stories"]);
    for source in of_command["sources"].as_array().unwrap() {
        let mut sources = page["sources"].as_array().unwrap().iter();
        let same = sources
            .find(|other| other["name"] == source["source"])
            .unwrap();
        for (name, of_page) in [
            ("new", "entries"),
            ("own", "own"),
            ("shared", "shared"),
            ("first", "first"),
        ] {
            assert_eq!(source[name], same[of_page], "{name}: {source}");
        }
    }
    for pair in of_command["pairs"].as_array().unwrap() {
        assert!(page["pairs"].as_array().unwrap().contains(pair), "{pair}");
    }
}

#[test]
fn a_window_has_only_its_days() {
    let env = carried();
    let site = site(&env);
    let page = site.numbers(Some(date(2026, 3, 3)), Some(date(2026, 3, 9)));
    assert_eq!(page.days.len(), 7);
    let counted: Vec<_> = page
        .days
        .iter()
        .filter(|day| day.own + day.reposts > 0)
        .collect();
    assert_eq!(counted.len(), 1);
    assert_eq!(counted[0].day, date(2026, 3, 3));
    let empty = site.numbers(Some(date(2025, 1, 1)), Some(date(2025, 1, 7)));
    let html = page::statistics(&site.config.site, &empty);
    assert!(
        html.contains("No entries are counted in these days."),
        "{html}"
    );
}

#[test]
fn the_page_of_a_source_shows_whom_it_follows_and_who_follows_it() {
    let env = carried();
    let site = site(&env);
    let page = site.source("west");
    let page = undated(page);
    let html = page::source(&site.config.site, &page);
    assert_inert_page("sources/west", &html);
    insta::assert_snapshot!("source", lines(&html));
    let page = json_of(&page);
    assert_eq!(page["follows"][0]["name"], "east");
    assert_eq!(page["follows"][0]["stories"], 2);
    assert_eq!(page["followed_by"], json!([]));
    assert_eq!([&page["shared"], &page["first"]], [2, 0]);
    let east = json_of(&site.source("east"));
    assert_eq!(east["follows"], json!([]));
    let followers: Vec<&Value> = east["followed_by"].as_array().unwrap().iter().collect();
    assert_eq!(followers.len(), 2);
    assert_eq!(east["median_lag_minutes"], Value::Null);
}

#[test]
fn what_a_source_sent_at_its_first_read_counts_on_no_page() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\nbacklog = 500\n");
    let texts = (1..=20).map(|number| (number, super::env::text(number)));
    env.write("a.rss", super::env::numbered(texts));
    env.pass();
    let site = site(&env);
    assert!(site.numbers(None, None).sources.is_empty());
    let source = site.source("a");
    assert!(source.days.is_empty());
    assert_eq!(source.hours.iter().flatten().sum::<u32>(), 0);
    assert!(!source.newest.is_empty());
}

#[test]
fn days_of_another_zone_are_said_to_be_such() {
    let env = carried();
    let shown = |env: &Env| {
        let site = site(env);
        page::statistics(&site.config.site, &site.numbers(None, None))
    };
    assert!(shown(&env).contains("The days are those of UTC."));
    env.reword(
        "title = \"Curated\"",
        "title = \"Curated\"\ntimezone = \"Asia/Shanghai\"",
    );
    let html = shown(&env);
    let said =
        "The days are those of UTC: `feedfold refold` counts again in days of Asia/Shanghai.";
    assert!(html.contains(said), "{html}");
}

#[test]
fn the_page_of_numbers_counts_documents_changes_and_decisions_of_its_days() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.json\"\n");
    let write = |items: &[(&str, &str)]| {
        let items = items
            .iter()
            .map(|(id, text)| serde_json::json!({"id": id, "title": id, "content_text": text}));
        let feed = serde_json::json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Outlet",
            "items": items.collect::<Vec<_>>(),
        });
        env.write("a.json", feed.to_string());
        env.pass();
    };
    let reply = "关于第十四届全国人大三次会议第1323号建议的答复\n\n您提出的关于推进海岸灯塔数字化改造的建议收悉，现答复如下：\
                 我部将会同有关部门，分三年完成全部灯塔的改造，并建立运行维护的长效机制。\n\n工业和信息化部\n2026年3月1日";
    let plain = "港口今年完成了三座码头的改造，并且建立了运行维护的长效机制，定期向社会公布进展。";
    let citing = "栈桥集团说，根据国发〔2026〕7号文件的要求，集团将在三年内更换全部吊机，资金由集团自己筹集。";
    // What a source sends at its first read is not counted.
    write(&[("first", reply)]);
    rusqlite::Connection::open(env.path("store.db"))
        .unwrap()
        .execute_batch(
            "UPDATE sources SET first_read = first_read - 60;
             UPDATE entries SET first_seen = first_seen - 60",
        )
        .unwrap();
    write(&[
        ("first", reply),
        ("other", &reply.replace("1323", "1324")),
        ("plain", plain),
        ("citing", citing),
    ]);
    let edited = format!("{plain}另有两座码头将于明年开工，资金已经到位，由省里负责监督。");
    write(&[
        ("first", reply),
        ("other", &reply.replace("1323", "1324")),
        ("plain", &edited),
        ("citing", citing),
    ]);
    let story = env.export()[0]["story"].as_str().unwrap().to_owned();
    env.ok(&["relabel", &story, "--add", "port"]);
    let site = site(&env);
    let first_seen = env.export()[0]["first_seen"].as_str().unwrap().to_owned();
    let today: jiff::civil::Date = first_seen.split_once('T').unwrap().0.parse().unwrap();
    let (from, to) = (today.yesterday().unwrap(), today.tomorrow().unwrap());
    let page = site.numbers(Some(from), Some(to));
    let counts = |page: &Value| page["facts"].clone();
    assert_eq!(
        counts(&json_of(&page)),
        serde_json::json!({"documents": 1, "changed": 1, "rulings": 1})
    );
    let html = page::statistics(&site.config.site, &page);
    for label in [
        "official documents",
        "changed after publication",
        "decisions of people",
    ] {
        assert!(
            html.contains(&format!("<dt>{label}</dt><dd>1</dd>")),
            "{label}"
        );
    }
    let before = site.numbers(Some(date(2026, 3, 1)), Some(date(2026, 3, 3)));
    assert_eq!(
        counts(&json_of(&before)),
        serde_json::json!({"documents": 0, "changed": 0, "rulings": 0})
    );
}
