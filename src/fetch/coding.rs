//! Content codings: which one a header declares, and which one the bytes have.

use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use super::error::FetchError;

/// What we send as `Accept-Encoding`.
pub(super) const CODINGS: &str = "gzip, br, zstd";

/// A content coding we can undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Identity,
    Gzip,
    /// The name means zlib's format; many servers send the bare deflate stream instead.
    Deflate,
    Brotli,
    Zstd,
}

impl Coding {
    /// Its name in messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Identity => "body",
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    /// The coding of bytes that begin with `start`, whatever their header declares.
    pub(super) fn as_sent(self, start: &[u8]) -> Self {
        const TEXTS: [&[u8; 5]; 5] = [b"<?xml", b"<rss ", b"<feed", b"<rdf:", b"<!DOC"];
        match self {
            Self::Gzip if start.starts_with(&GZIP) => Self::Gzip,
            // The header names a coding, but the body begins as a feed does: it is not coded.
            Self::Gzip | Self::Zstd if matches!(start.first(), Some(b'<' | b'{' | 0xef)) => {
                Self::Identity
            }
            // A deflate stream may begin with `<`, but hardly with one of these texts.
            Self::Deflate | Self::Brotli if TEXTS.iter().any(|text| start == *text) => {
                Self::Identity
            }
            Self::Deflate | Self::Zstd if start.starts_with(&GZIP) => Self::Gzip,
            Self::Gzip if undeclared(start) == Some(Self::Deflate) => Self::Deflate,
            declared => declared,
        }
    }
}

/// The coding of a body. We ignore names that are no coding (`utf-8`, `none`, from servers that
/// are set up wrongly), as browsers do.
pub(super) fn declared(headers: &HeaderMap) -> Result<Coding, FetchError> {
    let mut found = Coding::Identity;
    for value in headers.get_all(CONTENT_ENCODING) {
        let value = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
        for name in value.split(',').map(str::trim) {
            let next = match name {
                "gzip" | "x-gzip" => Coding::Gzip,
                "br" => Coding::Brotli,
                "zstd" => Coding::Zstd,
                // We do not ask for it, but some servers send it anyway.
                "deflate" => Coding::Deflate,
                "compress" | "x-compress" | "dcb" | "dcz" => {
                    return Err(FetchError::Coding(name.to_owned()));
                }
                _ => continue,
            };
            // A coding that is named twice may be applied once or twice: the bytes decide.
            if found != Coding::Identity && found != next {
                return Err(FetchError::Coding(value));
            }
            found = next;
        }
    }
    Ok(found)
}

/// The first bytes of a gzip member (RFC 1952 2.3): two magic bytes and the only method there is.
const GZIP: [u8; 3] = [0x1f, 0x8b, 8];

/// Whether bytes begin with the header of zlib (RFC 1950 2.2).
pub(super) fn is_zlib(start: &[u8]) -> bool {
    match *start {
        [method, flags, ..] => {
            method & 0x0f == 8
                && method >> 4 <= 7
                && (u16::from(method) * 256 + u16::from(flags)).is_multiple_of(31)
        }
        _ => false,
    }
}

/// The coding of bytes that should be a text and certainly are compressed.
pub(super) fn undeclared(bytes: &[u8]) -> Option<Coding> {
    match *bytes {
        [a, b, c, ..] if [a, b, c] == GZIP => Some(Coding::Gzip),
        // The usual zlib window and a level: no text in any encoding begins with these bytes.
        [0x78, 0x01 | 0x9c | 0xda, ..] => Some(Coding::Deflate),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};

    use super::{Coding, declared};

    fn of(values: &[&'static str]) -> Option<Coding> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(CONTENT_ENCODING, HeaderValue::from_static(value));
        }
        declared(&headers).ok()
    }

    #[test]
    fn codings_are_known_in_any_case_and_wrong_names_are_ignored() {
        assert_eq!(of(&[]), Some(Coding::Identity));
        assert_eq!(of(&["GZIP"]), Some(Coding::Gzip));
        assert_eq!(of(&["x-gzip"]), Some(Coding::Gzip));
        assert_eq!(of(&["identity, br"]), Some(Coding::Brotli));
        assert_eq!(of(&["zstd"]), Some(Coding::Zstd));
        assert_eq!(of(&["utf-8"]), Some(Coding::Identity));
        assert_eq!(of(&["deflate"]), Some(Coding::Deflate));
        assert_eq!(of(&["gzip, gzip"]), Some(Coding::Gzip));
    }

    #[test]
    fn codings_that_we_did_not_ask_for_are_refused() {
        assert_eq!(of(&["compress"]), None);
        assert_eq!(of(&["gzip", "br"]), None);
    }
}
