//! Addresses and ids fit to be published.

use std::fmt;

use url::Url;

use crate::model::WebUrl;

/// An absolute IRI (RFC 3987 2.2), as RFC 4287 4.2.6 wants every id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Iri(String);

impl Iri {
    /// Accepts a scheme, a colon and at least one character, all from the repertoire of IRIs.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once(':')?;
        let mut letters = scheme.chars();
        let well_formed = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
            && letters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
            && !rest.is_empty()
            && rest.chars().all(is_iri_char)
            && percent_signs_escape(rest);
        well_formed.then(|| Self(text.to_owned()))
    }

    /// A `urn:uuid:` of version 8 (RFC 9562 5.8) from 128 bits of a hash.
    ///
    /// Six of the bits give way to the version and the variant.
    pub fn from_hash(bytes: [u8; 16]) -> Self {
        let mut value = u128::from_be_bytes(bytes);
        value = (value & !(0xf << 76)) | (0x8 << 76);
        value = (value & !(0b11 << 62)) | (0b10 << 62);
        let hex = format!("{value:032x}");
        let mut urn = String::from("urn:uuid:");
        for (at, digit) in hex.chars().enumerate() {
            if matches!(at, 8 | 12 | 16 | 20) {
                urn.push('-');
            }
            urn.push(digit);
        }
        Self(urn)
    }

    /// The IRI as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Iri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An absolute http(s) address as it may stand in a link, or nothing.
///
/// Credentials before the host are cut, and what the URL standard leaves bare but RFC 3986 forbids
/// is percent-encoded, so that any validator accepts it.
pub(crate) fn web(text: &str) -> Option<Iri> {
    from_url(Url::parse(text.trim()).ok()?)
}

/// As [`web`], of a parsed URL.
pub(crate) fn from_url(mut url: Url) -> Option<Iri> {
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    if !url.username().is_empty() || url.password().is_some() {
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
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
        let stands = match character {
            '%' => rest.get(at + 1..).is_some_and(starts_with_hex_pair),
            '[' | ']' => false,
            // A second one inside the fragment is no delimiter any more.
            '#' => !std::mem::replace(&mut fragment_seen, true),
            other => other.is_ascii() && is_iri_char(other),
        };
        if stands {
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
    // A host may still hold what no escape can mend, as in `http://"/`.
    Iri::parse(&clean)
}

/// The address of a feed or of its page, unless it carries a credential.
///
/// Our output is public; a subscription with a token in its address is not.
pub(crate) fn without_secret(text: &str) -> Option<Iri> {
    let url = WebUrl::parse(text).ok()?;
    (url.to_string() == url.expose().as_str()).then(|| web(text))?
}

/// RFC 3987 `iunreserved`, `reserved` and `%`, and everything beyond ASCII that is neither white
/// space, control, private nor a direction mark.
fn is_iri_char(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c)
    } else {
        !c.is_control()
            && !c.is_whitespace()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            && !matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..)
            && u32::from(c) & 0xfffe != 0xfffe
    }
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
