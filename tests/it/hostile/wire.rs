//! Faults of the transfer: framing, stalls, content coding.

use std::time::Duration;

use super::case::{Case, http, one, raw};
use crate::server::{Act, Reply};

/// Makes the bytes of a text under gzip, br and zstd.
pub(super) type Coded<'a> = &'a dyn Fn(&[u8]) -> [(&'static str, Vec<u8>); 3];

pub(super) fn cases(coded: Coded<'_>) -> Vec<Case> {
    let mut cases = framings();
    cases.extend(stalls());
    cases.extend(codings(coded));
    cases
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn framings() -> Vec<Case> {
    let sized = |name: &str, lines: &str| http(lines, one(name));
    let chunked = |body: &str| http("Transfer-Encoding: chunked\r\n", body);
    let chunk = |name: &str| format!("{:x}\r\n{}\r\n", one(name).len(), one(name));
    vec![
        Case::failed(
            "cllong",
            sized("cllong", "Content-Length: 100000\r\n"),
            "broke off",
        ),
        Case::failed(
            "clshort",
            sized("clshort", "Content-Length: 20\r\n"),
            "not a feed",
        ),
        Case::failed("clzero", sized("clzero", "Content-Length: 0\r\n"), "empty"),
        Case::failed(
            "clnegative",
            sized("clnegative", "Content-Length: -1\r\n"),
            "broke off",
        ),
        Case::failed(
            "clgarbage",
            sized("clgarbage", "Content-Length: ten\r\n"),
            "broke off",
        ),
        Case::failed(
            "cltwo",
            sized("cltwo", "Content-Length: 10\r\nContent-Length: 20\r\n"),
            "broke off",
        ),
        Case::failed(
            "clhuge",
            sized("clhuge", "Content-Length: 999999999999999999\r\n"),
            "larger than",
        ),
        Case::failed(
            "cloverflow",
            sized("cloverflow", "Content-Length: 99999999999999999999999\r\n"),
            "broke off",
        ),
        Case::failed("chunkcut", chunked("50\r\n<rss>"), "broke off"),
        Case::failed("chunknoend", chunked(&chunk("chunknoend")), "broke off"),
        Case::failed(
            "chunkgarbage",
            chunked("zz\r\n<rss>\r\n0\r\n\r\n"),
            "broke off",
        ),
        Case::failed(
            "chunkhuge",
            chunked("ffffffffffffffff\r\n<rss>"),
            "broke off",
        ),
        Case::failed(
            "chunkoverflow",
            chunked("fffffffffffffffffffff\r\n<rss>"),
            "broke off",
        ),
        Case::read(
            "chunktrailer",
            chunked(&(chunk("chunktrailer") + "0\r\nETag: \"no\"\r\n\r\n")),
            1,
        ),
        Case::read(
            "chunkextended",
            chunked(&(chunk("chunkextended").replacen("\r\n", ";a=\"b\"\r\n", 1) + "0\r\n\r\n")),
            1,
        ),
        Case::failed(
            "tetwice",
            sized("tetwice", "Transfer-Encoding: chunked, chunked\r\n"),
            "broke off",
        ),
        Case::read(
            "http10",
            raw(format!("HTTP/1.0 200 OK\r\n\r\n{}", one("http10"))),
            1,
        ),
        Case::failed("http09", raw(one("http09")), "broke off"),
        Case::failed(
            "http2",
            raw(format!("HTTP/2.0 200 OK\r\n\r\n{}", one("http2"))),
            "broke off",
        ),
        Case::failed(
            "statusgarbage",
            raw("HTTP/1.1 two hundred\r\n\r\n"),
            "broke off",
        ),
        Case::failed("status99999", raw("HTTP/1.1 99999 X\r\n\r\n"), "broke off"),
        Case::failed("statuszero", raw("HTTP/1.1 000 X\r\n\r\n"), "broke off"),
        Case::failed("sshbanner", raw("SSH-2.0-OpenSSH_9.6\r\n"), "broke off"),
        Case::failed(
            "tlsalert",
            raw(b"\x15\x03\x01\x00\x02\x02\x28".to_vec()),
            "broke off",
        ),
        Case::read(
            "lfonly",
            raw(format!("HTTP/1.1 200 OK\n\n{}", one("lfonly"))),
            1,
        ),
        Case::read(
            "noreason",
            raw(format!("HTTP/1.1 200\r\n\r\n{}", one("noreason"))),
            1,
        ),
        Case::failed("hangsup", Reply::raw([]), "broke off"),
        Case::failed("nohdr", raw("HTTP/1.1 200 OK\r\n"), "broke off"),
        Case::failed(
            "endless",
            Reply::raw([
                Act::Send(b"HTTP/1.1 200 OK\r\n\r\n<rss>".to_vec()),
                Act::Forever(vec![b' '; 65_536]),
            ]),
            "larger than",
        ),
        Case::failed(
            "big100",
            http("Content-Length: 104857600\r\n", b" ".repeat(100_000)),
            "larger than",
        ),
    ]
}

fn stalls() -> Vec<Case> {
    const SLOW: Duration = Duration::from_millis(150);
    let head = |more: &str| Act::Send(format!("HTTP/1.1 200 OK\r\n{more}").into_bytes());
    [
        ("silent", vec![Act::Stall]),
        (
            "slowstatus",
            vec![Act::Drip(b"HTTP/1.1 200 OK\r\n".repeat(20), SLOW)],
        ),
        (
            "slowhdr",
            vec![head(""), Act::Drip(b"X-Slow: 1\r\n".repeat(20), SLOW)],
        ),
        ("stallhdr", vec![head("X-Stalls: "), Act::Stall]),
        (
            "slowbody",
            vec![head("\r\n"), Act::Drip(vec![b' '; 5_000], SLOW)],
        ),
        (
            "stallbody",
            vec![head("Content-Length: 5000\r\n\r\n<rss>"), Act::Stall],
        ),
        (
            "stallchunk",
            vec![
                head("Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n"),
                Act::Stall,
            ],
        ),
        (
            "stallgzip",
            vec![head("Content-Encoding: gzip\r\n\r\n\x1f"), Act::Stall],
        ),
        (
            "stallmoved",
            vec![
                Act::Send(b"HTTP/1.1 302 X\r\nLocation: /other\r\n".to_vec()),
                Act::Stall,
            ],
        ),
        (
            "stallerror",
            vec![Act::Send(b"HTTP/1.1 500 X\r\n".to_vec()), Act::Stall],
        ),
    ]
    .map(|(name, acts)| Case::failed(name, Reply::raw(acts), "no whole answer within"))
    .into()
}

fn codings(coded: Coded<'_>) -> Vec<Case> {
    let mut cases = vec![];
    for (coding, bytes) in coded(&b" ".repeat(12_000_000)) {
        let bomb = Reply::ok(bytes).header("Content-Encoding", coding);
        cases.push(Case::failed(&format!("{coding}bomb"), bomb, "larger than"));
    }
    for (at, (coding, _)) in coded(b"").into_iter().enumerate() {
        let name = format!("{coding}good");
        let [(_, good), (_, cut), (_, junk)] =
            [&name, &format!("{coding}cut"), &format!("{coding}junk")].map(|name| {
                coded(one(name).as_bytes())
                    .into_iter()
                    .nth(at)
                    .unwrap_or_default()
            });
        let under = |body: Vec<u8>| Reply::ok(body).header("Content-Encoding", coding);
        let half = cut.len() / 2;
        cases.push(Case::read(&name, under(good), 1));
        cases.push(Case::failed(
            &format!("{coding}cut"),
            under(cut.into_iter().take(half).collect()),
            "cut short",
        ));
        let mut junk = junk;
        junk.extend(b"<junk/>");
        let (name, under_junk) = (format!("{coding}junk"), under(junk));
        cases.push(match coding {
            // Brotli says where it ends, and what follows is not looked at.
            "br" => Case::read(&name, under_junk, 1),
            _ => Case::failed(&name, under_junk, "damaged"),
        });
        let name = format!("{coding}plain");
        let plain = under(one(&name).into_bytes());
        cases.push(Case::read(&name, plain, 1));
        cases.push(Case::failed(
            &format!("{coding}empty"),
            under(vec![]),
            "damaged or cut short",
        ));
    }
    let named = |name: &str, coding: &str| Reply::ok(one(name)).header("Content-Encoding", coding);
    cases.extend([
        Case::read("codingtwice", named("codingtwice", "gzip, gzip"), 1),
        Case::read("codingunknown", named("codingunknown", "exi"), 1),
        Case::read("codingdeflate", named("codingdeflate", "deflate"), 1),
        Case::read("codinglong", named("codinglong", &"x".repeat(9_000)), 1),
        Case::read("codingidentity", named("codingidentity", "identity"), 1),
        Case::read("codingempty", named("codingempty", ""), 1),
    ]);
    cases
}
