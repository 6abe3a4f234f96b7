//! Faulty redirects: circles, endless chains, private addresses.

use super::case::{Case, Outcome, one};
use crate::server::Reply;

/// `inside` is the port of a server that nobody may be led to.
pub(super) fn cases(inside: u16) -> Vec<Case> {
    let mut cases = private(inside);
    cases.extend(elsewhere());
    cases.extend(chains());
    cases
}

/// Addresses that are private in whatever spelling, asked for directly and by a redirect.
fn private(inside: u16) -> Vec<Case> {
    let hosts = [
        ("dotted", "127.0.0.1"),
        ("short", "127.1"),
        ("decimal", "2130706433"),
        ("hex", "0x7f000001"),
        ("hexparts", "0x7f.0.0.0x1"),
        ("octal", "0177.0.0.1"),
        ("other127", "127.8.9.1"),
        ("zero", "0.0.0.0"),
        ("zeroshort", "0"),
        ("name", "localhost"),
        ("fullwidth", "１２７.0.0.1"),
        ("six", "[::1]"),
        ("sixany", "[::]"),
        ("sixmapped", "[::ffff:127.0.0.1]"),
        ("sixmappedhex", "[::ffff:7f00:1]"),
        ("sixcompatible", "[::127.0.0.1]"),
        ("sixnat", "[64:ff9b::7f00:1]"),
        ("sixtofour", "[2002:7f00:1::]"),
        ("sixlocal", "[fc00::1]"),
        ("sixlink", "[fe80::1]"),
        ("sixmulticast", "[ff02::1]"),
        ("ten", "10.0.0.1"),
        ("carrier", "100.64.0.1"),
        ("link", "169.254.169.254"),
        ("seventeen", "172.16.0.1"),
        ("home", "192.168.1.1"),
        ("multicast", "224.0.0.1"),
        ("broadcast", "255.255.255.255"),
        ("reserved", "240.0.0.1"),
    ];
    hosts
        .into_iter()
        .flat_map(|(name, host)| {
            let there = format!("http://{host}:{inside}/");
            let led = Reply::redirect(302, there.clone());
            let refused = "was not asked: ";
            [
                Case::failed(&format!("ssrf-{name}"), Reply::status(500), refused).at(there),
                Case::failed(&format!("ssrf-to-{name}"), led, refused),
            ]
        })
        .collect()
}

fn elsewhere() -> Vec<Case> {
    let to = |name: &str, location: &str, words: &'static str| {
        Case::failed(name, Reply::redirect(302, location), words)
    };
    let long = format!("/{}", "x".repeat(20_000));
    vec![
        to("to-file", "file:///etc/passwd", "redirects to an address"),
        to("to-ftp", "ftp://127.0.0.1/feed", "redirects to an address"),
        to(
            "to-gopher",
            "gopher://127.0.0.1/1",
            "redirects to an address",
        ),
        to("to-data", "data:text/xml,<rss/>", "redirects to an address"),
        to(
            "to-script",
            "javascript:alert(1)",
            "redirects to an address",
        ),
        to("to-mail", "mailto:a@b.example", "redirects to an address"),
        to("to-rsshub", "rsshub://x/y", "redirects to an address"),
        to("to-nohost", "http://", "redirects to an address"),
        to(
            "to-badport",
            "http://127.0.0.1:99999/",
            "redirects to an address",
        ),
        to("to-broken", "http://[::1/", "redirects to an address"),
        to("to-empty", "", "circle"),
        to("to-nowhere", long.as_str(), "answered 404"),
        Case::failed("nolocation", Reply::status(302), "without saying where"),
        Case::failed(
            "locationbytes",
            Reply::redirect(302, b"/\xff\xfe".to_vec()),
            "without saying where",
        ),
        Case::failed(
            "multiple",
            Reply::status(300).header("Location", "/multiple/to"),
            "answered 300",
        )
        .with("/to", Reply::ok(one("multiple"))),
    ]
}

fn chains() -> Vec<Case> {
    let to =
        |name: &str, status: u16, below: &str| Reply::redirect(status, format!("/{name}{below}"));
    let led = |name: &str, status: u16| {
        Case::read(name, to(name, status, "/to"), 1).with("/to", Reply::ok(one(name)))
    };
    let mut endless = Case::failed(
        "redir11",
        to("redir11", 302, "/1"),
        "more than 10 redirects",
    );
    let mut ten = Case::read("redir10", to("redir10", 302, "/1"), 1);
    for hop in 1..=11 {
        let next = format!("/{}", hop + 1);
        endless = endless.with(&format!("/{hop}"), to("redir11", 302, &next));
        if hop < 10 {
            ten = ten.with(&format!("/{hop}"), to("redir10", 302, &next));
        }
    }
    ten = ten.with("/10", Reply::ok(one("redir10")));
    let mut cases: Vec<Case> = [301, 302, 303, 307, 308]
        .map(|status| led(&format!("moved{status}"), status))
        .into();
    cases.extend([
        endless,
        ten,
        Case::failed("redirself", to("redirself", 301, ""), "circle"),
        Case::failed("redircircle", to("redircircle", 301, "/to"), "circle")
            .with("/to", to("redircircle", 302, "")),
        Case::failed("redirfragments", to("redirfragments", 302, "#1"), "circle"),
        Case::failed("redirquery", to("redirquery", 302, "?1"), "circle"),
        Case::failed("movedto404", to("movedto404", 301, "/to"), "answered 404")
            .with("/to", Reply::status(404)),
        Case::failed("movedtopage", to("movedtopage", 302, "/to"), "web page")
            .with("/to", Reply::ok("<!doctype html><title>Log in</title>")),
        Case::always("movedtogone", to("movedtogone", 301, "/to"), Outcome::Gone)
            .with("/to", Reply::status(410))
            .then(Outcome::NotAsked),
    ]);
    cases
}
