//! Rules of the W3C feed validator that are stricter than RFC 4287.
#![expect(
    clippy::unwrap_used,
    reason = "a feed that cannot be read is a fault of the test"
)]

use feedfold::model::{Category, Member, Site};
use feedfold::publish::Uri;
use proptest::prelude::*;

use crate::feed_rules::atom::verify;
use crate::publish_stories::{
    WHEN_EMPTY, feed_id, member, output, published, render, rendered, site, story, url,
};

/// Id of the source of an entry whose feed has this id, read back.
fn source_id(feed_id: &str) -> String {
    let member = Member {
        feed_id: Some(feed_id.to_owned()),
        ..member(1)
    };
    let text = rendered(&[story(member, Vec::new())]).unwrap();
    assert_eq!(verify(text.as_bytes()), Ok(1), "{feed_id}");
    let feed = text.parse::<atom_syndication::Feed>().unwrap();
    let source = feed.entries.first().and_then(|entry| entry.source.clone());
    source.unwrap().id
}

#[test]
fn ids_of_sources_that_keep_the_rules_stand_as_sent() {
    for id in [
        "http://Harbour.example/",
        "https://harbour.example/a?b=(c)#d",
        "tag:harbour.example,2005:feed/1?x#y",
        "tag:desk@harbour.example,2005-06-01:",
        "urn:uuid:60A76C80-D399-11D9-B93C-0003939E0AF6",
        "urn:example:a:b;c=%20",
        "yt:channel:UC7_x",
    ] {
        assert_eq!(source_id(id), id);
    }
}

/// `UriNotIri`, `InvalidFullLink`, `InvalidLink`: an id is ASCII, without brackets, and `http:`
/// has a host.
#[test]
fn ids_of_sources_that_are_no_uris_become_the_address_they_mean() {
    for (sent, stands) in [
        (
            "https://例子.example/财经",
            "https://xn--fsqu00a.example/%E8%B4%A2%E7%BB%8F",
        ),
        ("http:harbour.example", "http://harbour.example/"),
        ("http:///harbour.example/", "http://harbour.example/"),
        (
            "https://harbour.example/a|b",
            "https://harbour.example/a%7Cb",
        ),
        (
            "http://harbour.example/[1]",
            "http://harbour.example/%5B1%5D",
        ),
    ] {
        assert_eq!(source_id(sent), stands);
    }
}

/// `InvalidUUID`, `InvalidURN`, `InvalidTAG`, `InvalidLink`.
#[test]
fn ids_of_sources_that_break_the_grammar_of_their_scheme_give_way() {
    for id in [
        "urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6a",
        "urn:uuid:60a76c80d39911d9b93c0003939e0af6",
        "urn:uuid:60a76c80-d399-11d9-b93c",
        "urn:x:one-letter",
        "urn:example:",
        "urn:example:a/b",
        "urn:-example:a",
        "urn:example",
        "tag:Harbour.example,2005:1",
        "TAG:harbour.example,2005:1",
        "tag:harbour.example:1",
        "tag:harbour.example,05:1",
        "tag:harbour.example,2005-1:1",
        "tag:,2005:1",
        "tag:harbour.example,2005:a#b#c",
        "tag:harbour.example,2005:财经",
        "http://[::1]/feed",
        "x:%zz",
    ] {
        assert_eq!(source_id(id), "https://harbour.example/finance/", "{id}");
        let wrong = format!("<id>{id}</id>");
        let right = "<id>https://harbour.example/finance/</id>";
        let text = rendered(&[story(member(1), Vec::new())]).unwrap();
        assert!(text.contains(right));
        assert!(
            verify(text.replace(right, &wrong).as_bytes()).is_err(),
            "{id}"
        );
    }
}

/// `InvalidFullLink` and the like again: a scheme is held to the rules of ids.
#[test]
fn schemes_of_categories_are_held_to_the_same_rules() {
    for (sent, stands) in [
        (
            "https://harbour.example/ns#",
            Some("https://harbour.example/ns#"),
        ),
        (
            "tag:harbour.example,2005:topics",
            Some("tag:harbour.example,2005:topics"),
        ),
        (
            "https://harbour.example/栏目",
            Some("https://harbour.example/%E6%A0%8F%E7%9B%AE"),
        ),
        ("urn:x:栏目", None),
        ("tag:Harbour.example,2005:topics", None),
        ("http://[::1]/栏目", None),
        ("topics", None),
    ] {
        let member = Member {
            categories: vec![Category {
                term: "bonds".to_owned(),
                scheme: Some(sent.to_owned()),
                label: None,
            }],
            ..member(1)
        };
        let text = rendered(&[story(member, Vec::new())]).unwrap();
        assert_eq!(verify(text.as_bytes()), Ok(1), "{sent}");
        let feed = text.parse::<atom_syndication::Feed>().unwrap();
        let categories = &feed.entries[0].categories;
        let bonds = categories.iter().find(|category| category.term == "bonds");
        assert_eq!(bonds.unwrap().scheme.as_deref(), stands, "{sent}");
    }
}

#[test]
fn a_site_at_a_bare_ipv6_address_still_gives_a_valid_feed() {
    let site = Site {
        url: url("http://[2001:db8::1]/"),
        icon: Some(url("http://[2001:db8::1]/icon.png")),
        ..site()
    };
    let member = Member {
        feed_link: Some("http://[2001:db8::2]/".to_owned()),
        ..member(1)
    };
    let story = story(member, Vec::new());
    let labels = [feedfold::model::Label::parse("ministry").unwrap()];
    let published = feedfold::publish::PublishedStory {
        labels: &labels,
        ..published(&story)
    };
    let bytes = render(&site, &output(), &feed_id(), &[published], WHEN_EMPTY).unwrap();
    assert_eq!(verify(&bytes), Ok(1));
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("term=\"ministry\""), "{text}");
    assert!(!text.contains("scheme="), "{text}");
    assert!(!text.contains("<id>http"), "{text}");
}

/// `InvalidLanguage`: the validator knows the codes of ISO 639-1 and 639-2.
#[test]
fn only_known_languages_are_said_and_chinese_ones_as_extended_tags() {
    for (configured, said) in [
        ("zh-CN", Some("zh-CN")),
        ("ZH", Some("ZH")),
        ("en-GB", Some("en-GB")),
        ("fil", Some("fil")),
        ("yue-Hant-HK", Some("zh-yue-Hant-HK")),
        ("cmn", Some("zh-cmn")),
        ("jp", None),
        ("cn", None),
        ("chinese", None),
        ("x-house", None),
        ("zh_CN", None),
        ("", None),
    ] {
        let site = Site {
            language: Some(configured.to_owned()),
            ..site()
        };
        let bytes = render(&site, &output(), &feed_id(), &[], WHEN_EMPTY).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let lang = said.map(|tag| format!("xml:lang=\"{tag}\""));
        match lang {
            Some(lang) => assert!(text.contains(&lang), "{configured}: {text}"),
            None => assert!(!text.contains("xml:lang"), "{configured}: {text}"),
        }
    }
}

/// `ContainsHTML`, `ContainsUndeclaredHTML`: a reader that takes any text for HTML finds no tag.
#[test]
fn text_that_looks_like_a_tag_is_one_in_no_reading() {
    let tag = "\"><svg onload=alert(1)> </b> a<b";
    let odd = Member {
        title: tag.to_owned(),
        feed_title: Some(tag.to_owned()),
        authors: vec![tag.to_owned()],
        categories: vec![Category {
            term: tag.to_owned(),
            scheme: None,
            label: Some(tag.to_owned()),
        }],
        ..member(1)
    };
    let reposted = Member {
        feed_title: Some(tag.to_owned()),
        ..member(2)
    };
    let text = rendered(&[story(odd, vec![reposted])]).unwrap();
    assert_eq!(verify(text.as_bytes()), Ok(1));
    let feed = text.parse::<atom_syndication::Feed>().unwrap();
    let entry = &feed.entries[0];
    let escaped = "&quot;&gt;&lt;svg onload=alert(1)&gt; &lt;/b&gt; a&lt;b";
    let inert = "\">＜svg onload=alert(1)> ＜/b> a＜b";
    for title in [&entry.title, &entry.source.as_ref().unwrap().title] {
        assert_eq!(title.r#type, atom_syndication::TextType::Html);
        assert_eq!(title.value, escaped);
    }
    assert_eq!(entry.authors[0].name, inert);
    assert_eq!(entry.categories[0].term, inert);
    assert_eq!(entry.categories[0].label.as_deref(), Some(inert));
    let via = entry.links.iter().find(|link| link.rel == "via").unwrap();
    assert_eq!(via.title.as_deref(), Some(inert));
}

#[test]
fn text_with_a_mere_sign_stays_as_it_is() {
    let title = "利率 <5% 且 >3%, a < b, AT&T";
    let odd = Member {
        title: title.to_owned(),
        authors: vec![title.to_owned()],
        ..member(1)
    };
    let text = rendered(&[story(odd, Vec::new())]).unwrap();
    let feed = text.parse::<atom_syndication::Feed>().unwrap();
    assert_eq!(feed.entries[0].title, atom_syndication::Text::plain(title));
    assert_eq!(feed.entries[0].authors[0].name, title);
}

/// `MisplacedMetadata`, `MissingSelf`, `SelfNotAtom`, `DuplicateAtomLink`.
#[test]
fn what_is_said_of_the_feed_stands_before_its_entries() {
    let text = rendered(&[story(member(1), Vec::new())]).unwrap();
    let (head, entries) = text.split_once("<entry>").unwrap();
    for element in [
        "title",
        "id",
        "updated",
        "author",
        "generator",
        "icon",
        "logo",
    ] {
        assert_eq!(head.matches(&format!("<{element}")).count(), 1, "{head}");
    }
    assert_eq!(head.matches("rel=\"self\"").count(), 1, "{head}");
    assert_eq!(head.matches("rel=\"alternate\"").count(), 1, "{head}");
    assert!(head.contains("type=\"application/atom+xml\""), "{head}");
    let after = entries.rsplit_once("</entry>").unwrap().1;
    assert_eq!(after.trim(), "</feed>");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_id_is_ascii_without_brackets(
        text in "(https?|urn|urn:uuid|tag|x|TAG):(//)?[ -~é财]{0,20}"
    ) {
        if let Some(iri) = Uri::parse(&text) {
            prop_assert_eq!(iri.as_str(), &text);
            prop_assert!(text.is_ascii());
            let outside = text.find(|c| " []\"<>\\^`{|}".contains(c));
            prop_assert_eq!(outside, None);
        }
    }
}
