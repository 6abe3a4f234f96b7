//! Documents that end in the middle: what a pass stores of them, and what the next pass completes.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use serde_json::Value;

use super::env::{Env, rss, text};
use super::server::{Reply, Server};

/// One source, read over HTTP, with the answers that it gives in turn.
struct Site {
    server: Server,
    env: Env,
}

impl Site {
    fn new() -> Self {
        let server = Server::start();
        let env = Env::new(&format!(
            "[[sources]]\nname = \"gull\"\nurl = \"{}\"\n",
            server.url("/feed")
        ));
        Self { server, env }
    }

    /// A pass in which the server sends this body under this ETag; the report of the source.
    fn pass(&self, etag: &str, body: &str) -> Value {
        self.server
            .route("/feed", Reply::ok(body).header("ETag", etag).conditional());
        let report = self.env.pass();
        report.pointer("/sources/0").unwrap().clone()
    }

    /// `If-None-Match` of the last request.
    fn asked(&self) -> Option<String> {
        let requests = self.server.requests_to("/feed");
        let header = requests.last().unwrap().header("if-none-match");
        header.map(|etag| String::from_utf8(etag.to_vec()).unwrap())
    }

    /// The stored entry with this guid.
    fn entry(&self, guid: &str) -> Option<Value> {
        let mut entries = self.env.export().into_iter();
        entries.find(|entry| entry["guid"] == guid)
    }

    /// What `show` says of the entry with this guid.
    fn show(&self, guid: &str) -> Value {
        let entry = self.entry(guid).unwrap();
        let id = entry.get("entry").and_then(Value::as_str).unwrap();
        let shown: Value = serde_json::from_str(&self.env.ok(&["show", id, "--json"])).unwrap();
        let entries = shown.get("entries").and_then(Value::as_array).unwrap();
        let own = entries.iter().find(|shown| shown["guid"] == guid);
        own.unwrap().clone()
    }
}

/// The beginning of a document, up to and including `mark`.
fn up_to(document: &str, mark: &str) -> String {
    let (before, _) = document.split_once(mark).unwrap();
    format!("{before}{mark}")
}

/// The three formats, each with the entries 1 and 2; `second` is the text of the second.
fn documents(second: &str) -> [String; 3] {
    let atom = |id: u32, text: &str| {
        format!(
            "<entry><id>urn:gull:{id}</id><title>Letter {id}</title><updated>2026-03-0{id}T08:00:00Z</updated>\
             <link href=\"https://gull.example/{id}\"/><content type=\"html\"><![CDATA[{text}]]></content></entry>"
        )
    };
    let rdf = |id: u32, text: &str| {
        format!(
            "<item rdf:about=\"urn:gull:{id}\"><title>Letter {id}</title>\
             <link>https://gull.example/{id}</link><description><![CDATA[{text}]]></description></item>"
        )
    };
    let item = |id: u32, text: &str| {
        format!(
            "<item><guid isPermaLink=\"false\">urn:gull:{id}</guid><title>Letter {id}</title>\
             <link>https://gull.example/{id}</link><description><![CDATA[{text}]]></description></item>"
        )
    };
    let one = text(1);
    [
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Gull</title>{}{}</feed>",
            atom(1, &one),
            atom(2, second)
        ),
        format!(
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
             xmlns=\"http://purl.org/rss/1.0/\"><channel rdf:about=\"urn:gull\"><title>Gull</title></channel>\
             {}{}</rdf:RDF>",
            rdf(1, &one),
            rdf(2, second)
        ),
        format!(
            "<rss version=\"2.0\"><channel><title>Gull</title>{}{}</channel></rss>",
            item(1, &one),
            item(2, second)
        ),
    ]
}

#[test]
fn a_document_cut_at_any_byte_changes_no_stored_text_and_the_next_pass_asks_for_all_of_it() {
    for (before, after) in documents(&text(2)).iter().zip(documents(&text(3))) {
        // The publisher corrects the second entry, and the answer that says so is cut in it.
        let begin = after.find("Letter 2").unwrap();
        let end = after
            .find("]]></")
            .unwrap()
            .max(after.rfind("]]></").unwrap());
        for at in (begin..end).step_by(61) {
            let site = Site::new();
            site.pass("\"a\"", before);
            let output = site.env.read("public/all.atom");
            let bytes = after.as_bytes()[..at].to_vec();
            site.server.route(
                "/feed",
                Reply::ok(bytes).header("ETag", "\"b\"").conditional(),
            );
            let ended = site.env.run(&["run", "--force"]);
            assert_eq!(ended.code, 0, "{}", ended.err);
            assert_eq!(ended.err.lines().count(), 1, "cut at {at}: {}", ended.err);
            assert!(ended.err.contains("gull: http") && ended.err.contains("in the middle"));
            assert_eq!(site.env.read("public/all.atom"), output, "cut at {at}");

            let report = site.pass("\"b\"", &after);
            assert_eq!(site.asked(), None, "a condition would be answered with 304");
            assert_eq!(report["counts"]["updated"], 1, "cut at {at}: {report}");
            assert_eq!(site.env.export().len(), 2, "cut at {at}");
            assert!(report.get("cut").is_none());
            site.pass("\"b\"", &after);
            assert_eq!(site.asked().as_deref(), Some("\"b\""));
        }
    }
}

#[test]
fn a_new_entry_is_stored_incomplete_and_the_whole_one_takes_its_place_without_a_correction() {
    for document in documents(&text(2)) {
        let site = Site::new();
        let report = site.pass("\"a\"", &up_to(&document, "关于第2号"));
        assert_eq!(report["counts"]["new"], 2, "{report}");
        assert_eq!(site.entry("urn:gull:2").unwrap()["incomplete"], true);
        assert!(
            site.entry("urn:gull:1")
                .unwrap()
                .get("incomplete")
                .is_none()
        );
        let id = site.entry("urn:gull:2").unwrap()["entry"].clone();
        let shown = site.env.ok(&["show", id.as_str().unwrap()]);
        assert!(shown.contains("incomplete"), "{shown}");

        let report = site.pass("\"b\"", &document);
        let counts = &report["counts"];
        assert_eq!(
            (&counts["new"], &counts["updated"], &counts["completed"]),
            (&0.into(), &0.into(), &1.into()),
            "{report}"
        );
        let shown = site.show("urn:gull:2");
        assert!(shown.get("incomplete").is_none());
        assert_eq!(shown["revisions"].as_array().unwrap().len(), 0, "{shown}");
        assert!(
            site.env
                .read("public/all.atom")
                .contains("确保改造工作按期保质完成")
        );
        assert_eq!(site.env.published("public/all.atom").len(), 2);
    }
}

#[test]
fn a_whole_entry_is_placed_as_if_it_came_new_by_its_text_and_its_date() {
    let frame =
        "<p>海港管理局今日公布了本季度的航道疏浚安排，请各有关单位遵照执行，并按时报送情况。</p>";
    let (north, south) = (
        format!(
            "{frame}<p>北航道由三月十日起封闭九天，期间船舶改走东侧水道，由引航站统一调度，\
                 夜间不得通行，违者按港章处理，咨询电话设在值班室。</p>"
        ),
        format!(
            "{frame}<p>南锚地自四月一日增设十二个泊位，供散货船待泊使用，收费标准不变，\
                 申请表格可在业务窗口领取，审批时限为三个工作日。</p>"
        ),
    );
    let item = |guid: &str, body: &str| {
        format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>航道安排{guid}</title>\
             <description><![CDATA[{body}]]></description>\
             <pubDate>Mon, 02 Mar 2026 09:00:00 GMT</pubDate></item>"
        )
    };
    let document = format!(
        "<rss version=\"2.0\"><channel><title>Port</title>{}{}</channel></rss>",
        item("n", &north),
        item("s", &south)
    );
    let site = Site::new();
    site.pass("\"a\"", &up_to(&document, "南锚地"));
    site.pass("\"b\"", &document);
    let fresh = Site::new();
    fresh.pass("\"b\"", &document);
    assert_eq!(site.env.partition(), fresh.env.partition());
    let order = |site: &Site| {
        let feed = site.env.read("public/all.atom");
        let entries = feed.split("<entry>").skip(1);
        let published = |entry: &str| {
            let (_, rest) = entry.split_once("<published>").unwrap();
            rest.split_once('<').unwrap().0.to_owned()
        };
        entries.map(published).collect::<Vec<_>>()
    };
    assert_eq!(
        order(&site),
        order(&fresh),
        "the date came with the whole entry"
    );
}

/// Many publishers write the guid last: half an entry would be stored under its link, and come
/// again.
#[test]
fn an_entry_cut_before_the_guid_that_its_neighbours_have_waits_until_it_is_whole() {
    let item = |number: u32| {
        format!(
            "<item><title>Tide {number}</title><link>https://tide.example/{number}</link>\
             <description><![CDATA[{}]]></description><guid isPermaLink=\"false\">t{number}</guid></item>",
            text(number)
        )
    };
    let document = format!(
        "<rss version=\"2.0\"><channel><title>Tide</title>{}{}</channel></rss>",
        item(1),
        item(2)
    );
    let site = Site::new();
    for mark in [
        "Tide 2",
        "https://tide.example/2</link>",
        "第2号",
        "</p>]]></description><guid",
    ] {
        let cut = match mark {
            "</p>]]></description><guid" => document.rsplit_once("<guid").unwrap().0.to_owned(),
            mark => up_to(&document, mark),
        };
        site.pass("\"a\"", &cut);
        assert_eq!(site.env.export().len(), 1, "cut behind {mark}");
    }
    let report = site.pass("\"a\"", &document);
    assert_eq!(report["counts"]["new"], 1);
    assert_eq!(site.env.export().len(), 2);
}

#[test]
fn a_cut_between_two_entries_loses_none_of_those_that_came() {
    let document = rss(&[
        ("1", "one", &text(1)),
        ("2", "two", &text(2)),
        ("3", "three", &text(3)),
    ]);
    let (two, _) = document.rsplit_once("<item>").unwrap();
    let site = Site::new();
    let report = site.pass("\"a\"", two);
    assert_eq!(report["counts"]["new"], 2);
    assert_eq!(report["cut"]["documents"].as_array().unwrap().len(), 1);
    assert!(
        site.env
            .export()
            .iter()
            .all(|entry| entry.get("incomplete").is_none())
    );
    assert_eq!(site.pass("\"a\"", &document)["counts"]["new"], 1);
    assert_eq!(site.asked(), None);
}

#[test]
fn a_json_feed_that_ends_early_keeps_its_whole_entries_and_no_validators() {
    let item = |id: u32| {
        format!(
            "{{\"id\":\"{id}\",\"title\":\"Log {id}\",\"content_html\":\"{}\"}}",
            text(id)
        )
    };
    let document = format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Log\",\"items\":[{},{}]}}",
        item(1),
        item(2)
    );
    let site = Site::new();
    for mark in ["\"id\":\"2\"", "\"title\":\"Log 2", "},"] {
        let report = site.pass("\"a\"", &up_to(&document, mark));
        assert!(report["cut"].is_object(), "cut behind {mark}");
        assert_eq!(site.env.export().len(), 1, "cut behind {mark}");
    }
    // The text of a new entry that breaks off is stored, and completed by the whole document.
    let half = up_to(&document, "第2号");
    assert_eq!(site.pass("\"a\"", &half)["counts"]["new"], 1);
    assert!(site.env.export().iter().any(|entry| entry["guid"] == "2"));
    let report = site.pass("\"a\"", document.strip_suffix('}').unwrap());
    assert!(report["cut"].is_object());
    assert_eq!((site.env.export().len(), site.asked()), (2, None));
    let report = site.pass("\"a\"", &document);
    assert!(report.get("cut").is_none());
    assert_eq!(report["counts"]["updated"], 0, "{report}");
    // A fault of its generator is no cut: it comes again with every request.
    let report = site.pass(
        "\"c\"",
        &document.replace("\"title\":\"Log 2\"", "\"title\":\u{1}"),
    );
    assert!(report.get("cut").is_none(), "{report}");
}

#[test]
fn sources_and_doctor_show_a_cut_document_until_a_whole_one_came() {
    let document = rss(&[("1", "one", &text(1)), ("2", "two", &text(2))]);
    let site = Site::new();
    site.pass("\"a\"", &document);
    let state = |site: &Site| {
        let rows: Value = serde_json::from_str(&site.env.ok(&["sources", "--json"])).unwrap();
        (rows[0]["state"].clone(), rows[0]["cut_since"].clone())
    };
    assert_eq!(state(&site), ("ok".into(), Value::Null));
    site.pass("\"b\"", &up_to(&document, "two"));
    assert_eq!(state(&site).0, "cut");
    assert!(
        site.env
            .ok(&["sources"])
            .contains("ends in the middle since")
    );
    let doctor = site.env.ok(&["doctor"]);
    assert!(doctor.contains("ends in the middle"), "{doctor}");
    // A failure in between says nothing of the document.
    site.server.route("/feed", Reply::status(500));
    site.env.run(&["run", "--force"]);
    assert!(state(&site).1.is_string());
    site.pass("\"b\"", &document);
    assert_eq!(state(&site), ("ok".into(), Value::Null));
    assert!(!site.env.ok(&["doctor"]).contains("in the middle"));
}

#[test]
fn a_server_that_never_sends_the_last_end_tags_is_read_as_ever() {
    let without_end = |items: &[(&str, &str, &str)]| rss(items).replace("</channel></rss>", "\n");
    let site = Site::new();
    let first = without_end(&[("1", "one", &text(1)), ("2", "two", &text(2))]);
    assert_eq!(site.pass("\"a\"", &first)["counts"]["new"], 2);
    let second = without_end(&[
        ("3", "three", &text(3)),
        ("1", "one", &text(9)),
        ("2", "two", &text(2)),
    ]);
    let counts = &site.pass("\"b\"", &second)["counts"];
    assert_eq!(
        (&counts["new"], &counts["updated"], &counts["unchanged"]),
        (&1.into(), &1.into(), &1.into())
    );
    assert!(
        site.env
            .export()
            .iter()
            .all(|entry| entry.get("incomplete").is_none())
    );
    // Its pace is that of a feed with validators, though none are kept.
    let requests = site.server.requests_to("/feed").len();
    site.env.ok(&["run"]);
    assert_eq!(
        site.server.requests_to("/feed").len(),
        requests,
        "not due yet"
    );
}

#[test]
fn the_last_entry_of_a_publisher_who_never_closes_it_is_not_frozen() {
    let unclosed = |body: &str| {
        rss(&[("1", "one", &text(1)), ("2", "two", body)]).replace("</item></channel></rss>", "\n")
    };
    let site = Site::new();
    // Stored incomplete; what comes again in a later pass is all that ever comes.
    site.pass("\"a\"", &unclosed(&text(2)));
    assert_eq!(site.entry("2").unwrap()["incomplete"], true);
    site.pass("\"a\"", &unclosed(&text(2)));
    assert!(site.entry("2").unwrap().get("incomplete").is_none());
    // A correction is taken when it comes a second time.
    let output = site.env.read("public/all.atom");
    assert_eq!(
        site.pass("\"b\"", &unclosed(&text(30)))["counts"]["updated"],
        0
    );
    assert_eq!(site.env.read("public/all.atom"), output);
    assert_eq!(
        site.pass("\"b\"", &unclosed(&text(30)))["counts"]["updated"],
        1
    );
    assert!(site.env.read("public/all.atom").contains("第30号"));
    assert_eq!(site.show("2")["revisions"].as_array().unwrap().len(), 1);
    // One that would take text away is not, however often it comes.
    for _ in 0..3 {
        site.pass("\"c\"", &unclosed("<p>第30号</p>"));
        assert!(site.env.read("public/all.atom").contains("确保改造工作"));
    }
}

#[test]
fn a_longer_half_takes_the_place_of_a_shorter_one_and_never_of_a_whole_one() {
    let document = rss(&[("1", "one", &text(1)), ("2", "two", &text(2))]);
    let site = Site::new();
    let half = |mark: &str| {
        let (start, rest) = document.split_at(document.find("two").unwrap());
        format!("{start}{}", up_to(rest, mark))
    };
    site.pass("\"a\"", &half("海岸灯塔"));
    site.pass("\"a\"", &half("专项资金"));
    assert!(site.env.read("public/all.atom").contains("安排专项资金"));
    site.pass("\"a\"", &half("海岸灯塔"));
    assert!(site.env.read("public/all.atom").contains("安排专项资金"));
    assert_eq!(site.entry("2").unwrap()["incomplete"], true);
    site.pass("\"a\"", &document);
    for _ in 0..3 {
        site.pass("\"a\"", &half("专项资金"));
        assert!(site.env.read("public/all.atom").contains("确保改造工作"));
    }
}

#[test]
fn what_a_cut_document_does_not_say_of_itself_stays_known() {
    let entry = |id: u32| {
        format!(
            "<entry><id>urn:x:{id}</id><title>t{id}</title><updated>2026-03-01T08:00:00Z</updated>\
             <content type=\"html\"><![CDATA[{}]]></content></entry>",
            text(id)
        )
    };
    // The title stands behind the entries.
    let document = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">{}{}<title>Lighthouse Review</title></feed>",
        entry(1),
        entry(2)
    );
    let site = Site::new();
    site.pass("\"a\"", &document);
    let output = site.env.read("public/all.atom");
    assert!(output.contains("Lighthouse Review"));
    site.pass("\"b\"", &up_to(&document, "第2号"));
    assert_eq!(site.env.read("public/all.atom"), output);
}

/// An entry whose guid is missing was renamed, or stands behind the cut: nobody knows.
#[test]
fn an_entry_behind_the_cut_is_not_taken_for_one_whose_guid_changed() {
    let whole = rss(&[("1", "one", &text(1)), ("old", "Notice", &text(7))]);
    let site = Site::new();
    site.pass("\"a\"", &whole);
    // A copy of the notice in front, the notice itself behind the cut.
    let more = rss(&[
        ("new", "Notice", &text(7)),
        ("1", "one", &text(1)),
        ("old", "Notice", &text(7)),
    ]);
    let (cut, _) = more.rsplit_once("<item>").unwrap();
    site.pass("\"b\"", cut);
    site.pass("\"b\"", &more);
    let guids: Vec<Value> = site
        .env
        .export()
        .iter()
        .map(|entry| entry["guid"].clone())
        .collect();
    assert_eq!(guids.len(), 3, "{guids:?}");
}

#[test]
fn local_files_that_end_in_the_middle_are_named_and_replace_nothing() {
    let env = Env::new("[[sources]]\nname = \"shelf\"\npath = \"shelf/*\"\n");
    let whole = |number: u32| rss(&[("g", "title", &text(number))]);
    env.write("shelf/a.xml", whole(1));
    env.write("shelf/b.xml", whole(2));
    let json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\",\"content_text\":\"x\"},";
    env.write(
        "shelf/c.json",
        format!("{json}{{\"id\":\"2\",\"content_text\":\"y\"}}]}}"),
    );
    env.write(
        "shelf/post.md",
        "---\ntitle: Post\n---\nThe whole text of the post.",
    );
    env.pass();
    let output = env.read("public/all.atom");
    env.write("shelf/a.xml", up_to(&whole(5), "第5号"));
    env.write("shelf/c.json", json);
    env.write("shelf/post.md", "---\ntitle: Po");
    let ended = env.run(&["run"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(ended.err.lines().count(), 2, "{}", ended.err);
    assert!(
        ended
            .err
            .contains("a.xml and 1 other document end in the middle"),
        "{}",
        ended.err
    );
    assert!(ended.err.contains("post.md"), "{}", ended.err);
    assert_eq!(env.read("public/all.atom"), output);
    assert_eq!(env.export().len(), 5);
    env.write("shelf/a.xml", whole(5));
    let report = env.pass();
    assert_eq!(report["sources"][0]["counts"]["updated"], 1);
    assert!(env.read("public/all.atom").contains("第5号"));
}

#[test]
fn a_preview_says_which_entry_is_incomplete() {
    let env = Env::new("");
    let document = rss(&[("1", "one", &text(1)), ("2", "two", &text(2))]);
    env.write("cut.xml", up_to(&document, "第2号"));
    assert!(
        env.ok(&["preview", "cut.xml"])
            .contains("incomplete: the document breaks off")
    );
    let lines = env.ok(&["preview", "cut.xml", "--json"]);
    let entries: Vec<Value> = lines
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(entries[0]["entry"].get("incomplete").is_none());
    assert_eq!(entries[1]["entry"]["incomplete"], true);
}

/// Deeper than any feed: the walk ends early, and the document does not.
#[test]
fn a_document_beyond_our_bounds_is_not_called_cut() {
    let deep = format!("<d>{}x{}</d>", "<b>".repeat(600), "</b>".repeat(600));
    let unclosed = "<br><p>x".repeat(200);
    for body in [deep, unclosed] {
        let document = format!(
            "<rss version=\"2.0\"><channel><title>t</title><item><guid>1</guid><title>one</title>\
             <description>{body}</description></item></channel></rss>"
        );
        let site = Site::new();
        let report = site.pass("\"a\"", &document);
        assert!(report.get("cut").is_none(), "{report}");
        assert!(site.entry("1").unwrap().get("incomplete").is_none());
    }
}
