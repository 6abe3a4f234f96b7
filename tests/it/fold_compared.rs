//! `diff`, and the history in `show`: cut, added, changed and retitled texts.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::{Value, json};

use super::env::{Env, rss};
use super::server::{Reply, Server};

const BEFORE: &str =
    "<p>港务局称，三号泊位将于6月封闭。</p><p>船公司须在5日前改签。货主不受影响。</p>";
const AFTER: &str = "<p>港务局称，三号泊位将于7月封闭。</p><p>船公司须在5日前改签。</p><p>改签免收费用&lt;b&gt;。</p>";

fn env() -> Env {
    let env = Env::new(
        "[[sources]]\nname = \"a\"\npath = \"a.rss\"\n[[sources]]\nname = \"b\"\npath = \"b.rss\"\n",
    );
    env.write("a.rss", rss(&[("1", "泊位封闭通知", BEFORE)]));
    env.write("b.rss", rss(&[("2", "泊位封闭 <通知>", AFTER)]));
    env.pass();
    env
}

fn entry(env: &Env, guid: &str) -> String {
    let entries = env.export();
    let found = entries.iter().find(|entry| entry["guid"] == guid).unwrap();
    found["entry"].as_str().unwrap().to_owned()
}

#[test]
fn two_entries_are_compared_by_sentence_and_character() {
    let env = env();
    let (one, other) = (entry(&env, "1"), entry(&env, "2"));
    let text = env.ok(&["diff", &one, &other]);
    for line in [
        "- 港务局称，三号泊位将于[-6-]月封闭。",
        "+ 港务局称，三号泊位将于{+7+}月封闭。",
        "  船公司须在5日前改签。",
        "- 货主不受影响。",
        "+ 改签免收费用<b>。",
        "retitled, 1 cut, 1 added, 1 changed, 1 alike (sentences)",
    ] {
        assert!(text.lines().any(|drawn| drawn == line), "{line}: {text}");
    }
    assert!(!text.contains('\u{1b}'), "no colours in a pipe");
    let side = env.ok(&["diff", "--layout", "side", &one, &other]);
    assert!(side.contains(" │ "), "{side}");
    let compared: Value = serde_json::from_str(&env.ok(&["diff", "--json", &one, &other])).unwrap();
    assert_eq!(compared["one"]["entry"], one.as_str());
    assert_eq!(compared["difference"]["retitled"]["change"], "changed");
    assert_eq!(
        compared["difference"]["sentences"][1],
        json!({"change": "same", "text": "船公司须在5日前改签。"})
    );
}

#[test]
fn the_page_is_whole_by_itself_and_takes_no_tag_from_a_feed() {
    let env = env();
    let page = env.ok(&["diff", "--html", &entry(&env, "1"), &entry(&env, "2")]);
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    assert!(page.contains("三号泊位将于<del>6</del>月封闭。"), "{page}");
    assert!(
        page.contains("<ins>改签免收费用&lt;b&gt;。</ins>"),
        "{page}"
    );
    assert!(
        page.contains("泊位封闭<ins> &lt;</ins>通知<ins>&gt;</ins>"),
        "{page}"
    );
    for outside in ["src=", "href=", "<script", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn the_history_of_an_entry_is_shown_step_by_step_and_updated_moves_with_it() {
    let server = Server::start();
    let feed = |title, body| Reply::ok(rss(&[("1", title, body)]));
    server.route_in_turn(
        "/a",
        [
            feed("泊位封闭通知", BEFORE),
            feed("泊位封闭通知（更正）", BEFORE),
            feed("泊位封闭通知（更正）", AFTER),
            // Another form of the same words is no change.
            feed(
                "泊位封闭通知（更正）",
                &AFTER.replace("<p>港", "<p class=\"lead\">港"),
            ),
        ],
    );
    let env = Env::new(&format!(
        "[[sources]]\nname = \"a\"\nurl = \"{}\"\n",
        server.url("/a")
    ));
    env.pass();
    let id = entry(&env, "1");
    let age = || {
        let store = rusqlite::Connection::open(env.path("store.db")).unwrap();
        for table in [
            "UPDATE entries SET first_seen = first_seen - 60",
            "UPDATE revisions SET at = at - 60",
            "UPDATE stories SET updated = updated - 60",
        ] {
            store.execute(table, []).unwrap();
        }
    };
    let shown = || -> Value { serde_json::from_str(&env.ok(&["show", "--json", &id])).unwrap() };
    let refused = env.run(&["diff", &id]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("never changed"), "{}", refused.err);
    let mut moved = Vec::new();
    for _ in 0..3 {
        age();
        let before = shown()["updated"].clone();
        env.pass();
        moved.push(shown()["updated"] != before);
    }
    assert_eq!(
        moved,
        [true, true, false],
        "`updated` moves for real changes only"
    );
    let revisions = shown()["entries"][0]["revisions"].clone();
    assert_eq!(revisions.as_array().unwrap().len(), 2, "{revisions}");
    assert_eq!(revisions[0]["title"], "泊位封闭通知");
    assert_eq!(revisions[0]["difference"]["retitled"]["change"], "changed");
    let text = env.ok(&["show", &id]);
    for words in [
        "retitled, 3 alike (sentences)",
        "1 cut, 1 added, 1 changed, 1 alike (sentences)",
        "    - 货主不受影响。",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let last = env.ok(&["diff", &id]);
    assert!(last.contains("将于{+7+}月"), "{last}");
    assert!(last.contains(" until "), "{last}");
}
