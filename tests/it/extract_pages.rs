//! Extracts the text of every page in `tests/fixtures/articles`. The pages are invented but
//! modelled on real ones.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a page that cannot be read is a failed test"
)]

use std::fmt::Write as _;
use std::path::PathBuf;

use feedfold::extract::{ArticlePage, Error, Extracted, extract};
use feedfold::normalize;
use feedfold::parse::{self, DocumentContext};
use jiff::tz::TimeZone;
use url::Url;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/articles")
}

fn taken(bytes: &[u8], selector: Option<&str>) -> Result<Extracted, Error> {
    let url = Url::parse("https://news.example/a/1.html").unwrap();
    let reading = DocumentContext {
        content_type: Some("text/html"),
        charset: None,
        timezone: &TimeZone::UTC,
        base: Some(&url),
    };
    let html = parse::page(bytes, &reading).unwrap();
    let selector = selector.map(|text| feedfold::html::selector::parse(text).unwrap());
    let page = ArticlePage {
        html: &html,
        url: &url,
        selector: selector.as_ref(),
        title: "",
        known_chars: 0,
    };
    extract(&page)
}

#[test]
fn every_page_gives_its_text_and_nothing_around_it() {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.len() >= 13, "{names:?}");
    let mut seen = String::new();
    for name in names {
        let bytes = std::fs::read(folder().join(&name)).unwrap();
        match taken(&bytes, None) {
            Ok(found) => {
                let text = normalize::body_text(&found.html);
                writeln!(seen, "{name}: {}\n{text}\n", found.by.as_str()).unwrap();
            }
            Err(error) => writeln!(seen, "{name}: {error}\n").unwrap(),
        }
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn a_page_is_read_in_the_charset_that_its_meta_names() {
    let url = Url::parse("https://news.example/").unwrap();
    let reading = DocumentContext {
        content_type: Some("text/html"),
        charset: None,
        timezone: &TimeZone::UTC,
        base: Some(&url),
    };
    // So short a text could be in any alphabet: only what is declared tells.
    for meta in [
        "<meta charset=windows-1251>",
        "<META  CHARSET = 'Windows-1251' >",
        "<meta name=author content=x><meta http-equiv=Content-Type content=\"text/html; charset=cp1251\">",
        "<meta content=\"text/html;charset=windows-1251\" http-equiv=\"Content-Type\"/>",
    ] {
        let text = format!("<html><head>{meta}</head><body><p>Маяк</p></body></html>");
        let bytes = encoding_rs::WINDOWS_1251.encode(&text).0;
        let read = parse::page(&bytes, &reading).unwrap();
        assert!(read.contains("Маяк"), "{meta}: {read}");
    }
}

#[test]
fn a_selector_takes_exactly_what_stands_there() {
    let bytes = std::fs::read(folder().join("zh_short_reply.html")).unwrap();
    let found = taken(&bytes, Some(".con")).unwrap();
    assert_eq!(
        normalize::body_text(&found.html),
        "您好！北岬灯塔每周二至周日开放，周一闭馆检修，感谢您的关注。"
    );
}

#[test]
fn pages_built_to_take_the_extractor_down_are_refused_or_read() {
    let article = "<p>海岸灯塔改造工程开工，费用由部门承担，工期一年，完工后对公众开放。</p>";
    let refused = "the page is larger, or nested deeper, than any article";
    let pages = [
        (refused, "<div>".repeat(100_000) + article),
        (refused, "<b>".repeat(50_000) + article),
        (refused, "<table><tr><td>".repeat(20_000) + article),
        (refused, "<div>".repeat(900) + &article.repeat(1_000)),
        (refused, "<ul><li>".repeat(400) + &article.repeat(2_000)),
        ("readability", article.repeat(5_000)),
        ("readability", "<div>".repeat(900) + &article.repeat(100)),
        (
            "readability",
            "<div class=nav>".repeat(900) + &article.repeat(100),
        ),
        (refused, "<b>".repeat(150) + &"<p>x".repeat(5_000)),
        ("readability", "<b>".repeat(150) + &"<p>x".repeat(1_000)),
        ("readability", "海岸，<br>".repeat(10_000)),
        (
            "readability",
            format!("<div {}>{article}</div>", "a=b ".repeat(50_000)),
        ),
        (
            "readability",
            article.to_owned() + "<!--" + &"x".repeat(1 << 20),
        ),
    ];
    for (expected, html) in pages {
        let page = format!("<html><body>{html}</body></html>");
        let found = taken(page.as_bytes(), None);
        let came_to = found.map_or_else(
            |error| error.to_string(),
            |found| found.by.as_str().to_owned(),
        );
        let begins: String = html.chars().take(20).collect();
        assert_eq!(came_to, expected, "{begins}");
    }
}
