use super::*;
use crate::config::value::tests::remedy;

#[test]
fn an_address_is_whole_or_answered_with_the_whole_one() {
    assert!(http_url(" https://e.org/feed?x=1#y ").is_ok());
    for (text, says) in [
        ("e.org", "write \"https://e.org\""),
        ("www.e.org/feed", "write \"https://www.e.org/feed\""),
        ("新浪.cn/rss", "write \"https://新浪.cn/rss\""),
        // It may contain a secret, which no message may repeat.
        ("e.org/feed?token=x", "beginning with https://"),
        ("me@e.org", "beginning with https://"),
        ("feed", "beginning with https://"),
        ("e.org feed", "beginning with https://"),
        ("", "beginning with https://"),
        ("feed://e.org/", "https:// instead of feed://"),
        ("ftp://e.org/", "scheme `ftp:`"),
        ("https://", "is not a URL"),
        ("https://a b/", "is not a URL"),
    ] {
        let remedy = remedy(http_url(text));
        assert!(remedy.contains(says), "{text}: {remedy}");
    }
}

/// The address of requests for a source's `url`.
fn asked(text: &str, instance: Option<&str>) -> Result<Option<String>, Refusal> {
    let instance = instance.map(|url| http_url(url).unwrap());
    source_url(text, instance.as_ref()).map(|url| match url {
        SourceUrl::Web(url) => Some(url.expose().to_string()),
        SourceUrl::NoInstance => None,
    })
}

#[test]
fn a_route_is_put_below_its_instance() {
    for (route, instance, url) in [
        (
            "rsshub://sina/finance",
            "https://h.org",
            "https://h.org/sina/finance",
        ),
        (
            "RSSHub://sina/finance/",
            "https://h.org/",
            "https://h.org/sina/finance",
        ),
        (
            "rsshub:///sina",
            "https://h.org/base/",
            "https://h.org/base/sina",
        ),
        (
            "rsshub://a?limit=5",
            "https://h.org/?key=k",
            "https://h.org/a?limit=5&key=k",
        ),
        ("rsshub://a#x", "https://h.org/#y", "https://h.org/a%23x"),
        (
            "rsshub://知乎/日报",
            "https://h.org",
            "https://h.org/%E7%9F%A5%E4%B9%8E/%E6%97%A5%E6%8A%A5",
        ),
    ] {
        assert_eq!(
            asked(route, Some(instance)),
            Ok(Some(url.to_owned())),
            "{route}"
        );
    }
    assert_eq!(asked("rsshub://sina", None), Ok(None));
    assert_eq!(
        asked("https://e.org/", None),
        Ok(Some("https://e.org/".to_owned()))
    );
    for text in ["rsshub://", "rsshub:///", "rsshub://?limit=5"] {
        assert!(remedy(asked(text, Some("https://h.org"))).contains("docs.rsshub.app"));
    }
    for text in ["./posts/*.md", "/srv/posts", "~/posts"] {
        assert!(
            remedy(asked(text, None)).contains("path instead of url"),
            "{text}"
        );
    }
}

#[test]
fn the_address_of_the_site_is_one_that_file_names_are_joined_to() {
    for (text, url) in [
        ("https://e.org", "https://e.org/"),
        ("https://e.org/feeds", "https://e.org/feeds/"),
    ] {
        assert_eq!(
            site_url(text).map(|url| url.expose().to_string()),
            Ok(url.to_owned())
        );
    }
    for (text, says) in [
        ("https://e.org/?a=1", "follows the `?`"),
        ("https://e.org/#a", "follows the `?`"),
        ("https://me:pw@e.org/", "is published"),
        ("e.org", "write \"https://e.org\""),
    ] {
        assert!(remedy(site_url(text)).contains(says), "{text}");
    }
}

#[test]
fn a_contact_is_a_mail_or_web_address_that_fits_a_header() {
    for (text, written) in [
        ("desk@e.org", "mailto:desk@e.org"),
        ("mailto:desk@e.org", "mailto:desk@e.org"),
        ("https://e.org/about us", "https://e.org/about%20us"),
    ] {
        assert_eq!(contact(text), Ok(written.to_owned()));
    }
    for text in ["", "desk", "@e.org", "mailto:desk", "tel:+86", "desk@"] {
        assert!(
            remedy(contact(text)).contains("mailto:desk@example.org"),
            "{text}"
        );
    }
    let agent = user_agent(Some("https://e.org/(a)\\b\r\nX: 1"));
    assert!(
        agent.ends_with("(+https://e.org/%28a%29%5CbX:1)"),
        "{agent}"
    );
}
