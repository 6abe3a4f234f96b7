//! The content of an output: order, dates, titles, and which entry represents a story.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::Value;

use super::env::{Env, rss, text};

/// An item as its feed says it.
#[derive(Clone, Copy)]
struct Item<'a> {
    guid: &'a str,
    date: Option<&'a str>,
    host: &'a str,
    text: u32,
}

/// Without a date.
fn item(guid: &str, text: u32) -> Item<'_> {
    Item {
        guid,
        date: None,
        host: "outlet.example",
        text,
    }
}

/// Dated on a day of 2021 at this time, UTC.
fn dated<'a>(guid: &'a str, text: u32, date: &'a str) -> Item<'a> {
    Item {
        date: Some(date),
        ..item(guid, text)
    }
}

const EIGHT: &str = "Mon, 22 Mar 2021 08:00:00 GMT";
const NINE: &str = "Mon, 22 Mar 2021 09:00:00 GMT";
const NOON: &str = "Mon, 22 Mar 2021 12:00:00 GMT";
const FAR_AHEAD: &str = "Fri, 22 Mar 2090 08:00:00 GMT";

/// An RSS 2.0 feed; every item is titled by its guid.
fn feed(items: &[Item<'_>]) -> String {
    let item = |item: &Item<'_>| {
        let Item { guid, host, .. } = item;
        let date = item
            .date
            .map_or_else(String::new, |date| format!("<pubDate>{date}</pubDate>"));
        format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>{guid}</title>\
             <link>https://{host}/{guid}</link>{date}\
             <description><![CDATA[{}]]></description></item>",
            long_text(item.text)
        )
    };
    let items = items.iter().map(item).collect::<String>();
    format!("<rss version=\"2.0\"><channel><title>Outlet</title>{items}</channel></rss>")
}

/// A text long enough to fold over days, and without a date.
fn long_text(number: u32) -> String {
    let paragraph = |part: u32| {
        format!(
            "<p>港务局第{number}号公告之{part}：本港第{number}{part}号泊位完成加深，可靠泊{number}万吨级船舶，\
             疏浚土方{number}{part}万方，全部用于回填东侧堆场；进港航道同时加宽，夜间助航灯标换成太阳能灯标，\
             引航站的值班改为三班，船舶申报改为网上办理，货主可以在网上查询每一船货物的堆存和出运情况。</p>"
        )
    };
    (1..5).map(paragraph).collect()
}

fn source(name: &str, priority: u8) -> String {
    format!("[[sources]]\nname = \"{name}\"\npath = \"{name}.rss\"\npriority = {priority}\n")
}

/// What every published entry holds in an element, in the order of the output.
fn each(env: &Env, element: &str) -> Vec<String> {
    let output = env.read("public/all.atom");
    let value = |entry: &str| {
        let after = entry.split_once(&format!("<{element}>")).unwrap().1;
        after.split_once('<').unwrap().0.to_owned()
    };
    output.split("<entry>").skip(1).map(value).collect()
}

fn titles(env: &Env) -> Vec<String> {
    each(env, "title")
}

fn listed(env: &Env) -> Vec<Value> {
    let listed: Value = serde_json::from_str(&env.ok(&["stories", "--json"])).unwrap();
    listed.as_array().unwrap().clone()
}

#[test]
fn undated_items_stand_in_the_order_of_their_document_and_later_ones_above_them() {
    let env = Env::new(&source("a", 0));
    let first: Vec<Item<'_>> = ["m", "c", "x", "a", "q", "f"]
        .into_iter()
        .zip(1..)
        .map(|(guid, number)| item(guid, number))
        .collect();
    env.write("a.rss", feed(&first));
    env.pass();
    assert_eq!(titles(&env), ["m", "c", "x", "a", "q", "f"]);
    let later = [&[item("k", 21), item("b", 22), item("z", 23)], &*first].concat();
    env.write("a.rss", feed(&later));
    env.pass();
    let order = ["k", "b", "z", "m", "c", "x", "a", "q", "f"];
    assert_eq!(titles(&env), order);
    let stories: Vec<Value> = listed(&env)
        .into_iter()
        .map(|story| story["title"].clone())
        .collect();
    assert_eq!(stories, order);
    env.ok(&["refold"]);
    env.ok(&["publish"]);
    assert_eq!(titles(&env), order);
}

#[test]
fn more_undated_items_than_are_read_at_once_keep_the_order_of_their_document() {
    let env = Env::new(&format!(
        "max_entries = 150\n{}backlog = 150\n",
        source("a", 0)
    ));
    let guids: Vec<String> = (0..130).map(|number| format!("n{number}")).collect();
    let items: Vec<Item<'_>> = guids
        .iter()
        .zip(1..)
        .map(|(guid, number)| item(guid, number))
        .collect();
    env.write("a.rss", feed(&items));
    env.pass();
    assert_eq!(titles(&env), guids);
}

#[test]
fn items_of_one_date_stand_in_the_order_of_their_document_and_other_dates_decide() {
    let env = Env::new(&source("a", 0));
    let items = [
        dated("old", 1, EIGHT),
        dated("w", 2, NOON),
        dated("d", 3, NOON),
        dated("r", 4, NOON),
        dated("middle", 5, NINE),
    ];
    env.write("a.rss", feed(&items));
    env.pass();
    assert_eq!(titles(&env), ["w", "d", "r", "middle", "old"]);
}

#[test]
fn a_story_bears_the_date_of_its_representative_and_keeps_its_place() {
    let env = Env::new(&(source("a", 0) + &source("b", 5)));
    env.write(
        "a.rss",
        feed(&[dated("first", 1, NOON), dated("between", 2, NINE)]),
    );
    env.write("b.rss", feed(&[]));
    env.pass();
    assert_eq!(titles(&env), ["first", "between"]);
    env.write("b.rss", feed(&[dated("second", 1, EIGHT)]));
    env.pass();
    assert_eq!(titles(&env), ["second", "between"]);
    let dates = each(&env, "published");
    assert_eq!(
        dates,
        ["2021-03-22T08:00:00+00:00", "2021-03-22T09:00:00+00:00"]
    );
}

#[test]
fn a_story_whose_representative_has_no_date_bears_the_earliest_of_its_members() {
    let env = Env::new(&(source("a", 0) + &source("b", 5) + &source("c", 0)));
    env.write("a.rss", feed(&[dated("a", 1, NOON)]));
    env.write("b.rss", feed(&[item("b", 1)]));
    env.write("c.rss", feed(&[dated("c", 1, NINE)]));
    env.pass();
    assert_eq!(titles(&env), ["b"]);
    assert_eq!(each(&env, "published"), ["2021-03-22T09:00:00+00:00"]);
}

#[test]
fn no_entry_is_published_after_it_was_updated() {
    let env = Env::new(&(source("a", 0) + &source("b", 5)));
    env.write(
        "a.rss",
        feed(&[dated("a", 1, EIGHT), dated("ahead", 2, FAR_AHEAD)]),
    );
    env.write("b.rss", feed(&[dated("b", 1, NOON)]));
    env.ok(&["run", "--force"]);
    assert_eq!(titles(&env), ["ahead", "b"]);
    let (published, updated) = (each(&env, "published"), each(&env, "updated"));
    assert_eq!(published[1], "2021-03-22T12:00:00+00:00");
    for (published, updated) in published.iter().zip(&updated) {
        assert!(published <= updated, "{published} {updated}");
        assert!(
            published < &"2080".to_owned(),
            "no date in the future: {published}"
        );
    }
}

#[test]
fn when_a_site_moves_every_story_leads_to_its_new_address_and_stays() {
    let env = Env::new(&(source("a", 0) + &source("b", 0)));
    let at = |host: &'static str, guids: [&'static str; 6], date| {
        let items: Vec<Item<'_>> = guids
            .into_iter()
            .zip(1..)
            .map(|(guid, text)| Item {
                date,
                host,
                ..item(guid, text)
            })
            .collect();
        feed(&items)
    };
    for date in [Some(NINE), None] {
        let old = at("old.example", ["o1", "o2", "o3", "o4", "o5", "o6"], date);
        let new = at("new.example", ["n1", "n2", "n3", "n4", "n5", "n6"], date);
        let env = Env::new(&(source("a", 0) + &source("b", 0)));
        env.write("b.rss", feed(&[]));
        env.write("a.rss", &old);
        env.pass();
        let ids = each(&env, "id");
        env.write("a.rss", &new);
        env.pass();
        assert_eq!(each(&env, "id"), ids, "{date:?}");
        assert_eq!(
            titles(&env),
            ["n1", "n2", "n3", "n4", "n5", "n6"],
            "{date:?}"
        );
        assert_eq!(
            env.read("public/all.atom").matches("rel=\"via\"").count(),
            6
        );
        let moved = env.read("public/all.atom");
        env.pass();
        assert_eq!(env.read("public/all.atom"), moved, "nothing switches back");
    }
    // In one document too: the first item is the newest.
    let both = Env::new(&source("a", 0));
    let items = ["x1", "x2", "x3", "x4", "y1", "y2", "y3", "y4"];
    let items: Vec<Item<'_>> = items
        .into_iter()
        .zip([1, 2, 3, 4, 1, 2, 3, 4])
        .map(|(guid, text)| dated(guid, text, NINE))
        .collect();
    both.write("a.rss", feed(&items));
    both.pass();
    let mut represented = titles(&both);
    represented.sort();
    assert_eq!(represented, ["x1", "x2", "x3", "x4"]);
    // The copies that another outlet dates the same take no place.
    env.write(
        "a.rss",
        at(
            "old.example",
            ["o1", "o2", "o3", "o4", "o5", "o6"],
            Some(NINE),
        ),
    );
    env.write("b.rss", feed(&[]));
    env.pass();
    // A later second: who was first has to be known.
    let store = rusqlite::Connection::open(env.path("store.db")).unwrap();
    store
        .execute("UPDATE entries SET first_seen = first_seen - 60", [])
        .unwrap();
    drop(store);
    env.write(
        "b.rss",
        at(
            "copy.example",
            ["c1", "c2", "c3", "c4", "c5", "c6"],
            Some(NINE),
        ),
    );
    env.pass();
    assert_eq!(titles(&env), ["o1", "o2", "o3", "o4", "o5", "o6"]);
}

#[test]
fn a_configured_source_represents_before_a_deleted_one_and_the_id_stays() {
    let (a, b) = (source("a", 9), source("b", 0));
    let env = Env::new(&(a.clone() + &b));
    env.write("a.rss", feed(&[dated("a", 1, NINE), dated("own", 2, NOON)]));
    env.write("b.rss", feed(&[dated("b", 1, NOON)]));
    env.pass();
    env.ok(&["pin", &entry(&env, "a")]);
    assert_eq!(titles(&env), ["own", "a"]);
    let before = env.published("public/all.atom");
    let id = each(&env, "id").remove(1);

    env.configure(&b);
    let marks: Vec<Value> = listed(&env)
        .into_iter()
        .map(|story| story["unpublished"].clone())
        .collect();
    assert_eq!(marks, [Value::from("deleted"), Value::Null]);
    assert!(env.ok(&["stories"]).contains("no: deleted"));
    env.ok(&["publish"]);
    assert_eq!(titles(&env), ["b"]);
    let deleted = env.published("public/all.atom");
    assert!(deleted[&id] > before[&id], "readers see another entry");
    let bytes = env.read("public/all.atom");
    env.ok(&["publish"]);
    assert_eq!(env.read("public/all.atom"), bytes);

    // The pin is kept, and holds once its source is back.
    env.configure(&(b.clone() + &a));
    env.ok(&["publish"]);
    assert_eq!(titles(&env), ["own", "a"]);
    assert_eq!(each(&env, "id")[1], id);
    assert!(
        listed(&env)
            .iter()
            .all(|story| story["unpublished"].is_null())
    );

    // Disabled is not deleted, and a rename is none either, even before the next run.
    env.configure(&(b.clone() + &a + "enabled = false\n"));
    env.ok(&["publish"]);
    assert_eq!(titles(&env), ["own", "a"]);
    env.configure(&(b + &a.replace("name = \"a\"", "name = \"z\"\nwas = \"a\"")));
    assert!(
        listed(&env)
            .iter()
            .all(|story| story["unpublished"].is_null())
    );
    assert_eq!(listed(&env)[1]["title"], "a");
    let before = env.published("public/all.atom");
    env.ok(&["publish"]);
    assert_eq!(titles(&env), ["own", "a"]);
    assert_eq!(env.published("public/all.atom"), before);
}

#[test]
fn a_story_leaves_the_outputs_when_all_its_sources_are_deleted() {
    let env = Env::new(&(source("a", 0) + &source("b", 0)));
    env.write("a.rss", feed(&[dated("a", 1, NINE)]));
    env.write("b.rss", feed(&[dated("b", 1, NOON)]));
    env.pass();
    assert_eq!(titles(&env), ["a"]);
    env.write("c.rss", feed(&[dated("c", 3, NINE)]));
    env.configure(&source("c", 0));
    env.pass();
    assert_eq!(titles(&env), ["c"]);
    let shown = env.ok(&["show", &entry(&env, "a")]);
    assert!(
        shown.contains("none of its sources is in the configuration"),
        "{shown}"
    );
}

#[test]
fn another_priority_that_changes_what_readers_see_moves_updated_once() {
    let env = Env::new(&(source("a", 0) + &source("b", 0)));
    env.write("a.rss", feed(&[dated("a", 1, NINE)]));
    env.write("b.rss", feed(&[dated("b", 1, NOON)]));
    env.pass();
    let before = env.published("public/all.atom");
    env.configure(&(source("a", 0) + &source("b", 7)));
    assert_eq!(env.run(&["run", "--dry-run", "--force"]).code, 0);
    env.ok(&["publish"]);
    assert_eq!(titles(&env), ["b"]);
    let after = env.published("public/all.atom");
    assert!(after.keys().eq(before.keys()));
    assert!(after.values().next() > before.values().next());
    let written = env.read("public/all.atom");
    env.pass();
    assert_eq!(env.read("public/all.atom"), written);
}

#[test]
fn outputs_without_a_title_get_different_ones_and_an_added_one_renames_no_other() {
    let output = |name: &str, title: &str| {
        format!("[[outputs]]\nname = \"{name}\"\npath = \"public/{name}.atom\"\n{title}")
    };
    let title = |env: &Env, name: &str| {
        let feed = env.read(&format!("public/{name}.atom"));
        let after = feed.split_once("<title>").unwrap().1;
        after.split_once('<').unwrap().0.to_owned()
    };
    let env = Env::new("");
    env.pass();
    assert_eq!(title(&env, "all"), "Curated");
    env.configure(
        &(output("second", "") + &output("third", "") + &output("own", "title = \"Own\"\n")),
    );
    env.ok(&["publish"]);
    let titles = ["all", "second", "third", "own"].map(|name| title(&env, name));
    assert_eq!(
        titles,
        ["Curated", "Curated · second", "Curated · third", "Own"]
    );
    env.configure(&output("taken", "title = \"Curated\"\n"));
    env.ok(&["publish"]);
    assert_eq!(title(&env, "all"), "Curated · all");
}

fn entry(env: &Env, guid: &str) -> String {
    let entries = env.export();
    let entry = entries.iter().find(|entry| entry["guid"] == guid).unwrap();
    entry["entry"].as_str().unwrap().to_owned()
}

/// Flashes often have none: nobody finds a story in a list by an empty place.
#[test]
fn a_story_without_a_title_is_listed_by_the_beginning_of_its_text_as_the_output_shows_it() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    env.write(
        "a.rss",
        "<rss version=\"2.0\"><channel><title>Outlet</title>\
         <item><guid isPermaLink=\"false\">flash</guid>\
         <description>Wheat rises by 4.2 percent in the southern plains.</description></item>\
         <item><guid isPermaLink=\"false\">empty</guid></item></channel></rss>",
    );
    env.pass();
    let text = "Wheat rises by 4.2 percent in the southern plains.";
    assert!(titles(&env).contains(&text.to_owned()));
    for listed in [env.ok(&["stories"]), env.ok(&["search", "wheat"])] {
        assert!(listed.contains(text), "{listed}");
    }
    assert!(env.ok(&["stories"]).contains("(no title)"));
    let shown = env.ok(&["show", &entry(&env, "flash")]);
    assert!(shown.starts_with("(no title)\n"), "{shown}");
}

/// It said that no story is stored, or that none is found.
#[test]
fn a_list_of_no_stories_cannot_be_asked_for() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    for command in [["stories"].as_slice(), &["search", "wheat"]] {
        let refused = env.run(&[command, &["--limit", "0"]].concat());
        assert_eq!(refused.code, 2);
        assert!(refused.err.contains("1 or more"), "{}", refused.err);
    }
}

/// Some sources give a whole text as the title: it made every row of the table as wide.
#[test]
fn a_title_of_a_thousand_characters_is_cut_in_a_table_and_whole_in_the_story() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    let title = "港口".repeat(500);
    env.write(
        "a.rss",
        rss(&[("1", &title, &text(1)), ("2", "Harbour", &text(2))]),
    );
    env.pass();
    let listed = env.ok(&["stories"]);
    assert!(
        listed.lines().all(|row| row.chars().count() < 240),
        "{listed}"
    );
    assert!(listed.contains("港…"), "{listed}");
    assert!(env.ok(&["show", &entry(&env, "1")]).starts_with(&title));
}
