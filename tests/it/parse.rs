//! Parses documents: encodings, dates, posts, documents that are no feed, and the feeds that a
//! page offers.
#![expect(clippy::unwrap_used, reason = "a test may end where it fails")]

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_16BE, UTF_16LE};
use feedfold::model::{FeedKind, ParsedFeed};
use feedfold::parse::{DocumentContext, Error, FoundBy, PostFile, discover, parse, parse_post};
use jiff::tz::TimeZone;
use url::Url;

const TITLE: &str = "工业和信息化部：关于化工新材料产业提案的答复（第1323号）";

/// Reads with nothing known but the bytes.
fn read(document: &[u8]) -> Result<ParsedFeed, Error> {
    parse(document, &reading(&UTC))
}

pub(crate) static UTC: TimeZone = TimeZone::UTC;

/// Nothing known but the zone.
pub(crate) fn reading(timezone: &TimeZone) -> DocumentContext<'_> {
    DocumentContext {
        content_type: None,
        charset: None,
        timezone,
        base: None,
    }
}

fn rss(declaration: &str, item: &str) -> String {
    format!(
        "{declaration}<rss version=\"2.0\"><channel><title>t</title>\
         <link>https://example.org/</link><item>{item}</item></channel></rss>"
    )
}

fn titled(declaration: &str) -> String {
    rss(
        declaration,
        &format!("<title>{TITLE}</title><guid>1</guid>"),
    )
}

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    if encoding == UTF_16LE {
        return text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    }
    if encoding == UTF_16BE {
        return text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    }
    encoding.encode(text).0.into_owned()
}

fn first_title(feed: &ParsedFeed) -> String {
    feed.entries.first().unwrap().title.clone().unwrap()
}

#[test]
fn chinese_text_is_right_whatever_is_declared_of_it() {
    let declarations = [
        "",
        "<?xml version=\"1.0\"?>",
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>",
        "<?xml version=\"1.0\" encoding=\"gb2312\"?>",
        "<?xml version='1.0' encoding='GBK' ?>",
        "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>",
        "<?xml version=\"1.0\" encoding=\"us-ascii\"?>",
        "<?xml version=\"1.0\" encoding=\"x-made-up\"?>",
    ];
    for declaration in declarations {
        for encoding in [encoding_rs::UTF_8, GBK, GB18030, UTF_16LE, UTF_16BE] {
            let bytes = encoded(&titled(declaration), encoding);
            let feed = read(&bytes).unwrap();
            assert_eq!(
                first_title(&feed),
                TITLE,
                "{declaration} {}",
                encoding.name()
            );
        }
    }
}

#[test]
fn undeclared_big5_is_detected() {
    let text = rss(
        "",
        "<title>經濟部：關於中小企業融資的說明，請參閱附件</title>",
    );
    let feed = read(&encoded(&text, BIG5)).unwrap();
    assert_eq!(feed.head.encoding, "Big5");
    assert_eq!(
        first_title(&feed),
        "經濟部：關於中小企業融資的說明，請參閱附件"
    );
}

#[test]
fn the_servers_charset_counts_when_the_document_says_nothing() {
    let text = rss("", "<title>é</title>");
    let bytes = encoded(&text, encoding_rs::WINDOWS_1252);
    let zone = TimeZone::UTC;
    let told = DocumentContext {
        content_type: Some("text/xml; charset=\"iso-8859-1\""),
        ..reading(&zone)
    };
    assert_eq!(first_title(&parse(&bytes, &told).unwrap()), "é");
}

#[test]
fn the_sources_charset_stands_above_every_declaration() {
    let text = titled("<?xml version=\"1.0\" encoding=\"big5\"?>");
    let zone = TimeZone::UTC;
    let told = DocumentContext {
        charset: Some(GBK),
        content_type: Some("text/xml; charset=big5"),
        ..reading(&zone)
    };
    let feed = parse(&encoded(&text, GBK), &told).unwrap();
    assert_eq!(first_title(&feed), TITLE);
}

#[test]
fn one_damaged_byte_costs_one_character_and_is_reported() {
    let text = titled("<?xml version=\"1.0\" encoding=\"gb2312\"?>");
    let mut bytes = text.into_bytes();
    let place = bytes.iter().position(|byte| *byte > 0x7f).unwrap();
    bytes[place] = 0xff;
    let feed = read(&bytes).unwrap();
    assert_eq!(feed.head.encoding, "UTF-8");
    assert!(first_title(&feed).ends_with("关于化工新材料产业提案的答复（第1323号）"));
    assert!(feed.warnings[0].contains("damaged"), "{:?}", feed.warnings);
}

#[test]
fn utf_32_is_read_with_and_without_a_mark() {
    for mark in ["", "\u{feff}"] {
        let text = format!("{mark}{}", titled(""));
        let big: Vec<u8> = text
            .chars()
            .flat_map(|c| u32::from(c).to_be_bytes())
            .collect();
        let little: Vec<u8> = text
            .chars()
            .flat_map(|c| u32::from(c).to_le_bytes())
            .collect();
        for bytes in [big, little] {
            assert_eq!(first_title(&read(&bytes).unwrap()), TITLE);
        }
    }
}

#[test]
fn an_entry_without_an_id_has_none_and_characters_xml_forbids_are_gone() {
    let feed = read(rss("", "<title>a&#1;b\u{1f}c</title>").as_bytes()).unwrap();
    assert_eq!(feed.entries[0].guid, None);
    assert_eq!(first_title(&feed), "abc");
}

#[test]
fn angle_brackets_that_are_no_html_stay_in_a_title() {
    let item = "<title>《关于修改&lt;烟草专卖法实施条例&gt;的&lt;b&gt;决定&lt;/b&gt;》</title>";
    let feed = read(rss("", item).as_bytes()).unwrap();
    assert_eq!(first_title(&feed), "《关于修改<烟草专卖法实施条例>的决定》");
}

#[test]
fn cst_is_china_time_where_the_source_is_chinese() {
    let item = "<title>t</title><pubDate>Wed, 25 Aug 2021 10:15:00 CST</pubDate>";
    let document = rss("", item);
    for (zone, expected) in [
        ("Asia/Shanghai", "2021-08-25T02:15:00Z"),
        ("America/Chicago", "2021-08-25T16:15:00Z"),
        ("UTC", "2021-08-25T16:15:00Z"),
    ] {
        let zone = TimeZone::get(zone).unwrap();
        let feed = parse(document.as_bytes(), &reading(&zone)).unwrap();
        assert_eq!(feed.entries[0].published.unwrap().to_string(), expected);
    }
}

#[test]
fn the_dates_of_one_document_say_together_which_number_is_the_day() {
    let days = |document: &str| -> Vec<Option<String>> {
        let entries = read(document.as_bytes()).unwrap().entries;
        let published = entries.iter().map(|entry| entry.published);
        published
            .map(|date| Some(date?.strftime("%F").to_string()))
            .collect()
    };
    let rss = |dates: &[&str]| {
        let items = dates
            .iter()
            .map(|date| format!("<item><title>t</title><pubDate>{date}</pubDate></item>"));
        format!(
            "<rss version='2.0'><channel>{}</channel></rss>",
            items.collect::<String>()
        )
    };
    let february = Some("2026-02-03".to_owned());
    let dates = days(&rss(&["03/02/2026 09:05", "31/01/2026 17:00"]));
    assert_eq!(dates, [february.clone(), Some("2026-01-31".to_owned())]);
    let dates = days(&rss(&["02/03/2026 09:05", "01/31/2026 17:00"]));
    assert_eq!(dates, [february.clone(), Some("2026-01-31".to_owned())]);
    assert_eq!(days(&rss(&["03/02/2026 09:05"])), [None]);
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "items": [
        {"id": "1", "date_published": "03/02/2026 09:05"},
        {"id": "2", "date_published": "31/01/2026 17:00"}]}"#;
    assert_eq!(days(json).first(), Some(&february));
    // The words of the document, not only its zone, say what `CST` is.
    let chinese = "<rss version='2.0'><channel><item><title>工业和信息化部发布新规定</title>\
                   <pubDate>Tue, 03 Feb 2026 02:00:00 CST</pubDate></item></channel></rss>";
    assert_eq!(days(chinese), [Some("2026-02-02".to_owned())]);
}

#[test]
fn a_json_feed_gives_its_kind_and_of_an_entry_text_and_tags() {
    let document = r#"{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[
        {"id":"1","url":"https://example.org/1","title":"答复","content_html":"<p>全文</p>",
         "date_published":"2021-08-25T10:15:00+08:00","tags":["a"]}]}"#;
    let feed = read(document.as_bytes()).unwrap();
    assert_eq!(feed.head.kind, FeedKind::Json);
    assert_eq!(feed.entries[0].content.as_deref(), Some("<p>全文</p>"));
    assert_eq!(feed.entries[0].categories[0].term, "a");
}

/// Everything from the first odd entry on was lost, and the feed counted as read.
#[test]
fn an_odd_entry_of_a_json_feed_costs_itself_and_an_odd_field_that_field_only() {
    let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    let odd = [
        "null",
        "1",
        "[]",
        r#"{"id":"number","title":1e400}"#,
        r#"{"id":"half","title":"cut \ud83d","summary":"\udc00"}"#,
        r#"{"id":"lost","id":"twice","title":"t"}"#,
        r#"{"id":"name","\ud800":1,"title":"t"}"#,
    ];
    let document = format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","title":1e400,"items":[{},{{"id":"deep","_x":{deep}}},{{"id":"last"}}]}}"#,
        odd.join(",")
    );
    let feed = read(document.as_bytes()).unwrap();
    let guids: Vec<&str> = feed
        .entries
        .iter()
        .filter_map(|entry| entry.guid.as_deref())
        .collect();
    assert_eq!(guids, ["number", "half", "twice", "name", "deep", "last"]);
    assert_eq!(feed.entries[1].title.as_deref(), Some("cut \u{fffd}"));
    assert_eq!(feed.entries[3].title.as_deref(), Some("t"));
    assert_eq!(
        feed.warnings,
        ["entries that are no objects were left out: 3"]
    );
}

#[test]
fn a_post_gives_every_field_of_its_head() {
    let document = "\n---\ntitle: '答复: 第1323号'\ncategories: \n - 金融\n - 部委\n\
        author: 某网\ncomments: false\ndate: Wed, 25 Aug 2021 02:15:00 GMT\n\
        thumbnail: 'https://example.org/a.png'\n---\n\n<div><p>全文</p></div>\n";
    let file = PostFile {
        path: "2021/1323.md",
        name: "1323.md",
    };
    let zone = TimeZone::UTC;
    let post = parse_post(document.as_bytes(), &reading(&zone), file).unwrap();
    let entry = post.entry;
    assert_eq!(entry.guid.as_deref(), Some("2021/1323.md"));
    assert_eq!(entry.title.as_deref(), Some("答复: 第1323号"));
    let terms: Vec<&str> = entry.categories.iter().map(|c| c.term.as_str()).collect();
    assert_eq!(terms, ["金融", "部委"]);
    assert_eq!(entry.authors, ["某网"]);
    assert_eq!(entry.published.unwrap().to_string(), "2021-08-25T02:15:00Z");
    assert_eq!(entry.image.as_deref(), Some("https://example.org/a.png"));
    assert_eq!(entry.content.as_deref(), Some("<div><p>全文</p></div>"));
    assert_eq!(entry.file.as_deref(), Some("1323.md"));
    assert_eq!(post.warnings, Vec::<String>::new());
}

#[test]
fn a_head_that_is_not_yaml_is_read_line_by_line() {
    let document = "---\ntitle: @某某 关注了: 台积电\ncategories: 金融\nauthor: 雪球\n---\nx";
    let file = PostFile {
        path: "a.md",
        name: "a.md",
    };
    let zone = TimeZone::UTC;
    let post = parse_post(document.as_bytes(), &reading(&zone), file).unwrap();
    assert_eq!(post.entry.title.as_deref(), Some("@某某 关注了: 台积电"));
    assert_eq!(post.entry.categories[0].term, "金融");
    assert_eq!(post.warnings.len(), 1);
}

#[test]
fn a_file_without_front_matter_says_what_is_missing() {
    let file = PostFile {
        path: "a.md",
        name: "a.md",
    };
    let zone = TimeZone::UTC;
    for (document, missing) in [
        ("# 标题\n", "first line is not `---`"),
        ("---\ntitle: a\n", "no second line `---`"),
        (" \n", "it is empty"),
    ] {
        let error = parse_post(document.as_bytes(), &reading(&zone), file).unwrap_err();
        assert!(error.to_string().contains(missing), "{error}");
        assert!(error.remedy().contains("`title: …`"), "{missing}");
    }
}

#[test]
fn what_is_no_feed_is_named() {
    let cases: [(&[u8], &str); 5] = [
        (b" \n ", "the document is empty"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"hello", "plain text"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "root `svg`"),
        (
            b"<!DOCTYPE html><html><title>403</title>",
            "titled \u{201c}403\u{201d}",
        ),
    ];
    for (document, expected) in cases {
        let error = read(document).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!error.remedy().is_empty());
    }
}

#[test]
fn a_page_offers_its_link_elements_first_then_its_links_then_guesses() {
    let page = "<html><head><base href='/de/'>\
        <link rel=alternate type='application/atom+xml' title='A &amp; B' href='a.atom'>\
        <link rel='stylesheet' href='x.css'></head>\
        <body><a href='https://example.org/rss.xml'>RSS</a><a href='/about'>x</a></body>";
    let zone = TimeZone::UTC;
    let address = Url::parse("https://example.org/news/").unwrap();
    let told = DocumentContext {
        base: Some(&address),
        ..reading(&zone)
    };
    let feeds = discover(page.as_bytes(), &[], &told);
    assert_eq!(feeds[0].url.as_str(), "https://example.org/de/a.atom");
    assert_eq!(feeds[0].title.as_deref(), Some("A & B"));
    assert_eq!(feeds[0].found, FoundBy::LinkElement);
    assert_eq!(feeds[1].url.as_str(), "https://example.org/rss.xml");
    assert_eq!(feeds[1].found, FoundBy::BodyLink);
    assert!(
        feeds[2..]
            .iter()
            .all(|feed| feed.found == FoundBy::CommonPath)
    );
    assert_eq!(discover(b"{}", &[], &told), []);
}

/// The addresses that a page offers, but for the guesses, below the site.
fn offered(page: &str) -> Vec<String> {
    let zone = TimeZone::UTC;
    let address = Url::parse("https://example.org/news/").unwrap();
    let told = DocumentContext {
        base: Some(&address),
        ..reading(&zone)
    };
    let page = format!("<!doctype html><html>{page}</html>");
    let feeds = discover(page.as_bytes(), &[], &told).into_iter();
    let named = feeds.filter(|feed| feed.found != FoundBy::CommonPath);
    named
        .map(|feed| feed.url.to_string().replace("https://example.org", ""))
        .collect()
}

#[test]
fn links_that_say_they_lead_to_a_feed_are_offered() {
    for (page, expected) in [
        ("<link rel=alternate type='text/xml' href='/x1'>", "/x1"),
        (
            "<link rel=alternate type='application/xml' href='/x2'>",
            "/x2",
        ),
        ("<link rel=alternate title='RSS' href='/x3'>", "/x3"),
        ("<link rel=alternate href='/x4.rss'>", "/x4.rss"),
        ("<link rel='alternate' href='/x5'>", "/x5"),
        ("<a href='/x6'>RSS</a>", "/x6"),
        ("<a href='/y1'><i class='icon-rss'></i></a>", "/y1"),
        ("<map><area href='/y2' alt='RSS'></map>", "/y2"),
        (
            "<link rel=alternate type='application/x-rss+xml' href='/y3'>",
            "/y3",
        ),
        ("<a href='/x7'>订阅</a>", "/x7"),
        ("<a href='/x8'><img src='i.png' alt='RSS 2.0'></a>", "/x8"),
        ("<a href='/x9' title='Atom feed'><i></i></a>", "/x9"),
        ("<a class='icon-rss' href='/x10'></a>", "/x10"),
        (
            "<a href='/x11'><span>Our</span> <b>News Feed</b></a>",
            "/x11",
        ),
        ("<a href='feed://example.org/x12'>+</a>", "/x12"),
        ("<a href='feed:https://example.org/x13'>+</a>", "/x13"),
        ("<iframe src='/x14'></iframe>", "/x14"),
        ("<meta http-equiv='refresh' content='0; url=/x15'>", "/x15"),
        ("<meta http-equiv='refresh' content='3;/x16'>", "/x16"),
    ] {
        assert_eq!(offered(page), [expected], "{page}");
    }
}

#[test]
fn other_links_are_not_offered() {
    for page in [
        "<link rel=alternate hreflang='de' href='/de/'>",
        "<link rel=alternate media='handheld' href='https://m.example.org/'>",
        "<link rel=alternate type='application/pdf' href='/a.pdf'>",
        "<link rel=canonical href='/x'>",
        "<a href='/about'>About us</a>",
        "<a href='/newsletter'>Subscribe</a>",
        "<a href='/1'>Why our editors no longer read every feed that they once did</a>",
        "<a href='/atomic'>Atomic energy</a>",
        "<a href='mailto:rss@example.org'>RSS</a>",
        "<meta http-equiv='refresh' content='300'>",
    ] {
        assert_eq!(offered(page), Vec::<String>::new(), "{page}");
    }
}

#[test]
fn feeds_of_comments_come_behind_those_of_articles() {
    let feed = |path: &str, title: &str| {
        format!("<link rel=alternate type='application/rss+xml' title='{title}' href='{path}'>")
    };
    let page = feed("/1", "某站 » 评论") + &feed("/comments/feed/", "") + &feed("/2", "News");
    let page = page + "<a href='/3'>RSS</a>";
    assert_eq!(offered(&page), ["/2", "/3", "/1", "/comments/feed/"]);
}

#[test]
fn gbk_that_says_it_is_big5_and_big5_that_says_it_is_gbk_are_read_as_what_they_are() {
    for (bytes_in, says, title) in [
        (encoding_rs::GBK, "big5", "关于灯塔数字化改造的提案答复"),
        (encoding_rs::BIG5, "gb2312", "關於燈塔數位化改造的提案答覆"),
    ] {
        let document = format!(
            "<?xml version=\"1.0\" encoding=\"{says}\"?><rss version=\"2.0\"><channel><title>t</title>\
             <item><title>{title}</title></item></channel></rss>"
        );
        let (bytes, _, _) = bytes_in.encode(&document);
        let feed = read(&bytes).unwrap();
        assert_eq!(feed.entries[0].title.as_deref(), Some(title));
        assert!(
            feed.warnings
                .iter()
                .any(|warning| warning.contains("the other Chinese set"))
        );
    }
}
