//! The `.html` output: one page that stands alone.
#![expect(
    clippy::unwrap_used,
    reason = "a page that cannot be read is a failed test"
)]

use feedfold::model::{OutputFormat, Site, StoryFormat};
use feedfold::publish::page::{STYLE, style_name};
use feedfold::publish::{PublishedStory, render, verify};

use super::env::Env;
use crate::publish_stories::{
    disclosure, member, output, publication, published, repost, site, stories, story,
};

const HTML: OutputFormat = OutputFormat::Stories(StoryFormat::Html);

/// The page of an output with these stories.
fn page(site: &Site, stories: &[PublishedStory<'_>]) -> String {
    let (output, disclosure) = (output(), disclosure(site));
    let publication = publication(site, &output, &disclosure);
    String::from_utf8(render(StoryFormat::Html, &publication, stories).unwrap()).unwrap()
}

/// A page without its style sheet, one element per line, for a snapshot.
pub(crate) fn lines(page: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let page = page.replace(STYLE, "…").replace(version, "…");
    let page = page.replace(&style_name(), "….css");
    let mut out = String::new();
    for part in page.split_inclusive('>') {
        // The time at which the demo ran, and the hash of the style sheet.
        for name in ["data-updated=\"", "'sha256-"] {
            if let Some((before, after)) = part.split_once(name) {
                let end = after.find(['"', '\'']).unwrap();
                out.extend([before, name, "…", after.get(end..).unwrap(), "\n"]);
            }
        }
        if !part.contains("data-updated=") && !part.contains("sha256-") {
            out.extend([part, "\n"]);
        }
    }
    out
}

#[test]
fn a_page_reads_as_expected() {
    let stories = stories();
    let all: Vec<_> = stories.iter().map(published).collect();
    insta::assert_snapshot!(lines(&page(&site(), &all)));
}

#[test]
fn the_page_of_the_demo_reads_as_expected() {
    let env = Env::new("");
    env.ok(&["demo", "--into", "demo"]);
    let config = env.read("demo/feeds.toml");
    let output = "\n[[outputs]]\nname = \"page\"\npath = \"public/index.html\"\n";
    env.write("demo/feeds.toml", config + output);
    env.ok(&["publish", "--config", "demo/feeds.toml"]);
    let page = env.read("demo/public/index.html");
    verify(HTML, page.as_bytes()).unwrap();
    insta::assert_snapshot!(lines(&page));
}

#[test]
fn a_page_without_stories_says_what_to_do() {
    let empty = page(&site(), &[]);
    verify(HTML, empty.as_bytes()).unwrap();
    assert!(
        empty.contains("还没有稿件：运行 `feedfold run` 读取来源。"),
        "{empty}"
    );
}

/// What a fault of the renderer could let through.
#[test]
fn a_page_that_runs_or_loads_something_is_refused() {
    let stories = stories();
    let all: Vec<_> = stories.iter().map(published).collect();
    let page = page(&site(), &all);
    verify(HTML, page.as_bytes()).unwrap();
    for (right, wrong) in [
        ("<main ", "<script></script><main "),
        ("<main ", "<img src=\"https://a.example/1.png\"><main "),
        ("<main ", "<iframe></iframe><main "),
        ("<main ", "<main onclick=\"a()\" "),
        ("<main ", "<main style=\"color:red\" "),
        ("<main ", "<!-- a --><main "),
        ("<main ", "</p><main "),
        ("<a href=\"https:", "<a href=\"javascript:"),
        ("<a href=\"https:", "<a href=\"//"),
        ("href=\"data:,\"", "href=\"https://a.example/icon.png\""),
        ("default-src 'none'", "default-src *"),
        ("<style>", "<style>p{color:red}"),
        (
            "<meta charset",
            "<meta http-equiv=\"refresh\" content=\"0\"><meta charset",
        ),
        ("<!DOCTYPE html>", ""),
        ("</html>", ""),
        ("</html>", "</html>more"),
        ("</body>", "<article id=\"no id\"></article></body>"),
    ] {
        assert!(page.contains(right), "{right}");
        let broken = page.replacen(right, wrong, 1);
        assert!(verify(HTML, broken.as_bytes()).is_err(), "accepted {wrong}");
    }
}

#[test]
fn the_phrases_of_a_page_follow_the_language_of_the_site() {
    let story = story(
        member(1),
        (2..7).map(|n| repost(n, &format!("Outlet {n}"))).collect(),
    );
    for (language, expected) in [
        (
            Some("zh-CN"),
            [
                "lang=\"zh-CN\"",
                "转载 ",
                "另 2 家",
                "2026年3月1日　星期日",
                " 家",
            ],
        ),
        (
            Some("zh-TW"),
            [
                "lang=\"zh-TW\"",
                "轉載 ",
                "另 2 家",
                "2026年3月1日　星期日",
                " 家",
            ],
        ),
        (
            Some("de"),
            [
                "lang=\"en\"",
                "also ",
                "2 more",
                "Sunday, 1 March 2026",
                " outlets",
            ],
        ),
        (
            None,
            [
                "lang=\"en\"",
                "also ",
                "2 more",
                "Sunday, 1 March 2026",
                " outlets",
            ],
        ),
    ] {
        let site = Site {
            language: language.map(str::to_owned),
            ..site()
        };
        let page = page(&site, &[published(&story)]);
        for words in expected {
            assert!(page.contains(words), "{language:?}: {words}\n{page}");
        }
    }
}

/// A narrow screen shows the unit after the number of outlets of each story.
#[test]
fn one_outlet_is_no_outlets() {
    let alone = story(member(1), Vec::new());
    let carried = story(member(2), vec![repost(3, "Outlet 3")]);
    let site = Site {
        language: Some("en".to_owned()),
        ..site()
    };
    let page = page(&site, &[published(&alone), published(&carried)]);
    for count in [
        "data-u=\" outlet\">1<",
        "data-u=\" outlets\">2<",
        ", 1 outlet\"",
        ", 2 outlets\"",
    ] {
        assert!(page.contains(count), "{count}\n{page}");
    }
}
