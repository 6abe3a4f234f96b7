//! Whether the client has the present representation already (RFC 9110 13.1).

use std::time::{Duration, SystemTime};

use axum::http::HeaderMap;
use axum::http::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH};

/// Whether the conditions of a GET or HEAD request are answered with 304. `tag` is the entity tag
/// with its quotes; `modified` is what `Last-Modified` says.
pub(super) fn is_unchanged(headers: &HeaderMap, tag: &str, modified: Option<SystemTime>) -> bool {
    if headers.contains_key(IF_NONE_MATCH) {
        // A client that sends both has the date for servers that know no tags.
        let mut lines = headers.get_all(IF_NONE_MATCH).iter();
        return lines.any(|line| names(line.as_bytes(), tag.as_bytes()));
    }
    let since = headers.get(IF_MODIFIED_SINCE);
    let since = since.and_then(|since| since.to_str().ok());
    let since = since.and_then(|since| httpdate::parse_http_date(since.trim()).ok());
    since
        .zip(modified)
        .is_some_and(|(since, modified)| whole_seconds(modified) <= since)
}

/// A time as HTTP writes it.
pub(super) fn whole_seconds(at: SystemTime) -> SystemTime {
    let since = at.duration_since(SystemTime::UNIX_EPOCH);
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.unwrap_or_default().as_secs())
}

/// Whether a list of entity tags has this one, by the weak comparison. `*` stands for any.
fn names(list: &[u8], tag: &[u8]) -> bool {
    let mut rest = list.trim_ascii();
    if rest == b"*" {
        return true;
    }
    while let Some(at) = rest.iter().position(|byte| *byte == b'"') {
        let (before, quoted) = rest.split_at(at);
        let is_list = before
            .iter()
            .all(|byte| matches!(byte, b' ' | b'\t' | b',' | b'W' | b'/'));
        // A tag may hold commas, but no quotes.
        let end = quoted.iter().skip(1).position(|byte| *byte == b'"');
        let (true, Some(end)) = (is_list, end) else {
            return false;
        };
        let (found, after) = quoted.split_at(end + 2);
        if found == tag {
            return true;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use axum::http::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH};
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::is_unchanged;

    const TAG: &str = "\"a,b\"";

    fn unchanged(conditions: &[(HeaderName, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in conditions {
            headers.append(name, HeaderValue::from_static(value));
        }
        let modified = SystemTime::UNIX_EPOCH + Duration::from_millis(86_400_500);
        is_unchanged(&headers, TAG, Some(modified))
    }

    #[test]
    fn a_tag_is_found_in_any_list_whether_weak_or_strong() {
        for (list, found) in [
            ("\"a,b\"", true),
            ("W/\"a,b\"", true),
            ("\"x\", \"a,b\"", true),
            ("\"x\",W/\"a,b\" , \"y\"", true),
            (" * ", true),
            ("\"a\", \"b\"", false),
            ("a,b", false),
            ("\"a,b", false),
            ("x\"a,b\"", false),
            ("", false),
        ] {
            assert_eq!(unchanged(&[(IF_NONE_MATCH, list)]), found, "{list}");
        }
        assert!(unchanged(&[(IF_NONE_MATCH, "\"x\""), (IF_NONE_MATCH, TAG)]));
    }

    #[test]
    fn a_date_counts_by_whole_seconds_and_only_without_a_tag() {
        const SAME: &str = "Fri, 02 Jan 1970 00:00:00 GMT";
        assert!(unchanged(&[(IF_MODIFIED_SINCE, SAME)]));
        assert!(!unchanged(&[(
            IF_MODIFIED_SINCE,
            "Thu, 01 Jan 1970 23:59:59 GMT"
        )]));
        assert!(!unchanged(&[(IF_MODIFIED_SINCE, "yesterday")]));
        assert!(!unchanged(&[
            (IF_NONE_MATCH, "\"x\""),
            (IF_MODIFIED_SINCE, SAME)
        ]));
    }
}
