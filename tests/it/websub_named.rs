//! Where a feed names its WebSub hub and its own address, and which of several places counts.
#![expect(clippy::unwrap_used, reason = "a test may end where it fails")]

use feedfold::model::FeedHead;
use feedfold::parse::{self, DocumentContext};
use proptest::prelude::*;
use url::Url;

use super::parse::{UTC, reading};

const BASE: &str = "https://outlet.example/news/feed";

/// Hub and own address of a document that came with these values of `Link`.
fn named(document: &str, links: &[&str]) -> (Option<String>, Option<String>) {
    let base = Url::parse(BASE).unwrap();
    let context = DocumentContext {
        base: Some(&base),
        ..reading(&UTC)
    };
    let mut head = parse::parse(document.as_bytes(), &context).unwrap().head;
    let links: Vec<String> = links.iter().map(ToString::to_string).collect();
    parse::add_header_links(&mut head, &links, &base);
    (head.hub, head.own_address)
}

fn of(hub: &str, own: &str) -> (Option<String>, Option<String>) {
    (Some(hub.to_owned()), Some(own.to_owned()))
}

fn atom(links: &str) -> String {
    format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title>{links}<entry><id>1</id>\
         <title>t</title><link rel='hub' href='https://entry.example/'/></entry></feed>"
    )
}

#[test]
fn every_format_names_its_hub_and_itself() {
    let links = "<link rel='hub' href='https://hub.example/'/><link rel='hub' href='https://second.example/'/>\
                 <link rel='self' href='/feed'/>";
    let expected = of("https://hub.example/", "https://outlet.example/feed");
    assert_eq!(named(&atom(links), &[]), expected);
    let rss = "<rss version='2.0' xmlns:a='http://www.w3.org/2005/Atom'><channel><title>t</title>\
               <a:link rel='hub' href='https://hub.example/'/><a:link rel='self' href='/feed'/>\
               <item><title>t</title></item></channel></rss>";
    assert_eq!(named(rss, &[]), expected);
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"t","feed_url":"/feed",
        "hubs":[{"type":"rssCloud","url":"https://cloud.example/"},{"type":"WebSub","url":"https://hub.example/"}],
        "items":[{"id":"1","title":"t"}]}"#;
    assert_eq!(named(json, &[]), expected);
}

#[test]
fn the_header_comes_before_the_document_and_a_link_of_another_document_does_not_count() {
    let document = atom(
        "<link rel='hub' href='https://hub.example/'/><link rel='self' href='https://outlet.example/a'/>",
    );
    let header = [
        "<https://other.example/>; rel=hub; anchor=\"https://stranger.example/\"",
        "<https://first.example/>; rel=\"hub\", </b>; rel=\"alternate self\"",
    ];
    assert_eq!(
        named(&document, &header),
        of("https://first.example/", "https://outlet.example/b")
    );
    // What the header lacks, or says in a way that leads nowhere, the document says.
    assert_eq!(
        named(&document, &["<https://first.example/>; rel=hub"]),
        of("https://first.example/", "https://outlet.example/a")
    );
    assert_eq!(
        named(&document, &["<ftp://first.example/>; rel=hub"]),
        of("https://hub.example/", "https://outlet.example/a")
    );
}

#[test]
fn a_feed_without_a_hub_has_none() {
    assert_eq!(named(&atom(""), &[]), (None, None));
}

proptest! {
    #[test]
    fn any_value_of_link_is_read_without_harm(value in "[<>;,=\" a-z:/\\\\]{0,80}|\\PC{0,80}") {
        let base = Url::parse(BASE).unwrap();
        let mut head = FeedHead::default();
        parse::add_header_links(&mut head, &[value], &base);
        for address in [head.hub, head.own_address].into_iter().flatten() {
            let url = Url::parse(&address).unwrap();
            prop_assert!(matches!(url.scheme(), "http" | "https"));
        }
    }
}
