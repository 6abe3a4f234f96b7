//! What readers get in later runs: no story twice, and no output read back in.
use std::collections::BTreeSet;

use serde_json::Value;

use super::env::{Env, rss, text};
use super::server::{Reply, Server};
use crate::publish_formats::{OUTPUTS, Said, assert_outputs_alike};

fn source(name: &str, priority: i32) -> String {
    format!("[[sources]]\nname = \"{name}\"\npath = \"{name}.rss\"\npriority = {priority}\n")
}

/// Everything that identifies an entry for a reader, per format: all are the same.
fn ids(said: &[Said]) -> BTreeSet<String> {
    said.iter().map(|said| said.id.clone()).collect()
}

#[test]
fn ten_further_runs_with_edits_reposts_and_switches_bring_no_new_id_in_any_format() {
    let tables = [OUTPUTS, &source("a", 0), &source("b", 0), &source("c", 0)].concat();
    let env = Env::new(&tables);
    let body = |number: u32, edit: &str| format!("{}<p>{edit}</p>", text(number));
    let write = |name: &str, items: &[(u32, &str)]| {
        let items: Vec<(String, String, String)> = items
            .iter()
            .map(|(number, edit)| {
                let guid = format!("{name}{number}");
                (guid, format!("第{number}号提案答复"), body(*number, edit))
            })
            .collect();
        let items: Vec<(&str, &str, &str)> = items
            .iter()
            .map(|(guid, title, body)| (guid.as_str(), title.as_str(), body.as_str()))
            .collect();
        env.write(&format!("{name}.rss"), rss(&items));
    };
    write("a", &[(1, ""), (2, ""), (3, "")]);
    write("b", &[]);
    write("c", &[]);
    env.pass();
    let first = assert_outputs_alike(&env);
    assert_eq!(first.len(), 3);
    let order: Vec<String> = first.iter().map(|said| said.id.clone()).collect();
    let entry = |guid: &str| {
        let entries = env.export();
        let entry = entries.iter().find(|entry| entry["guid"] == guid).unwrap();
        entry["entry"].as_str().unwrap().to_owned()
    };
    let steps: [&dyn Fn(); 10] = [
        &|| write("b", &[(1, "")]),
        &|| write("a", &[(1, "更正一处数字。"), (2, ""), (3, "")]),
        &|| write("c", &[(2, ""), (1, "")]),
        &|| {
            env.configure(&tables.replace(
                "name = \"b\"\npath = \"b.rss\"\npriority = 0",
                "name = \"b\"\npath = \"b.rss\"\npriority = 7",
            ));
        },
        &|| drop(env.ok(&["pin", &entry("c2")])),
        &|| drop(env.ok(&["split", &entry("c2")])),
        &|| drop(env.ok(&["split", "--undo", &entry("c2")])),
        &|| write("b", &[(1, "编者按"), (3, ""), (2, "")]),
        &|| drop(env.ok(&["refold"])),
        &|| env.configure(&tables),
    ];
    let mut split = 0;
    for (number, step) in (1..).zip(steps) {
        step();
        env.pass();
        let said = assert_outputs_alike(&env);
        // Only the split makes a story, and its undo ends it.
        split += usize::from(said.len() == 4);
        let known: Vec<String> = said.iter().map(|said| said.id.clone()).collect();
        let known: Vec<String> = known.into_iter().filter(|id| order.contains(id)).collect();
        assert_eq!(known, order, "step {number}");
        assert!(said.len() == 3 || number == 6, "step {number}: {said:?}");
    }
    assert_eq!(split, 1);
    let last = assert_outputs_alike(&env);
    assert_eq!(ids(&last), ids(&first));
    let via: usize = last.iter().map(|said| said.via.len()).sum();
    assert!(via >= 4, "{last:?}");
}

#[test]
fn an_output_of_this_store_and_a_copy_of_it_are_not_read() {
    let server = Server::start();
    let own = |name: &str| {
        let url = server.url(&format!("/{name}"));
        format!("[[sources]]\nname = \"{name}\"\nurl = \"{url}\"\n")
    };
    let base = [OUTPUTS, &source("a", 0)].concat();
    let env = Env::new(&base);
    env.write(
        "a.rss",
        rss(&[("a1", "One", &text(1)), ("a2", "Two", &text(2))]),
    );
    env.pass();
    let before = env.export();
    // As a proxy may write them: at another address, in one line.
    let one_line = |name: &str| env.read(&format!("public/{name}")).replace("\n ", " ");
    let names = ["all.atom", "all.rss", "all.json"];
    for name in names {
        server.route(&format!("/{name}"), Reply::ok(one_line(name)));
    }
    // Another feed may quote ours in its entries.
    let quoting = rss(&[(
        "q1",
        "Three",
        &format!("{}{}", text(3), one_line("all.atom")),
    )]);
    env.write(
        "quoting.rss",
        quoting.replace("<channel>", "<channel><generator>feedfold</generator>"),
    );
    env.write("copy.rss", env.read("public/all.rss"));
    let sources = names.map(own).concat() + &source("copy", 0) + &source("quoting", 0);
    env.configure(&(base + &sources));
    let report: Value = serde_json::from_str(&env.run(&["run", "--force", "--json"]).out).unwrap();
    let outcome = |name: &str| {
        let sources = report["sources"].as_array().unwrap();
        sources
            .iter()
            .find(|source| source["source"] == name)
            .unwrap()
            .clone()
    };
    for (name, output) in [
        ("all.atom", "all"),
        ("all.rss", "rss"),
        ("all.json", "json"),
        ("copy", "rss"),
    ] {
        let failure = &outcome(name)["failure"];
        assert_eq!(failure["cause"], "own-output", "{name}: {failure}");
        let what = failure["what"].as_str().unwrap();
        let said = format!("it is output {output} of this store, or a copy of it");
        assert!(what.ends_with(&said), "{what}");
    }
    assert_eq!(outcome("quoting")["outcome"], "read");
    assert_eq!(env.export().len(), before.len() + 1);
}

/// The store is lost, and with it the Atom output: the other feeds hold the ids too. A page has no
/// texts, so that an entry without a link finds its id by them only in a feed.
#[test]
fn a_new_store_takes_the_ids_over_from_any_format() {
    for kept in ["all.atom", "all.rss", "all.json"] {
        let env = Env::new(&[OUTPUTS, &source("a", 0)].concat());
        env.write(
            "a.rss",
            rss(&[("a1", "One", &text(1)), ("a2", "Two", &text(2))]),
        );
        env.pass();
        let before = ids(&assert_outputs_alike(&env));
        // Under other keys, so that the new store would give other ids.
        env.write(
            "a.rss",
            rss(&[("n1", "One", &text(1)), ("n2", "Two", &text(2))]),
        );
        for file in ["store.db", "store.db-wal", "store.db-shm"] {
            let _missing = std::fs::remove_file(env.path(file));
        }
        for file in [
            "all.atom",
            "all.rss",
            "all.json",
            "all.html",
            "sources.opml",
        ] {
            if file != kept {
                std::fs::remove_file(env.path("public").join(file)).unwrap();
            }
        }
        let refused = env.run(&["run"]);
        assert_eq!(refused.code, 1, "{kept}: {}", refused.err);
        env.ok(&["run", "--new-store"]);
        assert_eq!(ids(&assert_outputs_alike(&env)), before, "{kept}");
    }
}

/// newsboat keeps one entry for each id: an output with ids of its own takes none from another.
#[test]
fn an_output_with_ids_of_its_own_shares_none_and_keeps_them_in_a_new_store() {
    let own = "[[outputs]]\nname = \"own\"\npath = \"public/own.atom\"\nids = \"own\"\n";
    let env = Env::new(&[own, &source("a", 0)].concat());
    env.write(
        "a.rss",
        rss(&[("1", "第一号答复", &text(1)), ("2", "第二号答复", &text(2))]),
    );
    let ids_of = |name: &str| -> Vec<String> {
        let file = env.read(&format!("public/{name}.atom"));
        let said = crate::publish_formats::of_atom(file.as_bytes());
        said.into_iter().map(|said| said.id).collect()
    };
    env.pass();
    let (shared, own) = (ids_of("all"), ids_of("own"));
    assert_eq!((shared.len(), own.len()), (2, 2));
    assert!(own.iter().all(|id| !shared.contains(id)));

    env.pass();
    assert_eq!(ids_of("own"), own);

    // The store is lost: both outputs keep their ids.
    for name in ["store.db", "store.db-wal", "store.db-shm"] {
        let path = env.path(name);
        if path.exists() {
            std::fs::remove_file(path).unwrap();
        }
    }
    env.ok(&["run", "--new-store"]);
    assert_eq!(ids_of("all"), shared);
    assert_eq!(ids_of("own"), own);
}
