//! How feeds are fetched: intervals, limits, and allowed addresses.

use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::time::Duration;

use ipnet::IpNet;
use url::Host;

use super::WebUrl;

/// The `[fetch]` table, checked.
#[derive(Debug, Clone)]
pub struct FetchPolicy {
    /// Most sources that are read at the same time.
    pub concurrency: NonZeroUsize,
    /// Most concurrent requests to one host.
    pub per_host: NonZeroUsize,
    /// Most concurrent requests to one registrable domain.
    pub per_domain: NonZeroUsize,
    /// Which feeds a `Retry-After` delays.
    pub retry_after_scope: RetryAfterScope,
    /// Interval of sources that set none; `None` uses the defaults: 60 minutes, and 24 hours for a
    /// feed that sends no validators.
    pub interval: Option<Duration>,
    /// Deadline of the whole exchange: connecting, headers and body.
    pub timeout: Duration,
    /// Largest body, in bytes after content decoding.
    pub max_body: u64,
    /// Private addresses that feedfold may connect to.
    pub allow_private: Vec<AllowedPrivate>,
    /// Proxy for every request.
    pub proxy: Option<WebUrl>,
    /// Headers for every source.
    pub headers: Vec<Header>,
    /// The `User-Agent`, with the contact of the operator.
    pub user_agent: String,
}

impl FetchPolicy {
    /// Default interval of a source.
    pub const INTERVAL: Duration = Duration::from_hours(1);
    /// Default interval of a feed without validators: every request costs its publisher the whole
    /// document.
    pub const INTERVAL_WITHOUT_VALIDATORS: Duration = Duration::from_hours(24);
    /// Shortest interval of a source whose host `allow_private` does not name.
    pub const FLOOR: Duration = Duration::from_mins(5);
    /// Shortest interval of a source whose host `allow_private` names: the user's own.
    pub const OWN_FLOOR: Duration = Duration::from_secs(30);

    /// Returns the shortest interval of a source at `url`.
    pub fn floor(&self, url: &WebUrl) -> Duration {
        if AllowedPrivate::any_names(&self.allow_private, url) {
            Self::OWN_FLOOR
        } else {
            Self::FLOOR
        }
    }
}

/// Which feeds a `Retry-After` delays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfterScope {
    /// That feed only.
    Feed,
    /// Every feed of its host.
    Host,
    /// Every feed of its registrable domain.
    Domain,
}

/// An exception from the rule that feedfold never connects to private addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowedPrivate {
    /// A host, by name or address as in URLs, on one port or on all.
    Host {
        /// Lower case, IPv6 without brackets.
        host: String,
        /// `None` allows every port.
        port: Option<u16>,
    },
    /// A network in CIDR form.
    Network(IpNet),
}

impl AllowedPrivate {
    /// Whether one of `allowed` names the host and port of `url`.
    pub fn any_names(allowed: &[Self], url: &WebUrl) -> bool {
        allowed.iter().any(|entry| entry.names(url))
    }

    /// Whether this exception names the host and port of `url`: as a host, or as a network that
    /// contains its address literal. `fetch` checks the addresses that a name resolves to when it
    /// connects.
    pub fn names(&self, url: &WebUrl) -> bool {
        match self {
            Self::Host { host, port } => {
                // A name may be absolute, with a dot at its end; an IPv6 literal has brackets.
                let asked = url
                    .host()
                    .trim_start_matches('[')
                    .trim_end_matches([']', '.']);
                host == asked
                    && port.is_none_or(|port| url.expose().port_or_known_default() == Some(port))
            }
            Self::Network(_) => match url.expose().host() {
                Some(Host::Ipv4(address)) => self.holds(address.into()),
                Some(Host::Ipv6(address)) => self.holds(address.into()),
                _ => false,
            },
        }
    }

    /// Whether this is a network that contains `address`, including an IPv4 address written as
    /// IPv6.
    pub fn holds(&self, address: IpAddr) -> bool {
        match self {
            Self::Host { .. } => false,
            Self::Network(network) => network.contains(&address.to_canonical()),
        }
    }
}

/// A request header from the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Field name, valid by RFC 9110 5.1.
    pub name: String,
    /// Field value, valid by RFC 9110 5.5.
    pub value: Secret,
}

/// A text that is sent but never displayed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text that must not reach a log, a report or an output.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Returns the text: for the request only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use ipnet::IpNet;

    use super::AllowedPrivate;
    use crate::model::WebUrl;

    fn host(host: &str, port: Option<u16>) -> AllowedPrivate {
        AllowedPrivate::Host {
            host: host.to_owned(),
            port,
        }
    }

    fn network(address: &str, prefix: u8) -> AllowedPrivate {
        AllowedPrivate::Network(IpNet::new(address.parse().unwrap(), prefix).unwrap())
    }

    #[test]
    fn a_host_is_allowed_on_its_port_only() {
        for (allowed, url, expected) in [
            (
                host("127.0.0.1", Some(8080)),
                "http://127.0.0.1:8080/feed",
                true,
            ),
            (
                host("127.0.0.1", Some(8080)),
                "http://127.0.0.1/feed",
                false,
            ),
            (
                host("127.0.0.1", Some(8080)),
                "http://127.0.0.2:8080/",
                false,
            ),
            (host("::1", None), "http://[::1]:99/", true),
            (host("nas.lan", Some(80)), "http://NAS.lan./feed", true),
            (host("nas.lan", None), "https://nas.lan/feed", true),
            (host("lan", None), "https://nas.lan/feed", false),
        ] {
            let url = WebUrl::parse(url).unwrap();
            assert_eq!(allowed.names(&url), expected, "{allowed:?} {url}");
        }
    }

    #[test]
    fn a_network_allows_the_address_literals_in_it() {
        for (allowed, url, expected) in [
            (network("10.1.0.0", 16), "http://10.1.2.3/", true),
            (network("10.1.0.0", 16), "http://[::ffff:10.1.2.3]/", true),
            (network("10.1.0.0", 16), "http://10.2.0.1/", false),
            (network("10.1.0.0", 16), "http://ten.example/", false),
            (network("0.0.0.0", 0), "http://10.2.0.1/", true),
            (network("0.0.0.0", 0), "http://[fd12::1]/", false),
            (network("10.2.0.1", 32), "http://10.2.0.1/", true),
            (network("10.2.0.1", 32), "http://10.2.0.0/", false),
            (network("fd00::", 8), "http://[fd12::1]/", true),
            (network("fd00::", 8), "http://[fc12::1]/", false),
            (network("::", 0), "http://[fc12::1]/", true),
        ] {
            let url = WebUrl::parse(url).unwrap();
            assert_eq!(allowed.names(&url), expected, "{allowed:?} {url}");
        }
    }
}
