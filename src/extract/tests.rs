use url::Url;

use super::{ArticlePage, Error, Extracted, extract};
use crate::html::selector;
use crate::model::TakenBy;

fn page(html: &str, selector: Option<&str>) -> Result<Extracted, Error> {
    page_of("", html, selector)
}

fn page_of(title: &str, html: &str, selector: Option<&str>) -> Result<Extracted, Error> {
    let selector = selector.map(|text| selector::parse(text).unwrap());
    extract(&ArticlePage {
        html,
        url: &Url::parse("https://news.example/a/1.html").unwrap(),
        selector: selector.as_ref(),
        title,
        known_chars: 0,
    })
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
    let selector = selector::parse("#t").unwrap();
    let url = Url::parse("https://news.example/").unwrap();
    let with = |known_chars| {
        let page = ArticlePage {
            html,
            url: &url,
            title: "",
            selector: Some(&selector),
            known_chars,
        };
        extract(&page)
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
fn a_page_that_is_nested_too_deeply_is_not_parsed() {
    let page = ArticlePage {
        html: &format!("{}海岸灯塔改造工程开工了。", "<div>".repeat(2_000)),
        url: &Url::parse("https://news.example/").unwrap(),
        selector: None,
        title: "",
        known_chars: 0,
    };
    assert_eq!(extract(&page), Err(Error::TooComplex));
}

#[test]
fn a_page_of_more_pieces_or_deeper_ones_than_any_article_is_refused() {
    let paragraphs = |number| format!("<body>{}", "<p>海岸，灯塔。</p>".repeat(number));
    assert!(page(&paragraphs(10_000), None).is_ok());
    assert_eq!(
        page(&paragraphs(35_000), None).err(),
        Some(Error::TooComplex)
    );
    // Unclosed tags are no fewer pieces, and a tower of blocks is read once for each of its
    // floors.
    let unclosed = format!("<body>{}", "<p>海".repeat(35_000));
    assert_eq!(page(&unclosed, None).err(), Some(Error::TooComplex));
    let floors = |number| {
        format!(
            "{}海岸，灯塔。{}",
            "<div>".repeat(number),
            "</div>".repeat(number)
        )
    };
    assert!(page(&format!("<body>{}", floors(20).repeat(500)), None).is_ok());
    assert_eq!(
        page(&format!("<body>{}", floors(60).repeat(900)), None).err(),
        Some(Error::TooComplex)
    );
    // What is surely too much is not even parsed.
    assert_eq!(
        page(&"<p>".repeat(130_000), None).err(),
        Some(Error::TooComplex)
    );
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

#[test]
fn words_of_a_login_in_an_article_that_the_page_names_are_words() {
    let reply = "<p>您好，请登录国家灯塔服务平台查询办理进度，感谢您的来信。</p>";
    let html =
        format!("<html><head><title>关于办理进度的答复</title></head><body>{reply}</body></html>");
    assert!(page_of("关于办理 进度的答复", &html, None).is_ok());
    assert_eq!(page_of("灯塔开放时间", &html, None), Err(Error::Login));
}

#[test]
fn an_article_in_a_block_with_the_name_of_a_footer_stays() {
    let links = "<a href=/x>另一篇文章的标题</a> ".repeat(60);
    let article =
        "<p>海岸灯塔改造工程三月开工。</p><p>费用由部门承担，工期一年，完工后对公众开放。</p>";
    let html = format!(
        "<html><body><div class='main-bottom'>{article}</div><div>{links}</div></body></html>"
    );
    let found = page(&html, None).unwrap();
    assert!(found.html.contains("三月开工"), "{}", found.html);
    assert!(!found.html.contains("另一篇"), "{}", found.html);
}
