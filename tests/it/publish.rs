//! Stories become a valid Atom feed, and other parsers read it completely.

use feedfold::model::{Category, Label, Member, Story};
use feedfold::publish::{RenderError, Uri};

use crate::feed_rules::atom::verify;
use crate::publish_stories::{
    WHEN_EMPTY, at, feed_id, member, output, published, read_back, render, rendered, repost, site,
    stories, story,
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
                write_document_declaration: false,
                indent_size: Some(1),
            },
        )
        .unwrap();
    let (declaration, elements) = text.split_once('\n').unwrap();
    assert_eq!(declaration, "<?xml version=\"1.0\" encoding=\"utf-8\"?>");
    let (style, elements) = elements.split_once('\n').unwrap();
    assert!(style.starts_with("<?xml-stylesheet type=\"text/css\" href=\"data:text/css;"));
    assert_eq!(String::from_utf8(again).unwrap(), elements.trim_end());
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
        Uri::from_hash([0xff; 16]).as_str(),
        "urn:uuid:ffffffff-ffff-8fff-bfff-ffffffffffff"
    );
    assert_eq!(
        Uri::from_hash([0; 16]).as_str(),
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
    assert!(text(Some("zh-CN")).contains("另有转载：Canal和Quay"));
    assert!(text(Some("ZH")).contains("另有转载：Canal和Quay"));
    assert!(text(Some("en")).contains("Also carried by Canal and Quay:"));
    assert!(text(None).contains("Also carried by Canal and Quay:"));
}

#[test]
fn a_hundred_reposts_are_listed_and_the_others_counted() {
    let carried = |reposts: usize| {
        let reposts = (0..reposts).map(|at| Member {
            link: Some(format!("https://outlet-{at}.example/a")),
            ..repost(2, &format!("Outlet {at}"))
        });
        let story = story(member(1), reposts.collect());
        let length = rendered(std::slice::from_ref(&story)).unwrap().len();
        let entry = read_back(&story);
        let via = entry.links.iter().filter(|link| link.rel == "via").count();
        let content = entry.content.unwrap().value.unwrap();
        (via, content.matches("<li>").count(), content, length)
    };
    let (via, items, content, _) = carried(100);
    assert_eq!((via, items), (100, 100));
    assert!(content.ends_with("</ul>"), "{content}");
    let (via, items, content, length) = carried(8_000);
    assert_eq!((via, items), (100, 100));
    assert!(
        content.contains("另有转载：Outlet 0、Outlet 1、Outlet 2和 7997 家<"),
        "{content}"
    );
    assert!(content.ends_with("</ul>\n<p>另有 7900 家</p>"), "{content}");
    assert!(length < 50_000, "{length}");
}

#[test]
fn reposts_beyond_the_list_are_counted_in_the_language_of_the_site() {
    let story = story(member(1), (0..103).map(|_| repost(2, "Canal")).collect());
    let mut site = site();
    site.language = Some("en".to_owned());
    let published = [published(&story)];
    let bytes = render(&site, &output(), &feed_id(), &published, WHEN_EMPTY).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("and 3 more"), "{text}");
}

#[test]
fn the_picture_of_a_story_is_an_enclosure_typed_by_its_extension() {
    for (image, mime) in [
        ("https://harbour.example/a.jpg", Some("image/jpeg")),
        ("https://harbour.example/a.JPEG?w=1", Some("image/jpeg")),
        ("http://harbour.example/a.png#x", Some("image/png")),
        ("https://harbour.example/a.gif", Some("image/gif")),
        ("https://harbour.example/a.webp", Some("image/webp")),
        ("https://harbour.example/a.avif", Some("image/avif")),
        ("https://harbour.example/a.svg", None),
        ("https://harbour.example/picture?name=a.png", None),
        ("https://harbour.example/", None),
    ] {
        let pictured = Member {
            image: Some(image.to_owned()),
            ..member(1)
        };
        let entry = read_back(&story(pictured, Vec::new()));
        let link = entry.links.iter().find(|link| link.rel == "enclosure");
        let link = link.unwrap();
        assert_eq!(link.href, image);
        assert_eq!(link.mime_type.as_deref(), mime, "{image}");
    }
}

#[test]
fn a_picture_the_content_shows_or_that_is_not_on_the_web_is_no_enclosure() {
    let shown = "<p>x</p><img alt='a' src='/a.png?b=1&amp;c=2'>";
    let linked = "<a href='/a.png?b=1&amp;c=2'>x</a> src=\"https://harbour.example/a.png\"";
    let address = "https://harbour.example/a.png?b=1&c=2";
    for (image, body, is_enclosed) in [
        (address, shown, false),
        (address, linked, true),
        ("https://harbour.example/b.png", shown, true),
        ("data:image/png;base64,AAAA", "", false),
        ("/a.png", "", false),
        ("javascript:x", "", false),
    ] {
        let pictured = Member {
            image: Some(image.to_owned()),
            body: Some(body.to_owned()),
            ..member(1)
        };
        let entry = read_back(&story(pictured, Vec::new()));
        let found = entry.links.iter().any(|link| link.rel == "enclosure");
        assert_eq!(found, is_enclosed, "{image} {body}");
    }
}

#[test]
fn a_category_without_a_scheme_gets_one_and_so_differs_from_a_label() {
    let sorted = Member {
        categories: [None, Some(" "), Some("https://harbour.example/topics")]
            .map(|scheme| Category {
                term: "ministry".to_owned(),
                scheme: scheme.map(str::to_owned),
                label: None,
            })
            .to_vec(),
        ..member(1)
    };
    let story = story(sorted, Vec::new());
    let labels = [Label::parse("ministry").unwrap()];
    let mut all = [published(&story)];
    all[0].labels = &labels;
    let bytes = render(&site(), &output(), &feed_id(), &all, WHEN_EMPTY).unwrap();
    assert_eq!(verify(&bytes), Ok(1));
    let text = String::from_utf8(bytes).unwrap();
    let feed = text.parse::<atom_syndication::Feed>().unwrap();
    let schemes: Vec<_> = feed.entries[0]
        .categories
        .iter()
        .map(|category| category.scheme.as_deref().unwrap())
        .collect();
    assert_eq!(
        schemes,
        [
            "https://feeds.example.org/labels",
            "https://feeds.example.org/categories",
            "https://harbour.example/topics"
        ]
    );
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
        ("https://u:p@a.example/", "https://feeds.example.org/"),
        (
            " https://a.example/页?a=\"<b>\" ",
            "https://a.example/%E9%A1%B5?a=%22%3Cb%3E%22",
        ),
        ("https://a.example/#a#b", "https://a.example/#a%23b"),
        ("http://[2606:4700::1]:81/x", "http://[2606:4700::1]:81/x"),
    ] {
        assert_eq!(href(link).as_deref(), Some(mended));
    }
}
