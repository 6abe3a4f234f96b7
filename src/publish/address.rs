//! Addresses and ids for the published feed.

use std::fmt;

use url::Url;

/// An absolute ASCII URI (RFC 3986) that every reader and validator accepts.
///
/// Narrower than the IRI that RFC 4287 allows: the W3C feed validator refuses ids and schemes
/// beyond ASCII, and checks `urn:`, `urn:uuid:` and `tag:` by their own grammars.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct Uri(String);

impl Uri {
    /// Accepts a URI that can be an id or a scheme. A host in brackets (IPv6) is refused:
    /// validators accept it in links only.
    pub fn parse(text: &str) -> Option<Self> {
        (!text.contains('[') && is_uri(text)).then(|| Self(text.to_owned()))
    }

    /// Makes a `urn:uuid:` of version 8 (RFC 9562 5.8) from 128 bits of a hash.
    ///
    /// Version and variant replace six of the bits.
    pub fn from_hash(bytes: [u8; 16]) -> Self {
        let uuid = uuid::Builder::from_custom_bytes(bytes).into_uuid();
        Self(uuid.urn().to_string())
    }

    /// The URI as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Cleans an absolute http(s) address for a link; `None` if that is not possible.
///
/// Removes credentials and percent-encodes characters that the URL standard allows but RFC 3986
/// forbids, so that every validator accepts the result.
pub(crate) fn web(text: &str) -> Option<Uri> {
    from_url(Url::parse(text.trim()).ok()?)
}

/// Like [`web`], for a parsed URL.
pub(crate) fn from_url(mut url: Url) -> Option<Uri> {
    if !url.username().is_empty() || url.password().is_some() {
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
    }
    with_credentials(&url)
}

/// Like [`from_url`], but keeps credentials, by which [`super::disclose`] finds what readers may
/// not see.
pub(super) fn with_credentials(url: &Url) -> Option<Uri> {
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    let serialised = url.as_str();
    let authority_end = serialised
        .match_indices('/')
        .nth(2)
        .map_or(serialised.len(), |(at, _)| at);
    let (authority, rest) = serialised.split_at_checked(authority_end)?;
    let mut clean = String::with_capacity(serialised.len());
    clean.push_str(authority);
    let mut fragment_seen = false;
    for (at, character) in rest.char_indices() {
        let stays = match character {
            '%' => rest.get(at + 1..).is_some_and(starts_with_hex_pair),
            '[' | ']' => false,
            // A second `#` is inside the fragment and has to be encoded.
            '#' => !std::mem::replace(&mut fragment_seen, true),
            other => is_uri_char(other),
        };
        if stays {
            clean.push(character);
        } else {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                clean.push('%');
                clean.extend(hex_digit(byte >> 4));
                clean.extend(hex_digit(byte & 0xf));
            }
        }
    }
    // The host may still have characters that cannot be encoded, as in `http://"/`.
    is_uri(&clean).then_some(Uri(clean))
}

/// Whether a text is an absolute URI, with or without a host in brackets: valid in a link.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let mut letters = scheme.chars();
    let is_scheme = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let bracketed = rest
        .strip_prefix("//[")
        .and_then(|rest| rest.split_once(']'))
        .filter(|(host, _)| host.chars().all(|c| c.is_ascii_hexdigit() || c == ':'));
    let plain = bracketed.map_or(rest, |(_, after)| after);
    let is_well_formed = is_scheme
        && !rest.is_empty()
        && plain.chars().all(is_uri_char)
        && !plain.contains(['[', ']'])
        && percent_signs_escape(plain);
    is_well_formed
        && match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" | "ftp" => rest
                .strip_prefix("//")
                .is_some_and(|host| !host.is_empty() && !host.starts_with('/')),
            "urn" => is_urn(rest),
            "tag" => scheme == "tag" && is_tag(rest),
            _ => true,
        }
}

/// RFC 2141 section 2, narrower than RFC 8141; for UUIDs RFC 9562 section 4.
fn is_urn(text: &str) -> bool {
    let Some((namespace, name)) = text.split_once(':') else {
        return false;
    };
    if namespace.eq_ignore_ascii_case("uuid") {
        let is_group = |(group, length): (&str, usize)| {
            group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        return name.split('-').count() == 5 && name.split('-').zip([8, 4, 4, 4, 12]).all(is_group);
    }
    (2..=32).contains(&namespace.len())
        && !namespace.starts_with('-')
        && namespace
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "()+,-.:=@;$_!*'%".contains(c))
}

/// RFC 4151 2.1, without its scheme.
fn is_tag(text: &str) -> bool {
    let Some((authority, (date, _))) = text
        .split_once(',')
        .and_then(|(authority, rest)| Some((authority, rest.split_once(':')?)))
    else {
        return false;
    };
    let (mailbox, host) = authority.split_once('@').unwrap_or(("any", authority));
    let all = |text: &str, others: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || others.contains(c))
    };
    let is_date = matches!(date.len(), 4 | 7 | 10)
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    all(mailbox, "-._") && all(host, "-.") && is_date && text.matches('#').count() <= 1
}

/// RFC 3986 `unreserved`, `reserved` and `%`.
fn is_uri_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c)
}

fn hex_digit(nibble: u8) -> Option<char> {
    char::from_digit(u32::from(nibble), 16).map(|digit| digit.to_ascii_uppercase())
}

fn percent_signs_escape(text: &str) -> bool {
    text.split('%').skip(1).all(starts_with_hex_pair)
}

fn starts_with_hex_pair(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_hexdigit())
        && bytes.next().is_some_and(|b| b.is_ascii_hexdigit())
}
