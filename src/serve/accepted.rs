//! Which content coding a client gets (RFC 9110 12.5.3).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;

/// A content coding that we can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Coding {
    /// The bytes as they are.
    Identity,
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
}

impl Coding {
    /// In the order of preference, for a client to whom they are equal.
    const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];

    /// The value of `Content-Encoding`; `None` for bytes as they are.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
        }
    }

    /// What the entity tag ends with: each coding has a strong tag of its own.
    pub(super) fn tag_ending(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
        }
    }

    /// Chooses the coding that the client likes best; `None` if it accepts none of ours. Without
    /// the header, it gets the bytes as they are.
    pub(super) fn choose(headers: &HeaderMap) -> Option<Self> {
        if !headers.contains_key(ACCEPT_ENCODING) {
            return Some(Self::Identity);
        }
        let lines = headers.get_all(ACCEPT_ENCODING).iter();
        let lines: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
        let listed: Vec<(&str, f32)> = lines
            .iter()
            .flat_map(|line| line.split(','))
            .filter_map(listed)
            .collect();
        let quality = |coding: Self| {
            let of = |wanted: &dyn Fn(&str) -> bool| {
                let mut listed = listed.iter();
                listed
                    .find(|(name, _)| wanted(name))
                    .map(|(_, quality)| *quality)
            };
            let own = of(&|name| coding.is_named(name)).or_else(|| of(&|name| name == "*"));
            own.unwrap_or(match coding {
                // Always acceptable, unless the client refuses it; what it lists comes first.
                Self::Identity => f32::MIN_POSITIVE,
                Self::Brotli | Self::Gzip => 0.0,
            })
        };
        let mut best = None;
        for coding in Self::ALL {
            let quality = quality(coding);
            if quality > best.map_or(0.0, |(_, best)| best) {
                best = Some((coding, quality));
            }
        }
        best.map(|(coding, _)| coding)
    }

    fn is_named(self, name: &str) -> bool {
        match self {
            Self::Identity => name.eq_ignore_ascii_case("identity"),
            Self::Brotli => name.eq_ignore_ascii_case("br"),
            Self::Gzip => name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip"),
        }
    }
}

/// An element of the list with its weight; `None` for an empty or malformed one.
fn listed(element: &str) -> Option<(&str, f32)> {
    let (name, parameter) = element.split_once(';').unwrap_or((element, ""));
    let (name, parameter) = (name.trim(), parameter.trim());
    if name.is_empty() {
        return None;
    }
    if parameter.is_empty() {
        return Some((name, 1.0));
    }
    let (key, value) = parameter.split_once('=')?;
    let quality: f32 = value.trim().parse().ok()?;
    let is_weight = key.trim().eq_ignore_ascii_case("q") && (0.0..=1.0).contains(&quality);
    is_weight.then_some((name, quality))
}

#[cfg(test)]
mod tests {
    use axum::http::header::ACCEPT_ENCODING;
    use axum::http::{HeaderMap, HeaderValue};

    use super::Coding::{self, Brotli, Gzip, Identity};

    fn chosen(lines: &[&'static str]) -> Option<Coding> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT_ENCODING, HeaderValue::from_static(line));
        }
        Coding::choose(&headers)
    }

    #[test]
    fn the_client_gets_the_coding_that_it_weighs_most_and_brotli_among_equals() {
        for (lines, coding) in [
            (&[][..], Some(Identity)),
            (&[""], Some(Identity)),
            (&["gzip, deflate, br"], Some(Brotli)),
            (&["gzip", "br"], Some(Brotli)),
            (&["GZIP"], Some(Gzip)),
            (&["x-gzip"], Some(Gzip)),
            (&["br;q=0.5, gzip;q=0.8"], Some(Gzip)),
            (&["br;q=0, *"], Some(Gzip)),
            (&["*"], Some(Brotli)),
            (&["gzip;q=0.5"], Some(Gzip)),
            (&["identity, gzip;q=0.5"], Some(Identity)),
            (&["deflate, zstd"], Some(Identity)),
            (&["gzip;q=0"], Some(Identity)),
            (&["gzip ; Q = 1.0"], Some(Gzip)),
            (&["gzip;q=7, br;q=x, ;q=1, ,"], Some(Identity)),
            (&["identity;q=0"], None),
            (&["*;q=0"], None),
            (&["identity;q=0, gzip"], Some(Gzip)),
        ] {
            assert_eq!(chosen(lines), coding, "{lines:?}");
        }
    }
}
