//! By which names clients may call this server.
//!
//! A page of a stranger can let its own name lead to 127.0.0.1, and then read what is served there
//! as if it were its own (DNS rebinding). The request still carries that name in `Host`.

use std::net::IpAddr;

use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, header};
use url::Host;

/// The names and addresses of this server.
#[derive(Debug, Clone)]
pub(super) struct Hosts(Vec<Host>);

impl Hosts {
    /// `localhost` and these.
    pub(super) fn new(names: impl IntoIterator<Item = Host>) -> Self {
        let own = Host::Domain("localhost".to_owned());
        Self(std::iter::once(own).chain(names).collect())
    }

    /// Whether a request calls this server by one of its names, by an address of the loopback
    /// device, or by the address at which it arrived. The port may be that of a proxy.
    pub(super) fn know(&self, uri: &Uri, headers: &HeaderMap, arrived_at: IpAddr) -> bool {
        let Some(host) = called(uri, headers) else {
            return false;
        };
        let is_own = |address: IpAddr| {
            let address = address.to_canonical();
            address.is_loopback() || address == arrived_at.to_canonical()
        };
        self.0.contains(&host)
            || match host {
                Host::Domain(_) => false,
                Host::Ipv4(address) => is_own(address.into()),
                Host::Ipv6(address) => is_own(address.into()),
            }
    }
}

/// The host that a request names. An absolute request target replaces `Host` (RFC 9112 3.2.2).
fn called(uri: &Uri, headers: &HeaderMap) -> Option<Host> {
    let mut lines = headers.get_all(header::HOST).iter();
    let (line, further) = (lines.next(), lines.next());
    if further.is_some() {
        return None;
    }
    let authority = match uri.authority() {
        Some(authority) => authority.clone(),
        None => line?.to_str().ok()?.parse::<Authority>().ok()?,
    };
    if authority.as_str().contains('@') {
        return None;
    }
    let host = authority.host();
    Host::parse(host.strip_suffix('.').unwrap_or(host)).ok()
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use axum::http::header::HOST;
    use axum::http::{HeaderMap, HeaderValue, Uri};
    use url::Host;

    use super::Hosts;

    fn knows(target: &'static str, host: &'static str) -> bool {
        let hosts = Hosts::new([Host::Domain("feeds.example.org".to_owned())]);
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static(host));
        let arrived_at = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
        hosts.know(&Uri::from_static(target), &headers, arrived_at)
    }

    #[test]
    fn own_names_and_addresses_are_known_and_no_others() {
        for host in [
            "localhost",
            "LocalHost:8080",
            "localhost.",
            "127.0.0.1:1",
            "127.8.8.8",
            "[::1]:8080",
            "192.0.2.7",
            "[::ffff:192.0.2.7]",
            "feeds.example.org",
            "Feeds.Example.Org:443",
        ] {
            assert!(knows("/", host), "{host}");
        }
        for host in [
            "",
            "rebound.example",
            "localhost.rebound.example",
            "feeds.example.org.rebound.example",
            "192.0.2.8",
            "user@localhost",
            "local host",
        ] {
            assert!(!knows("/", host), "{host}");
        }
    }

    #[test]
    fn a_whole_address_as_target_counts_and_not_the_header() {
        assert!(!knows("http://rebound.example/", "localhost"));
        assert!(knows("http://localhost/", "rebound.example"));
    }

    #[test]
    fn a_request_with_two_hosts_or_none_is_not_known() {
        let hosts = Hosts::new([]);
        let mut headers = HeaderMap::new();
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let uri = Uri::from_static("/");
        assert!(!hosts.know(&uri, &headers, loopback));
        headers.append(HOST, HeaderValue::from_static("localhost"));
        assert!(hosts.know(&uri, &headers, loopback));
        headers.append(HOST, HeaderValue::from_static("localhost"));
        assert!(!hosts.know(&uri, &headers, loopback));
    }
}
