//! Tags, dates, codings and media types.

use std::io::Read as _;

use async_compression::futures::bufread::{BrotliDecoder, GzipDecoder};
use futures_util::AsyncReadExt as _;

use super::client::{Answer, Serving};
use super::published;

/// Every header but those that only an answer with a body has, and the date.
fn lasting(answer: &Answer) -> Vec<&(String, String)> {
    let only_with_body = ["content-type", "content-length", "content-encoding", "date"];
    let headers = answer.headers.iter();
    headers
        .filter(|(name, _)| !only_with_body.contains(&name.as_str()))
        .collect()
}

fn unpacked(answer: &Answer) -> Vec<u8> {
    let mut bytes = Vec::new();
    let body = answer.body.as_slice();
    let unpacking = async {
        match answer.header("content-encoding") {
            Some("gzip") => GzipDecoder::new(body).read_to_end(&mut bytes).await,
            Some("br") => BrotliDecoder::new(body).read_to_end(&mut bytes).await,
            _ => std::io::BufReader::new(body).read_to_end(&mut bytes),
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(unpacking).unwrap();
    bytes
}

#[test]
fn each_coding_of_each_representation_has_a_strong_tag_of_its_own_and_its_304() {
    let env = published();
    let serving = Serving::start(&env);
    let file = env.read("public/all.atom");
    let mut tags: Vec<String> = Vec::new();
    for destination in ["empty", "document"] {
        for (accepted, coding) in [
            ("identity", None),
            ("gzip", Some("gzip")),
            ("gzip, deflate, br", Some("br")),
        ] {
            let headers = [
                ("Accept-Encoding", accepted),
                ("Sec-Fetch-Dest", destination),
            ];
            let whole = serving.get("/all.atom", &headers);
            assert_eq!(whole.status, 200);
            assert_eq!(whole.header("content-encoding"), coding);
            assert_eq!(unpacked(&whole), file.as_bytes());
            assert_eq!(whole.must("vary"), "Accept-Encoding, Sec-Fetch-Dest");
            assert_eq!(whole.must("cache-control"), "max-age=3600");
            let tag = whole.must("etag").to_owned();
            assert!(tag.starts_with('"'), "{tag} is strong");

            for condition in [tag.clone(), format!("W/{tag}, \"x\""), "*".to_owned()] {
                let with_tag = [&headers[..], &[("If-None-Match", &condition)]].concat();
                let none = serving.get("/all.atom", &with_tag);
                assert_eq!((none.status, none.body.len()), (304, 0), "{condition}");
                assert_eq!(lasting(&none), lasting(&whole));
            }
            for other in &tags {
                let with_tag = [&headers[..], &[("If-None-Match", other)]].concat();
                assert_eq!(serving.get("/all.atom", &with_tag).status, 200, "{other}");
            }
            tags.push(tag);
        }
    }
}

#[test]
fn a_date_answers_304_only_without_a_tag() {
    let env = published();
    let serving = Serving::start(&env);
    let modified = serving
        .get("/all.rss", &[])
        .must("last-modified")
        .to_owned();
    let since = ("If-Modified-Since", modified.as_str());
    assert_eq!(serving.get("/all.rss", &[since]).status, 304);
    let other = ("If-None-Match", "\"other\"");
    assert_eq!(serving.get("/all.rss", &[since, other]).status, 200);
    let before = ("If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT");
    assert_eq!(serving.get("/all.rss", &[before]).status, 200);
}

#[test]
fn head_has_the_headers_of_get_and_no_body() {
    let env = published();
    let serving = Serving::start(&env);
    let without_date = |answer: &Answer| {
        let mut headers = answer.headers.clone();
        headers.retain(|(name, _)| name != "date");
        headers
    };
    for target in ["/all.atom", "/all.json", "/feeds", "/healthz", "/nothing"] {
        for accepted in ["identity", "gzip", "br"] {
            let headers = [("Accept-Encoding", accepted)];
            let get = serving.get(target, &headers);
            let head = serving.ask("HEAD", target, &headers);
            assert_eq!(head.status, get.status, "{target}");
            assert_eq!(without_date(&head), without_date(&get), "{target}");
            assert!(!get.body.is_empty() && head.body.is_empty(), "{target}");
        }
    }
}

#[test]
fn a_browser_that_opens_a_feed_gets_the_same_bytes_as_a_type_that_it_shows() {
    let env = published();
    let serving = Serving::start(&env);
    for (target, own, shown) in [
        (
            "/all.atom",
            "application/atom+xml; charset=utf-8",
            "application/xml; charset=utf-8",
        ),
        (
            "/all.rss",
            "application/rss+xml; charset=utf-8",
            "application/xml; charset=utf-8",
        ),
        ("/all.json", "application/feed+json", "application/json"),
        (
            "/%E6%94%BF%20sources.opml",
            "text/x-opml; charset=utf-8",
            "application/xml; charset=utf-8",
        ),
    ] {
        let reader = serving.get(target, &[]);
        let other = serving.get(target, &[("Sec-Fetch-Dest", "empty")]);
        let browser = serving.get(target, &[("Sec-Fetch-Dest", "document")]);
        assert_eq!(reader.must("content-type"), own);
        assert_eq!(other.must("content-type"), own);
        assert_eq!(browser.must("content-type"), shown);
        assert_eq!(browser.body, reader.body);
        assert_ne!(browser.must("etag"), reader.must("etag"));
    }
}

#[test]
fn a_feed_may_be_kept_as_long_as_the_most_frequent_source_is() {
    let env = published();
    let paces = "[[sources]]\nname = \"b\"\nurl = \"https://b.example/feed\"\ninterval = \"10m\"\n\
                 [[sources]]\nname = \"c\"\nurl = \"https://c.example/feed\"\ninterval = \"5m\"\n\
                 enabled = false\n";
    let config = env.read("feeds.toml");
    env.write("feeds.toml", format!("{config}{paces}"));
    let serving = Serving::start(&env);
    let answer = serving.get("/all.atom", &[]);
    assert_eq!(answer.must("cache-control"), "max-age=600");
}

#[test]
fn a_client_that_refuses_every_coding_gets_406() {
    let env = published();
    let serving = Serving::start(&env);
    let refused = serving.get("/all.atom", &[("Accept-Encoding", "identity;q=0, zstd")]);
    assert_eq!(refused.status, 406);
}
