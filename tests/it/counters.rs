//! Counters and rotating lists around a text: which changes set `updated`, and which the history
//! shows.
use super::env::{Env, text};

const PASSES: u32 = 26;

fn local() -> Env {
    Env::new("[[sources]]\nname = \"a\"\npath = \"a.xml\"\n")
}

/// Three items; `title` and `below` are made of the item and the pass.
fn feed(
    pass: u32,
    title: impl Fn(u32, u32) -> String,
    below: impl Fn(u32, u32) -> String,
) -> String {
    let paragraph = |text: &str| format!("&lt;p&gt;{text}&lt;/p&gt;");
    let item = |n| {
        let lines: Vec<String> = below(n, pass).lines().map(paragraph).collect();
        format!(
            "<item><guid>g{n}</guid><title>{}</title><pubDate>Mon, 0{n} Nov 2026 09:00:00 GMT</pubDate>\
             <description>{}{}</description></item>",
            title(n, pass),
            paragraph(&text(n)),
            lines.concat()
        )
    };
    let items: Vec<String> = (1..=3).map(item).collect();
    let items = items.concat();
    format!("<rss version=\"2.0\"><channel><title>a</title>{items}</channel></rss>")
}

fn plain(n: u32, _: u32) -> String {
    format!("Title {n}")
}

#[test]
fn counters_move_nothing_and_the_output_keeps_its_bytes() {
    let titles = |n: u32, pass: u32| format!("Title {n} ({pass} comments)");
    let bare = |n: u32, pass: u32| format!("Title {n} [{pass}]");
    let counts = |n: u32, pass: u32| format!("阅读 {pass}0{n} 次　　{}小时前", pass + 1);
    let related = |n: u32, pass: u32| format!("相关阅读：\n另一条港口新闻第{pass}{n}条");
    let none = |_: u32, _: u32| String::new();
    let feeds: [&dyn Fn(u32) -> String; 4] = [
        &|pass| feed(pass, titles, none),
        &|pass| feed(pass, bare, none),
        &|pass| feed(pass, plain, counts),
        &|pass| feed(pass, plain, related),
    ];
    for feed in feeds {
        let env = local();
        env.write("a.xml", feed(1));
        env.pass();
        let before = env.read("public/all.atom");
        for pass in 2..6 {
            env.write("a.xml", feed(pass));
            assert_eq!(env.pass()["sources"][0]["counts"]["updated"], 0, "{before}");
        }
        assert!(env.read("public/all.atom") == before, "{before}");
    }
}

#[test]
fn lines_that_a_source_changes_all_the_time_are_learned() {
    let unknown = |n: u32, pass: u32| format!("港口指数热量值 {pass}0{n}");
    let list = |n: u32, pass: u32| {
        format!("Hot in the harbour\nShip {n} meets {pass} whales\nPier {pass}{n}a")
    };
    let feeds: [&dyn Fn(u32) -> String; 2] = [&|pass| feed(pass, plain, unknown), &|pass| {
        feed(pass, plain, |n, pass| {
            let words = ["fog", "rain", "snow", "wind", "hail", "calm", "ice", "heat"];
            list(n, pass)
                .replace("whales", words[pass as usize % 8])
                .replace("Pier", words[(pass as usize + 1) % 8])
        })
    }];
    for feed in feeds {
        let env = local();
        for pass in 0..4 {
            env.write("a.xml", feed(pass));
            env.pass();
        }
        let before = env.published("public/all.atom");
        for pass in 4..8 {
            env.write("a.xml", feed(pass));
            assert_eq!(
                env.pass()["sources"][0]["counts"]["updated"],
                0,
                "pass {pass}"
            );
        }
        assert_eq!(env.published("public/all.atom"), before);
        // A correction is one all the same.
        env.write("a.xml", feed(7).replace(&text(2), &text(12)));
        assert_eq!(env.pass()["sources"][0]["counts"]["updated"], 1);
    }
}

#[test]
fn a_figure_that_one_entry_alone_changes_again_and_again_is_always_seen() {
    let env = local();
    let toll = |n: u32, pass: u32| match n {
        1 => format!("死亡：{pass}人"),
        _ => String::new(),
    };
    for pass in 1..12 {
        env.write("a.xml", feed(pass, plain, toll));
        let counts = env.pass()["sources"][0]["counts"].clone();
        assert_eq!(counts["updated"], u64::from(pass > 1), "pass {pass}");
    }
    assert!(env.read("public/all.atom").contains("死亡：11人"));
}

#[test]
fn a_correction_outlives_many_counters_in_the_history() {
    // The second is the only entry with this line, so that it is never learned.
    let alone = |n: u32, pass: u32| match n {
        2 => format!("港口指数热量值 {pass}0"),
        _ => String::new(),
    };
    let known = |_: u32, pass: u32| format!("已有 {pass}03 人看过");
    let feeds: [&dyn Fn(u32) -> String; 2] = [&|pass| feed(pass, plain, alone), &|pass| {
        feed(pass, plain, known)
    }];
    for feed in feeds {
        let env = local();
        let wrong = "The pier is 4,180 metres long.";
        let with = |pass: u32, words: &str| {
            let body = text(2);
            feed(pass).replace(&body, &format!("{words} {body}"))
        };
        env.write("a.xml", with(0, wrong));
        env.pass();
        for pass in 1..PASSES {
            env.write("a.xml", with(pass, &wrong.replace("4,180", "4,810")));
            env.pass();
        }
        let entries = env.export();
        let entry = entries.iter().find(|entry| entry["guid"] == "g2");
        let id = entry
            .and_then(|entry| entry["entry"].as_str())
            .unwrap_or_default();
        let shown = env.ok(&["show", id]);
        assert!(shown.contains("4,180"), "{shown}");
    }
}

#[test]
fn a_feed_that_goes_from_whole_texts_to_summaries_keeps_the_stored_texts() {
    let whole = |n: u32, _: u32| {
        format!("The harbour of Strelsau has {n}7 cranes. Two more follow in May.")
    };
    let env = local();
    env.write("a.xml", feed(1, plain, whole));
    env.pass();
    let before = env.read("public/all.atom");
    let summaries = feed(1, plain, whole).replace("cranes. Two more follow in May.", "cranes…");
    for _ in 0..2 {
        env.write("a.xml", &summaries);
        assert_eq!(env.pass()["sources"][0]["counts"]["updated"], 0);
        assert!(env.read("public/all.atom") == before, "{before}");
    }
    // What the publisher really edits replaces the text.
    env.write("a.xml", summaries.replace("7 cranes", "8 cranes"));
    assert_eq!(env.pass()["sources"][0]["counts"]["updated"], 3);
    assert!(env.read("public/all.atom").contains("18 cranes…"));
}
