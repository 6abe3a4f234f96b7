//! Archives of an Atom output: a document for each month that is over, linked by RFC 5005.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::MetadataExt as _;

use super::env::{Env, rss, text};
use super::feed_rules::atom;
use super::serve::client::Serving;

/// Stories of January, March and April 2021, and an output of the newest one.
fn env() -> Env {
    let env = Env::new(
        "archives = true\nmax_entries = 1\n\
         [[sources]]\nname = \"jan\"\npath = \"jan.rss\"\n\
         [[sources]]\nname = \"mar\"\npath = \"mar.rss\"\n\
         [[sources]]\nname = \"apr\"\npath = \"apr.rss\"\n",
    );
    dated(&env, "jan", "04 Jan", &[("1", "one", &text(1))]);
    dated(
        &env,
        "mar",
        "31 Mar",
        &[("2", "two", &text(2)), ("3", "three", &text(3))],
    );
    dated(&env, "apr", "01 Apr", &[("4", "four", &text(4))]);
    env
}

/// A feed whose entries are of this day of 2021.
fn dated(env: &Env, source: &str, day: &str, items: &[(&str, &str, &str)]) {
    let feed = rss(items).replace("Mon, 22 Mar 2021", &format!("{day} 2021"));
    env.write(&format!("{source}.rss"), feed);
}

const FILES: [&str; 4] = [
    "public/all.atom",
    "public/all-2021-04.atom",
    "public/all-2021-03.atom",
    "public/all-2021-01.atom",
];

/// The links of a document by their relations.
fn links(document: &str) -> BTreeMap<String, String> {
    let head = document.split("<entry").next().unwrap();
    let links = head.split("<link ").skip(1);
    let attribute = |link: &str, name: &str| {
        let (_, rest) = link.split_once(&format!("{name}=\"")).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    links
        .map(|link| (attribute(link, "rel"), attribute(link, "href")))
        .collect()
}

/// Whoever follows `prev-archive` from the subscribed document: the documents, the newest first.
fn walked(env: &Env) -> Vec<String> {
    let mut documents = vec![env.read(FILES[0])];
    while let Some(previous) = links(documents.last().unwrap()).get("prev-archive") {
        let file = previous.rsplit('/').next().unwrap();
        documents.push(env.read(&format!("public/{file}")));
    }
    documents
}

#[test]
fn who_follows_the_archives_finds_every_story_of_every_month_once() {
    let env = env();
    // A pass writes one archive, so that its cost is bounded.
    for written in 1..=3 {
        env.pass();
        let there = FILES[1..].iter().filter(|file| env.path(file).exists());
        assert_eq!(there.count(), written);
        // What is linked is there, also before all archives are.
        walked(&env);
    }
    env.pass();
    let documents = walked(&env);
    let expected: Vec<String> = FILES.iter().map(|file| env.read(file)).collect();
    assert_eq!(documents, expected);
    let mut ids = BTreeSet::new();
    for (document, entries) in documents.iter().zip([1, 1, 2, 1]) {
        assert_eq!(atom::verify(document.as_bytes()), Ok(entries), "{document}");
        let own = document.split("<entry").skip(1);
        ids.extend(own.map(|entry| {
            let (_, id) = entry.split_once("<id>").unwrap();
            id.split("</id>").next().unwrap().to_owned()
        }));
    }
    assert_eq!(
        ids.len(),
        4,
        "the current story has one id in both documents"
    );
    let feed_ids: BTreeSet<&str> = documents
        .iter()
        .map(|document| {
            document
                .split("<id>")
                .nth(1)
                .unwrap()
                .split('<')
                .next()
                .unwrap()
        })
        .collect();
    assert_eq!(feed_ids.len(), 1, "they are one feed");
}

#[test]
fn an_archive_names_itself_its_neighbours_and_the_document_to_subscribe_to() {
    let env = env();
    for _ in 0..4 {
        env.pass();
    }
    let site = "https://feeds.example.org/";
    let address = |file: &str| format!("{site}{}", file.rsplit('/').next().unwrap());
    let march = env.read(FILES[2]);
    let found = links(&march);
    for (rel, file) in [
        ("self", FILES[2]),
        ("current", FILES[0]),
        ("prev-archive", FILES[3]),
        ("next-archive", FILES[1]),
    ] {
        assert_eq!(found[rel], address(file), "{rel}");
    }
    assert!(march.contains("xmlns:fh=\"http://purl.org/syndication/history/1.0\""));
    assert!(march.contains("<fh:archive"), "{march}");
    assert!(!links(&env.read(FILES[3])).contains_key("prev-archive"));
    assert!(!links(&env.read(FILES[1])).contains_key("next-archive"));
    let current = env.read(FILES[0]);
    assert_eq!(links(&current)["prev-archive"], address(FILES[1]));
    assert!(!links(&current).contains_key("current"));
    assert!(!current.contains("fh:archive"));
}

#[test]
fn an_archive_is_touched_only_when_its_stories_change() {
    let env = Env::new("archives = true\n[[sources]]\nname = \"mar\"\npath = \"mar.rss\"\n");
    let two = ("2", "two", &*text(2));
    dated(&env, "mar", "31 Mar", &[two, ("3", "three", &text(3))]);
    env.pass();
    let state = || {
        let metadata = env.path(FILES[2]).metadata().unwrap();
        (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
    };
    let first = state();
    let report = env.pass();
    assert_eq!(report["outputs"].as_array().unwrap().len(), 1, "{report}");
    env.ok(&["publish"]);
    assert_eq!(state(), first);
    dated(&env, "mar", "31 Mar", &[two, ("3", "three", &text(7))]);
    let report = env.pass();
    assert_eq!(report["outputs"][1]["outcome"], "written");
    assert_ne!(state(), first);
    assert!(env.read(FILES[2]).contains("专项资金7万元"));
    let id = env.export()[0]["entry"].as_str().unwrap().to_owned();
    env.ok(&["hide", &id]);
    assert_eq!(atom::verify(env.read(FILES[2]).as_bytes()), Ok(1));
}

#[test]
fn the_file_of_another_feed_is_no_archive_and_stays() {
    let env = Env::new("archives = true\n[[sources]]\nname = \"jan\"\npath = \"jan.rss\"\n");
    dated(&env, "jan", "04 Jan", &[("1", "one", &text(1))]);
    env.write(FILES[3], "somebody's own\n");
    let ran = env.run(&["run"]);
    assert_ne!(ran.code, 0);
    assert!(
        ran.err.contains("is the file of another feed"),
        "{}",
        ran.err
    );
    assert_eq!(env.read(FILES[3]), "somebody's own\n");
    assert!(env.path(FILES[0]).exists(), "the output itself is written");
}

#[test]
fn archives_are_for_atom_files_that_list_stories() {
    for output in [
        "path = \"x.rss\"\narchives = true\n",
        "path = \"x.json\"\narchives = true\n",
        "path = \"x.opml\"\narchives = true\n",
        "path = \"x.atom\"\nchanges = \"all\"\narchives = true\n",
    ] {
        let env = Env::new(&format!("[[outputs]]\nname = \"x\"\n{output}"));
        let checked = env.run(&["check"]);
        assert_eq!(checked.code, 2, "{output}: {}", checked.err);
        assert!(
            checked.err.contains("a path that ends in .atom"),
            "{}",
            checked.err
        );
    }
}

#[test]
fn serve_gives_the_archives_under_their_names_and_no_other_file() {
    let env = env();
    env.pass();
    env.write("public/all-2021-02.atom.bak", "secret");
    env.write("public/other-2021-01.atom", "secret");
    let serving = Serving::start(&env);
    let archive = serving.get("/all-2021-01.atom", &[]);
    assert_eq!(archive.text(), env.read(FILES[3]));
    assert_eq!(
        archive.must("content-type"),
        "application/atom+xml; charset=utf-8"
    );
    let again = [("If-None-Match", archive.must("etag"))];
    assert_eq!(serving.get("/all-2021-01.atom", &again).status, 304);
    for none in [
        "/all-2021-02.atom",
        "/all-2021-13.atom",
        "/all-2021-01.rss",
        "/other-2021-01.atom",
        "/all-2021-02.atom.bak",
        "/-2021-01.atom",
        "/2021-01.atom",
    ] {
        assert_eq!(serving.get(none, &[]).status, 404, "{none}");
    }
}
