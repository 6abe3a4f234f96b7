//! A first run of thousands of entries that is killed midway keeps what it has stored, and the next
//! one goes on there and comes to the same stories.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::process::Stdio;

use super::chance::Chance;
use super::env::{Env, rss};

/// Sources, and texts, each of which two sources carry.
const SOURCES: usize = 30;
const TEXTS: usize = 1_500;

/// Characters of which the texts are made.
const LETTERS: &str = "天地山水江河湖海风云雨雪春夏秋冬东西南北港口码头灯塔航标船舶货运铁路公路桥梁隧道机场车站仓库市场\
     工厂矿井电网水库农田果园渔村学校医院银行商店街区广场公园剧院书馆邮局税务海关检疫消防气象地质测绘勘探";

/// A text of four sentences that has next to nothing in common with another one.
fn sentences(chance: &mut Chance) -> [String; 4] {
    let letters: Vec<char> = LETTERS.chars().collect();
    let count = u64::try_from(letters.len()).unwrap();
    std::array::from_fn(|_| {
        let letter = |_| letters[usize::try_from(chance.within(0..count)).unwrap()];
        let chosen: String = (0..16).map(letter).collect();
        format!("{chosen}。")
    })
}

/// Feeds in which every text is there twice, in two sources: whole, and without its last sentence
/// below a line of the outlet. So the copies are found by what their texts have in common.
fn env() -> Env {
    let names: Vec<String> = (0..SOURCES).map(|number| format!("s{number}")).collect();
    let tables = names
        .iter()
        .map(|name| format!("[[sources]]\nname = \"{name}\"\npath = \"{name}.rss\"\n"));
    let env = Env::new(&tables.collect::<String>());
    let mut chance = Chance::from_seed(8);
    let mut feeds: Vec<Vec<[String; 3]>> = vec![Vec::new(); SOURCES];
    for number in 0..TEXTS {
        let [first, second, third, last] = sentences(&mut chance);
        let title: String = first.chars().take(12).collect();
        let whole = format!("<p>{first}{second}{third}{last}</p>");
        let cut = format!("<p>本报今日消息</p><p>{first}{second}{third}</p>");
        for (source, guid, text) in [
            (number, format!("{number}-whole"), whole),
            (number * 7 + 11, format!("{number}-cut"), cut),
        ] {
            feeds[source % SOURCES].push([guid, title.clone(), text]);
        }
    }
    for (name, feed) in names.iter().zip(&feeds) {
        let items: Vec<(&str, &str, &str)> = feed
            .iter()
            .map(|[guid, title, text]| (guid.as_str(), title.as_str(), text.as_str()))
            .collect();
        env.write(&format!("{name}.rss"), rss(&items));
    }
    env
}

/// How many entries are stored.
fn stored(env: &Env) -> u64 {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let store = rusqlite::Connection::open_with_flags(env.path("store.db"), flags);
    let count = "SELECT count(*) FROM entries";
    store
        .and_then(|store| store.query_row(count, [], |row| row.get(0)))
        .unwrap_or(0)
}

/// Begins a run, and kills it when more entries are stored than before it.
fn kill_midway(env: &Env) -> u64 {
    let before = stored(env);
    let mut child = env
        .command(&["run", "--force"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while stored(env) <= before {
        assert!(child.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().code(), None);
    env.assert_sound();
    stored(env)
}

#[test]
fn a_first_run_of_thousands_of_entries_killed_midway_goes_on_and_comes_to_the_same_stories() {
    let env = env();
    let undisturbed = env.copy();
    undisturbed.pass();
    let all = 2 * TEXTS as u64;
    assert_eq!(stored(&undisturbed), all);
    let reached = kill_midway(&env);
    let further = kill_midway(&env);
    assert!(
        0 < reached && reached < further && further < all,
        "{reached} {further}"
    );
    env.pass();
    assert_eq!(stored(&env), all);
    let stories = env.partition();
    assert_eq!(stories.len(), TEXTS, "each copy is with its text");
    assert!(stories == undisturbed.partition());
    let doctor = env.run(&["doctor"]);
    assert!(doctor.out.contains("whole: "), "{}", doctor.out);
}
