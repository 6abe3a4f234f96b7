//! Hostile text in every field of every format: in the published file it is inert.
use crate::feed_rules::{self, atom::verify};
use crate::pages_served::{Site, assert_inert_page};
use crate::publish_formats::{OUTPUTS, assert_outputs_alike};
use serde_json::json;

use super::env::Env;
use super::hostile::assert_plain;
use super::publish_sanitize::{assert_inert_entry, hostile, tags};

/// As text or attribute value in XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn rss(texts: &[String]) -> String {
    let items: Vec<String> = (1..)
        .zip(texts)
        .map(|(number, text)| {
            let (xml, cdata) = (escaped(text), text.replace("]]>", "]]]]><![CDATA[>"));
            format!(
                "<item><guid isPermaLink=\"false\">rss{number}</guid><title>{xml}</title><link>{xml}</link>\
                 <author>{xml}</author><dc:creator>{xml}</dc:creator><comments>{xml}</comments>\
                 <category domain=\"{xml}\">{xml}</category><source url=\"{xml}\">{xml}</source>\
                 <enclosure url=\"{xml}\" type=\"{xml}\" length=\"1\"/>\
                 <media:thumbnail url=\"{xml}\"/><description>{xml}</description>\
                 <content:encoded><![CDATA[{cdata}]]></content:encoded></item>"
            )
        })
        .collect();
    format!(
        "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:media=\"http://search.yahoo.com/mrss/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>RSS</title>{}</channel></rss>",
        items.concat()
    )
}

/// A feed of its own for each, since XHTML that is none may break what stands behind it.
fn atom(number: usize, text: &str) -> String {
    let xml = escaped(text);
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title type=\"html\">{xml}</title><id>{xml}</id>\
         <link href=\"{xml}\"/><author><name>{xml}</name><uri>{xml}</uri></author>\
         <entry xml:base=\"{xml}\" xml:lang=\"{xml}\"><id>html{number}</id><title type=\"html\">{xml}</title>\
         <link href=\"{xml}\"/><link rel=\"enclosure\" href=\"{xml}\" type=\"{xml}\"/>\
         <category term=\"{xml}\" scheme=\"{xml}\" label=\"{xml}\"/><rights>{xml}</rights>\
         <summary type=\"html\">{xml}</summary><content type=\"html\">{xml}</content></entry>\
         <entry><id>xhtml{number}</id><title>xhtml {number}</title><content type=\"xhtml\">\
         <div xmlns=\"http://www.w3.org/1999/xhtml\">{text}</div></content></entry></feed>"
    )
}

fn json(texts: &[String]) -> String {
    let items: Vec<serde_json::Value> = (1..)
        .zip(texts)
        .map(|(number, text)| {
            json!({
                "id": format!("json{number}"), "url": text, "external_url": text, "title": text,
                "content_html": text, "summary": text, "image": text, "language": text,
                "authors": [{"name": text, "url": text}], "tags": [text],
                "attachments": [{"url": text, "mime_type": text}],
            })
        })
        .collect();
    let version = "https://jsonfeed.org/version/1.1";
    json!({"version": version, "title": "JSON", "items": items}).to_string()
}

#[test]
fn hostile_text_in_any_field_of_a_feed_is_published_inert() {
    let texts = hostile();
    let tables = ["all.rss", "all.json", "one/*.atom"].map(|path| {
        format!(
            "[[sources]]\nname = \"{}\"\npath = \"{path}\"\nbacklog = 5000\n",
            path.len()
        )
    });
    let env = Env::new(&format!("max_entries = 5000\n{OUTPUTS}{}", tables.concat()));
    env.write("all.rss", rss(&texts));
    env.write("all.json", json(&texts));
    for (number, text) in (1..).zip(&texts) {
        env.write(&format!("one/{number}.atom"), atom(number, text));
    }
    let report = env.pass();
    for source in report["sources"].as_array().unwrap() {
        assert_eq!(source["failures"], json!([]), "{source}");
    }
    let guids: Vec<String> = env
        .export()
        .iter()
        .filter_map(|entry| entry["guid"].as_str().map(ToOwned::to_owned))
        .collect();
    for number in 1..=texts.len() {
        for format in ["rss", "json", "html"] {
            let guid = format!("{format}{number}");
            assert!(guids.contains(&guid), "{guid} is lost");
        }
    }

    let said = assert_outputs_alike(&env);
    assert!(said.len() >= texts.len());
    feed_rules::opml::verify(env.read("public/sources.opml").as_bytes()).unwrap();
    let output = env.read("public/all.atom");
    assert!(verify(output.as_bytes()).unwrap() >= texts.len());
    // Reading the page back refused everything that could run or load; nothing turns its text.
    let page = env.read("public/all.html");
    let turning = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let odd = page
        .chars()
        .find(|c| turning(*c) || (c.is_control() && *c != '\n'));
    assert_eq!(odd, None);
    let control = output.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(control, None);
    let feed = feed_rs::parser::parse(output.as_bytes()).unwrap();
    for entry in &feed.entries {
        assert_inert_entry(entry);
        let source = entry.source.as_deref().unwrap_or_default();
        let authors = entry.authors.iter().flat_map(|author| &author.name);
        let terms = entry.categories.iter().map(|category| &category.term);
        let labels = entry.categories.iter().flat_map(|category| &category.label);
        let title = entry.title.iter().map(|title| &title.content);
        for line in authors.chain(terms).chain(labels).chain(title) {
            // Marks of direction are words of some languages; what turns the text around is not.
            let turned = line
                .chars()
                .find(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
            assert_eq!(turned, None, "{}: {line:?}", entry.id);
            assert!(tags(line).is_empty(), "{}: {line:?}", entry.id);
        }
        assert!(!source.contains('<'), "{source}");
        for link in &entry.links {
            let kind = link.media_type.as_deref().unwrap_or("a/b");
            let (kind, of) = kind.split_once('/').unwrap();
            let is_word = |word: &str| {
                word.chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
            };
            assert!(is_word(kind) && is_word(of), "{}: {kind}/{of}", entry.id);
        }
    }
    let site = Site::open(&env.path("feeds.toml"));
    for (path, [page, _]) in site.pages(&["alert", "<script>"], 5) {
        assert_inert_page(&path, &page);
    }
    for report in [
        ["stories", "--limit", "1000"].as_slice(),
        &["sources"],
        &["search", "alert"],
    ] {
        assert_plain(&env.ok(report));
    }
}
