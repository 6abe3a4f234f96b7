//! Reads elements of `[fetch] allow_private`.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::config::problem::Refusal;
use crate::model::AllowedPrivate;

/// A host, `host:port`, `[address]:port` or network `address/prefix`.
pub(in crate::config) fn allowed_private(text: &str) -> Result<AllowedPrivate, Refusal> {
    let text = text.trim();
    read(text).ok_or_else(|| {
        Refusal::new(
            "a host, host:port or network",
            "write one such as \"localhost\", \"rsshub:1200\", \"[::1]:8080\" or \"10.0.0.0/8\"",
        )
    })
}

fn read(text: &str) -> Option<AllowedPrivate> {
    if let Some((address, prefix)) = text.split_once('/') {
        let address: IpAddr = address.parse().ok()?;
        let network = IpNet::new(address, prefix.parse().ok()?);
        return network.ok().map(AllowedPrivate::Network);
    }
    // The colons of a bare IPv6 address do not separate a port.
    if let Ok(address) = text.parse::<IpAddr>() {
        return Some(host(&address.to_string(), None));
    }
    if let Some((address, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let address: IpAddr = address.parse().ok()?;
        let port = match rest.strip_prefix(':') {
            Some(port) => Some(port.parse().ok()?),
            None if rest.is_empty() => None,
            None => return None,
        };
        return Some(host(&address.to_string(), port));
    }
    let (name, port) = match text.split_once(':') {
        Some((name, port)) => (name, Some(port.parse().ok()?)),
        None => (text, None),
    };
    match url::Host::parse(name).ok()? {
        url::Host::Domain(name) => Some(host(&name, port)),
        url::Host::Ipv4(address) => Some(host(&address.to_string(), port)),
        url::Host::Ipv6(_) => None,
    }
}

fn host(host: &str, port: Option<u16>) -> AllowedPrivate {
    AllowedPrivate::Host {
        host: host.to_owned(),
        port,
    }
}
