//! Near copies fold and similar texts stay apart, in whatever order they arrive.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};

use super::env::Env;

/// One item: outlet, guid, minute of the day, title, text.
type Item = (&'static str, &'static str, u32, &'static str, &'static str);

/// What three outlets carried in one morning; items whose guids begin alike carry one text.
const MORNING: [Item; 18] = [
    (
        "gazette",
        "pilot-1",
        0,
        "岚洲新材料研究院：海水淡化膜中试线投产",
        "岚洲新材料研究院公告，海水淡化膜中试线3月2日建成投产，首批产品脱盐率达到99.72%，年产能为45万平方米，\
         总投资3.86亿元。研究院表示，下一步将在滨海新区建设二期工程，预计2027年6月完工。",
    ),
    (
        "portal",
        "pilot-2",
        3,
        "海水淡化膜中试线投产 脱盐率达99.72%",
        "【海水淡化膜中试线投产 脱盐率达99.72%】岚洲新材料研究院公告，海水淡化膜中试线3月2日建成投产，\
         首批产品脱盐率达到99.72%，年产能为45万平方米，总投资3.86亿元。",
    ),
    (
        "wire",
        "pilot-3",
        9,
        "岚洲新材料研究院：海水淡化膜中试线投产",
        "<p>望潮社3月2日电，岚洲新材料研究院公告，海水淡化膜中试线3月2日建成投产，首批产品脱盐率达到99.72%，\
         年产能为450,000平方米，总投资386,000,000元。</p><p>研究院表示，下一步将在滨海新区建设二期工程，预计2027年6月完工。</p>",
    ),
    (
        "gazette",
        "repo-1",
        20,
        "储备银行今日开展1885亿元逆回购操作",
        "储备银行今日开展1885亿元7天期逆回购操作，操作利率为1.40%，与此前持平。因今日有2410亿元逆回购到期，实现净回笼525亿元。",
    ),
    (
        "portal",
        "repo-2",
        21,
        "储备银行今日净回笼525亿元",
        "【储备银行今日净回笼525亿元】储备银行今日开展1885亿元7天期逆回购操作，操作利率为1.40%，与此前持平。\
         因今日有2410亿元逆回购到期，实现净回笼525亿元。",
    ),
    (
        "wire",
        "yesterday-1",
        // The day before, in the same words.
        0,
        "储备银行今日开展2170亿元逆回购操作",
        "储备银行今日开展2170亿元7天期逆回购操作，操作利率为1.40%，与此前持平。因今日有1600亿元逆回购到期，实现净投放570亿元。",
    ),
    (
        "gazette",
        "halt-one-1",
        40,
        "海洋科技ETF(159001)临时停牌",
        "海洋科技ETF(159001)公告，本基金二级市场交易价格明显高于基金份额参考净值，出现较大幅度溢价，将于3月3日开市起至当日10:30停牌。",
    ),
    (
        "portal",
        "halt-one-2",
        42,
        "海洋科技ETF：3月3日开市起停牌",
        "【海洋科技ETF：3月3日开市起停牌】海洋科技ETF(159001)公告，本基金二级市场交易价格明显高于基金份额参考净值，\
         出现较大幅度溢价，将于3月3日开市起至当日10:30停牌。",
    ),
    (
        "wire",
        "halt-two-1",
        41,
        "远山芯片ETF(159777)临时停牌",
        "远山芯片ETF(159777)公告，本基金二级市场交易价格明显高于基金份额参考净值，出现较大幅度溢价，将于3月3日开市起至当日10:30停牌。",
    ),
    (
        "gazette",
        "buyback-one-1",
        50,
        "云岚股份：拟1.5亿元至3亿元回购股份",
        "云岚股份公告，拟以集中竞价交易方式回购公司股份，回购金额不低于1.5亿元且不超过3亿元，回购价格不超过6.5元/股。",
    ),
    (
        "portal",
        "buyback-two-1",
        51,
        "海川股份：拟8000万元至1.3亿元回购股份",
        "海川股份公告，拟以集中竞价交易方式回购公司股份，回购金额不低于8000万元且不超过1.3亿元，回购价格不超过34.5元/股。",
    ),
    (
        "wire",
        "english-1",
        60,
        "Reserve Bank of Meridia trims its lending rate to 1.60%",
        "MERIDIA, March 2 - The Reserve Bank of Meridia trimmed its seven-day lending rate to 1.60% on Monday, the first cut in \
         eleven months, citing weaker export orders at the ports of Lanzhou and Haichuan. Governor Ada Quill said further steps \
         would depend on prices in the second quarter.",
    ),
    (
        "portal",
        "english-2",
        75,
        "Meridia cuts lending rate to 1.60%",
        "The Reserve Bank of Meridia trimmed its seven-day lending rate to 1.60% on Monday, the first cut in eleven months, citing \
         weaker export orders at the ports of Lanzhou and Haichuan.",
    ),
    (
        "gazette",
        "charge-1",
        80,
        "Meridia Audit Office Sues Harbour Fund and Founder for $31 Million",
        "The Audit Office of Meridia today sued Sablehurst Digital Advisors and its founder, Anselm Quarrie, who are said to have \
         misled at least 240 savers of the islands about shares in two arbitrage funds. According to the complaint, Quarrie told savers \
         from 2023 on that the funds returned 18 percent a year, when they lost money in most quarters. The complaint seeks \
         penalties and the return of what was taken.",
    ),
    (
        "portal",
        "charge-2",
        110,
        "Founder of Sablehurst accused of misleading 240 savers",
        "The Audit Office of Meridia on Monday sued Sablehurst Digital Advisors and its founder, Anselm Quarrie, who are said to have \
         misled at least 240 savers of the islands about shares in two arbitrage funds. According to the complaint, Quarrie told savers \
         from 2023 on that the funds returned 18 percent a year, when they lost money in most quarters.",
    ),
    // The headline alone, of which the copy above has no word.
    (
        "wire",
        "charge-3",
        84,
        "Meridia Audit Office Sues Harbour Fund and Founder for $31 Million",
        "",
    ),
    // Each office quotes its own member in the joint statement.
    (
        "gazette",
        "rail-1",
        120,
        "Whitlow and Barrantes propose to repair grain railways",
        "Members Dana Whitlow and Luis Barrantes today proposed the Grain Railway Act, which would create a fund of 450 million \
         to repair the short lines that serve grain silos in 14 districts. It would also oblige the railway board to publish its \
         figures each month. \"Farmers cannot wait six weeks for a wagon,\" said Whitlow. \"Our bill fixes that.\" The act is \
         supported by the League of Silos, the Short Line Association and the Union of Farmers, and builds on a trial that \
         repaired 212 miles of track since 2022.",
    ),
    (
        "portal",
        "rail-2",
        140,
        "Barrantes and Whitlow propose Grain Railway Act",
        "Members Dana Whitlow and Luis Barrantes today proposed the Grain Railway Act, which would create a fund of 450 million \
         to repair the short lines that serve grain silos in 14 districts. It would also oblige the railway board to publish its \
         figures each month. \"Farmers cannot wait six weeks for a wagon,\" said Barrantes. \"It is time to act.\" The act is \
         supported by the League of Silos, the Short Line Association and the Union of Farmers, and builds on a trial that \
         repaired 212 miles of track since 2022.",
    ),
];

fn feed(outlet: &str) -> String {
    let items = MORNING.iter().filter(|(of, ..)| *of == outlet);
    let items: Vec<String> = items
        .map(|(_, guid, minute, title, text)| {
            let day = if guid.starts_with("yesterday") { 1 } else { 2 };
            format!(
                "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title>\
                 <pubDate>{day:02} Mar 2026 {:02}:{:02}:00 +0800</pubDate>\
                 <description><![CDATA[{text}]]></description></item>",
                9 + minute / 60,
                minute % 60
            )
        })
        .collect();
    let items = items.concat();
    format!("<rss version=\"2.0\"><channel><title>{outlet}</title>{items}</channel></rss>")
}

fn source(outlet: &str) -> String {
    format!("[[sources]]\nname = \"{outlet}\"\npath = \"{outlet}.rss\"\n")
}

fn expected() -> BTreeSet<BTreeSet<String>> {
    let mut groups: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (_, guid, ..) in MORNING {
        let (group, _) = guid.rsplit_once('-').unwrap();
        groups.entry(group).or_default().insert(guid.to_owned());
    }
    groups.into_values().collect()
}

#[test]
fn copies_fold_and_look_alikes_stay_apart_in_every_order_of_arrival() {
    for order in [
        ["gazette", "portal", "wire"],
        ["gazette", "wire", "portal"],
        ["portal", "gazette", "wire"],
        ["portal", "wire", "gazette"],
        ["wire", "gazette", "portal"],
        ["wire", "portal", "gazette"],
    ] {
        // One outlet a run: what came before is stored when the next one comes.
        let env = Env::new("");
        let mut tables = String::new();
        for outlet in order {
            tables.push_str(&source(outlet));
            env.configure(&tables);
            env.write(&format!("{outlet}.rss"), feed(outlet));
            env.pass();
        }
        assert_eq!(env.partition(), expected(), "{order:?}");
    }
}

#[test]
fn a_late_full_text_represents_the_excerpts_that_came_before_under_the_same_published_id() {
    let env = Env::new(&source("portal"));
    env.write("portal.rss", feed("portal"));
    env.pass();
    let story_of = |guid: &str| {
        let entries = env.export();
        let entry = entries.iter().find(|entry| entry["guid"] == guid).unwrap();
        (entry["story"].clone(), entry["role"].clone())
    };
    let (before, role) = story_of("pilot-2");
    assert_eq!(role, "representative");
    // An hour passes: what was stored has been seen by readers.
    let store = rusqlite::Connection::open(env.path("store.db")).unwrap();
    store
        .execute("UPDATE entries SET first_seen = first_seen - 3600", [])
        .unwrap();
    drop(store);
    env.configure(&(source("portal") + &source("gazette")));
    env.write("gazette.rss", feed("gazette"));
    env.pass();
    assert_eq!(story_of("pilot-2"), (before.clone(), "excerpt".into()));
    assert_eq!(
        story_of("pilot-1"),
        (before.clone(), "representative".into())
    );
    // The switch is written down.
    let shown = env.ok(&["show", "--json", before.as_str().unwrap()]);
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        shown["switches"][0]["title"],
        "岚洲新材料研究院：海水淡化膜中试线投产"
    );
    assert_eq!(shown["switches"].as_array().unwrap().len(), 1);
}

#[test]
fn evidence_of_a_near_copy_names_what_counted() {
    let env = Env::new(&(source("gazette") + &source("portal")));
    env.write("gazette.rss", feed("gazette"));
    env.write("portal.rss", feed("portal"));
    env.pass();
    let entries = env.export();
    // Which of both founds the story depends on which feed was read first.
    let is_copy = |entry: &&serde_json::Value| {
        let guid = entry["guid"].as_str().unwrap();
        guid.starts_with("pilot") && entry["evidence"]["rule"] != "founded"
    };
    let copy = entries.iter().find(is_copy).unwrap();
    let evidence = &copy["evidence"];
    assert_eq!(evidence["rule"], "alike", "{evidence}");
    assert!(evidence["score"].as_f64().unwrap() > 0.0, "{evidence}");
    let terms = evidence["terms"].as_array().unwrap();
    assert!(
        terms.iter().any(|term| term["term"] == "contained"),
        "{evidence}"
    );
}

/// A paragraph that one source puts under everything.
const HABIT: &str = "云岚财经是一家专注海洋经济的研究机构，每天为您整理港口、航运与新材料的消息。";

fn post(title: &str, text: &str) -> String {
    format!(
        "---\ntitle: {title}\nauthor: 云岚财经\ndate: Mon, 02 Mar 2026 09:00:00 +0800\n---\n<p>{text}</p><p>{HABIT}</p>"
    )
}

#[test]
fn lines_that_a_source_repeats_in_different_stories_are_learned_and_reported() {
    let env = Env::new("[[sources]]\nname = \"posts\"\npath = \"posts/*.md\"\n");
    let texts = [
        "三月的第一个工作日，滨海新区的集装箱吞吐量创下单日新高，码头工人说，这是十年来最忙的一天。",
        "一家做反渗透膜的小公司拿到了第三轮融资，创始人在电话里说，他们打算把钱都花在设备上。",
        "渔民老周今年换了一条电动船，他算了一笔账：油钱省下来的，够孩子一年的学费。",
    ];
    for (number, text) in texts.iter().take(2).enumerate() {
        env.write(
            &format!("posts/{number}.md"),
            post(&format!("第{number}篇"), text),
        );
    }
    // Copies of one text repeat its lines without being different stories.
    env.write("posts/copy.md", post("第一篇", texts[1]));
    env.pass();
    let learned = || -> serde_json::Value {
        serde_json::from_str(&env.ok(&["sources", "--boilerplate", "--json"])).unwrap()
    };
    assert_eq!(learned(), serde_json::json!([]));
    env.write("posts/2.md", post("第2篇", texts[2]));
    env.pass();
    let lines = learned();
    assert_eq!(lines[0]["line"], HABIT, "{lines}");
    assert_eq!(lines.as_array().unwrap().len(), 1, "{lines}");
    assert!(
        env.ok(&["sources", "--boilerplate"])
            .contains("云岚财经是一家")
    );
}

/// Uses of a new source's lines are counted in memory, those of a known one in the store.
#[test]
fn the_same_lines_are_learned_in_one_pass_and_in_many() {
    let texts = [
        "三月的第一个工作日，滨海新区的集装箱吞吐量创下单日新高，码头工人说，这是十年来最忙的一天。",
        "一家做反渗透膜的小公司拿到了第三轮融资，创始人在电话里说，他们打算把钱都花在设备上。",
        "渔民老周今年换了一条电动船，他算了一笔账：油钱省下来的，够孩子一年的学费。",
    ];
    let beginning = "岚港财经每天早晨七点为您送来最新的消息。";
    let posts: Vec<String> = [0, 1, 1, 1, 0, 2]
        .iter()
        .enumerate()
        .map(|(number, text)| {
            // Every other one says it twice, and together they do so more often than uses are
            // remembered.
            let habit = format!("<p>{HABIT}</p>").repeat(1 + number % 2);
            let text = format!(
                "{}</p><p>{beginning}</p>{habit}<p>见上文第{number}段",
                texts[*text]
            );
            post(&format!("第{number}篇"), &text)
        })
        .collect();
    let learned = |passes: &[&[usize]]| -> Vec<String> {
        let env = Env::new("[[sources]]\nname = \"posts\"\npath = \"posts/*.md\"\n");
        for pass in passes {
            for number in *pass {
                env.write(&format!("posts/{number}.md"), &posts[*number]);
            }
            env.pass();
        }
        let told = env.ok(&["sources", "--boilerplate", "--json"]);
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        let lines = told.as_array().unwrap().iter();
        let mut lines: Vec<String> = lines.map(|line| line["line"].to_string()).collect();
        lines.sort();
        lines
    };
    let at_once = learned(&[&[0, 1, 2, 3, 4, 5]]);
    assert!(at_once.len() >= 2, "{at_once:?}");
    assert_eq!(learned(&[&[0], &[1], &[2], &[3], &[4], &[5]]), at_once);
    assert_eq!(learned(&[&[0, 1, 2], &[3, 4, 5]]), at_once);
}

#[test]
fn a_line_beside_one_paragraph_too_long_to_count_is_learned_too() {
    let env = Env::new("[[sources]]\nname = \"posts\"\npath = \"posts/*.md\"\n");
    let sentences = [
        "集装箱吞吐量创下单日新高，码头工人说这是十年来最忙的一天。",
        "做反渗透膜的小公司拿到了第三轮融资，打算把钱都花在设备上。",
        "渔民老周今年换了一条电动船，油钱省下来的够孩子一年的学费。",
    ];
    for (number, sentence) in sentences.iter().enumerate() {
        let title = format!("第{number}篇");
        env.write(
            &format!("posts/{number}.md"),
            post(&title, &sentence.repeat(20)),
        );
    }
    env.pass();
    let out = env.ok(&["sources", "--boilerplate", "--json"]);
    let lines: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(lines[0]["line"], HABIT, "{lines}");
}

/// A daily notice after one template, and its first sentence.
fn notice(day: u32) -> (String, String) {
    let (amount, price) = (1000 + 37 * day, 4.1 + f64::from(day) / 100.0);
    let first = format!(
        "岚洲半导体产业基金公告，2026年{}月{}日中午收盘，本基金二级市场的最新成交价为{price:.3}元，明显高于基金份额净值，出现较大幅度溢价。",
        1 + day / 28,
        1 + day % 28
    );
    let rest = format!(
        "特此郑重提醒广大投资者，应密切关注二级市场交易价格溢价风险，审慎做出投资决策，如盲目投资，后续可能遭受重大损失。\
         为保护投资者利益，本基金将于当日下午开市起停牌至收市，停牌期间赎回业务照常办理，当日申购上限为{amount}万元。\
         若次日溢价幅度未有效回落，基金管理人有权通过申请盘中临时停牌、延长停牌时间等方式警示风险，具体以届时公告为准。"
    );
    (format!("{first}{rest}"), first)
}

fn dated(guid: &str, day: u32, minute: u32, text: &str) -> String {
    let month = ["Jan", "Feb", "Mar"][day as usize / 28];
    format!(
        "<item><guid isPermaLink=\"false\">{guid}</guid><title>岚洲半导体基金：{}日下午停牌</title>\
         <pubDate>{:02} {month} 2026 12:{minute:02}:00 +0800</pubDate><description>{text}</description></item>",
        1 + day % 28,
        1 + day % 28
    )
}

#[test]
fn an_excerpt_is_found_though_a_template_was_used_every_day_before() {
    let env = Env::new(&source("gazette"));
    let channel = |outlet: &str, items: &str| {
        format!("<rss version=\"2.0\"><channel><title>{outlet}</title>{items}</channel></rss>")
    };
    let history: Vec<String> = (0..60)
        .map(|day| dated(&format!("day-{day}"), day, 40, &notice(day).0))
        .collect();
    let (full, first) = notice(61);
    env.write("gazette.rss", channel("gazette", &history.concat()));
    env.pass();
    env.configure(&(source("gazette") + &source("portal")));
    let cut = dated("cut", 61, 41, &first);
    env.write("portal.rss", channel("portal", &cut));
    env.pass();
    env.write(
        "gazette.rss",
        channel("gazette", &dated("full", 61, 43, &full)),
    );
    env.pass();
    let found = env.partition();
    assert_eq!(found.len(), 61, "{found:?}");
    assert!(
        found.contains(&BTreeSet::from(["cut".to_owned(), "full".to_owned()])),
        "{found:?}"
    );
}
