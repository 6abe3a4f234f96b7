//! Stories become a valid Atom feed that other parsers read back whole.

use feedfold::model::{Label, Member, Story};
use feedfold::publish::{Iri, RenderError, render, verify};

use crate::publish_stories::{
    WHEN_EMPTY, at, feed_id, member, output, published, rendered, repost, site, stories, story,
};

#[test]
fn a_full_feed_reads_as_expected() {
    let stories = stories();
    let labels = [Label::parse("ministry").unwrap()];
    let mut all: Vec<_> = stories.iter().map(published).collect();
    all[0].labels = &labels;
    let bytes = render(&site(), &output(), &feed_id(), &all, WHEN_EMPTY).unwrap();
    assert_eq!(verify(&bytes), Ok(3));
    let text = String::from_utf8(bytes).unwrap();
    let version = format!("version=\"{}\"", env!("CARGO_PKG_VERSION"));
    insta::assert_snapshot!(text.replace(&version, "version=\"…\""));
}

#[test]
fn the_same_stories_give_the_same_bytes() {
    assert_eq!(rendered(&stories()).unwrap(), rendered(&stories()).unwrap());
}

#[test]
fn a_feed_without_stories_is_valid_and_dated_by_the_caller() {
    let text = rendered(&[]).unwrap();
    assert_eq!(verify(text.as_bytes()), Ok(0));
    assert!(text.contains("<updated>1970-01-01T00:00:00+00:00</updated>"));
}

#[test]
fn the_feed_is_as_new_as_its_newest_entry() {
    let mut stories = stories();
    stories[2].updated = at("2026-04-05T06:07:08.9Z");
    let feed = feed_rs::parser::parse(rendered(&stories).unwrap().as_bytes()).unwrap();
    assert_eq!(
        feed.updated.unwrap().to_rfc3339(),
        "2026-04-05T06:07:08+00:00"
    );
}

#[test]
fn atom_syndication_reads_back_what_was_written() {
    let stories = stories();
    let text = rendered(&stories).unwrap();
    let feed: atom_syndication::Feed = text.parse().unwrap();
    assert_eq!(feed.entries().len(), 3);
    let source = feed.entries()[0].source().unwrap();
    assert_eq!(source.title().as_str(), "Harbour Daily");
    assert_eq!(source.id(), "tag:harbour.example,2020:finance");
    assert_eq!(source.links()[0].href(), "https://harbour.example/finance/");
    let again = feed
        .write_with_config(
            Vec::new(),
            atom_syndication::WriteConfig {
                write_document_declaration: true,
                indent_size: Some(1),
            },
        )
        .unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), text.trim_end());
}

#[test]
fn feed_rs_reads_back_every_field() {
    let stories = stories();
    let feed = feed_rs::parser::parse(rendered(&stories).unwrap().as_bytes()).unwrap();
    assert_eq!(feed.id, feed_id().as_str());
    assert_eq!(feed.title.unwrap().content, "Ministry replies");
    assert_eq!(feed.language.as_deref(), Some("zh-CN"));
    let entry = &feed.entries[0];
    assert_eq!(
        entry.title.as_ref().unwrap().content,
        stories[0].representative.title
    );
    assert_eq!(entry.id, published(&stories[0]).id.as_str());
    let authors: Vec<_> = entry
        .authors
        .iter()
        .map(|person| person.name.as_deref().unwrap())
        .collect();
    assert_eq!(authors, ["Li Lei", "Han Meimei"]);
    let via: Vec<_> = entry
        .links
        .iter()
        .filter(|link| link.rel.as_deref() == Some("via"))
        .map(|link| (link.href.as_str(), link.title.as_deref()))
        .collect();
    assert_eq!(
        via,
        [(
            "https://outlet-2.example/a?id=2&page=1",
            Some("Canal & Quay")
        )]
    );
    let categories: Vec<_> = entry.categories.iter().map(|c| c.term.as_str()).collect();
    assert_eq!(categories, ["finance", "A & B"]);
    let content = entry.content.as_ref().unwrap().body.as_deref().unwrap();
    assert!(
        content.contains("href=\"https://harbour.example/annex?a=1&amp;b=2\""),
        "{content}"
    );
    assert!(content.contains("North &lt;Star&gt;"), "{content}");
}

#[test]
fn no_secret_of_a_feed_address_is_published() {
    assert!(!rendered(&stories()).unwrap().contains("s3cret"));
}

#[test]
fn the_id_stays_when_another_member_represents_the_story() {
    let one = story(member(1), vec![repost(2, "Canal")]);
    let other = Story {
        id: one.id,
        ..story(member(2), vec![repost(1, "Harbour")])
    };
    let id = |story: &Story| {
        let text = rendered(std::slice::from_ref(story)).unwrap();
        feed_rs::parser::parse(text.as_bytes()).unwrap().entries[0]
            .id
            .clone()
    };
    assert_eq!(id(&one), id(&other));
}

#[test]
fn ids_are_uuids_of_version_8() {
    assert_eq!(
        Iri::from_hash([0xff; 16]).as_str(),
        "urn:uuid:ffffffff-ffff-8fff-bfff-ffffffffffff"
    );
    assert_eq!(
        Iri::from_hash([0; 16]).as_str(),
        "urn:uuid:00000000-0000-8000-8000-000000000000"
    );
}

#[test]
fn one_story_twice_is_refused() {
    let story = story(member(1), Vec::new());
    let twice = rendered(&[story.clone(), story]);
    assert!(matches!(twice, Err(RenderError::Twice(_))));
}

#[test]
fn an_untitled_story_is_called_by_its_beginning_else_its_outlet() {
    let title = |member: Member| {
        let text = rendered(&[story(member, Vec::new())]).unwrap();
        let feed = feed_rs::parser::parse(text.as_bytes()).unwrap();
        feed.entries[0].title.as_ref().unwrap().content.clone()
    };
    let untitled = Member {
        title: " \u{200b}\u{202e} ".to_owned(),
        ..member(1)
    };
    assert_eq!(title(untitled.clone()), "Text of reply number 1.");
    let long = Member {
        body: Some(format!("<p>{}</p>", "长".repeat(100))),
        ..untitled.clone()
    };
    assert_eq!(title(long), format!("{}…", "长".repeat(59)));
    let silent = Member {
        body: Some("<script>x</script>".to_owned()),
        ..untitled
    };
    assert_eq!(title(silent), "Harbour Daily");
}

#[test]
fn a_title_cannot_turn_the_direction_of_its_text() {
    let tricky = Member {
        title: "safe\u{202e}gpj.exe\u{2066}\u{7}\u{fffe}".to_owned(),
        ..member(1)
    };
    let text = rendered(&[story(tricky, Vec::new())]).unwrap();
    assert!(text.contains("<title>safegpj.exe</title>"), "{text}");
}

#[test]
fn the_list_of_reposts_speaks_the_language_of_the_site() {
    let story = story(
        member(1),
        vec![repost(2, "Canal"), repost(3, "Canal"), repost(4, "Quay")],
    );
    let published = [published(&story)];
    let text = |language: Option<&str>| {
        let mut site = site();
        site.language = language.map(str::to_owned);
        let bytes = render(&site, &output(), &feed_id(), &published, WHEN_EMPTY).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    assert!(text(Some("zh-CN")).contains("另有2家转载："));
    assert!(text(Some("ZH")).contains("另有2家转载："));
    assert!(text(Some("en")).contains("Also carried by 2 other outlets:"));
    assert!(text(None).contains("Also carried by 2 other outlets:"));
}

#[test]
fn links_to_anything_but_the_web_are_left_out_and_odd_ones_mended() {
    let href = |link: &str| {
        let odd = Member {
            link: Some(link.to_owned()),
            ..member(1)
        };
        let text = rendered(&[story(odd, Vec::new())]).unwrap();
        assert_eq!(verify(text.as_bytes()), Ok(1), "{link}");
        let feed = feed_rs::parser::parse(text.as_bytes()).unwrap();
        feed.entries[0].links.first().map(|link| link.href.clone())
    };
    for link in [
        "javascript:alert(1)",
        "data:text/html,x",
        "/relative",
        "",
        "ftp://a.example/",
        "https://",
        "http://[::1",
        "mailto:a@b.example",
    ] {
        assert_eq!(href(link), None, "{link}");
    }
    for (link, mended) in [
        (
            "https://a.example/a|b?c=[1]&d={x}",
            "https://a.example/a%7Cb?c=%5B1%5D&d=%7Bx%7D",
        ),
        (
            "https://a.example/50%?q=%zz",
            "https://a.example/50%25?q=%25zz",
        ),
        ("https://u:p@a.example/", "https://a.example/"),
        (
            " https://a.example/页?a=\"<b>\" ",
            "https://a.example/%E9%A1%B5?a=%22%3Cb%3E%22",
        ),
        ("https://a.example/#a#b", "https://a.example/#a%23b"),
        ("http://[2001:db8::1]:81/x", "http://[2001:db8::1]:81/x"),
    ] {
        assert_eq!(href(link).as_deref(), Some(mended));
    }
}
