use std::time::Duration;

use jiff::tz::{Offset, TimeZone};

use super::*;
use crate::config::fetch::{MAX_BODY_RANGE, TIMEOUT_RANGE};
use crate::model::AllowedPrivate;

/// The remedy of a refusal.
pub(super) fn remedy<T>(read: Result<T, Refusal>) -> String {
    read.err()
        .map_or_else(|| "accepted".to_owned(), |refusal| refusal.remedy)
}

#[test]
fn durations_are_read_as_people_write_them() {
    for (text, seconds) in [
        ("60m", 3600),
        ("60 min", 3600),
        ("1h30m", 5400),
        ("1h 30m", 5400),
        ("90s", 90),
        ("2 days", 2 * 86_400),
        ("1 week", 7 * 86_400),
        ("1w", 7 * 86_400),
        (" 24h ", 86_400),
        ("1.5h", 5400),
        ("100 ms", 0),
    ] {
        let read = duration(text).map(|duration| duration.as_secs());
        assert_eq!(read, Ok(seconds), "{text}");
    }
}

#[test]
fn a_duration_that_is_none_is_refused_with_what_to_write() {
    for (text, says) in [
        ("60", "\"60m\" for minutes"),
        ("0", "\"0m\" for minutes"),
        ("", "such as \"60m\""),
        ("0s", "such as \"60m\""),
        ("-5m", "such as \"60m\""),
        ("5m ago", "such as \"60m\""),
        ("hourly", "such as \"60m\""),
        ("60 分钟", "such as \"60m\""),
        ("1 month", "in days"),
        ("1y", "in days"),
        ("200000 days", "at most 100 years"),
        ("99999999999999999999s", "such as \"60m\""),
    ] {
        let remedy = remedy(duration(text));
        assert!(remedy.contains(says), "{text}: {remedy}");
    }
}

#[test]
fn a_duration_between_bounds_may_be_either_of_them() {
    for text in ["1s", "10m"] {
        assert!(duration_within(text, TIMEOUT_RANGE).is_ok(), "{text}");
    }
    for text in ["999ms", "601s"] {
        let refusal = duration_within(text, TIMEOUT_RANGE).unwrap_err();
        assert_eq!(refusal.expected, "a duration from 1s to 10m");
    }
}

#[test]
fn an_interval_has_a_floor() {
    let floor = Duration::from_mins(5);
    assert_eq!(interval("5m", floor), Ok(floor));
    let refusal = interval("4m59s", floor).unwrap_err();
    assert_eq!(refusal.expected, "a duration of at least 5m");
}

#[test]
fn sizes_are_read_with_their_unit() {
    for (text, bytes) in [
        ("16 MiB", 16 << 20),
        ("16MiB", 16 << 20),
        ("16 mib", 16 << 20),
        ("500 kB", 500_000),
        ("1.5 MB", 1_500_000),
        ("1024 B", 1024),
        ("1 KiB", 1024),
        ("1 GiB", 1 << 30),
        (" 2 MB ", 2_000_000),
    ] {
        assert_eq!(size(text, MAX_BODY_RANGE), Ok(bytes), "{text}");
    }
    for (text, says) in [
        ("16", "and a unit"),
        ("16M", "and a unit"),
        ("16 Mb/s", "and a unit"),
        ("MiB", "such as"),
        ("-1 MiB", "and a unit"),
        ("1.2.3 MB", "such as"),
        ("1. MB", "such as"),
        (".5 MB", "such as"),
        ("1 B", "within these bounds"),
        ("2 GiB", "within these bounds"),
        ("99999999999 GiB", "within these bounds"),
        ("99999999999999999999999 B", "such as"),
    ] {
        let remedy = remedy(size(text, MAX_BODY_RANGE));
        assert!(remedy.contains(says), "{text}: {remedy}");
    }
}

#[test]
fn zones_are_names_or_offsets() {
    for (text, seconds) in [
        ("+08:00", 8 * 3600),
        ("-03:30", -(3 * 3600 + 30 * 60)),
        ("+00:00", 0),
    ] {
        let offset = Offset::from_seconds(seconds).unwrap();
        assert_eq!(timezone(text), Ok(TimeZone::fixed(offset)), "{text}");
    }
    for text in ["Asia/Shanghai", "asia/shanghai", "UTC", " Europe/London "] {
        let zone = timezone(text).unwrap();
        let name = zone.iana_name().unwrap_or_default();
        assert!(name.eq_ignore_ascii_case(text.trim()), "{text}: {name}");
    }
}

#[test]
fn a_zone_that_is_none_is_answered_with_the_one_meant() {
    for (text, says) in [
        ("Asia/Peking", "\"Asia/Shanghai\""),
        ("Beijing", "\"Asia/Shanghai\""),
        ("北京", "\"Asia/Shanghai\""),
        ("Asia/Shangai", "write \"Asia/Shanghai\""),
        ("shanghai", "write \"Asia/Shanghai\""),
        ("New York", "write \"America/New_York\""),
        ("UTC+8", "write \"+08:00\""),
        ("GMT-3:30", "write \"-03:30\""),
        ("+0800", "write \"+08:00\""),
        ("+8", "write \"+08:00\""),
        ("CST", "such as"),
        ("", "such as"),
        ("+99:00", "such as"),
        ("+08:60", "such as"),
        ("++8:00", "such as"),
        ("+-1:00", "such as"),
        ("UTC+八", "such as"),
    ] {
        let remedy = remedy(timezone(text));
        assert!(remedy.contains(says), "{text}: {remedy}");
    }
}

#[test]
fn charsets_are_the_labels_of_the_web() {
    for (text, name) in [
        ("gbk", "GBK"),
        ("GB2312", "GBK"),
        ("gb18030", "gb18030"),
        ("Big5", "Big5"),
        ("utf8", "UTF-8"),
        ("latin1", "windows-1252"),
        (" shift_jis ", "Shift_JIS"),
    ] {
        assert_eq!(charset(text).map(Encoding::name), Ok(name), "{text}");
    }
    // The standard maps ISO-2022-CN to the `replacement` encoding, which decodes to nothing.
    for text in ["", "klingon", "utf-32", "iso-2022-cn", "replacement"] {
        assert!(remedy(charset(text)).contains("gbk"), "{text}");
    }
}

#[test]
fn languages_are_tags_by_their_shape() {
    for text in ["zh", "zh-CN", "zh-Hant-HK", "en", "yue", "de-1996"] {
        assert_eq!(language_range(text), Ok(text.to_owned()));
    }
    for text in [
        "",
        "z",
        "zh_CN",
        "中文",
        "chinese language",
        "zh-",
        "-zh",
        "1a",
    ] {
        assert!(remedy(language_range(text)).contains("zh-CN"), "{text}");
    }
}

#[test]
fn the_language_of_the_site_is_one_that_a_feed_may_carry() {
    for text in ["zh-CN", "en", "yue", "deu"] {
        assert_eq!(published_language(text), Ok(text.to_owned()));
    }
    for text in ["xx", "qq-DE", "german", "x-house", "zh_CN", ""] {
        assert!(remedy(published_language(text)).contains("zh-CN"), "{text}");
    }
}

#[test]
fn a_header_has_a_name_that_can_be_sent() {
    for name in ["Authorization", "X-Token", "accept-language", "X_1"] {
        assert_eq!(header_name(name), Ok(name.to_owned()));
    }
    for name in ["", "Bad Name", "X:", "标题", "A\r\nB"] {
        assert!(
            remedy(header_name(name)).contains("letters, digits"),
            "{name}"
        );
    }
    for name in ["Host", "if-none-match", "Content-Length", "TE", "RANGE"] {
        assert_eq!(remedy(header_name(name)), "remove it", "{name}");
    }
}

#[test]
fn a_header_takes_values_from_the_environment() {
    let environment = |name: &str| match name {
        "TOKEN" => Some("s3cr3t".to_owned()),
        "NESTED" => Some("${TOKEN}".to_owned()),
        "BLANK" => Some("  ".to_owned()),
        "LINES" => Some("a\nb".to_owned()),
        _ => None,
    };
    for (written, value) in [
        ("plain", "plain"),
        ("Bearer ${TOKEN}", "Bearer s3cr3t"),
        ("${TOKEN}${TOKEN}", "s3cr3ts3cr3t"),
        (" $5 {x} ", "$5 {x}"),
        // `${…}` inside a variable is not replaced again.
        ("${NESTED}", "${TOKEN}"),
    ] {
        let read = header_value(written, &environment).map(|secret| secret.expose().to_owned());
        assert_eq!(read, Ok(value.to_owned()), "{written}");
    }
    for (written, says) in [
        ("", "write it in quotes"),
        ("${LINES}", "write it in quotes"),
        ("a\u{7}", "write it in quotes"),
        ("${MISSING}", "set MISSING before"),
        ("${BLANK}", "set BLANK before"),
        ("${TOKEN", "close the name"),
        ("${}", "letters, digits and underscores"),
        ("${1A}", "letters, digits and underscores"),
        ("${a b}", "letters, digits and underscores"),
        ("${TOKEN:-x}", "letters, digits and underscores"),
    ] {
        let refused = header_value(written, &environment);
        let said = format!("{refused:?}");
        assert!(!said.contains("s3cr3t"), "{said}");
        let remedy = remedy(refused);
        assert!(remedy.contains(says), "{written}: {remedy}");
    }
}

#[test]
fn private_hosts_are_hosts_with_or_without_port_and_networks() {
    let host = |host: &str, port| AllowedPrivate::Host {
        host: host.to_owned(),
        port,
    };
    for (text, allowed) in [
        ("localhost", host("localhost", None)),
        ("RSSHub:1200", host("rsshub", Some(1200))),
        ("127.0.0.1:80", host("127.0.0.1", Some(80))),
        ("::1", host("::1", None)),
        ("[::1]", host("::1", None)),
        ("[0:0::1]:8080", host("::1", Some(8080))),
    ] {
        assert_eq!(allowed_private(text), Ok(allowed), "{text}");
    }
    for text in ["10.0.0.0/8", "0.0.0.0/0", "fd00::/8", "::/128"] {
        assert!(
            matches!(allowed_private(text), Ok(AllowedPrivate::Network(_))),
            "{text}"
        );
    }
    for text in [
        "",
        "http://h/",
        "h:99999",
        "h:",
        "10.0.0.0/33",
        "::/129",
        "h/8",
        "[::1",
        "[::1]x",
        "[h]:1",
        "a b",
    ] {
        assert!(
            remedy(allowed_private(text)).contains("10.0.0.0/8"),
            "{text}"
        );
    }
}

#[test]
fn texts_stand_on_one_line() {
    assert_eq!(plain_text(" 财经 "), Ok("财经".to_owned()));
    let (longest, longer) = ("财".repeat(MAX_TEXT_CHARS), "财".repeat(MAX_TEXT_CHARS + 1));
    assert_eq!(plain_text(&longest), Ok(longest));
    for text in ["", "  ", "a\nb", "a\u{1b}[2J", &longer] {
        assert!(plain_text(text).is_err(), "{text}");
    }
    for text in ["", " ", "a\0b", "~/x"] {
        assert!(remedy(path(text)).contains("whole or counting"), "{text}");
    }
}
