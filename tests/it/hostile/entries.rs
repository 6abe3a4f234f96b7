//! Faults of an entry in a valid document: ids, dates, addresses, words.

use super::case::{Case, channel, item};
use crate::server::Reply;

/// `inside` is the address of a server that nobody may be led to.
pub(super) fn cases(inside: &str) -> Vec<Case> {
    let mut cases = ids();
    cases.extend(dates());
    cases.extend(addresses(inside));
    cases.extend(words(inside));
    cases
}

fn read(name: &str, items: impl AsRef<str>, entries: u64) -> Case {
    Case::read(name, Reply::ok(channel(items)), entries)
}

/// A feed whose one item has `from` replaced by `to`.
fn changed(name: &str, from: &str, to: &str) -> Case {
    let item = item(name);
    assert!(item.contains(from), "{name}: nothing to change");
    read(name, item.replacen(from, to, 1), 1)
}

fn guid(name: &str, to: &str) -> Case {
    changed(name, &format!(">{name}</guid>"), &format!(">{to}</guid>"))
}

fn ids() -> Vec<Case> {
    let bare = |number: u32, name: &str| {
        format!(
            "<item><title>{name} {number}</title><description>text {number} of {name}</description></item>"
        )
    };
    let alike = |name: &str, guid: &str| {
        [1, 2, 3]
            .map(|number| {
                format!(
                    "<item><guid>{guid}</guid><title>{name} {number}</title>\
                     <link>https://outlet.example/{name}/{number}</link></item>"
                )
            })
            .concat()
    };
    let atom = |name: &str, id: &str| {
        let entry = format!(
            "<entry>{id}<title>{name}</title><updated>2021-03-22T09:03:29Z</updated></entry>"
        );
        let feed =
            format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title>{entry}</feed>");
        Case::read(name, Reply::ok(feed), 1)
    };
    let first = channel(item("guidchange"));
    let renumbered = first.replace(">guidchange</guid>", ">2026-guidchange</guid>");
    vec![
        read(
            "noids",
            [1, 2, 3].map(|number| bare(number, "noids")).concat(),
            3,
        ),
        read("emptyids", alike("emptyids", ""), 3),
        read("blankids", alike("blankids", " \t&#x3000;\n"), 3),
        read("dupguid", alike("dupguid", "same"), 3),
        read("dupall", item("dupall").repeat(5), 1),
        read("nothing", "<item/><item></item>", 1),
        read("titleonly", "<item><title>titleonly</title></item>", 1),
        guid("guidscript", "javascript:alert(1)"),
        guid("guidmarkup", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        guid("guidctrl", "a&#27;]52;c;eA==&#7;b"),
        guid("guidsql", "x'); DROP TABLE entries; --"),
        guid("guidpath", "../../../../etc/passwd"),
        guid("guidours", "urn:uuid:00000000-0000-8000-8000-000000000000"),
        atom("idmissing", ""),
        atom("idempty", "<id></id>"),
        atom("idrelative", "<id>../x</id>"),
        atom("idmany", "<id>idmany-1</id><id>idmany-2</id>"),
        Case::read("guidchange", Reply::ok(first), 1)
            .answers_next(Reply::ok(renumbered), super::case::Outcome::Read(0)),
        Case::read(
            "vanish",
            Reply::ok(channel(item("vanish") + &item("vanish2"))),
            2,
        )
        .answers_next(Reply::ok(channel("")), super::case::Outcome::Read(0)),
        Case::read(
            "reorder",
            Reply::ok(channel(item("reorder") + &item("reorder2"))),
            2,
        )
        .answers_next(
            Reply::ok(channel(item("reorder2") + &item("reorder"))),
            super::case::Outcome::Read(0),
        ),
    ]
}

fn dates() -> Vec<Case> {
    [
        ("date-future", "Fri, 31 Dec 9999 23:59:59 GMT"),
        ("date-10000", "Sat, 01 Jan 10000 00:00:00 GMT"),
        ("date-zero", "0000-00-00T00:00:00Z"),
        ("date-bc", "-0044-03-15T12:00:00Z"),
        ("date-february", "Wed, 31 Feb 2021 09:03:29 GMT"),
        ("date-25h", "2021-03-22T25:61:61Z"),
        ("date-leap", "2016-12-31T23:59:60Z"),
        ("date-millis", "1616403809000"),
        ("date-huge", "99999999999999999999999"),
        ("date-zone", "Mon, 22 Mar 2021 09:03:29 +9999"),
        ("date-zonename", "Mon, 22 Mar 2021 09:03:29 XYZZY"),
        ("date-empty", ""),
        ("date-garbage", "the day before yesterday"),
        ("date-nan", "NaN"),
        ("date-digits", "٢٠٢١-٠٣-٢٢"),
    ]
    .into_iter()
    .map(|(name, date)| {
        changed(
            name,
            "</item>",
            &format!("<pubDate>{date}</pubDate></item>"),
        )
    })
    .chain([changed(
        "date-long",
        "</item>",
        &format!("<pubDate>{}</pubDate></item>", "22 ".repeat(50_000)),
    )])
    .collect()
}

fn addresses(inside: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = [
        ("link-script", "javascript:alert(1)"),
        ("link-scriptspaced", " java&#10;script:alert(1)"),
        (
            "link-data",
            "data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;",
        ),
        ("link-vbscript", "vbscript:msgbox(1)"),
        ("link-file", "file:///etc/passwd"),
        ("link-relative", "../a/b"),
        ("link-schemeless", "//evil.example/x"),
        (
            "link-secret",
            "https://user:hush@outlet.example/link-secret",
        ),
        (
            "link-crlf",
            "https://outlet.example/link-crlf&#13;&#10;X-Evil: 1",
        ),
        (
            "link-quote",
            "https://outlet.example/\"&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
        ),
        ("link-bidi", "https://outlet.example/\u{202e}gnp.link-bidi"),
        ("link-port", "https://outlet.example:99999/link-port"),
        ("link-empty", ""),
    ]
    .into_iter()
    .map(|(name, link)| {
        changed(
            name,
            &format!("<link>https://outlet.example/{name}</link>"),
            &format!("<link>{link}</link>"),
        )
    })
    .collect();
    let base = |name: &str, base: &str| {
        let entry = format!(
            "<entry xml:base=\"{base}\"><id>{name}</id><title>{name}</title><link href=\"x\"/>\
             <updated>2021-03-22T09:03:29Z</updated><content type=\"html\">&lt;a href=\"y\"&gt;z&lt;/a&gt;</content></entry>"
        );
        let feed =
            format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title>{entry}</feed>");
        Case::read(name, Reply::ok(feed), 1)
    };
    let end = |name: &str, more: &str| changed(name, "</item>", &format!("{more}</item>"));
    cases.extend([
        base("base-script", "javascript:alert(1)//"),
        base("base-data", "data:text/html,"),
        base("base-broken", "http://[::1"),
        end("enc-script", "<enclosure url=\"javascript:alert(1)\" type=\"text/html\" length=\"-1\"/>"),
        end("enc-path", "<enclosure url=\"../../feeds.toml\" type=\"../x\" length=\"99999999999999999999\"/>"),
        end("enc-inside", &format!("<enclosure url=\"{inside}\" type=\"image/png\" length=\"1\"/>")),
        end("enc-type", "<enclosure url=\"https://a.example/1.png\" type=\"&quot;&gt;&lt;script&gt;\" length=\"x\"/>"),
        end("image-inside", &format!("<m:thumbnail xmlns:m=\"http://search.yahoo.com/mrss/\" url=\"{inside}\"/>")),
        end("comments-script", "<comments>javascript:alert(1)</comments>"),
        end("source-script", "<source url=\"javascript:alert(1)\">&lt;script&gt;</source>"),
    ]);
    cases
}

fn words(inside: &str) -> Vec<Case> {
    let title = |name: &str, words: &str| changed(name, "About ", words);
    let body = |name: &str, html: &str| {
        changed(
            name,
            "The text of",
            &format!("<![CDATA[{html}]]>The text of"),
        )
    };
    let end = |name: &str, more: &str| changed(name, "</item>", &format!("{more}</item>"));
    vec![
        title("sqlids", "'; DROP TABLE entries; -- \" OR 1=1 "),
        title("shell", "$(touch pwned) `touch pwned` | touch pwned; "),
        title("format", "%s%n%x {} {0} ${HOME} {{7*7}} "),
        title("osc52", "&#27;]52;c;cHduZWQ=&#7;"),
        title(
            "osc8",
            "&#27;]8;;http://evil.example&#27;\\x&#27;]8;;&#27;\\",
        ),
        title("csi", "\u{9b}2J\u{9b}31m"),
        title("bidi", "\u{202e}\u{2066}\u{200f}\u{2069}"),
        title("crlf", "a&#13;&#10;error: b: c&#10;{\"entry\":1}&#10;"),
        title("marks", "e\u{301}\u{301}\u{301}".repeat(500).as_str()),
        title("redos", "a".repeat(100_000).as_str()),
        title("nonchars", "\u{fdd0}\u{fffe}\u{1ffff}\u{e0001}"),
        title("markup", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        title("markuptwice", "&amp;lt;img src=x onerror=alert(1)&amp;gt;"),
        body(
            "script",
            "<script>alert(1)</script><img src=x onerror=alert(1)>",
        ),
        body(
            "frame",
            "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>",
        ),
        body(
            "ping",
            &format!(
                "<img src=\"{inside}\"><a ping=\"{inside}\" href=x>y</a><link rel=stylesheet href=\"{inside}\">"
            ),
        ),
        body(
            "style",
            "<style>@import '//evil.example'</style><p style=\"position:fixed\">x</p>",
        ),
        body(
            "mutation",
            "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        ),
        end(
            "authors",
            "<author>a&#13;&#10;Bcc: x@y.example &lt;script&gt;</author><author>&#27;[31m</author>",
        ),
        end(
            "category",
            "<category domain=\"javascript:alert(1)\">&lt;img src=x onerror=alert(1)&gt;</category>",
        ),
        end(
            "categorynull",
            "<category/><category></category><category> </category>",
        ),
        end(
            "language",
            "<x:language xmlns:x=\"http://purl.org/dc/elements/1.1/\">&lt;script&gt;</x:language>",
        ),
        Case::read(
            "feedtitle",
            Reply::ok(channel(item("feedtitle")).replace(
                "Outlet",
                "&lt;script&gt;alert(1)&lt;/script&gt;\u{202e}&#27;[31m",
            )),
            1,
        ),
        Case::read(
            "feedlink",
            Reply::ok(channel(item("feedlink")).replace(
                "https://outlet.example/</link>",
                "javascript:alert(1)</link>",
            )),
            1,
        ),
        Case::read(
            "xhtml-content",
            Reply::ok(
                "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title><entry><id>xhtml-content</id>\
                 <title type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script>x</div></title>\
                 <updated>2021-03-22T09:03:29Z</updated><content type=\"xhtml\">\
                 <div xmlns=\"http://www.w3.org/1999/xhtml\" onclick=\"alert(1)\"><svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>\
                 <x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script><p>xhtml</p></div></content></entry></feed>",
            ),
            1,
        ),
    ]
}
