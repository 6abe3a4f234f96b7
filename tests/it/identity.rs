//! Which changes of an entry leave it the same entry, and which make it a new one.
#![expect(
    clippy::indexing_slicing,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::BTreeSet;

use serde_json::Value;

use super::env::{Env, rss, text};
use super::server::{Reply, Server};

/// Reads the feeds one after the other at one address; gives the counts of the last pass, how many
/// entries are stored, and whether the published ids and dates stayed.
fn in_turn(feeds: impl IntoIterator<Item = String>) -> (Value, usize, bool) {
    let server = Server::start();
    let feeds: Vec<Reply> = feeds.into_iter().map(Reply::ok).collect();
    let passes = feeds.len();
    server.route_in_turn("/a", feeds);
    let env = Env::new(&format!(
        "[[sources]]\nname = \"a\"\nurl = \"{}\"\n",
        server.url("/a")
    ));
    let first = env.pass();
    assert!(
        first["sources"][0]["counts"]["new"].as_u64() > Some(0),
        "{first}"
    );
    let before = env.published("public/all.atom");
    let mut last = first;
    for _ in 1..passes {
        last = env.pass();
    }
    let after = env.published("public/all.atom");
    let kept = before
        .iter()
        .all(|(id, updated)| after.get(id) == Some(updated));
    (
        last["sources"][0]["counts"].clone(),
        env.export().len(),
        kept,
    )
}

fn five() -> Vec<(String, String, String)> {
    (1..=5)
        .map(|n| (format!("g{n}"), format!("title {n}"), text(n)))
        .collect()
}

fn feed(entries: &[(String, String, String)]) -> String {
    let borrowed: Vec<(&str, &str, &str)> = entries
        .iter()
        .map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str()))
        .collect();
    rss(&borrowed)
}

#[test]
fn a_title_edit_is_an_update() {
    let mut edited = five();
    edited[2].1.push_str(" (corrected)");
    let (counts, stored, _) = in_turn([feed(&five()), feed(&edited)]);
    assert_eq!(
        (&counts["new"], &counts["updated"], stored),
        (&0.into(), &1.into(), 5)
    );
}

#[test]
fn changed_guids_are_nothing_new() {
    let renumbered = feed(&five()).replace(">g", ">2026-");
    let (counts, stored, kept) = in_turn([feed(&five()), renumbered.clone(), renumbered]);
    assert_eq!((&counts["new"], stored), (&0.into(), 5));
    assert_eq!(counts["updated"], 0);
    assert!(kept);
}

#[test]
fn a_move_to_https_or_to_another_domain_changes_no_identity() {
    let old = feed(&five())
        .replace("isPermaLink=\"false\">g", ">http://outlet.example/g")
        .replace("https://outlet", "http://outlet");
    let https = old.replace("http://outlet", "https://outlet");
    let elsewhere = https.replace("outlet.example", "news.example");
    for moved in [https, elsewhere] {
        let (counts, stored, kept) = in_turn([old.clone(), moved]);
        assert_eq!(
            (&counts["new"], &counts["updated"], stored),
            (&0.into(), &0.into(), 5)
        );
        assert!(kept, "no old entry looks new or edited");
    }
}

#[test]
fn a_feed_that_was_empty_reordered_or_away_brings_nothing_back_as_new() {
    let mut reversed = five();
    reversed.reverse();
    let (counts, stored, kept) = in_turn([
        feed(&five()),
        feed(&[]),
        feed(&reversed),
        "gone".to_owned(),
        feed(&five()[1..]),
    ]);
    assert_eq!(
        (&counts["new"], &counts["updated"], stored),
        (&0.into(), &0.into(), 5)
    );
    assert!(kept);
}

#[test]
fn entries_that_share_a_guid_all_survive_and_are_known_again() {
    let mut shared = five();
    for entry in &mut shared {
        entry.0 = "same".to_owned();
    }
    let (counts, stored, _) = in_turn([feed(&shared), feed(&shared)]);
    assert_eq!((&counts["new"], stored), (&0.into(), 5));
    // The first comes alone, and its guid is reused later.
    let (counts, stored, _) = in_turn([feed(&shared[..1]), feed(&shared)]);
    assert_eq!((&counts["new"], stored), (&4.into(), 5));
}

#[test]
fn entries_without_guid_link_and_date_are_known_again() {
    let bare = "<rss version=\"2.0\"><channel><title>t</title><item><title>one</title><description>x</description></item>\
                <item><title>two</title></item><item><description>three</description></item></channel></rss>";
    let (counts, stored, kept) = in_turn([bare.to_owned(), bare.replace("<rss", " <rss")]);
    assert_eq!(
        (&counts["new"], &counts["unchanged"], stored),
        (&0.into(), &3.into(), 3)
    );
    assert!(kept);
}

/// The entry a document breaks off in before anything that names it would come a second time,
/// whole.
#[test]
fn half_an_entry_without_a_name_is_not_stored() {
    let whole = "<rss version=\"2.0\"><channel><title>t</title>\
                 <item><guid>1</guid><title>one</title></item>\
                 <item><description>the second text</description><guid>2</guid></item></channel></rss>";
    let (cut, _) = whole.split_once("text</description>").unwrap();
    let (counts, stored, kept) = in_turn([cut.to_owned(), whole.to_owned()]);
    assert_eq!((counts["new"].as_u64(), stored, kept), (Some(1), 2, true));
}

#[test]
fn a_feed_cannot_overwrite_the_entry_of_another() {
    let server = Server::start();
    server.route("/victim", Reply::ok(rss(&[("g1", "true", &text(1))])));
    server.route("/thief", Reply::ok(rss(&[("g1", "false", &text(2))])));
    let source = |name: &str| {
        format!(
            "[[sources]]\nname = \"{name}\"\nurl = \"{}\"\n",
            server.url(&format!("/{name}"))
        )
    };
    let env = Env::new(&(source("victim") + &source("thief")));
    env.pass();
    let titles: BTreeSet<String> = env
        .export()
        .iter()
        .map(|entry| entry["title"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        titles,
        BTreeSet::from(["true".to_owned(), "false".to_owned()])
    );
}

#[test]
fn dates_in_the_far_future_do_not_pin_an_entry_to_the_top() {
    let future = feed(&five()).replacen("2021", "9999", 1);
    let server = Server::start();
    server.route("/a", Reply::ok(future));
    let env = Env::new(&format!(
        "[[sources]]\nname = \"a\"\nurl = \"{}\"\n",
        server.url("/a")
    ));
    env.pass();
    assert!(!env.read("public/all.atom").contains("9999-"));
    assert!(
        env.export()
            .iter()
            .any(|entry| entry["published"].as_str().unwrap().starts_with("9999")),
        "kept as sent"
    );
}

/// One item as RSS: guid, link, title, date and text.
fn item(guid: &str, link: &str, title: &str, date: &str, text: &str) -> String {
    format!(
        "<item><guid isPermaLink=\"false\">{guid}</guid><link>{link}</link><title>{title}</title>\
         <pubDate>{date}</pubDate><description>{text}</description></item>"
    )
}

fn channel(items: &[String]) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Harbour</title>{}</channel></rss>",
        items.concat()
    )
}

/// Three items whose guids and links differ from pass to pass.
fn rotating(pass: u32) -> String {
    let items: Vec<String> = (0..3)
        .map(|n| {
            item(
                &format!("https://outlet.example/{n}?from={pass}"),
                &format!("https://outlet.example/{n}?utm_campaign={pass}"),
                &format!("title {n}"),
                &format!("Tue, 0{} Nov 2026 09:00:00 GMT", n + 1),
                &text(n),
            )
        })
        .collect();
    channel(&items)
}

fn local(pattern: &str) -> Env {
    Env::new(&format!(
        "[[sources]]\nname = \"a\"\npath = \"{pattern}\"\n"
    ))
}

#[test]
fn links_and_guids_of_a_local_feed_may_rotate() {
    let env = local("in/a.xml");
    env.write("in/a.xml", rotating(0));
    env.pass();
    let before = env.published("public/all.atom");
    for pass in 1..5 {
        env.write("in/a.xml", rotating(pass));
        let counts = env.pass()["sources"][0]["counts"].clone();
        assert_eq!((&counts["new"], &counts["updated"]), (&0.into(), &0.into()));
    }
    assert_eq!(env.export().len(), 3);
    assert_eq!(env.published("public/all.atom"), before);
}

#[test]
fn a_local_feed_that_is_renamed_or_moved_to_another_folder_brings_nothing_new() {
    let env = local("in/**/*.xml");
    env.write("in/a.xml", rotating(0));
    env.pass();
    let rename = |from: &str, to: &str, pass: u32| {
        std::fs::remove_file(env.path(from)).ok();
        env.write(to, rotating(pass));
        assert_eq!(env.pass()["sources"][0]["counts"]["new"], 0, "{to}");
    };
    rename("in/a.xml", "in/b.xml", 0);
    rename("in/b.xml", "in/2026/b.xml", 0);
    rename("in/2026/b.xml", "in/2026/b.xml", 1);
    assert_eq!(env.export().len(), 3);
}

#[test]
fn several_local_feeds_of_one_source_keep_their_entries_apart() {
    for files in [["in/a.xml", "in/b.xml"], ["in/1/a.xml", "in/2/a.xml"]] {
        let env = local("in/**/*.xml");
        for pass in 0..3 {
            for file in files {
                env.write(file, rotating(pass));
            }
            env.pass();
            assert_eq!(env.export().len(), 6, "{files:?}, pass {pass}");
        }
    }
}

#[test]
fn two_posts_alike_to_the_byte_are_two_entries_beside_a_feed() {
    let env = local("in/*");
    let post = "---\ntitle: title 0\ndate: 2026-11-01T09:00:00Z\n---\nThe same text twice, and long enough.\n";
    env.write("in/a.md", post);
    env.write("in/b.md", post);
    env.write("in/c.xml", rotating(0));
    env.pass();
    env.write("in/c.xml", rotating(1));
    env.pass();
    assert_eq!(env.export().len(), 5);
}

const MONDAY: &str = "Mon, 02 Nov 2026 08:00:00 GMT";
const TUESDAY: &str = "Tue, 03 Nov 2026 08:00:00 GMT";
const WEDNESDAY: &str = "Wed, 04 Nov 2026 08:00:00 GMT";
const TODAY: &str = "https://outlet.example/today";

fn ferry() -> String {
    item(
        "7",
        "https://outlet.example/ferry",
        "A third ferry for the bay",
        MONDAY,
        "The company carries 4,180 passengers a day and orders a third ship for the winter timetable.",
    )
}

fn crane() -> String {
    item(
        "7",
        "https://outlet.example/crane",
        "Old crane becomes a museum",
        TUESDAY,
        "After ninety years at the east quay the steam crane moves behind glass, says the harbour board.",
    )
}

fn fog() -> String {
    item(
        "7",
        "https://outlet.example/fog",
        "Fog closes both channels",
        WEDNESDAY,
        "Pilots stayed ashore this morning; twelve freighters wait outside until visibility improves.",
    )
}

/// Reads the documents in turn, and the last one twice: gives the titles that are stored.
fn stored_titles(documents: &[Vec<String>]) -> Vec<String> {
    let env = local("a.xml");
    for document in documents {
        env.write("a.xml", channel(document));
        env.pass();
    }
    let last = env.pass()["sources"][0]["counts"].clone();
    assert_eq!(
        (&last["new"], &last["updated"]),
        (&0.into(), &0.into()),
        "{last}"
    );
    let mut titles: Vec<String> = env
        .export()
        .iter()
        .filter_map(|entry| Some(entry.get("title")?.as_str()?.to_owned()))
        .collect();
    titles.sort();
    titles
}

#[test]
fn a_guid_that_is_given_away_again_names_another_article() {
    let all = [
        "A third ferry for the bay",
        "Fog closes both channels",
        "Old crane becomes a museum",
    ];
    let (a, b, c) = (ferry(), crane(), fog());
    for documents in [
        vec![vec![a.clone()], vec![b.clone()], vec![c.clone()]],
        // In another order.
        vec![vec![c.clone()], vec![a.clone()], vec![b.clone()]],
        // An earlier article comes back, alone and beside the others.
        vec![
            vec![a.clone()],
            vec![b.clone()],
            vec![c.clone()],
            vec![a.clone()],
        ],
        vec![
            vec![a.clone()],
            vec![b.clone()],
            vec![b.clone(), a.clone()],
            vec![c.clone()],
        ],
        vec![
            vec![a.clone(), b.clone(), c.clone()],
            vec![b.clone()],
            vec![c.clone()],
        ],
        vec![vec![a], vec![b.clone()], vec![c, b]],
    ] {
        assert_eq!(stored_titles(&documents), all, "{documents:?}");
    }
}

#[test]
fn the_later_article_under_a_guid_may_be_corrected() {
    let corrected = crane().replace("ninety", "eighty");
    let titles = stored_titles(&[vec![ferry()], vec![crane()], vec![corrected.clone()]]);
    assert_eq!(titles.len(), 2);
    let later = corrected.replace(TUESDAY, WEDNESDAY);
    let titles = stored_titles(&[vec![ferry()], vec![crane()], vec![corrected], vec![later]]);
    assert_eq!(titles.len(), 2);
}

#[test]
fn an_undated_article_under_a_used_guid_is_another_one_if_nothing_is_in_common() {
    let bare = |item: String| item.replace("pubDate", "x");
    assert_eq!(
        stored_titles(&[vec![bare(ferry())], vec![bare(crane())]]).len(),
        2
    );
    let same_link = bare(crane()).replace("example/crane", "example/ferry");
    assert_eq!(
        stored_titles(&[vec![bare(ferry())], vec![same_link]]).len(),
        1
    );
    // An equal date is something in common.
    let same_date = crane().replace(TUESDAY, MONDAY);
    assert_eq!(stored_titles(&[vec![ferry()], vec![same_date]]).len(), 1);
}

#[test]
fn an_article_that_changes_under_its_guid_stays_one() {
    let later = |item: String| item.replace(MONDAY, TUESDAY);
    let text = "The company carries 4,180 passengers a day and orders a third ship for the winter timetable.";
    for changed in [
        ferry().replace("4,180", "4,810"),
        ferry().replace(text, "The company carries 4,180 passengers a day."),
        ferry().replace(
            text,
            &format!("{text} The yard in the north builds it. The mayor paid a visit."),
        ),
        ferry().replace(
            text,
            &format!("At noon the contract was signed aboard. {text}"),
        ),
        ferry().replace("A third ferry for the bay", "海湾增开第三艘渡轮"),
        ferry()
            .replace(
                "A third ferry for the bay",
                "Update: bay gets its third ferry",
            )
            .replace("/ferry", "/ferry-2"),
    ] {
        assert_eq!(
            stored_titles(&[vec![ferry()], vec![later(changed.clone())]]).len(),
            1,
            "{changed}"
        );
    }
}

/// A notice of every day under one guid, one link and one title.
fn notice(date: &str, text: &str) -> String {
    item("today", TODAY, "今日停航公告", date, text)
}

#[test]
fn a_daily_notice_under_a_constant_guid_is_another_entry_every_day() {
    let with_day = [
        (
            MONDAY,
            "2026年11月2日停航：东岬轮、西屿轮今日停航一天，南埠轮今日复航。",
        ),
        (
            TUESDAY,
            "2026年11月3日停航：北滨轮今日停航，外礁轮、中湾轮今日复航。",
        ),
        (
            WEDNESDAY,
            "2026年11月4日停航：东岬轮、西屿轮今日停航一天，南埠轮今日复航。",
        ),
    ];
    let without_day = [
        (
            MONDAY,
            "今日停航：东岬轮、西屿轮停航一天，南埠轮复航，请旅客留意。",
        ),
        (
            TUESDAY,
            "今日停航：北滨快船检修，外礁客运线改由大码头发出，班次减半。",
        ),
        (WEDNESDAY, "全部航线正常，今日无船停航。"),
    ];
    for days in [with_day, without_day] {
        let [one, two, three] = days.map(|(date, text)| vec![notice(date, text)]);
        assert_eq!(
            stored_titles(&[one.clone(), two.clone(), three.clone()]).len(),
            3
        );
        // Two days in one document, before and after.
        let both = [two.clone(), one.clone()].concat();
        assert_eq!(
            stored_titles(&[one.clone(), both.clone(), three.clone()]).len(),
            3
        );
        assert_eq!(stored_titles(&[both, three.clone()]).len(), 3);
        // A correction of a day is none of its own.
        let (date, text) = days[1];
        let corrected = vec![notice(date, &text.replace('轮', "号"))];
        assert_eq!(stored_titles(&[one, two, corrected]).len(), 2);
    }
}

#[test]
fn a_daily_notice_with_the_words_of_an_earlier_day_is_news() {
    let words = [
        "今日无船停航。",
        "东岬轮因大雾停航，明日照常。",
        "今日无船停航。",
    ];
    let dates = [MONDAY, TUESDAY, WEDNESDAY];
    let days: Vec<Vec<String>> = dates
        .iter()
        .zip(words)
        .map(|(date, text)| vec![notice(date, text)])
        .collect();
    assert_eq!(stored_titles(&days).len(), 3);
}

#[test]
fn a_table_under_a_constant_guid_is_another_entry_when_its_figures_are_others() {
    let table = |date, rates: [&str; 4]| {
        let [a, b, c, d] = rates;
        let text = format!(
            "Rates of the harbour bank today: crowns {a}, guilders {b}, ducats {c}, florins {d}. All rates are for \
             transfers and hold until the counter closes."
        );
        vec![item("rates", TODAY, "Rates of the day", date, &text)]
    };
    let monday = table(MONDAY, ["7.081", "8.235", "0.046", "9.312"]);
    let tuesday = table(TUESDAY, ["7.093", "8.214", "0.047", "9.298"]);
    assert_eq!(stored_titles(&[monday.clone(), tuesday]).len(), 2);
    let corrected = table(TUESDAY, ["7.081", "8.325", "0.046", "9.312"]);
    assert_eq!(stored_titles(&[monday, corrected]).len(), 1);
}

#[test]
fn an_english_notice_that_names_its_day_is_another_entry_every_day() {
    let forecast = |date, wind: &str, high: u32, day: &str| {
        let text = format!(
            "Wind {wind}. Sea slight in the strait. Visibility good outside showers. High {high} degrees. \
             Issued {day} at 06:00."
        );
        vec![item(
            "strait",
            TODAY,
            "Forecast for the strait",
            date,
            &text,
        )]
    };
    for [first, second] in [
        ["2 November 2026", "3 November 2026"],
        ["November 2", "November 3"],
    ] {
        let monday = forecast(MONDAY, "southwest 4", 9, first);
        let tuesday = forecast(TUESDAY, "west 7", 6, second);
        assert_eq!(
            stored_titles(&[monday.clone(), tuesday]).len(),
            2,
            "{first}"
        );
        // What is still dated Monday is a correction of it.
        let corrected = forecast(TUESDAY, "west 7", 6, first);
        assert_eq!(stored_titles(&[monday, corrected]).len(), 1, "{first}");
    }
}

#[test]
fn a_rate_alone_under_a_constant_guid_is_another_entry_every_day() {
    let rate = |date, rate: &str| vec![item("usd", TODAY, "Crowns to the guilder", date, rate)];
    let days = [
        rate(MONDAY, "7.1012"),
        rate(TUESDAY, "7.1100"),
        rate(WEDNESDAY, "7.0987"),
    ];
    assert_eq!(stored_titles(&days).len(), 3);
}
