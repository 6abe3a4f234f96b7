use url::Url;

use super::{Error, Extracted, Page, extract};
use crate::model::{Selector, TakenBy};

fn page(html: &str, selector: Option<&str>) -> Result<Extracted, Error> {
    let selector = selector.map(|text| Selector::parse(text).unwrap());
    extract(
        &Page {
            html,
            url: &Url::parse("https://news.example/a/1.html").unwrap(),
            selector: selector.as_ref(),
            known_chars: 0,
        },
        |_| true,
    )
}

#[test]
fn a_selector_takes_what_stands_there_and_nested_matches_once() {
    let html = "<html><body><nav>首页</nav><div class=a><p>一。</p><div class=a>二。</div></div><div class=a>三。</div></body></html>";
    let found = page(html, Some(".a")).unwrap();
    assert_eq!(
        found.html,
        "<div class=\"a\"><p>一。</p><div class=\"a\">二。</div></div><div class=\"a\">三。</div>"
    );
    assert_eq!(found.by, TakenBy::Selector);
}

#[test]
fn a_selector_that_finds_no_text_leaves_it_to_readability() {
    let html = "<html><body><div id=x> </div><p>海岸灯塔改造工程于三月开工，预计年底完成，费用由部门承担。</p></body></html>";
    for selector in ["#x", "#y"] {
        let found = page(html, Some(selector)).unwrap();
        assert_eq!(found.by, TakenBy::Readability);
        assert!(found.html.contains("三月开工"), "{}", found.html);
    }
}

#[test]
fn addresses_count_from_the_base_and_the_page() {
    let html = "<div id=t><a href='b.html'>乙</a><img data-src='//i.example/c.png'><a href='#d'>丁</a></div>";
    let found = page(html, Some("#t")).unwrap().html;
    assert!(
        found.contains("href=\"https://news.example/a/b.html\""),
        "{found}"
    );
    assert!(
        found.contains(" src=\"https://i.example/c.png\""),
        "{found}"
    );
    assert!(found.contains("https://news.example/a/1.html#d"), "{found}");
    let based = format!("<html><head><base href='/z/'></head><body>{html}</body></html>");
    let found = page(&based, Some("#t")).unwrap().html;
    assert!(found.contains("https://news.example/z/b.html"), "{found}");
}

#[test]
fn a_page_of_links_with_a_long_base_does_not_grow_without_bound() {
    let base = format!("<base href='https://e.example/{}/'>", "a".repeat(2_000));
    let html = format!(
        "<html><head>{base}</head><body><div id=t>字{}</div></body></html>",
        "<a href=b>乙</a>".repeat(20_000)
    );
    let found = page(&html, Some("#t")).unwrap().html;
    assert!(found.len() < 3 << 20, "{}", found.len());
}

#[test]
fn what_the_feed_carries_already_is_not_replaced() {
    let html = "<div id=t>海岸灯塔改造工程开工。</div>";
    let selector = Selector::parse("#t").unwrap();
    let url = Url::parse("https://news.example/").unwrap();
    let with = |known_chars| {
        let page = Page {
            html,
            url: &url,
            selector: Some(&selector),
            known_chars,
        };
        extract(&page, |_| true)
    };
    assert_eq!(
        with(11),
        Err(Error::NoMore {
            known: 11,
            found: 11
        })
    );
    assert!(with(10).is_ok());
}

#[test]
fn a_page_that_cannot_be_borne_is_not_parsed() {
    let page = Page {
        html: "<p>海岸灯塔改造工程开工了。</p>",
        url: &Url::parse("https://news.example/").unwrap(),
        selector: None,
        known_chars: 0,
    };
    assert_eq!(extract(&page, |_| false), Err(Error::Unbearable));
}

#[test]
fn what_is_no_page_is_said_to_be_none() {
    for text in [
        "",
        "{\"a\": 1}",
        "%PDF-1.7",
        "plain text",
        "<?xml version='1.0'?><rss/>",
    ] {
        assert_eq!(page(text, None), Err(Error::NotHtml), "{text}");
    }
}
