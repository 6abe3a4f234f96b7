//! How feeds are fetched: pace, bounds and what may be connected to.

use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::time::Duration;

use super::WebUrl;

/// The `[fetch]` table, checked.
#[derive(Debug, Clone)]
pub struct FetchPolicy {
    /// Sources read at the same time.
    pub concurrency: NonZeroUsize,
    /// Requests at once to one host.
    pub per_host: NonZeroUsize,
    /// Requests at once to one registrable domain.
    pub per_domain: NonZeroUsize,
    /// What a `Retry-After` holds back.
    pub retry_after_scope: RetryAfterScope,
    /// Pace of sources without an interval of their own; `None` leaves the defaults:
    /// 60 minutes, 24 hours for a feed that sends no validators.
    pub interval: Option<Duration>,
    /// One deadline over the whole exchange: connecting, headers and body.
    pub timeout: Duration,
    /// Largest body accepted, in bytes, counted after content decoding.
    pub max_body: u64,
    /// Private addresses that may be connected to.
    pub allow_private: Vec<AllowedPrivate>,
    /// Every request goes through this proxy.
    pub proxy: Option<WebUrl>,
    /// Headers sent to every source.
    pub headers: Vec<Header>,
    /// The `User-Agent`, with the contact of whoever runs this.
    pub user_agent: String,
}

impl FetchPolicy {
    /// Pace of a source when neither it nor the policy names one.
    pub const INTERVAL: Duration = Duration::from_hours(1);
    /// The same for a feed that sends no validators: every request costs its publisher the whole
    /// document.
    pub const INTERVAL_WITHOUT_VALIDATORS: Duration = Duration::from_hours(24);
}

/// What a `Retry-After` of one feed holds back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfterScope {
    /// That feed only.
    Feed,
    /// Every feed of its host.
    Host,
    /// Every feed of its registrable domain.
    Domain,
}

/// An exception from the rule that private addresses are never connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowedPrivate {
    /// A host by name or address as written in URLs, on one port or on all.
    Host {
        /// Lower case, IPv6 without brackets.
        host: String,
        /// `None` allows every port.
        port: Option<u16>,
    },
    /// A network in CIDR form.
    Network {
        /// First address of the network.
        address: IpAddr,
        /// Length of the common prefix, in bits.
        prefix: u8,
    },
}

impl AllowedPrivate {
    /// Whether this exception is written for the host and port of an address. A name is compared
    /// with names only: what it resolves to is looked at when connecting.
    pub fn names(&self, url: &WebUrl) -> bool {
        let host = url.host().trim_start_matches('[').trim_end_matches(']');
        match self {
            Self::Host {
                host: allowed,
                port,
            } => {
                allowed == host
                    && port.is_none_or(|port| url.expose().port_or_known_default() == Some(port))
            }
            Self::Network { address, prefix } => host
                .parse()
                .is_ok_and(|host| within(host, *address, *prefix)),
        }
    }
}

/// Whether the first `prefix` bits of both addresses are equal; addresses of two families never are.
fn within(host: IpAddr, network: IpAddr, prefix: u8) -> bool {
    let (difference, bits) = match (host, network) {
        (IpAddr::V4(host), IpAddr::V4(network)) => {
            (u128::from(host.to_bits() ^ network.to_bits()), 32)
        }
        (IpAddr::V6(host), IpAddr::V6(network)) => (host.to_bits() ^ network.to_bits(), 128),
        _ => return false,
    };
    difference
        .checked_shr(bits - u32::from(prefix).min(bits))
        .is_none_or(|rest| rest == 0)
}

/// A request header from the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Field name, valid by RFC 9110 5.1.
    pub name: String,
    /// Field value, valid by RFC 9110 5.5.
    pub value: Secret,
}

/// Text that is sent but never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text that must not reach a log, a report or an output.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself: for the request only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
