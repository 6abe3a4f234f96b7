//! Faults of answers: status, pace, validators, headers.

use super::case::{Case, Outcome, http, one, raw};
use crate::server::{Act, Reply};

use Outcome::{Failed, Gone, NotAsked, NotModified, Read, RetryLater, Unsent};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = statuses();
    cases.extend(waits());
    cases.extend(validators());
    cases.extend(headers());
    cases
}

/// An answer with this status line and a feed for a body: the status counts.
fn told(name: &str, status: &str) -> Reply {
    let body = one(name);
    raw(format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ))
}

fn statuses() -> Vec<Case> {
    const REFUSED: [u16; 36] = [
        201, 202, 206, 226, 300, 305, 306, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 411,
        418, 421, 423, 425, 426, 431, 451, 500, 501, 502, 504, 505, 507, 511, 520, 530, 599, 999,
    ];
    let refused = REFUSED.map(|status| {
        let name = format!("status{status}");
        Case::failed(&name, told(&name, &status.to_string()), "answered ")
    });
    let mut cases = Vec::from(refused);
    let hints =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n";
    let hinted = format!("{hints}HTTP/1.1 200 OK\r\n\r\n{}", one("hinted"));
    let switched = "HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n";
    cases.extend([
        Case::failed("status204", Reply::status(204), "answered 204"),
        Case::failed("status205", Reply::status(205), "answered 205"),
        Case::read("status203", told("status203", "203"), 1),
        Case::read("hinted", raw(hinted), 1),
        Case::failed("switched", raw(switched), "answered 101"),
        Case::failed("unasked304", Reply::status(304), "had no conditions"),
        Case::failed("s500ok", Reply::status(500), "answered 500")
            .answers_next(Reply::ok(one("s500ok")), Read(1)),
        Case::always("gone", Reply::status(410), Gone).then(NotAsked),
        Case::always("gonewithfeed", told("gonewithfeed", "410"), Gone).then(NotAsked),
        Case::read("gonelater", Reply::ok(one("gonelater")), 1)
            .answers_next(Reply::status(410), Gone),
    ]);
    cases
}

fn waits() -> Vec<Case> {
    let later = |name: &str, status: u16, after: &str, second: Outcome| {
        let mut reply = Reply::status(status);
        if !after.is_empty() {
            reply = reply.header("Retry-After", after);
        }
        Case::always(name, reply, RetryLater).then(second)
    };
    let fresh = |name: &str, header: &str, value: &str| {
        Case::read(name, Reply::ok(one(name)).header(header, value), 1)
    };
    vec![
        later("ra429", 429, "3600", NotAsked),
        later("ra503", 503, "3600", NotAsked),
        later("radate", 429, "Fri, 31 Dec 9999 23:59:59 GMT", NotAsked),
        later("rapast", 429, "Thu, 01 Jan 1970 00:00:00 GMT", RetryLater),
        later("rahuge", 503, "100000000000000000000", NotAsked),
        later("razero", 429, "0", RetryLater),
        later("ranegative", 429, "-5", RetryLater),
        later("ragarbage", 503, "soon, \u{9b}31m", RetryLater),
        later("rafraction", 429, "1.5", RetryLater),
        later("ra429none", 429, "", RetryLater),
        later("ra503none", 503, "", RetryLater),
        fresh("cchuge", "Cache-Control", "max-age=99999999999999999999"),
        fresh("ccnegative", "Cache-Control", "max-age=-1"),
        fresh("ccgarbage", "Cache-Control", "max-age=soon, ,=,\"\u{e4}"),
        fresh("expires0", "Expires", "0"),
        fresh("expires9999", "Expires", "Fri, 31 Dec 9999 23:59:59 GMT"),
        fresh("agehuge", "Age", "99999999999999999999"),
        fresh("dategarbage", "Date", "the day before yesterday"),
    ]
}

fn validators() -> Vec<Case> {
    let with = |name: &str, header: &str, value: &[u8]| {
        let reply = Reply::ok(one(name)).header(header, value).conditional();
        Case::read(name, reply, 1).then(Unsent)
    };
    vec![
        with("etagweak", "ETag", b"W/\"1\""),
        with("etagbare", "ETag", b"unquoted"),
        with("etagopen", "ETag", b"\"open"),
        with("etagcommas", "ETag", b"\"a\", \"b\",\"c\""),
        with("etagbytes", "ETag", b"\"\xe4\xb8\xad\xff\""),
        with("etagspaces", "ETag", b"\"a  b\t c\""),
        with("etagempty", "ETag", b"").then(NotModified),
        with("etaglong", "ETag", &b"x".repeat(5_000)).then(NotModified),
        with("lmgarbage", "Last-Modified", b"yesterday"),
        with("lmlocal", "Last-Modified", b"2026-03-22 08:00:00"),
        with(
            "lmfuture",
            "Last-Modified",
            b"Fri, 31 Dec 9999 23:59:59 GMT",
        ),
        Case::read(
            "okrotate",
            Reply::ok(one("okrotate")).header("ETag", "\"1\""),
            1,
        )
        .answers_next(
            Reply::ok(one("okrotate")).header("ETag", "\"2\""),
            NotModified,
        ),
        Case::read(
            "okbroken",
            Reply::ok(one("okbroken")).header("ETag", "\"1\""),
            1,
        )
        .answers_next(
            Reply::ok("<html>").header("ETag", "\"2\""),
            Failed("web page"),
        ),
        Case::read("okempty", Reply::ok(one("okempty")), 1)
            .answers_next(Reply::ok(""), Failed("empty")),
    ]
}

fn headers() -> Vec<Case> {
    let with = |name: &str, header: &str, value: &str| {
        Case::read(name, Reply::ok(one(name)).header(header, value), 1)
    };
    let many = (0..5_000).fold(Reply::ok(one("hdrmany")), |reply, number| {
        reply.header(&format!("X-{number}"), "1")
    });
    let line = |line: &str, name: &str| http(line, one(name));
    vec![
        with("cookie", "Set-Cookie", "id=1; Path=/; Domain=127.0.0.1"),
        with("refresh", "Refresh", "0; url=http://169.254.169.254/"),
        with(
            "linkhub",
            "Link",
            "<http://169.254.169.254/>; rel=hub, </x>; rel=next",
        ),
        with(
            "attachment",
            "Content-Disposition",
            "attachment; filename=../../feeds.toml",
        ),
        with("typehtml", "Content-Type", "text/html"),
        with("typeimage", "Content-Type", "image/png"),
        with("typelong", "Content-Type", &"text/xml; x=".repeat(900)),
        with("typecharset", "Content-Type", "text/xml; charset=x-none"),
        with(
            "typeboth",
            "Content-Type",
            "text/xml; charset=utf-8; charset=gbk",
        ),
        with("contentlocation", "Content-Location", "file:///etc/passwd"),
        with(
            "altsvc",
            "Alt-Svc",
            "h3=\"169.254.169.254:80\"; ma=99999999",
        ),
        with("hsts", "Strict-Transport-Security", "max-age=99999999"),
        Case::failed("hdrmany", many, "too large"),
        Case::failed(
            "hdrbomb",
            with("hdrbomb", "X-Long", &"x".repeat(70_000))
                .replies
                .remove(0),
            "more header fields",
        ),
        Case::failed(
            "hdrendless",
            Reply::raw([
                Act::Send(b"HTTP/1.1 200 OK\r\n".to_vec()),
                Act::Forever(b"X-More: and more\r\n".to_vec()),
            ]),
            "too large",
        ),
        Case::read("hdrnocolon", line("no colon here\r\n", "hdrnocolon"), 1),
        Case::failed("hdrnul", line("X-Nul: a\0b\r\n", "hdrnul"), "broke off"),
        Case::read("hdrname", line("X Y: 1\r\n", "hdrname"), 1),
        Case::read("hdrempty", line(": 1\r\n", "hdrempty"), 1),
        Case::read("hdrfolded", line("X-Folded: a\r\n b\r\n", "hdrfolded"), 1),
        Case::read(
            "hdrbytes",
            line("X-Bytes: \u{202e}\u{9b}31m\r\n", "hdrbytes"),
            1,
        ),
    ]
}
