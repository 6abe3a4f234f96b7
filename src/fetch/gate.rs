//! Lets connections go to public addresses only, and to the private ones that the configuration
//! allows.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

use crate::model::{self, AllowedPrivate, WebUrl};

/// A connection that was not made, because the address is private and not allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{host} is {kind}")]
pub(super) struct RefusedConnection {
    /// The host as written in the URL, and the address if that is another text.
    pub(super) host: String,
    /// What kind of address.
    pub(super) kind: &'static str,
}

/// Checks a URL whose host is an address, in any spelling. Names pass: [`CheckingResolver`] checks
/// the addresses that they resolve to.
pub(super) fn check_literal(
    allowed: &[AllowedPrivate],
    url: &WebUrl,
) -> Result<(), RefusedConnection> {
    let Some(ip) = literal(url) else {
        return Ok(());
    };
    match model::non_public_kind(ip) {
        Some(kind) if !AllowedPrivate::any_names(allowed, url) => Err(RefusedConnection {
            host: url.host().to_owned(),
            kind,
        }),
        _ => Ok(()),
    }
}

/// The addresses of `host` that we may connect to: those found, less the private ones that are in
/// no allowed network.
fn admitted(
    allowed: &[AllowedPrivate],
    host: &str,
    found: Vec<SocketAddr>,
) -> Result<Vec<SocketAddr>, RefusedConnection> {
    let mut refused = None;
    let mut open = Vec::with_capacity(found.len());
    for socket in found {
        match model::non_public_kind(socket.ip()) {
            Some(kind) if !allowed.iter().any(|entry| entry.holds(socket.ip())) => {
                refused.get_or_insert(RefusedConnection {
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

/// A resolver that returns only addresses that we may connect to.
///
/// The client connects to exactly these addresses, so a name that changes between look-up and
/// connection gains nothing.
#[derive(Clone)]
pub(super) struct CheckingResolver {
    pub(super) allowed: Arc<[AllowedPrivate]>,
}

impl Resolve for CheckingResolver {
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
    use ipnet::IpNet;

    use super::{admitted, check_literal};
    use crate::model::{AllowedPrivate, WebUrl};

    fn network(address: &str, prefix: u8) -> AllowedPrivate {
        AllowedPrivate::Network(IpNet::new(address.parse().unwrap(), prefix).unwrap())
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
    fn an_allowed_address_passes_by_host_or_network() {
        let by_host = AllowedPrivate::Host {
            host: "10.1.2.3".to_owned(),
            port: Some(80),
        };
        for allowed in [by_host, network("10.1.0.0", 16)] {
            let allowed = [allowed];
            assert_eq!(check_literal(&allowed, &url("http://10.1.2.3/")), Ok(()));
            assert!(check_literal(&allowed, &url("http://10.2.0.1/")).is_err());
        }
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
