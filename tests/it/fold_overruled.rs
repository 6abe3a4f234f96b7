//! `merge`, `split` and `pin`: a person's decision holds against texts, passes and orders.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::env::{Env, rss, text};

const SOURCES: &str = "[[sources]]\nname = \"a\"\npath = \"a.rss\"\npriority = 9\n\
     [[sources]]\nname = \"b\"\npath = \"b.rss\"\n[[sources]]\nname = \"c\"\npath = \"c.rss\"\n";

/// Three copies of one text, and another text by the last source.
fn env() -> Env {
    let env = Env::new(SOURCES);
    for source in ["a", "b", "c"] {
        let title = format!("title {source}");
        let mut items = vec![(source, title.as_str(), text(1))];
        if source == "c" {
            items.push(("other", "another story", text(2)));
        }
        let items: Vec<(&str, &str, &str)> = items
            .iter()
            .map(|(guid, title, text)| (*guid, *title, text.as_str()))
            .collect();
        env.write(&format!("{source}.rss"), rss(&items));
    }
    for source in ["a", "b", "c"] {
        env.ok(&["run", "--source", source]);
    }
    env
}

fn of(env: &Env, guid: &str, key: &str) -> String {
    let entries = env.export();
    let entry = entries.iter().find(|entry| entry["guid"] == guid).unwrap();
    entry[key].as_str().unwrap().to_owned()
}

fn stories(env: &Env, guids: &[&str]) -> BTreeSet<String> {
    guids.iter().map(|guid| of(env, guid, "story")).collect()
}

/// Lets what is stored be older than this second, so that a change of it can be told.
fn age(env: &Env) {
    let store = rusqlite::Connection::open(env.path("store.db")).unwrap();
    store
        .execute("UPDATE entries SET first_seen = first_seen - 60", [])
        .unwrap();
    store
        .execute("UPDATE stories SET updated = updated - 60", [])
        .unwrap();
}

fn shown(env: &Env, id: &str) -> Value {
    serde_json::from_str(&env.ok(&["show", "--json", id])).unwrap()
}

#[test]
fn what_a_person_puts_together_stands_together_and_the_older_id_stays() {
    let env = env();
    let (older, newer) = (of(&env, "a", "story"), of(&env, "other", "story"));
    assert_ne!(older, newer);
    let said = env.ok(&["merge", newer.get(..14).unwrap(), older.get(..14).unwrap()]);
    assert!(said.contains("has 4 entries"), "{said}");
    assert_eq!(
        stories(&env, &["a", "b", "c", "other"]),
        BTreeSet::from([older.clone()])
    );
    let evidence: Vec<Value> = env
        .export()
        .into_iter()
        .filter(|entry| entry["guid"] == "other")
        .map(|entry| entry["evidence"]["rule"].clone())
        .collect();
    assert_eq!(evidence, ["by-hand"]);
    assert_eq!(
        shown(&env, &newer)["story"],
        older.as_str(),
        "it leads there"
    );
    assert!(
        env.ok(&["show", &newer])
            .contains("a person put it together")
    );

    // Texts sent again, also changed ones, move nothing.
    env.write("a.rss", rss(&[("a", "title a", &text(3))]));
    env.pass();
    assert_eq!(stories(&env, &["a", "b", "c", "other"]).len(), 1);

    env.write("a.rss", rss(&[("a", "title a", &text(1))]));
    env.pass();
    env.ok(&["merge", "--undo", &newer, &older]);
    assert_eq!(of(&env, "other", "story"), newer, "its own id stands again");
    assert_eq!(
        stories(&env, &["a", "b", "c"]),
        BTreeSet::from([older.clone()])
    );
    let again = env.run(&["merge", "--undo", &newer, &older]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("nothing to take back"), "{}", again.err);
}

#[test]
fn an_entry_taken_out_stays_out_and_the_id_stays_with_the_founder() {
    let env = env();
    let story = of(&env, "a", "story");
    let b = of(&env, "b", "entry");
    let done: Value = serde_json::from_str(&env.ok(&["split", "--json", &b])).unwrap();
    assert_eq!(done["did"], "split");
    assert_eq!(done["stories"].as_array().unwrap().len(), 2);
    assert_eq!(
        of(&env, "b", "story"),
        b,
        "its own story, named after itself"
    );
    assert_eq!(stories(&env, &["a", "c"]), BTreeSet::from([story.clone()]));

    // A change and its taking back compare all anew.
    env.write("b.rss", rss(&[("b", "title b", &text(4))]));
    env.pass();
    env.write("b.rss", rss(&[("b", "title b", &text(1))]));
    env.pass();
    assert_eq!(of(&env, "b", "story"), b);
    assert_eq!(
        env.export()
            .iter()
            .find(|entry| entry["guid"] == "b")
            .unwrap()["related_to"],
        json!([story]),
        "what carries one text and stands apart is related"
    );
    env.ok(&["split", "--undo", &b]);
    assert_eq!(stories(&env, &["a", "b", "c"]), BTreeSet::from([story]));
}

#[test]
fn when_the_founding_entry_is_taken_out_it_keeps_the_id() {
    let env = env();
    let story = of(&env, "a", "story");
    env.ok(&["split", &story]);
    assert_eq!(of(&env, "a", "story"), story);
    let rest = stories(&env, &["b", "c"]);
    assert_eq!(rest.len(), 1);
    assert!(!rest.contains(&story));
}

/// `split` of the id of a story once said that the entry with this id left the story with this id,
/// and that both are still there.
#[test]
fn the_line_of_a_split_says_who_left_and_who_kept_the_id() {
    let env = env();
    let (story, b) = (of(&env, "a", "story"), of(&env, "b", "entry"));
    let short = |id: &str| id.get(..12).unwrap().to_owned();
    let (founder, repost) = (short(&story), short(&b));
    let said = env.ok(&["split", &b]);
    let left = format!("{repost} left story {founder}: ");
    assert!(said.contains(&left), "{said}");
    assert!(
        said.contains(&format!("story {founder} has 2 entries")),
        "{said}"
    );
    let again = env.ok(&["split", &b]);
    let alone = format!("{repost} stands alone already: story {repost} has 1 entry\n");
    assert!(again.contains(&alone), "{again}");
    env.ok(&["split", "--undo", &b]);

    let said = env.ok(&["split", &story]);
    let kept = format!("{founder} founded its story and keeps its id; the others left: ");
    assert!(said.contains(&kept), "{said}");
    let now = format!("story {founder} has 1 entry, story {repost} has 2 entries\n");
    assert!(said.contains(&now), "{said}");
}

/// `show` and `explain` once said of such an entry that no stored entry carried its text.
#[test]
fn an_entry_with_a_story_of_its_own_by_a_split_says_from_which_story_and_when() {
    for (leaving, founding) in [("b", "b"), ("a", "b")] {
        let env = env();
        let story = of(&env, "a", "story");
        act(&env, &["split"], &[leaving]);
        let id = of(&env, founding, "entry");
        let shown = shown(&env, &id);
        let entries = shown["entries"].as_array().unwrap();
        let own = entries.iter().find(|entry| entry["entry"] == id).unwrap();
        assert_eq!(own["parted"]["from"], story.as_str());
        let short = story.get(..12).unwrap();
        let because = format!(
            "founded the story: a person took it apart from story {short} with `feedfold split`, 20"
        );
        for command in ["show", "explain"] {
            let said = env.ok(&[command, &id]);
            assert!(said.contains(&because), "{command}: {said}");
            assert!(!said.contains("no stored entry"), "{command}: {said}");
            // The first one of all still founded its own.
            let said = env.ok(&[command, &story]);
            assert!(
                said.contains("no stored entry carried this text when it came"),
                "{said}"
            );
        }
    }
}

/// The representative need not be the entry that founded the story: `show` once explained it by
/// one of its reposts without saying more.
#[test]
fn the_entry_with_which_a_representative_was_folded_is_said_to_have_founded_the_story() {
    let env = env();
    env.ok(&["pin", &of(&env, "b", "entry")]);
    let said = env.ok(&["show", &of(&env, "a", "story")]);
    let because = format!(
        "same text as entry {}, which founded the story: equal hash",
        of(&env, "a", "story")
    );
    assert!(said.contains(&because), "{said}");
    assert!(
        said.contains("founded the story: no stored entry carried"),
        "{said}"
    );
}

#[test]
fn two_entries_kept_apart_do_not_meet_again_and_the_others_go_where_they_belong() {
    let env = env();
    let (b, c) = (of(&env, "b", "entry"), of(&env, "c", "entry"));
    env.ok(&["split", &b, &c]);
    assert_eq!(stories(&env, &["b", "c"]).len(), 2);
    assert_eq!(stories(&env, &["a", "b", "c"]).len(), 2);
    env.ok(&["split", "--undo", &b, &c]);
    assert_eq!(stories(&env, &["a", "b", "c"]).len(), 1);
}

#[test]
fn a_merge_overrules_an_earlier_split_of_the_same_entries() {
    let env = env();
    let (a, b) = (of(&env, "a", "entry"), of(&env, "b", "entry"));
    env.ok(&["split", &b]);
    env.ok(&["merge", &a, &b]);
    assert_eq!(stories(&env, &["a", "b", "c"]).len(), 1);
}

#[test]
fn a_pinned_entry_represents_its_story_above_priority_and_moves_updated() {
    let env = env();
    age(&env);
    let story = of(&env, "a", "story");
    let before = shown(&env, &story);
    assert_eq!(before["title"], "title a", "by priority");
    let c = of(&env, "c", "entry");
    env.ok(&["pin", &c]);
    let pinned = shown(&env, &story);
    assert_eq!(
        (&pinned["title"], &pinned["story"]),
        (&json!("title c"), &json!(story))
    );
    assert_ne!(pinned["updated"], before["updated"]);
    env.pass();
    assert_eq!(shown(&env, &story)["title"], "title c", "a pass leaves it");
    assert!(
        env.read("public/all.atom")
            .contains("<title>title c</title>")
    );

    // The last word counts.
    env.ok(&["pin", &of(&env, "b", "entry")]);
    assert_eq!(shown(&env, &story)["title"], "title b");
    env.ok(&["pin", "--undo", &of(&env, "b", "entry")]);
    assert_eq!(shown(&env, &story)["title"], "title a");
}

#[test]
fn what_leads_nowhere_or_has_nothing_to_do_is_refused() {
    let env = env();
    let a = of(&env, "a", "entry");
    let lone = of(&env, "other", "entry");
    for (arguments, code, said) in [
        (
            vec!["merge", a.as_str(), "ffffffff"],
            1,
            "no story or entry has the id `ffffffff`",
        ),
        (vec!["merge", &a, &a], 2, "give two"),
        (vec!["split", &a, &a], 2, "give two"),
        (vec!["split", &lone], 1, "is alone in its story"),
        (vec!["split", "--undo", &a], 1, "nothing to take back"),
        (vec!["pin", "--undo", &a], 1, "nothing to take back"),
        (vec!["pin", "nonsense"], 1, "no story or entry"),
        (vec!["search", " "], 2, "nothing to look for"),
    ] {
        let ended = env.run(&arguments);
        assert_eq!(ended.code, code, "{arguments:?}");
        assert!(ended.err.contains(said), "{arguments:?}: {}", ended.err);
    }
}

#[test]
fn a_story_too_large_to_be_arranged_at_once_obeys_as_well() {
    let copies: Vec<(String, String)> = (0..30)
        .map(|number| (format!("c{number}"), format!("copy {number}")))
        .collect();
    let (one, other) = (text(1), text(2));
    let items: Vec<(&str, &str, &str)> = copies
        .iter()
        .map(|(guid, title)| (guid.as_str(), title.as_str(), one.as_str()))
        .chain([("other", "another story", other.as_str())])
        .collect();
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    env.write("a.rss", rss(&items));
    env.pass();
    let all: Vec<&str> = items.iter().map(|(guid, ..)| *guid).collect();
    assert_eq!(stories(&env, &all).len(), 2);
    let (copy, lone) = (of(&env, "c29", "entry"), of(&env, "other", "entry"));
    env.ok(&["merge", &copy, &lone]);
    assert_eq!(stories(&env, &all).len(), 1);
    env.ok(&["refold"]);
    assert_eq!(stories(&env, &all).len(), 1);
    env.ok(&["split", &copy]);
    assert_eq!(of(&env, "c29", "story"), copy);
    env.ok(&["refold"]);
    assert_eq!(of(&env, "c29", "story"), copy);
    assert_eq!(stories(&env, &all).len(), 2);
    env.ok(&["merge", "--undo", &of(&env, "c0", "entry"), &lone]);
    assert_eq!(of(&env, "other", "story"), lone);
}

#[test]
fn what_is_kept_apart_is_not_brought_together_by_a_third() {
    let env = env();
    let [a, b, other] = ["a", "b", "other"].map(|guid| of(&env, guid, "entry"));
    env.ok(&["merge", &other, &a]);
    env.ok(&["split", &a, &b]);
    let apart = |env: &Env| of(env, "a", "story") != of(env, "b", "story");
    assert!(apart(&env));
    env.ok(&["refold"]);
    assert!(apart(&env));
    env.pass();
    assert!(apart(&env));
}

/// An act of a person on the entries with these guids, and the words that take it back.
fn act(env: &Env, words: &[&str], guids: &[&str]) -> String {
    let ids: Vec<String> = guids.iter().map(|guid| of(env, guid, "entry")).collect();
    let ids = ids.iter().map(String::as_str);
    env.ok(&words.iter().copied().chain(ids).collect::<Vec<_>>())
}

#[test]
fn an_undo_restores_the_published_entries_as_they_were_also_when_passes_ran_in_between() {
    for (word, guids) in [
        ("merge", ["a", "other"].as_slice()),
        ("merge", &["other", "a"]),
        ("split", &["a"]),
        ("split", &["c"]),
        ("split", &["a", "b"]),
        ("pin", &["a"]),
    ] {
        let env = env();
        // The last source represents both stories, and one of its entries the merged one.
        env.reword("name = \"c\"\n", "name = \"c\"\npriority = 12\n");
        env.pass();
        let before = env.read("public/all.atom");
        act(&env, &[word], guids);
        let ruled = env.read("public/all.atom");
        assert_ne!(ruled, before, "{word} {guids:?} is published at once");
        env.pass();
        assert_eq!(env.read("public/all.atom"), ruled, "{word} {guids:?}");
        act(&env, &[word, "--undo"], guids);
        assert_eq!(env.read("public/all.atom"), before, "{word} {guids:?}");
        env.pass();
        env.ok(&["refold"]);
        env.ok(&["publish"]);
        assert_eq!(env.read("public/all.atom"), before, "{word} {guids:?}");
    }
}

#[test]
fn a_chain_of_acts_is_undone_step_by_step() {
    let env = env();
    let steps: [(&str, &[&str]); 4] = [
        ("pin", &["b"]),
        ("merge", &["other", "b"]),
        ("split", &["other", "a"]),
        ("split", &["c"]),
    ];
    let mut published = vec![env.read("public/all.atom")];
    for (word, guids) in steps {
        act(&env, &[word], guids);
        published.push(env.read("public/all.atom"));
    }
    for (word, guids) in steps.into_iter().rev() {
        assert_eq!(
            env.read("public/all.atom"),
            published.pop().unwrap(),
            "{word}"
        );
        act(&env, &[word, "--undo"], guids);
        env.pass();
    }
    assert_eq!(env.read("public/all.atom"), published.pop().unwrap());
}

#[test]
fn a_merge_that_a_split_replaced_holds_again_when_the_split_is_undone() {
    let env = env();
    let all = ["a", "b", "c", "other"];
    act(&env, &["merge"], &["other", "a"]);
    let merged = env.read("public/all.atom");
    act(&env, &["split"], &["other"]);
    assert_eq!(stories(&env, &all).len(), 2);
    act(&env, &["split", "--undo"], &["other"]);
    assert_eq!(stories(&env, &all).len(), 1);
    assert_eq!(env.read("public/all.atom"), merged);
    env.ok(&["refold"]);
    assert_eq!(stories(&env, &all).len(), 1);
    // Said twice, it is still taken back at once.
    act(&env, &["merge"], &["other", "a"]);
    act(&env, &["merge", "--undo"], &["other", "a"]);
    assert_eq!(stories(&env, &all).len(), 2);
}

#[test]
fn a_real_change_between_an_act_and_its_undo_counts() {
    let change = |env: &Env, body: &str| {
        env.write(
            "c.rss",
            rss(&[("c", "title c", &text(1)), ("other", "another story", body)]),
        );
        env.pass();
    };
    let updated = |env: &Env, guid: &str| {
        let shown = shown(env, &of(env, guid, "story"));
        shown["updated"].as_str().unwrap().to_owned()
    };
    let same = text(2);
    let corrected = format!("{same}<p>更正：本函所附名单以正式文本为准，特此说明。</p>");
    for changed_back in [false, true] {
        let env = env();
        let (story, other) = (updated(&env, "a"), updated(&env, "other"));
        act(&env, &["merge"], &["a", "other"]);
        change(&env, &corrected);
        if changed_back {
            change(&env, &same);
        }
        act(&env, &["merge", "--undo"], &["a", "other"]);
        assert_eq!(updated(&env, "a"), story, "nothing changed there");
        assert!(
            updated(&env, "other") > other,
            "changed back: {changed_back}"
        );
    }
}

#[test]
fn what_is_decided_is_published_at_once_and_kept_when_an_output_fails() {
    let env = env();
    let said = act(&env, &["merge"], &["a", "other"]);
    assert!(
        said.contains("wrote ") && !said.contains("feedfold publish"),
        "{said}"
    );
    assert_eq!(env.published("public/all.atom").len(), 1);
    let done: Value =
        serde_json::from_str(&act(&env, &["merge", "--undo", "--json"], &["a", "other"])).unwrap();
    assert_eq!(done["outputs"][0]["output"], "all");
    assert_eq!(env.published("public/all.atom").len(), 2);

    std::fs::remove_file(env.path("public/all.atom")).unwrap();
    std::fs::create_dir(env.path("public/all.atom")).unwrap();
    let (a, other) = (of(&env, "a", "entry"), of(&env, "other", "entry"));
    let ended = env.run(&["merge", &a, &other]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("output all: "), "{}", ended.err);
    assert_eq!(
        stories(&env, &["a", "b", "c", "other"]).len(),
        1,
        "it is kept"
    );
}

#[test]
fn an_undo_of_what_nobody_decided_says_what_was_decided_and_what_to_type() {
    let env = env();
    let [a, b, c, other] = ["a", "b", "c", "other"].map(|guid| of(&env, guid, "entry"));
    let short = |id: &str| id.get(..12).unwrap().to_owned();
    let refused = |arguments: &[&str]| {
        let ended = env.run(arguments);
        assert_eq!(ended.code, 1, "{arguments:?}");
        assert!(ended.err.contains("nothing to take back"), "{}", ended.err);
        ended.err
    };
    let says = |arguments: &[&str], command: &str, ids: &[&str]| {
        let ids: Vec<String> = ids.iter().map(|id| short(id)).collect();
        let said = refused(arguments);
        let wanted = format!("`feedfold {command} {}`", ids.join(" "));
        assert!(said.contains(&wanted), "{arguments:?}: {said}");
    };
    says(&["merge", "--undo", &a, &b], "split", &[&a, &b]);
    says(&["split", "--undo", &a, &other], "merge", &[&a, &other]);
    says(&["split", "--undo", &a], "explain", &[&a]);
    env.ok(&["split", &b]);
    says(&["merge", "--undo", &b, &a], "split --undo", &[&b, &a]);
    says(&["merge", "--undo", &a, &b], "split --undo", &[&a, &b]);
    env.ok(&["merge", &other, &c]);
    says(
        &["split", "--undo", &other, &c],
        "merge --undo",
        &[&other, &c],
    );
    says(&["split", "--undo", &other], "merge --undo", &[&other, &c]);
    env.ok(&["pin", &c]);
    says(&["pin", "--undo", &a], "pin --undo", &[&c]);
}
