//! The formats carry the same stories: same ids, titles, order, dates, links and reposts. A page
//! has no texts, and says the rest as they do.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a document that cannot be read is a failed test"
)]

use std::collections::BTreeMap;

use feedfold::model::{Evidence, Label, Member, OutputFormat, Site, StoryFormat, Timestamp};
use feedfold::publish::{PublishedStory, read_back, render};
use serde_json::Value;

use super::env::Env;
use crate::feed_rules::{self, Element};
use crate::publish_stories::{
    at, disclosure, member, output, publication, published, repost, site, stories, story,
};

/// What one format says of one story.
#[derive(Debug, PartialEq)]
pub(crate) struct Said {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) published: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) link: Option<String>,
    pub(crate) authors: Vec<String>,
    /// Every term once.
    pub(crate) terms: Vec<String>,
    /// Address of every file.
    pub(crate) files: Vec<String>,
    pub(crate) content: String,
    /// Address and outlet of every linked repost.
    pub(crate) via: Vec<(String, String)>,
    /// Address and title of every linked related story.
    pub(crate) related: Vec<(String, String)>,
    pub(crate) source: String,
}

/// A title, name or term as formats write it that cannot say whether a text is HTML.
fn inert(text: &str) -> String {
    if feedfold::html::begins_markup(text) {
        text.replace('<', "＜")
    } else {
        text.to_owned()
    }
}

fn unescaped(html: &str) -> String {
    quick_xml::escape::unescape(html).unwrap().into_owned()
}

fn once<T: PartialEq>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut found = Vec::new();
    for one in all {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

pub(crate) fn of_atom(bytes: &[u8]) -> Vec<Said> {
    feed_rules::atom::verify(bytes).unwrap();
    let feed = atom_syndication::Feed::read_from(bytes).unwrap();
    let entries = feed.entries.into_iter().map(|entry| {
        let links = |rel: &str| {
            let links = entry.links.iter().filter(|link| link.rel == rel);
            links
                .map(|link| (link.href.clone(), link.title.clone().unwrap_or_default()))
                .collect::<Vec<_>>()
        };
        let title = match entry.title.r#type {
            atom_syndication::TextType::Html => unescaped(&entry.title.value),
            _ => entry.title.value.clone(),
        };
        let source = &entry.source.as_ref().unwrap().title;
        Said {
            title: inert(&title),
            published: entry.published.unwrap().to_rfc3339().parse().unwrap(),
            updated: entry.updated.to_rfc3339().parse().unwrap(),
            link: links("alternate").into_iter().map(|(href, _)| href).next(),
            authors: entry
                .authors
                .iter()
                .map(|author| author.name.clone())
                .collect(),
            terms: once(
                entry
                    .categories
                    .iter()
                    .map(|category| category.term.clone()),
            ),
            files: links("enclosure")
                .into_iter()
                .map(|(href, _)| href)
                .collect(),
            content: entry
                .content
                .as_ref()
                .and_then(|c| c.value.clone())
                .unwrap_or_default(),
            via: links("via"),
            related: links("related"),
            source: match source.r#type {
                atom_syndication::TextType::Html => inert(&unescaped(&source.value)),
                _ => source.value.clone(),
            },
            id: entry.id.clone(),
        }
    });
    entries.collect()
}

pub(crate) fn of_rss(bytes: &[u8]) -> Vec<Said> {
    feed_rules::rss::verify(bytes).unwrap();
    let rss = feed_rules::xml(bytes, "").unwrap();
    let channel = rss.all("channel").next().unwrap();
    let items = channel.all("item").map(|item| {
        let text = |name: &str| item.text_of(name).map(str::to_owned);
        let texts = |name: &'static str| item.all(name).map(|child| child.text.clone());
        let links = |rel: &str| {
            let links = item
                .all("atom:link")
                .filter(|link| link.attribute("rel") == Some(rel));
            let attribute =
                |link: &Element, name| link.attribute(name).unwrap_or_default().to_owned();
            links
                .map(|link| (attribute(link, "href"), attribute(link, "title")))
                .collect::<Vec<_>>()
        };
        let enclosure = item.all("enclosure");
        let enclosure = enclosure.map(|file| file.attribute("url").unwrap().to_owned());
        let others = links("enclosure").into_iter().map(|(href, _)| href);
        let date = text("pubDate").unwrap();
        let strict = jiff::fmt::rfc2822::DateTimeParser::new();
        Said {
            id: text("guid").unwrap(),
            title: text("title").unwrap(),
            published: strict.parse_timestamp(&date).unwrap(),
            updated: text("atom:updated").unwrap().parse().unwrap(),
            link: text("link"),
            authors: texts("dc:creator").collect(),
            terms: once(texts("category")),
            files: enclosure.chain(others).collect(),
            content: text("content:encoded").unwrap_or_default(),
            via: links("via"),
            related: links("related"),
            source: text("source").unwrap_or_default(),
        }
    });
    items.collect()
}

pub(crate) fn of_json(bytes: &[u8]) -> Vec<Said> {
    feed_rules::json::verify(bytes).unwrap();
    let feed: Value = serde_json::from_slice(bytes).unwrap();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let items = list(&feed["items"]).into_iter().map(|item| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let ours = &item["_feedfold"];
        let linked = |all: &Value, name: &str| {
            let all = list(all).into_iter();
            once(
                all.filter(|one| one["url"].is_string())
                    .map(|one| (text(&one["url"]), inert(&text(&one[name])))),
            )
        };
        Said {
            id: text(&item["id"]),
            title: inert(&text(&item["title"])),
            published: text(&item["date_published"]).parse().unwrap(),
            updated: text(&item["date_modified"]).parse().unwrap(),
            link: item["url"].as_str().map(str::to_owned),
            authors: list(&item["authors"])
                .iter()
                .map(|one| inert(&text(&one["name"])))
                .collect(),
            terms: once(list(&item["tags"]).iter().map(|tag| inert(&text(tag)))),
            files: list(&item["attachments"])
                .iter()
                .map(|one| text(&one["url"]))
                .collect(),
            content: text(&item["content_html"]),
            via: linked(&ours["reposts"], "outlet"),
            related: linked(&ours["related"], "title"),
            source: inert(&text(&ours["source"]["title"])),
        }
    });
    items.collect()
}

/// Fails unless three documents say the same; returns what they say.
pub(crate) fn assert_alike(atom: &[u8], rss: &[u8], json: &[u8]) -> Vec<Said> {
    let (atom, mut rss, mut json) = (of_atom(atom), of_rss(rss), of_json(json));
    let order = |said: &[Said]| said.iter().map(|said| said.id.clone()).collect::<Vec<_>>();
    assert_eq!(order(&atom), order(&rss));
    assert_eq!(order(&atom), order(&json));
    for ((atom, rss), json) in atom.iter().zip(&mut rss).zip(&mut json) {
        // RSS names one file apart from the others, and a source only if it has an address.
        let mut files = atom.files.clone();
        files.sort();
        rss.files.sort();
        assert_eq!(files, rss.files, "{}", atom.title);
        rss.files.clone_from(&atom.files);
        if rss.source.is_empty() {
            rss.source.clone_from(&atom.source);
        }
        assert_eq!(atom, rss);
        assert_eq!(atom, json);
    }
    atom
}

/// Fails unless a page has the stories that the feeds have.
pub(crate) fn assert_page_alike(page: &[u8], said: &[Said]) {
    let format = OutputFormat::Stories(StoryFormat::Html);
    feedfold::publish::verify(format, page).unwrap();
    let page = read_back(format, page).unwrap();
    assert_eq!(page.entries.len(), said.len());
    for (entry, said) in page.entries.iter().zip(said) {
        assert_eq!(entry.id, said.id);
        assert_eq!(inert(&entry.title), said.title);
        assert_eq!(entry.published, Some(said.published));
        assert_eq!(entry.updated, Some(said.updated));
        // The feeds name the first hundred in the order in which feedfold read them.
        let reposts = said.via.iter().map(|(address, _)| address);
        let mut listed: Vec<&String> = said.link.iter().chain(reposts).collect();
        let mut linked: Vec<&String> = entry.links.iter().collect();
        if said.link.is_some() {
            assert_eq!(linked.first(), listed.first());
        }
        for links in [&mut listed, &mut linked] {
            links.sort();
            links.dedup();
        }
        assert!(
            listed == linked || said.via.len() == 100,
            "{linked:?} {listed:?}"
        );
    }
}

fn documents(site: &Site, stories: &[PublishedStory<'_>]) -> [Vec<u8>; 3] {
    let (output, disclosure) = (output(), disclosure(site));
    let publication = publication(site, &output, &disclosure);
    let page = render(StoryFormat::Html, &publication, stories).unwrap();
    let feeds = [StoryFormat::Atom, StoryFormat::Rss, StoryFormat::JsonFeed]
        .map(|format| render(format, &publication, stories).unwrap());
    assert_page_alike(&page, &of_atom(&feeds[0]));
    feeds
}

#[test]
fn atom_rss_and_json_say_the_same_of_every_story() {
    let stories = stories();
    let labels = [Label::parse("ministry").unwrap()];
    let mut all: Vec<_> = stories.iter().map(published).collect();
    all[0].labels = &labels;
    let [atom, rss, json] = documents(&site(), &all);
    let said = assert_alike(&atom, &rss, &json);
    assert_eq!(said.len(), 3);
    assert_eq!(said[0].via.len(), 1);
    assert!(said[0].content.contains("Canal &amp; Quay"), "{said:?}");
}

#[test]
fn rss_and_json_read_as_expected() {
    let stories = stories();
    let all: Vec<_> = stories.iter().map(published).collect();
    let [_, rss, json] = documents(&site(), &all);
    let version = env!("CARGO_PKG_VERSION");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(version, "…");
    insta::assert_snapshot!("rss", text(rss));
    insta::assert_snapshot!("json", text(json));
}

#[test]
fn an_output_without_stories_is_valid_in_every_format() {
    let [atom, rss, json] = documents(&site(), &[]);
    assert!(assert_alike(&atom, &rss, &json).is_empty());
}

/// Three names, then a number; the representative is in no list.
#[test]
fn the_list_of_reposts_names_three_outlets_and_counts_the_others() {
    let heading = |language: &str, outlets: &[&str]| {
        let reposts = (2..)
            .zip(outlets)
            .map(|(number, outlet)| repost(number, outlet));
        let story = story(member(1), reposts.collect());
        let site = Site {
            language: Some(language.to_owned()),
            ..site()
        };
        let [atom, ..] = documents(&site, &[published(&story)]);
        let content = of_atom(&atom).remove(0).content;
        let after = content.split_once("<hr>\n<p>").unwrap().1;
        after.split_once("</p>").unwrap().0.to_owned()
    };
    let outlets = ["A", "B", "C", "D", "E", "B"];
    for (language, named, expected) in [
        ("en", 1, "Also carried by A:"),
        ("en", 2, "Also carried by A and B:"),
        ("en", 3, "Also carried by A, B and C:"),
        ("en", 6, "Also carried by A, B, C and 2 more:"),
        ("fr", 6, "Also carried by A, B, C and 2 more:"),
        ("zh-CN", 2, "另有转载：A和B"),
        ("zh-CN", 6, "另有转载：A、B、C和 2 家"),
        ("zh-Hans-TW", 6, "另有转载：A、B、C和 2 家"),
        ("zh-TW", 6, "另有轉載：A、B、C和 2 家"),
    ] {
        assert_eq!(heading(language, &outlets[..named]), expected);
    }
    assert_eq!(heading("en", &["Harbour Daily"]), "Also published as:");
}

#[test]
fn the_representative_that_another_source_carries_too_is_in_no_list() {
    let again = Member {
        link: member(1).link,
        ..repost(2, "Harbour by another way")
    };
    let story = story(member(1), vec![again]);
    let [atom, rss, json] = documents(&site(), &[published(&story)]);
    let said = assert_alike(&atom, &rss, &json).remove(0);
    assert_eq!(said.via, []);
    assert!(!said.content.contains("<hr>"), "{}", said.content);
}

#[test]
fn each_repost_has_its_relation_and_a_line_of_evidence() {
    let whole = Member {
        evidence: Evidence::SameText {
            version: 1,
            with: "x".to_owned(),
            chars: 321,
        },
        ..repost(2, "Canal")
    };
    let cut = Member {
        chars: 5,
        evidence: Evidence::Alike {
            with: "x".to_owned(),
            score: 7.04,
            terms: Vec::new(),
        },
        ..repost(3, "Quay")
    };
    let story = story(member(1), vec![whole, cut]);
    let site = Site {
        language: None,
        ..site()
    };
    let [atom, rss, json] = documents(&site, &[published(&story)]);
    let said = assert_alike(&atom, &rss, &json).remove(0);
    for line in [
        "(2026-03-01; whole text; the same 321 characters)</li>",
        "(2026-03-01; excerpt; alike by 7.0 points)</li>",
    ] {
        assert!(said.content.contains(line), "{}", said.content);
    }
    let json: Value = serde_json::from_slice(&json).unwrap();
    let reposts = &json["items"][0]["_feedfold"]["reposts"];
    assert_eq!(reposts[1]["relation"], "excerpt");
    assert_eq!(reposts[1]["evidence"], "alike by 7.0 points");
}

#[test]
fn dates_outside_the_years_that_formats_can_write_are_moved_into_them() {
    for odd in [
        "-000044-03-15T00:00:00Z",
        "9999-12-30T22:00:00.9Z",
        "1969-07-20T20:17:40.5Z",
    ] {
        let story = feedfold::model::Story {
            updated: at(odd),
            ..story(
                Member {
                    published: Some(at(odd)),
                    ..member(1)
                },
                Vec::new(),
            )
        };
        let [atom, rss, json] = documents(&site(), &[published(&story)]);
        assert_alike(&atom, &rss, &json);
    }
}

/// RSS has one place for a file: players look there for sound and film.
#[test]
fn the_enclosure_of_rss_is_the_sound_before_the_picture() {
    let file = |url: &str, media_type: &str| feedfold::model::Enclosure {
        url: url.to_owned(),
        media_type: Some(media_type.to_owned()),
        length: None,
        duration: None,
    };
    let spoken = Member {
        image: Some("https://harbour.example/a.png".to_owned()),
        enclosures: vec![file("https://harbour.example/a.mp3", "audio/mpeg")],
        ..member(1)
    };
    let story = story(spoken, Vec::new());
    let [atom, rss, json] = documents(&site(), &[published(&story)]);
    assert_alike(&atom, &rss, &json);
    let text = String::from_utf8(rss).unwrap();
    assert!(
        text.contains(
            "<enclosure url=\"https://harbour.example/a.mp3\" length=\"0\" type=\"audio/mpeg\"/>"
        ),
        "{text}"
    );
}

/// Outputs in every format beside `all.atom`.
pub(crate) const OUTPUTS: &str = r#"
[[outputs]]
name = "rss"
path = "public/all.rss"
title = "Curated"
max_entries = 5000
[[outputs]]
name = "json"
path = "public/all.json"
title = "Curated"
max_entries = 5000
[[outputs]]
name = "page"
path = "public/all.html"
title = "Curated"
max_entries = 5000
[[outputs]]
name = "sources"
path = "public/sources.opml"
"#;

/// The outputs of a folder, compared.
pub(crate) fn assert_outputs_alike(env: &Env) -> Vec<Said> {
    let bytes = |name: &str| env.read(name).into_bytes();
    let said = assert_alike(
        &bytes("public/all.atom"),
        &bytes("public/all.rss"),
        &bytes("public/all.json"),
    );
    assert_page_alike(&bytes("public/all.html"), &said);
    said
}

#[test]
fn the_demo_is_the_same_in_every_format() {
    let env = Env::new("");
    env.ok(&["demo", "--into", "demo"]);
    let config = env
        .read("demo/feeds.toml")
        .replace("public/stories.atom", "public/all.atom");
    env.write("demo/feeds.toml", config + OUTPUTS);
    env.ok(&["publish", "--config", "demo/feeds.toml"]);
    let bytes = |name: &str| env.read(&format!("demo/public/{name}")).into_bytes();
    let said = assert_alike(&bytes("all.atom"), &bytes("all.rss"), &bytes("all.json"));
    assert_eq!(said.len(), 15);
    assert_page_alike(&bytes("all.html"), &said);
    let reposts: usize = said.iter().map(|said| said.via.len()).sum();
    assert!(reposts > 5, "{reposts}");
    let listed = feed_rules::opml::verify(&bytes("sources.opml")).unwrap();
    assert_eq!(listed.len(), 5);
    // The same store gives the same bytes, and leaves the files alone.
    let before: BTreeMap<_, _> = [
        "all.atom",
        "all.rss",
        "all.json",
        "all.html",
        "sources.opml",
    ]
    .map(|name| {
        (
            name,
            std::fs::metadata(env.path("demo/public").join(name)).unwrap(),
        )
    })
    .into_iter()
    .collect();
    env.ok(&["publish", "--config", "demo/feeds.toml"]);
    for (name, metadata) in before {
        let now = std::fs::metadata(env.path("demo/public").join(name)).unwrap();
        assert_eq!(
            now.modified().unwrap(),
            metadata.modified().unwrap(),
            "{name}"
        );
    }
}

#[test]
fn an_opml_output_lists_the_enabled_sources_that_it_selects() {
    let source = |name: &str, more: &str| {
        format!("[[sources]]\nname = \"{name}\"\nurl = \"https://{name}.example/feed\"\n{more}")
    };
    let env = Env::new("");
    env.pass();
    env.configure(
        &[
            "[[outputs]]\nname = \"every\"\npath = \"public/every.opml\"\n",
            "[[outputs]]\nname = \"some\"\npath = \"public/some.OPML\"\nlabels = [\"china\"]\n\
             max_entries = 1\n",
            "[[outputs]]\nname = \"one\"\npath = \"public/one.opml\"\nsources = [\"c\"]\n",
            &source(
                "a",
                "category = \"Media, daily\"\nlabels = [\"china\"]\ntitle = \"A & <b>\"\n",
            ),
            &source("b", "labels = [\"china\"]\nenabled = false\n"),
            &source("c", ""),
        ]
        .concat(),
    );
    let checked = env.run(&["check"]);
    let said = format!("{}{}", checked.out, checked.err);
    assert!(
        said.contains("a .opml file lists sources, not stories"),
        "{said}"
    );
    env.ok(&["publish"]);
    let listed = |name: &str| {
        let bytes = env.read(&format!("public/{name}")).into_bytes();
        let outlines = feed_rules::opml::verify(&bytes).unwrap();
        let outlines = outlines.into_iter().map(|outline| {
            let attribute = |name| outline.attribute(name).map(str::to_owned);
            (
                attribute("text").unwrap(),
                attribute("xmlUrl").unwrap(),
                attribute("category"),
            )
        });
        outlines.collect::<Vec<_>>()
    };
    let a = (
        "A & ＜b>".to_owned(),
        "https://a.example/feed".to_owned(),
        Some("/Media  daily,china".to_owned()),
    );
    let c = ("c".to_owned(), "https://c.example/feed".to_owned(), None);
    assert_eq!(listed("every.opml"), [a.clone(), c.clone()]);
    assert_eq!(listed("some.OPML"), [a]);
    assert_eq!(listed("one.opml"), [c]);
    let doctor = env.run(&["doctor"]).out;
    assert!(
        doctor.contains("whole and up to date, 2 sources"),
        "{doctor}"
    );
}
