//! Documents that cost more than their size suggests: expansion, depth, counts, lengths.

use super::case::{Case, channel, item, one};
use crate::server::Reply;

pub(super) fn cases() -> Vec<Case> {
    let many = "<item><guid>x</guid></item>".repeat(200_000);
    let name = format!("<{}>", "x".repeat(1_000_000));
    let mut cases = vec![
        Case::failed("million", Reply::ok(channel(many)), "larger than"),
        Case::failed("longname", Reply::ok(name), "not a feed"),
    ];
    let read = |(name, body)| Case::read(name, Reply::ok(body), 1);
    cases.extend(entities().map(read));
    cases.extend(deep().map(read));
    cases.extend(wide().map(read));
    cases
}

/// What `make` gives for the numbers up to `count`, joined.
fn each(count: u32, make: impl Fn(u32) -> String) -> String {
    (0..count).map(make).collect::<Vec<_>>().concat()
}

/// A feed with more inside its one item.
fn with(name: &str, inside: &str) -> String {
    one(name).replace("</item>", &format!("{inside}</item>"))
}

fn entities() -> [(&'static str, String); 4] {
    let bomb = |name: &'static str, entities: &str, text: &str| {
        let body = one(name).replace("About ", text);
        let body = body.replacen("<rss", &format!("<!DOCTYPE rss [{entities}]><rss"), 1);
        (name, body)
    };
    let laughs = each(30, |level| match level {
        0 => "<!ENTITY a0 \"ha\">".to_owned(),
        _ => format!(
            "<!ENTITY a{level} \"{}\">",
            format!("&a{};", level - 1).repeat(10)
        ),
    });
    let long = format!("<!ENTITY a \"{}\">", "x".repeat(50_000));
    let many = each(5_000, |number| format!("<!ENTITY e{number} \"x\">"));
    let own = "<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">";
    [
        bomb("laughs", &laughs, "&a29;"),
        bomb("quadratic", &long, &"&a;".repeat(50_000)),
        bomb("selfentity", own, "&a;"),
        bomb("manyentities", &many, "&e4999;"),
    ]
}

fn deep() -> [(&'static str, String); 6] {
    let deep = |open: &str| open.repeat(100_000);
    let html = |name: &'static str, html: &str| {
        let body = one(name).replace("The text of", &format!("<![CDATA[{html}]]>"));
        (name, body)
    };
    let closed = deep("<x>") + &deep("</x>") + &item("deepclosed");
    [
        ("deepxml", channel(item("deepxml") + &deep("<x>"))),
        ("deepclosed", channel(closed)),
        html("deephtml", &deep("<div>")),
        html("deepformat", &deep("<b><p>")),
        html("deeptable", &deep("<table><td>")),
        html("references", &"&lt;".repeat(200_000)),
    ]
}

fn wide() -> [(&'static str, String); 14] {
    let attributes = each(50_000, |number| format!(" a{number}=\"1\""));
    let spaces = each(20_000, |number| format!(" xmlns:n{number}=\"u{number}\""));
    let long = "x".repeat(500_000);
    let enclosure = "<enclosure url=\"https://a.example/1.mp3\" length=\"1\" type=\"audio/mpeg\"/>";
    let longer = |name: &'static str, after: &str| {
        (name, one(name).replace(after, &format!("{long}{after}")))
    };
    [
        ("attrs", with("attrs", &format!("<x{attributes}/>"))),
        ("namespaces", with("namespaces", &format!("<x{spaces}/>"))),
        (
            "catmany",
            with("catmany", &"<category>x</category>".repeat(20_000)),
        ),
        ("encmany", with("encmany", &enclosure.repeat(10_000))),
        (
            "authormany",
            with(
                "authormany",
                &"<author>a@b.example (x)</author>".repeat(10_000),
            ),
        ),
        (
            "bigcategory",
            with("bigcategory", &format!("<category>{long}</category>")),
        ),
        (
            "bigtitle",
            one("bigtitle").replace("About ", &"长".repeat(300_000)),
        ),
        longer("bigguid", "</guid>"),
        longer("biglink", "</link><description>"),
        longer("bigtext", "</description>"),
        (
            "comments",
            channel("<!-- x -->".repeat(100_000) + &item("comments")),
        ),
        (
            "instructions",
            channel("<?x y?>".repeat(100_000) + &item("instructions")),
        ),
        (
            "openbrackets",
            channel(item("openbrackets") + &"<".repeat(300_000)),
        ),
        (
            "ampersands",
            one("ampersands").replace("About ", &"&".repeat(100_000)),
        ),
    ]
}
