//! A correction or withdrawal stays a story of its own, related to what it corrects, whatever
//! comes first; reports and outputs say so.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde_json::Value;

use super::env::Env;

/// One item: source, guid, minute of the day, title, text.
type Item = (&'static str, &'static str, u32, &'static str, &'static str);

const PIER: &str = "栈桥研究所25日发布的报告显示，今年前三季度港口吊机销量为2.84万台，同比增长17.6%，其中国产品牌占比升至54%。\
    报告认为，两个沿海行业贡献了主要增量，全年销量有望突破4万台，出口占比保持在三成左右。";
const PIER_RIGHT: &str = "栈桥研究所25日发布的报告显示，今年前三季度港口吊机销量为2.48万台，同比增长17.6%，其中国产品牌占比升至54%。\
    报告认为，两个沿海行业贡献了主要增量，全年销量有望突破4万台，出口占比保持在三成左右。";
const FERRY: &str = "Stonequay Ferries said on Wednesday that it will sail twice a day to the outer islands \
    from May, after the regional council agreed to pay for a second crew and a new landing stage.";
const KRAN: &str = "Der Hafen Nordmole hat im dritten Quartal 1,2 Millionen Tonnen umgeschlagen, wie die Betreiberin \
    am Mittwoch mitteilte. Das sind acht Prozent mehr als vor einem Jahr, vor allem dank neuer Kräne.";
const PHARE: &str = "Le syndicat des phares a annoncé mercredi la réouverture de trois tours au public dès le mois de mai, \
    après deux ans de travaux financés par la région et par une souscription ouverte aux habitants.";
const FUNE: &str = "港湾協会は25日、来年度の係留料を平均で一割引き上げると発表した。設備の更新費用をまかなうためで、\
    小型船には三年間の経過措置を設ける。漁業者には負担を抑える別の料金表を用意する。";
const BAE: &str = "항만공사는 25일 내년도 접안료를 평균 10% 올린다고 발표했다. 설비 교체 비용을 마련하기 위한 것으로, \
    소형 선박에는 3년의 유예 기간을 둔다. 어업인에게는 별도의 요금표를 적용한다.";

/// What came, in several languages: the guid of a correction is that of its text with a dash, and
/// a digit behind it counts the copies.
const ITEMS: [Item; 18] = [
    ("east", "zh", 0, "前三季度港口吊机销量2.84万台", PIER),
    ("west", "zh2", 7, "前三季度港口吊机销量2.84万台", PIER),
    (
        "west",
        "zh-",
        60,
        "更正：前三季度港口吊机销量2.48万台",
        PIER_RIGHT,
    ),
    (
        "east",
        "zh-2",
        66,
        "【更正】前三季度港口吊机销量2.48万台",
        PIER_RIGHT,
    ),
    (
        "east",
        "en",
        0,
        "Stonequay Ferries to sail twice a day",
        FERRY,
    ),
    (
        "west",
        "en2",
        5,
        "Stonequay Ferries to sail twice a day",
        FERRY,
    ),
    (
        "west",
        "en-",
        90,
        "CORRECTED-Stonequay Ferries to sail twice a day",
        FERRY,
    ),
    (
        "east",
        "en-2",
        95,
        "Stonequay Ferries to sail twice a day (CORRECTED)",
        FERRY,
    ),
    ("east", "de", 0, "Hafen Nordmole schlägt mehr um", KRAN),
    (
        "west",
        "de-",
        30,
        "Berichtigung: Hafen Nordmole schlägt mehr um",
        KRAN,
    ),
    (
        "east",
        "fr",
        0,
        "Trois phares rouvrent au public en mai",
        PHARE,
    ),
    (
        "west",
        "fr-",
        30,
        "Corrigé : Trois phares rouvrent au public en mai",
        PHARE,
    ),
    ("east", "ja", 0, "港湾協会、係留料を一割引き上げへ", FUNE),
    (
        "west",
        "ja-",
        30,
        "（訂正）港湾協会、係留料を一割引き上げへ",
        FUNE,
    ),
    ("east", "ko", 0, "항만공사, 내년 접안료 10% 인상", BAE),
    (
        "west",
        "ko-",
        30,
        "[정정] 항만공사, 내년 접안료 10% 인상",
        BAE,
    ),
    (
        "east",
        "gone",
        0,
        "灯塔管委会将重建北岸三座灯塔并对外开放",
        "灯塔管委会25日宣布，将重建北岸三座灯塔，计划明年五月对外开放。",
    ),
    (
        "east",
        "gone-",
        40,
        "撤稿：灯塔管委会将重建北岸三座灯塔并对外开放",
        "此稿内容有误，现予撤回，敬请各媒体停止使用。",
    ),
];

fn env() -> Env {
    Env::new(
        "[[sources]]\nname = \"east\"\npath = \"east.rss\"\ntitle = \"East\"\n\
         [[sources]]\nname = \"west\"\npath = \"west.rss\"\ntitle = \"West\"\n",
    )
}

/// Reads these items in one pass.
fn arrive(env: &Env, items: &[Item]) {
    for source in ["east", "west"] {
        let own = items.iter().filter(|item| item.0 == source);
        let own: Vec<String> = own
            .map(|(_, guid, minute, title, text)| {
                format!(
                    "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title>\
                     <link>https://{source}.example/{guid}</link>\
                     <pubDate>02 Mar 2026 {:02}:{:02}:00 +0800</pubDate>\
                     <description>{text}</description></item>",
                    9 + minute / 60,
                    minute % 60
                )
            })
            .collect();
        let own = own.concat();
        env.write(
            &format!("{source}.rss"),
            format!("<rss version=\"2.0\"><channel><title>{source}</title>{own}</channel></rss>"),
        );
    }
    env.pass();
}

fn of<'a>(entries: &'a [Value], guid: &str) -> &'a Value {
    entries.iter().find(|entry| entry["guid"] == guid).unwrap()
}

/// What the story of one entry says of that of another one, for every pair that says something.
fn said(env: &Env) -> BTreeSet<String> {
    let entries = env.export();
    let mut said = BTreeSet::new();
    for entry in &entries {
        for link in entry["corrections"].as_array().unwrap() {
            let target = entries
                .iter()
                .find(|other| other["story"] == link["story"] && other["role"] == "representative");
            let story = |entry: &Value| {
                entry["guid"]
                    .as_str()
                    .unwrap()
                    .trim_end_matches('2')
                    .to_owned()
            };
            said.insert(format!(
                "{} {} {}",
                story(entry),
                link["relation"].as_str().unwrap(),
                story(target.unwrap())
            ));
            assert!(
                entry["related_to"]
                    .as_array()
                    .unwrap()
                    .contains(&link["story"])
            );
        }
    }
    said
}

fn expected() -> BTreeSet<String> {
    let corrected = ["zh", "en", "de", "fr", "ja", "ko"].iter();
    let mut expected: BTreeSet<String> = corrected
        .flat_map(|guid| {
            [
                format!("{guid}- corrects {guid}"),
                format!("{guid} corrected-by {guid}-"),
            ]
        })
        .collect();
    expected.insert("gone- withdraws gone".to_owned());
    expected.insert("gone withdrawn-by gone-".to_owned());
    expected
}

fn stories() -> BTreeSet<BTreeSet<String>> {
    let mut stories = std::collections::BTreeMap::<&str, BTreeSet<String>>::new();
    for (_, guid, ..) in ITEMS {
        stories
            .entry(guid.trim_end_matches('2'))
            .or_default()
            .insert(guid.to_owned());
    }
    stories.into_values().collect()
}

#[test]
fn corrections_and_what_they_correct_are_two_stories_each_with_its_reposts_in_any_order() {
    let at_once = env();
    arrive(&at_once, &ITEMS);
    let mut backwards = ITEMS;
    backwards.reverse();
    let one_by_one = env();
    for upto in 1..=backwards.len() {
        arrive(&one_by_one, &backwards[..upto]);
    }
    for env in [&at_once, &one_by_one] {
        assert_eq!(env.partition(), stories());
        assert_eq!(said(env), expected());
        env.ok(&["refold"]);
        assert_eq!(env.partition(), stories());
        assert_eq!(said(env), expected());
    }
}

#[test]
fn reposts_of_a_correction_notice_of_a_company_fold_and_correct_nothing() {
    let notice = "栈桥股份25日披露更正公告，三季报中净利润应为3.1亿元，此前因合并口径有误披露为3.4亿元，公司对由此带来的不便致歉。";
    let crash = "Shares of port operators fell for a third day on Wednesday and are now in correction territory, \
        a tenth below their high of March, as traders weighed slower trade and higher fuel costs.";
    let env = env();
    arrive(
        &env,
        &[
            ("east", "a", 0, "栈桥股份：关于三季报的更正公告", notice),
            ("west", "b", 5, "栈桥股份：关于三季报的更正公告", notice),
            ("east", "c", 0, "Port shares in correction territory", crash),
            (
                "west",
                "d",
                6,
                "Correction territory: port shares fall for a third day",
                crash,
            ),
        ],
    );
    let pair = |one: &str, other: &str| BTreeSet::from([one.to_owned(), other.to_owned()]);
    assert_eq!(
        env.partition(),
        BTreeSet::from([pair("a", "b"), pair("c", "d")])
    );
    assert_eq!(said(&env), BTreeSet::new());
}

/// Makes every story a day older, so that a time that moves can be seen.
fn age(env: &Env) {
    let store = Connection::open(env.path("store.db")).unwrap();
    let aged = store.execute("UPDATE stories SET updated = updated - 86400", []);
    assert!(aged.unwrap() > 0);
}

#[test]
fn a_corrected_story_says_so_in_the_output_and_moves_updated_once() {
    let env = env();
    arrive(&env, &ITEMS[..2]);
    age(&env);
    env.ok(&["publish"]);
    let before = env.published("public/all.atom");
    let (id, _) = before.iter().next().unwrap();
    arrive(&env, &ITEMS[..4]);
    let feed = env.read("public/all.atom");
    let after = env.published("public/all.atom");
    assert_eq!(after.len(), 2);
    assert!(after[id] > before[id], "{feed}");
    insta::assert_snapshot!("corrections_atom", undated(&feed));
    env.ok(&["publish"]);
    arrive(&env, &ITEMS[..4]);
    assert_eq!(
        env.read("public/all.atom"),
        feed,
        "the same store, the same bytes"
    );
    age(&env);
    env.ok(&["publish"]);
    let aged = env.published("public/all.atom");
    assert!(aged[id] < after[id], "nothing new moves `updated`");
    env.reword(
        "title = \"Curated\"",
        "title = \"Curated\"\nlanguage = \"zh-CN\"",
    );
    env.ok(&["publish"]);
    let chinese = env.read("public/all.atom");
    assert!(chinese.contains("已被更正："), "{chinese}");
    assert!(chinese.contains("更正此前报道："), "{chinese}");
}

/// A feed without the times that differ from run to run.
fn undated(feed: &str) -> String {
    let mut out = String::new();
    for line in feed.lines() {
        let line = line.trim();
        if line.starts_with("<id>")
            || line.starts_with("<updated>")
            || line.starts_with("<generator")
        {
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[test]
fn show_and_explain_say_which_entry_corrects_which() {
    let env = env();
    arrive(&env, &ITEMS);
    let entries = env.export();
    let id = |guid: &str| of(&entries, guid)["entry"].as_str().unwrap();
    let shown = env.ok(&["show", id("zh2")]);
    assert!(shown.contains("\ncorrected by  "), "{shown}");
    let shown = env.ok(&["show", id("zh-2")]);
    assert!(shown.contains("\ncorrects  "), "{shown}");
    let shown = env.ok(&["show", id("gone")]);
    assert!(shown.contains("\nwithdrawn by  "), "{shown}");
    let explained = env.ok(&["explain", id("en"), id("en-")]);
    assert!(
        explained.contains("one of them corrects the other one, so they never fold"),
        "{explained}"
    );
    assert!(
        explained.contains(&format!("the correction is {}", &id("en-")[..12])),
        "{explained}"
    );
    let explained: Value =
        serde_json::from_str(&env.ok(&["explain", id("gone"), id("gone-"), "--json"])).unwrap();
    assert_eq!(explained["verdict"], "withdrawn");
    assert_eq!(explained["corrected_by"], id("gone-"));
    // A late copy of the wrong text: it folds with that, and nothing says that it was corrected.
    let mut later = ITEMS.to_vec();
    later.push((
        "west",
        "en22",
        120,
        "Stonequay Ferries to sail twice a day",
        FERRY,
    ));
    arrive(&env, &later);
    let entries = env.export();
    let (wrong, late) = (of(&entries, "en"), of(&entries, "en22"));
    assert_eq!(wrong["story"], late["story"]);
    assert_eq!(late["corrections"], serde_json::json!([]));
    let late = late["entry"].as_str().unwrap();
    let correction = of(&entries, "en-")["entry"].as_str().unwrap();
    let explained = env.ok(&["explain", late, correction]);
    assert!(
        explained.contains("only one of them is marked"),
        "{explained}"
    );
}

#[test]
fn a_person_who_merges_a_correction_with_its_story_is_obeyed_by_refold_too() {
    let env = env();
    arrive(&env, &ITEMS[..4]);
    let entries = env.export();
    let id = |guid: &str| of(&entries, guid)["entry"].as_str().unwrap().to_owned();
    env.ok(&["merge", &id("zh"), &id("zh-")]);
    for _ in 0..2 {
        let entries = env.export();
        assert_eq!(of(&entries, "zh")["story"], of(&entries, "zh-")["story"]);
        env.ok(&["refold"]);
    }
    env.ok(&["merge", "--undo", &id("zh"), &id("zh-")]);
    let entries = env.export();
    assert_ne!(of(&entries, "zh")["story"], of(&entries, "zh-")["story"]);
}

#[test]
fn an_undo_of_merging_a_correction_gives_readers_the_corrected_story_back_as_it_was() {
    let env = env();
    arrive(&env, &ITEMS[..4]);
    let entries = env.export();
    let id = |guid: &str| of(&entries, guid)["entry"].as_str().unwrap();
    let story = of(&entries, "zh")["story"].as_str().unwrap();
    age(&env);
    env.ok(&["publish"]);
    let before = updated(&env, story);
    env.ok(&["merge", id("zh"), id("zh-")]);
    assert!(!env.read("public/all.atom").contains("Corrected by"));
    env.ok(&["merge", "--undo", id("zh"), id("zh-")]);
    assert!(env.read("public/all.atom").contains("Corrected by"));
    assert_eq!(updated(&env, story), before);
}

/// The `updated` of a story.
fn updated(env: &Env, story: &str) -> String {
    let shown: Value = serde_json::from_str(&env.ok(&["show", story, "--json"])).unwrap();
    shown["updated"].as_str().unwrap().to_owned()
}

#[test]
fn one_outlet_that_replaces_a_number_in_silence_corrects_itself() {
    let title = "栈桥研究所发布三季度港口吊机报告";
    let env = env();
    arrive(
        &env,
        &[
            ("east", "old", 0, title, PIER),
            ("east", "new", 50, title, PIER_RIGHT),
        ],
    );
    assert_eq!(env.partition().len(), 2);
    let expected = ["new corrects old", "old corrected-by new"];
    assert_eq!(said(&env), expected.map(str::to_owned).into());
}

#[test]
fn a_store_of_before_takes_corrections_after_its_upgrade() {
    let env = super::upgrade::installed(6);
    env.ok(&["publish"]);
    assert_eq!(said(&env), BTreeSet::new());
    let links = Connection::open(env.path("store.db")).unwrap();
    let (stored, said_of): (u32, u32) = links
        .query_row("SELECT count(*), count(correction) FROM links", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert!(stored > 0);
    assert_eq!(said_of, 0);
    drop(links);
    let feed = env.read("coast.rss");
    let (head, rest) = feed.split_once("<item>").unwrap();
    let item = "<item><guid isPermaLink=\"false\">c9</guid><title>CORRECTED-Tide tables of the week</title>\
        <link>https://coast.example/c9</link><pubDate>Mon, 22 Mar 2021 11:02:29 GMT</pubDate>\
        <description><![CDATA[<p>High water at seven, low water at one, and the ferry sails at nine.</p>]]></description></item>";
    env.write("coast.rss", format!("{head}{item}<item>{rest}"));
    env.pass();
    let entries = env.export();
    assert_eq!(of(&entries, "c9")["corrections"][0]["relation"], "corrects");
    assert_eq!(
        of(&entries, "c9")["corrections"][0]["story"],
        of(&entries, "h2")["story"]
    );
}
