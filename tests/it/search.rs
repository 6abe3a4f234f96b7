//! `search` over the texts: its answers against a scan of all texts, its fields, its order, and the
//! index behind it.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::get_unwrap,
    clippy::indexing_slicing,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::BTreeSet;

use feedfold::normalize;
use rusqlite::Connection;
use serde_json::Value;

use super::env::{Env, rss};

const SOURCES: &str = "[[sources]]\nname = \"coast\"\npath = \"coast.rss\"\ntitle = \"Coast Daily\"\npriority = 5\nlabels = [\"sea\"]\n\
     [[sources]]\nname = \"hill\"\npath = \"hill.rss\"\ntitle = \"Hill 晚報\"\n";

fn found(env: &Env, arguments: &[&str]) -> Vec<Value> {
    let arguments = [&["search", "--json"], arguments].concat();
    serde_json::from_str(&env.ok(&arguments)).unwrap()
}

fn titles(env: &Env, arguments: &[&str]) -> Vec<String> {
    let found = found(env, arguments).into_iter();
    found
        .map(|story| story["title"].as_str().unwrap().to_owned())
        .collect()
}

/// Two feeds with stories of different days and one story that both carry.
fn env() -> Env {
    let env = Env::new(SOURCES);
    let shared = "<p>港務局今日公布，灯塔的维修将在本月底完成，届时东侧航道恢复双向通行，渡轮班次同时增加。\
         船长们可以通过无线电查询最新的水深和潮汐表，夜间航行须保持二十海里以内的联络。\
         北岸的信号站负责人表示，新的灯具亮度是旧灯的三倍，能耗只有原来的四分之一，预计每年可节省电费十二万元，\
         沿岸渔民对此普遍欢迎，并希望南岸的浮标也能尽快更换。</p>";
    let item = |guid: &str, title: &str, day: u32, text: &str| {
        format!(
            "<item><guid>{guid}</guid><title>{title}</title><link>https://example.org/{guid}</link>\
             <pubDate>{day:02} Mar 2026 08:00:00 GMT</pubDate><description><![CDATA[{text}]]></description></item>"
        )
    };
    let feed = |language: &str, items: &[String]| {
        format!(
            "<rss version='2.0'><channel><title>f</title><link>https://example.org/</link>\
             <description>d</description><language>{language}</language>{}</channel></rss>",
            items.concat()
        )
    };
    env.write(
        "coast.rss",
        feed(
            "en",
            &[
                item("1", "灯塔维修月底完成", 3, shared),
                item(
                    "2",
                    "Ferry rates rise",
                    4,
                    "<p>The ferry company raises its rate by 4.5% in May. \
                     Corporate customers pay the old rate until June.</p>",
                ),
                item(
                    "3",
                    "Harbour notes",
                    5,
                    "<p>Nothing but the corporate rates of the pilots and a \
                     word about the 灯塔.</p>",
                ),
            ],
        ),
    );
    env.write(
        "hill.rss",
        feed(
            "zh-TW",
            &[
                item("4", "燈塔維修月底完成", 3, shared),
                item(
                    "5",
                    "山路封閉",
                    7,
                    "<p>落石，北坡山路今日封闭，ＡＢＣ公司派出三台挖掘机清理路面。</p>",
                ),
            ],
        ),
    );
    env.pass();
    env
}

#[test]
fn words_are_found_in_texts_whole_and_in_any_width_or_variant() {
    let env = env();
    for (query, expected) in [
        ("无线电", vec!["灯塔维修月底完成"]),
        ("無線電", vec!["灯塔维修月底完成"]),
        ("abc", vec!["山路封閉"]),
        ("石", vec!["山路封閉"]),
        ("渡轮 双向", vec!["灯塔维修月底完成"]),
        ("渡轮 落石", vec![]),
        ("company", vec!["Ferry rates rise"]),
        ("rates", vec!["Harbour notes", "Ferry rates rise"]),
        ("rate", vec!["Ferry rates rise"]),
        ("corp*", vec!["Harbour notes", "Ferry rates rise"]),
        ("\"old rate\"", vec!["Ferry rates rise"]),
        ("\"rate old\"", vec![]),
        ("4.5%", vec!["Ferry rates rise"]),
        ("rates -ferry", vec!["Harbour notes"]),
        ("灯塔 -\"月底 完成\"", vec!["Harbour notes"]),
        ("三台挖掘机", vec!["山路封閉"]),
        ("三台封闭", vec![]),
    ] {
        assert_eq!(titles(&env, &["--", query]), expected, "{query}");
    }
}

#[test]
fn fields_narrow_a_search_down() {
    let env = env();
    for (query, expected) in [
        ("灯塔 outlets:>=2", vec!["灯塔维修月底完成"]),
        ("灯塔 outlets:<2", vec!["Harbour notes"]),
        (
            "灯塔 outlet:coast",
            vec!["Harbour notes", "灯塔维修月底完成"],
        ),
        ("灯塔 outlet:晚报", vec!["灯塔维修月底完成"]),
        ("灯塔 -outlet:\"hill 晚报\"", vec!["Harbour notes"]),
        ("outlet:nowhere", vec![]),
        ("label:SEA rates", vec!["Harbour notes", "Ferry rates rise"]),
        ("-label:sea", vec!["山路封閉"]),
        ("lang:zh", vec!["山路封閉", "灯塔维修月底完成"]),
        ("lang:zh-cn", vec![]),
        (
            "from:2026-03-04 to:2026-03-05",
            vec!["Harbour notes", "Ferry rates rise"],
        ),
        ("灯塔 from:2026-03-04", vec!["Harbour notes"]),
        ("to:2025", vec![]),
    ] {
        assert_eq!(titles(&env, &["--", query]), expected, "{query}");
    }
    for (query, said) in [
        ("source:coast", "is no field of a search"),
        ("outlet:", "write it like outlet:"),
        ("\"灯塔", "never closed"),
        ("from:yesterday", "is no date"),
        ("outlets:many", "outlets:>=2"),
        ("%%", "no letter and no digit"),
    ] {
        let ended = env.run(&["search", query]);
        assert_eq!(ended.code, 2, "{query}");
        assert!(ended.err.contains(said), "{query}: {}", ended.err);
    }
}

#[test]
fn the_best_stories_have_the_words_in_a_title_and_each_page_goes_on_after_the_last_story() {
    let env = env();
    let all = ["灯塔维修月底完成", "Harbour notes"];
    assert_eq!(titles(&env, &["--order", "best", "灯塔"]), all);
    assert_eq!(titles(&env, &["灯塔"]), [all[1], all[0]]);
    for order in ["best", "newest"] {
        for query in ["灯塔", "rates", "-nothing"] {
            let whole = titles(&env, &["--order", order, "--", query]);
            let mut paged = Vec::new();
            let mut after: Option<String> = None;
            loop {
                let mut arguments = vec!["--order", order, "--limit", "1"];
                if let Some(after) = &after {
                    arguments.extend(["--after", after]);
                }
                arguments.extend(["--", query]);
                let page = found(&env, &arguments);
                let Some(story) = page.first() else { break };
                paged.push(story["title"].as_str().unwrap().to_owned());
                // The first digits are enough, as for every id.
                let id = story["story"].as_str().unwrap();
                after = Some(id.chars().take(12).collect());
            }
            assert_eq!(paged, whole, "{order} {query}");
        }
    }
    assert!(
        env.ok(&["search", "--limit", "1", "灯塔"])
            .contains("--after")
    );
    let ended = env.run(&["search", "--after", "zz", "灯塔"]);
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("no story has the id `zz`"),
        "{}",
        ended.err
    );
}

#[test]
fn a_snippet_has_the_words_marked_as_the_text_writes_them() {
    let env = env();
    let story = found(&env, &["abc 路面"]).remove(0);
    let marked = |parts: &Value| {
        let hits = parts.as_array().unwrap().iter();
        hits.filter(|part| part["hit"] == true)
            .map(|part| part["text"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(marked(&story["snippet"]), ["ＡＢＣ", "路面"]);
    let story = found(&env, &["維修"]).remove(0);
    assert_eq!(marked(&story["title_parts"]), ["维修"]);
    assert!(env.ok(&["search", "abc"]).contains("[ＡＢＣ]"));
}

/// A small generator of numbers, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

fn letter_of_word(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

/// Whether a folded line has a word: by looking at every place.
fn scan(line: &str, word: &str) -> bool {
    let (line, word): (Vec<char>, Vec<char>) = (line.chars().collect(), word.chars().collect());
    line.windows(word.len()).enumerate().any(|(at, found)| {
        let before = at.checked_sub(1).and_then(|at| line.get(at));
        let after = line.get(at + word.len());
        let joins = |one: Option<&char>, other: Option<&char>| {
            one.zip(other)
                .is_some_and(|(one, other)| letter_of_word(*one) && letter_of_word(*other))
        };
        found == word && !joins(before, word.first()) && !joins(word.last(), after)
    })
}

#[test]
fn two_hundred_queries_find_the_same_stories_as_a_scan_of_all_texts() {
    const LETTERS: &[char] = &[
        '央', '行', '降', '准', '息', '公', '告', '的', '年', '月', '股', '份', '銀', '银', '体',
        '體', '经', '济', 'a', 'B', 'Ｃ', '1', '２', '3', ' ', '，', '。', '%', '(', ')',
    ];
    let mut numbers = Numbers(7);
    let text = |numbers: &mut Numbers, length: usize| {
        (0..length)
            .map(|_| *LETTERS.get(numbers.below(LETTERS.len())).unwrap())
            .collect::<String>()
    };
    let entries: Vec<(String, String, String)> = (0..150)
        .map(|number| {
            let length = 5 + numbers.below(90);
            let html = format!(
                "<p>{}</p><p>{}</p>",
                text(&mut numbers, length),
                text(&mut numbers, length / 2)
            );
            (number.to_string(), text(&mut numbers, 9), html)
        })
        .collect();
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\nbacklog = 1000\n");
    let items: Vec<(&str, &str, &str)> = entries
        .iter()
        .map(|(guid, title, html)| (guid.as_str(), title.as_str(), html.as_str()))
        .collect();
    env.write("a.rss", rss(&items));
    env.pass();
    let folded = |line: &str| normalize::normalize_title(line).as_str().to_owned();
    let stories = env.export();
    let texts: Vec<(String, Vec<String>)> = stories
        .iter()
        .map(|entry| {
            let guid = entry["guid"].as_str().unwrap();
            let (_, title, html) = entries.iter().find(|(one, ..)| one == guid).unwrap();
            let text = normalize::body_text(html);
            let lines = text.lines().chain(title.lines()).map(folded);
            (entry["story"].as_str().unwrap().to_owned(), lines.collect())
        })
        .collect();
    let mut hits = 0;
    let mut asked = 0;
    while asked < 200 {
        let length = 1 + numbers.below(8);
        let place = numbers.below(texts.len());
        let line = texts.get(place).unwrap().1.first().unwrap();
        // Half of the queries are taken from the texts, so that long ones find something.
        let query = if numbers.below(2) == 0 {
            let start = numbers.below(line.chars().count().max(1));
            line.chars().skip(start).take(length).collect()
        } else {
            text(&mut numbers, length)
        };
        let word = folded(query.trim());
        if !word.chars().any(char::is_alphanumeric) || query.contains('"') {
            continue;
        }
        asked += 1;
        let expected: BTreeSet<&str> = texts
            .iter()
            .filter(|(_, lines)| lines.iter().any(|line| scan(line, &word)))
            .map(|(story, _)| story.as_str())
            .collect();
        let results = found(&env, &["--limit", "1000", &format!("\"{query}\"")]);
        let results: BTreeSet<&str> = results
            .iter()
            .map(|story| story["story"].as_str().unwrap())
            .collect();
        assert_eq!(results, expected, "{query}");
        hits += results.len();
    }
    assert!(hits > 500, "{hits}");
}

/// The stories of the index by a term, asked with SQL.
fn indexed(env: &Env, table: &str) -> u32 {
    let store = Connection::open(env.path("store.db")).unwrap();
    let count = format!("SELECT count(*) FROM {table}_docsize");
    store.query_row(&count, [], |row| row.get(0)).unwrap()
}

#[test]
fn an_edited_entry_is_found_by_its_new_text_and_no_longer_by_the_old_one() {
    let env = env();
    let feed = env.read("hill.rss").replace("三台挖掘机", "两辆推土车");
    env.write("hill.rss", feed);
    env.pass();
    assert_eq!(titles(&env, &["推土车"]), ["山路封閉"]);
    assert!(titles(&env, &["挖掘机"]).is_empty());
}

#[test]
fn stories_that_people_split_and_merge_are_found_as_they_are_now() {
    let env = env();
    let shared = found(&env, &["渡轮"]);
    let entries: Vec<String> = shared
        .iter()
        .flat_map(|story| story["entries"].as_array().unwrap())
        .map(|entry| entry["entry"].as_str().unwrap().to_owned())
        .collect();
    let [one, other] = entries.as_slice() else {
        unreachable!("two outlets carry it: {entries:?}")
    };
    env.ok(&["split", one, other]);
    assert_eq!(titles(&env, &["渡轮"]).len(), 2);
    env.ok(&["split", "--undo", one, other]);
    assert_eq!(titles(&env, &["渡轮"]).len(), 1);
    assert_eq!(indexed(&env, "search_texts"), 4);
}

/// Takes everything out of the index, as an upgrade leaves it.
fn empty_index(env: &Env) {
    let store = Connection::open(env.path("store.db")).unwrap();
    store
        .execute_batch(
            "INSERT INTO search_texts (search_texts) VALUES ('delete-all');
             INSERT INTO search_titles (search_titles) VALUES ('delete-all');
             UPDATE meta SET value = 0 WHERE name = 'search-filled'",
        )
        .unwrap();
}

#[test]
fn entries_that_the_index_lacks_are_found_and_the_next_run_adds_them() {
    let env = env();
    let whole = indexed(&env, "search_texts");
    empty_index(&env);
    assert_eq!(
        titles(&env, &["--order", "best", "灯塔 outlet:hill"]).len(),
        1
    );
    assert_eq!(titles(&env, &["渡轮"]).len(), 1);
    assert_eq!(indexed(&env, "search_texts"), 0);
    env.pass();
    assert_eq!(indexed(&env, "search_texts"), whole);
    assert_eq!(titles(&env, &["渡轮"]).len(), 1);
}

/// A source with so many stories about buoys, which one pass stored.
fn buoys(number: u32) -> Env {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\nbacklog = 1000\n");
    let items: Vec<(String, String)> = (0..number)
        .map(|number| (number.to_string(), format!("<p>Buoy {number} is lit.</p>")))
        .collect();
    let items: Vec<(&str, &str, &str)> = items
        .iter()
        .map(|(guid, text)| (guid.as_str(), guid.as_str(), text.as_str()))
        .collect();
    env.write("a.rss", rss(&items));
    env.pass();
    env
}

/// Two threads fill a long index: one meets the damage, and the other one reads the titles again.
#[test]
fn a_damaged_text_costs_a_long_index_that_text_only() {
    let env = buoys(300);
    empty_index(&env);
    let store = Connection::open(env.path("store.db")).unwrap();
    store
        .execute_batch("UPDATE bodies SET html = x'09000000FF' WHERE entry = 7")
        .unwrap();
    let title: String = store
        .query_row("SELECT title FROM entries WHERE id = 7", [], |row| {
            row.get(0)
        })
        .unwrap();
    let ended = env.run(&["run"]);
    let said = format!("of a: {title})");
    assert!(
        ended.code == 1 && ended.err.contains(&said),
        "{}",
        ended.err
    );
    assert_eq!(indexed(&env, "search_texts"), 300);
    assert_eq!(titles(&env, &[&title]), [title]);
}

#[test]
fn search_says_how_many_entries_it_did_not_look_through() {
    let env = buoys(501);
    assert_eq!(titles(&env, &["\"buoy 7\""]), ["7"]);
    empty_index(&env);
    let ended = env.run(&["search", "buoy"]);
    assert!(
        ended.err.contains("501 entries cannot be found yet"),
        "{}",
        ended.err
    );
    env.pass();
    assert_eq!(env.run(&["search", "buoy"]).err, "");
}

#[test]
fn a_refold_fills_the_index_anew() {
    let env = env();
    let store = Connection::open(env.path("store.db")).unwrap();
    store
        .execute_batch("INSERT INTO search_texts (search_texts) VALUES ('delete-all')")
        .unwrap();
    assert!(titles(&env, &["渡轮"]).is_empty());
    env.ok(&["refold"]);
    assert_eq!(titles(&env, &["渡轮"]).len(), 1);
}

#[test]
fn the_index_keeps_no_text() {
    let env = env();
    let store = Connection::open(env.path("store.db")).unwrap();
    let kept: Option<String> = store
        .query_row("SELECT terms FROM search_texts LIMIT 1", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(kept, None);
}
