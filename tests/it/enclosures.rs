//! Files and pictures that go with an entry: stored, published, exported and previewed.
#![expect(
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use crate::feed_rules::atom::verify;
use feedfold::model::{Enclosure, Member};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::env::Env;
use super::publish_stories::{member, rendered, story};

const SOURCE: &str = "[[sources]]\nname = \"a\"\npath = \"a.xml\"\n";

fn feed(items: &str) -> String {
    format!(
        "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Pier</title>\
         <link>https://pier.example/</link>{items}</channel></rss>"
    )
}

fn item(guid: u32, inside: &str) -> String {
    format!(
        "<item><guid isPermaLink='false'>{guid}</guid><title>Entry {guid}</title>\
         <link>https://pier.example/{guid}/</link>\
         <pubDate>Mon, 22 Mar 2021 09:03:29 GMT</pubDate>{inside}</item>"
    )
}

fn links(env: &Env) -> Vec<String> {
    let atom = env.read("public/all.atom");
    let lines = atom.lines().map(str::trim);
    let links = lines.filter(|line| line.contains("rel=\"enclosure\""));
    links.map(str::to_owned).collect()
}

#[test]
fn files_and_a_picture_are_stored_published_exported_and_previewed() {
    let env = Env::new(SOURCE);
    let files = "<enclosure url='https://pier.example/1.mp3' length='31' type='audio/mpeg'/>\
        <media:content url='https://pier.example/1.pdf' type='application/pdf' duration='4'/>\
        <description>&lt;p&gt;Text&lt;/p&gt;&lt;img src='t.gif' data-src='1.jpg'&gt;</description>";
    env.write("a.xml", feed(&item(1, files)));
    env.pass();
    assert_eq!(
        links(&env),
        [
            "<link href=\"https://pier.example/1.mp3\" rel=\"enclosure\" type=\"audio/mpeg\" length=\"31\"/>",
            "<link href=\"https://pier.example/1.pdf\" rel=\"enclosure\" type=\"application/pdf\"/>",
        ],
        "the text shows the picture"
    );
    let wanted = json!([
        {"url": "https://pier.example/1.mp3", "media_type": "audio/mpeg", "length": 31},
        {"url": "https://pier.example/1.pdf", "media_type": "application/pdf", "duration": 4},
    ]);
    let exported = &env.export()[0];
    assert_eq!(exported["enclosures"], wanted);
    // A local document has no address: what is relative in it counts from the feed's own link.
    assert_eq!(exported["image"], "https://pier.example/1.jpg");
    let preview = env.ok(&["preview", "a.xml", "--json"]);
    let entry: Value = serde_json::from_str(preview.lines().nth(1).unwrap()).unwrap();
    assert_eq!(entry["entry"]["enclosures"], wanted);
    assert_eq!(entry["entry"]["image"], exported["image"]);
    let shown = env.ok(&["preview", "a.xml"]);
    assert!(
        shown.contains("  picture: https://pier.example/1.jpg\n"),
        "{shown}"
    );
    assert!(
        shown.contains("  audio/mpeg: https://pier.example/1.mp3\n"),
        "{shown}"
    );
}

#[test]
fn a_link_to_a_player_speaks_the_language_of_the_site() {
    let env = Env::new(SOURCE);
    let body = "<description>&lt;video src='1.mp4'&gt;&lt;/video&gt;</description>";
    env.write("a.xml", feed(&item(1, body)));
    env.pass();
    assert!(env.read("public/all.atom").contains("Video: pier.example"));
    env.reword("author = ", "language = \"zh-CN\"\nauthor = ");
    env.ok(&["publish"]);
    assert!(env.read("public/all.atom").contains("视频：pier.example"));
}

#[test]
fn a_file_that_comes_later_is_stored_and_is_no_correction() {
    let env = Env::new(SOURCE);
    env.write("a.xml", feed(&item(1, "")));
    env.pass();
    let before = env.published("public/all.atom");
    let file = "<enclosure url='https://pier.example/1.mp3' length='31' type='audio/mpeg'/>";
    env.write("a.xml", feed(&item(1, file)));
    assert_eq!(env.pass()["sources"][0]["counts"]["updated"], 0);
    assert_eq!(links(&env).len(), 1);
    assert_eq!(env.published("public/all.atom"), before);
    env.write("a.xml", feed(&item(1, "")));
    env.pass();
    assert!(links(&env).is_empty());
}

#[test]
fn only_files_on_the_web_without_secrets_are_published_each_once_and_not_too_many() {
    let file = |url: &str, media_type: &str| Enclosure {
        url: url.to_owned(),
        media_type: Some(media_type.to_owned()).filter(|kind| !kind.is_empty()),
        length: None,
        duration: None,
    };
    let published = |enclosures: Vec<Enclosure>, image: Option<&str>| {
        let member = Member {
            enclosures,
            image: image.map(str::to_owned),
            ..member(1)
        };
        let text = rendered(&[story(member, vec![])]).unwrap();
        assert_eq!(verify(text.as_bytes()), Ok(1));
        let enclosures = text
            .split("<link ")
            .filter(|link| link.contains("rel=\"enclosure\""));
        enclosures
            .map(|link| {
                link.split("/>")
                    .next()
                    .unwrap()
                    .replace(" rel=\"enclosure\"", "")
            })
            .collect::<Vec<_>>()
    };
    let refused = [
        "ftp://pier.example/a.mp3",
        "javascript:alert(1)",
        "a.mp3",
        "https://ann:word@pier.example/a.mp3",
        "https://pier.example/a.mp3?token=1",
        "",
    ];
    assert!(published(refused.map(|url| file(url, "")).to_vec(), None).is_empty());
    for (said, shown) in [
        ("audio/x-m4a", " type=\"audio/x-m4a\""),
        ("", " type=\"audio/mpeg\""),
        ("mp3", " type=\"audio/mpeg\""),
        ("audio/mpeg\"><x", " type=\"audio/mpeg\""),
    ] {
        let links = published(vec![file("https://pier.example/a.mp3", said)], None);
        assert_eq!(
            links,
            [format!("href=\"https://pier.example/a.mp3\"{shown}")]
        );
    }
    let picture = "https://pier.example/a.jpg";
    let links = published(
        vec![
            file("https://pier.example/b.pdf", ""),
            file(picture, "image/jpeg"),
        ],
        Some(picture),
    );
    assert_eq!(links.len(), 2, "{links:?}");
    let many = (0..100).map(|n| file(&format!("https://pier.example/{n}.mp4"), ""));
    assert_eq!(published(many.collect(), Some(picture)).len(), 21);
}

/// An upgrade that reads texts otherwise finds other hashes in the store than it makes.
#[test]
fn texts_read_by_other_rules_after_an_upgrade_are_no_corrections_of_their_publisher() {
    let env = Env::new(SOURCE);
    let text = |word: &str| {
        let body = format!("{word} of the harbour is paved anew this summer. ").repeat(5);
        format!("<description>&lt;p&gt;{body}&lt;/p&gt;&lt;p hidden&gt;x&lt;/p&gt;</description>")
    };
    let two = |first: &str| item(1, &text(first)) + &item(2, &text("The old mole"));
    env.write("a.xml", feed(&two("The new pier")));
    env.pass();
    let before = env.published("public/all.atom");
    let store = || Connection::open(env.path("store.db")).unwrap();
    store()
        .execute(
            "UPDATE entries SET version = version - 1, revision = randomblob(32), content = randomblob(32)",
            [],
        )
        .unwrap();
    let revisions = || -> u32 {
        let count = "SELECT count(*) FROM revisions";
        store().query_row(count, [], |row| row.get(0)).unwrap()
    };
    env.write("a.xml", feed(&(two("The new pier") + &item(3, ""))));
    let report = env.pass();
    assert_eq!(report["sources"][0]["counts"]["updated"], 0, "{report}");
    assert_eq!(revisions(), 0);
    let after = env.published("public/all.atom");
    assert!(before.iter().all(|(id, at)| after.get(id) == Some(at)));

    // Another word is a correction, though it comes with the upgrade.
    store()
        .execute(
            "UPDATE entries SET version = version - 1, revision = randomblob(32)",
            [],
        )
        .unwrap();
    env.write("a.xml", feed(&(two("The long pier") + &item(3, ""))));
    let report = env.pass();
    assert_eq!(report["sources"][0]["counts"]["updated"], 1, "{report}");
    assert_eq!(revisions(), 1);
}
