//! Reads the values of `[serve]`.

use std::net::{Ipv4Addr, SocketAddr};

use url::Host;

use crate::config::problem::Refusal;

/// An address and a port to listen on. `localhost` means 127.0.0.1.
pub(in crate::config) fn listen_address(text: &str) -> Result<SocketAddr, Refusal> {
    read_address(text.trim()).ok_or_else(|| {
        Refusal::new(
            "an address and a port",
            "write one such as \"127.0.0.1:8080\", or \"0.0.0.0:8080\" for every address of this machine",
        )
    })
}

fn read_address(text: &str) -> Option<SocketAddr> {
    if let Some(port) = text.strip_prefix("localhost:") {
        return Some((Ipv4Addr::LOCALHOST, port.parse().ok()?).into());
    }
    text.parse().ok()
}

/// The name or address of a host, without a port.
pub(in crate::config) fn host(text: &str) -> Result<Host, Refusal> {
    let text = text.trim();
    // `url` would take spaces and slashes for the end of the host in some forms.
    let host = Host::parse(text).ok().filter(|_| !text.contains('/'));
    host.ok_or_else(|| {
        Refusal::new(
            "the name of a host",
            "write one such as \"feeds.example.org\" or \"[::1]\", without scheme, port and path",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{host, listen_address};

    #[test]
    fn an_address_to_listen_on_has_a_port() {
        for (text, read) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("localhost:0", "127.0.0.1:0"),
            ("[::]:80", "[::]:80"),
        ] {
            assert_eq!(listen_address(text).unwrap().to_string(), read);
        }
        for text in [
            "127.0.0.1",
            "8080",
            "feeds.example.org:80",
            "",
            "localhost:x",
        ] {
            assert!(listen_address(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_host_has_neither_scheme_nor_port() {
        for (text, read) in [
            ("Feeds.Example.org", "feeds.example.org"),
            ("[::1]", "[::1]"),
            ("例.example", "xn--fsq.example"),
        ] {
            assert_eq!(host(text).unwrap().to_string(), read);
        }
        for text in ["", "a:80", "https://a.example", "a b", "a/b"] {
            assert!(host(text).is_err(), "{text}");
        }
    }
}
