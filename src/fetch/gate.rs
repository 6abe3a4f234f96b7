//! What may be connected to: public addresses, and the private ones the configuration allows.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

use super::address;
use crate::model::{AllowedPrivate, WebUrl};

/// A connection that was not made, because the address is private and not allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{host} is {kind}")]
pub(super) struct Refused {
    /// The host as written in the URL, and the address when that is another text.
    pub(super) host: String,
    /// What kind of address.
    pub(super) kind: &'static str,
}

/// Whether the configuration allows private addresses for the host and port of `url` by name, or
/// by a network its address literal lies in.
pub(super) fn allows_host(allowed: &[AllowedPrivate], url: &WebUrl) -> bool {
    // A name may be written absolute, with a dot at its end; an IPv6 literal has brackets.
    let host = url
        .host()
        .trim_start_matches('[')
        .trim_end_matches([']', '.']);
    let port = url.expose().port_or_known_default();
    let named = allowed.iter().any(|entry| match entry {
        AllowedPrivate::Host {
            host: name,
            port: only,
        } => name.eq_ignore_ascii_case(host) && (only.is_none() || *only == port),
        AllowedPrivate::Network { .. } => false,
    });
    named || literal(url).is_some_and(|ip| allows_address(allowed, ip))
}

/// Checks a URL whose host is an address, in whatever spelling. Names pass: [`Guarded`] checks what
/// they resolve to.
pub(super) fn check_literal(allowed: &[AllowedPrivate], url: &WebUrl) -> Result<(), Refused> {
    let Some(ip) = literal(url) else {
        return Ok(());
    };
    match address::kind(ip) {
        Some(kind) if !allows_host(allowed, url) => Err(Refused {
            host: url.host().to_owned(),
            kind,
        }),
        _ => Ok(()),
    }
}

/// The addresses of `host` that may be connected to: those found, less the private ones that no
/// allowed network holds.
fn admitted(
    allowed: &[AllowedPrivate],
    host: &str,
    found: Vec<SocketAddr>,
) -> Result<Vec<SocketAddr>, Refused> {
    let mut refused = None;
    let mut open = Vec::with_capacity(found.len());
    for socket in found {
        match address::kind(socket.ip()) {
            Some(kind) if !allows_address(allowed, socket.ip()) => {
                refused.get_or_insert(Refused {
                    host: format!("{host} ({})", socket.ip()),
                    kind,
                });
            }
            _ => open.push(socket),
        }
    }
    match refused {
        Some(refused) if open.is_empty() => Err(refused),
        _ => Ok(open),
    }
}

fn literal(url: &WebUrl) -> Option<IpAddr> {
    match url.expose().host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    }
}

fn allows_address(allowed: &[AllowedPrivate], ip: IpAddr) -> bool {
    allowed.iter().any(|entry| match entry {
        AllowedPrivate::Network { address, prefix } => contains(*address, *prefix, ip),
        AllowedPrivate::Host { .. } => false,
    })
}

fn contains(network: IpAddr, prefix: u8, ip: IpAddr) -> bool {
    match (network, ip.to_canonical()) {
        (IpAddr::V4(network), IpAddr::V4(ip)) => {
            let mask = u32::MAX
                .checked_shl(32_u32.saturating_sub(prefix.into()))
                .unwrap_or(0);
            network.to_bits() & mask == ip.to_bits() & mask
        }
        (IpAddr::V6(network), IpAddr::V6(ip)) => {
            let mask = u128::MAX
                .checked_shl(128_u32.saturating_sub(prefix.into()))
                .unwrap_or(0);
            network.to_bits() & mask == ip.to_bits() & mask
        }
        _ => false,
    }
}

/// A resolver that hands out only addresses that may be connected to.
///
/// The connection is made to the very addresses it gives, so a name that changes between look-up and
/// connection gains nothing.
pub(super) struct Guarded {
    pub(super) allowed: Arc<[AllowedPrivate]>,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.allowed);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let open: Addrs = Box::new(admitted(&allowed, name.as_str(), found)?.into_iter());
            Ok(open)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{admitted, allows_host, check_literal};
    use crate::model::{AllowedPrivate, WebUrl};

    fn host(host: &str, port: Option<u16>) -> AllowedPrivate {
        AllowedPrivate::Host {
            host: host.to_owned(),
            port,
        }
    }

    fn network(address: &str, prefix: u8) -> AllowedPrivate {
        AllowedPrivate::Network {
            address: address.parse().unwrap(),
            prefix,
        }
    }

    fn url(text: &str) -> WebUrl {
        WebUrl::parse(text).unwrap()
    }

    #[test]
    fn every_spelling_of_a_loopback_address_is_refused() {
        for text in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://127.0.0.1./",
            "http://%31%32%37.0.0.1/",
            "http://127。0。0。1/",
            "http://①②⑦.0.0.1/",
            "http://0/",
            "http://[::1]/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[0:0:0:0:0:ffff:7f00:0001]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://user:secret@127.0.0.1:8080/",
        ] {
            assert!(check_literal(&[], &url(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn a_public_address_and_a_name_pass() {
        for text in [
            "http://1.1.1.1/",
            "http://[2606:4700::1111]/",
            "http://localhost/",
        ] {
            assert_eq!(check_literal(&[], &url(text)), Ok(()), "{text}");
        }
    }

    #[test]
    fn a_host_is_allowed_on_its_port_only() {
        let allowed = [host("127.0.0.1", Some(8080)), host("::1", None)];
        assert!(allows_host(&allowed, &url("http://127.0.0.1:8080/feed")));
        assert!(allows_host(&allowed, &url("http://[::1]:99/")));
        assert!(!allows_host(&allowed, &url("http://127.0.0.1/feed")));
        assert!(!allows_host(&allowed, &url("http://127.0.0.2:8080/feed")));
        assert!(allows_host(
            &[host("nas.lan", Some(80))],
            &url("http://NAS.lan./feed")
        ));
    }

    #[test]
    fn a_network_allows_the_addresses_in_it() {
        let allowed = [network("10.1.0.0", 16), network("fd00::", 8)];
        for (text, expected) in [
            ("http://10.1.2.3/", true),
            ("http://[::ffff:10.1.2.3]/", true),
            ("http://10.2.0.1/", false),
            ("http://[fd12::1]/", true),
            ("http://[fc12::1]/", false),
        ] {
            assert_eq!(
                check_literal(&allowed, &url(text)).is_ok(),
                expected,
                "{text}"
            );
        }
        assert!(check_literal(&[network("0.0.0.0", 0)], &url("http://10.2.0.1/")).is_ok());
        assert!(check_literal(&[network("10.2.0.1", 32)], &url("http://10.2.0.1/")).is_ok());
    }

    #[test]
    fn a_name_with_public_and_private_addresses_keeps_the_public_ones() {
        let found = vec![
            "127.0.0.1:0".parse().unwrap(),
            "1.1.1.1:0".parse().unwrap(),
            "[fe80::1]:0".parse().unwrap(),
        ];
        let open = admitted(&[], "mixed.example", found.clone()).unwrap();
        assert_eq!(open, ["1.1.1.1:0".parse().unwrap()]);
        let open = admitted(&[network("127.0.0.0", 8)], "mixed.example", found).unwrap();
        assert_eq!(open.len(), 2);
    }

    #[test]
    fn a_name_with_private_addresses_only_is_refused_with_the_first_of_them() {
        let found = vec!["192.168.1.9:0".parse().unwrap()];
        let refused = admitted(&[], "inside.example", found).unwrap_err();
        assert_eq!(refused.host, "inside.example (192.168.1.9)");
        assert!(refused.kind.contains("private"));
    }
}
