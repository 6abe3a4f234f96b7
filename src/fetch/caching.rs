//! Reads what an answer's headers say about asking again: validators, freshness, `Retry-After`.

use std::time::Duration;

use reqwest::header::{
    AGE, CACHE_CONTROL, DATE, ETAG, EXPIRES, HeaderMap, HeaderName, LAST_MODIFIED, RETRY_AFTER,
};

use super::pace::MAX_WAIT;
use crate::model::{Freshness, Timestamp, Validators};

/// Longest validator that we keep, in bytes. Servers refuse requests with longer header fields,
/// and then the feed would never be read again.
const MAX_VALIDATOR: usize = 4096;

/// The validators of an answer, byte for byte (RFC 9110 8.8). Empty values count as not given.
pub(super) fn validators(headers: &HeaderMap) -> Validators {
    let bytes = |name: HeaderName| {
        let value = headers.get(name)?.as_bytes();
        (!value.is_empty() && value.len() <= MAX_VALIDATOR).then(|| value.to_vec())
    };
    Validators {
        etag: bytes(ETAG),
        last_modified: bytes(LAST_MODIFIED),
    }
}

/// The validators after a 304: its own win, the others stay (RFC 9111 3.2).
pub(super) fn renewed(sent: &Validators, headers: &HeaderMap) -> Validators {
    let carried = validators(headers);
    Validators {
        etag: carried.etag.or_else(|| sent.etag.clone()),
        last_modified: carried.last_modified.or_else(|| sent.last_modified.clone()),
    }
}

/// How long an answer received at `now` stays fresh (RFC 9111 4.2): `max-age`, else `Expires`,
/// less the age it already had in caches; capped, and zero if the headers make no sense.
pub(super) fn freshness(headers: &HeaderMap, now: Timestamp) -> Freshness {
    let age = text(headers, AGE).and_then(seconds).unwrap_or_default();
    let lifetime = max_age(headers)
        .map(|lifetime| lifetime.saturating_sub(age))
        .or_else(|| expires(headers, now));
    Freshness {
        lifetime: lifetime.map(|lifetime| lifetime.min(MAX_WAIT)),
    }
}

/// `Retry-After` in either form (RFC 9110 10.2.3), capped; `None` for anything else. A date in the
/// past is no wait.
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = text(headers, RETRY_AFTER)?;
    let after = seconds(text).or_else(|| Some(until(now, date(text)?)))?;
    Some(after.min(MAX_WAIT))
}

fn max_age(headers: &HeaderMap) -> Option<Duration> {
    headers
        .get_all(CACHE_CONTROL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .find_map(|directive| {
            let (name, value) = directive.split_once('=')?;
            if !name.trim().eq_ignore_ascii_case("max-age") {
                return None;
            }
            seconds(value.trim().trim_matches('"'))
        })
}

fn expires(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let expires = headers.get(EXPIRES)?;
    // RFC 9111 5.3: a date that cannot be read, "0" above all, is a time in the past.
    let Some(at) = expires.to_str().ok().and_then(date) else {
        return Some(Duration::ZERO);
    };
    // We count by the server's clock if it sends `Date`: ours may differ.
    let sent = text(headers, DATE).and_then(date).unwrap_or(now);
    Some(until(sent, at))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// A count of seconds; one that is too large for the type becomes the largest, and callers cap it.
fn seconds(text: &str) -> Option<Duration> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)))
}

fn date(text: &str) -> Option<Timestamp> {
    let date = httpdate::parse_http_date(text.trim()).ok()?;
    // A `Timestamp` ends before the last day of the year 9999.
    Some(Timestamp::try_from(date).unwrap_or(Timestamp::MAX))
}

fn until(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::{freshness, renewed, retry_after, validators};
    use crate::model::{Timestamp, Validators};

    const DAY: u64 = 24 * 3600;

    fn headers(fields: &[(&str, &[u8])]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in fields {
            map.append(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_bytes(value).unwrap(),
            );
        }
        map
    }

    fn now() -> Timestamp {
        "2026-03-22T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn validators_are_kept_byte_for_byte() {
        for etag in [
            &b"\"a\""[..],
            b"W/\"a\"",
            b"unquoted",
            b"\"\xe4\xb8\xad\xff\"",
            b"\"\"",
            b"a,b",
        ] {
            let kept = validators(&headers(&[
                ("etag", etag),
                ("last-modified", b"not a date"),
            ]));
            assert_eq!(kept.etag.as_deref(), Some(etag));
            assert_eq!(kept.last_modified.as_deref(), Some(&b"not a date"[..]));
        }
    }

    #[test]
    fn empty_and_huge_validators_count_as_none() {
        assert!(validators(&headers(&[("etag", b"")])).is_empty());
        assert!(validators(&headers(&[("etag", &[b'a'; 5000])])).is_empty());
    }

    #[test]
    fn a_304_renews_what_it_carries_and_leaves_the_rest() {
        let sent = Validators {
            etag: Some(b"\"1\"".to_vec()),
            last_modified: Some(b"then".to_vec()),
        };
        let renewed = renewed(&sent, &headers(&[("etag", b"\"2\"")]));
        assert_eq!(renewed.etag.as_deref(), Some(&b"\"2\""[..]));
        assert_eq!(renewed.last_modified, sent.last_modified);
    }

    #[test]
    fn freshness_follows_rfc_9111_and_is_capped() {
        let http_now: &[u8] = b"Sun, 22 Mar 2026 08:00:00 GMT";
        for (fields, expected) in [
            (vec![], None),
            (vec![("cache-control", &b"max-age=7200"[..])], Some(7200)),
            (
                vec![("cache-control", b"public, MAX-AGE = \"60\"")],
                Some(60),
            ),
            (
                vec![
                    ("cache-control", b"public"),
                    ("cache-control", b"max-age=60"),
                ],
                Some(60),
            ),
            (
                vec![("cache-control", b"max-age=7200"), ("age", b"7000")],
                Some(200),
            ),
            (
                vec![
                    ("cache-control", b"max-age=60"),
                    ("age", b"99999999999999999999"),
                ],
                Some(0),
            ),
            (
                vec![("cache-control", b"max-age=99999999999999999999")],
                Some(2 * DAY),
            ),
            (vec![("cache-control", b"max-age=-5")], None),
            (vec![("cache-control", b"max-age=soon")], None),
            (vec![("cache-control", b"s-maxage=900")], None),
            (
                vec![
                    ("cache-control", b"max-age=60"),
                    ("expires", b"Mon, 23 Mar 2026 08:00:00 GMT"),
                ],
                Some(60),
            ),
            (
                vec![("expires", b"Sun, 22 Mar 2026 09:00:00 GMT")],
                Some(3600),
            ),
            (
                vec![
                    ("expires", b"Sun, 22 Mar 2026 09:00:00 GMT"),
                    ("date", b"Sun, 22 Mar 2026 08:30:00 GMT"),
                ],
                Some(1800),
            ),
            (
                vec![
                    ("expires", b"Fri, 31 Dec 9999 23:59:59 GMT"),
                    ("date", http_now),
                ],
                Some(2 * DAY),
            ),
            (vec![("expires", b"Thu, 01 Jan 1970 00:00:00 GMT")], Some(0)),
            (vec![("expires", b"0")], Some(0)),
            (vec![("expires", b"-1")], Some(0)),
        ] {
            let lifetime = freshness(&headers(&fields), now()).lifetime;
            assert_eq!(lifetime, expected.map(Duration::from_secs), "{fields:?}");
        }
    }

    #[test]
    fn retry_after_is_read_in_both_forms_and_garbage_is_no_answer() {
        for (value, expected) in [
            (&b"120"[..], Some(120)),
            (b" 120 ", Some(120)),
            (b"0", Some(0)),
            (b"100000000000000000000", Some(2 * DAY)),
            (b"Sun, 22 Mar 2026 08:10:00 GMT", Some(600)),
            (b"Sunday, 22-Mar-26 08:10:00 GMT", Some(600)),
            (b"Sun Mar 22 08:10:00 2026", Some(600)),
            (b"Sun, 22 Mar 2020 08:10:00 GMT", Some(0)),
            (b"Fri, 31 Dec 9999 23:59:59 GMT", Some(2 * DAY)),
            (b"-5", None),
            (b"1.5", None),
            (b"soon", None),
            (b"", None),
            (b"\xff\xfe", None),
        ] {
            let after = retry_after(&headers(&[("retry-after", value)]), now());
            assert_eq!(after, expected.map(Duration::from_secs), "{value:?}");
        }
    }
}
