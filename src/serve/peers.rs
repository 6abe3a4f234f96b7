//! Counts the connections of each client.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// The connections of each client, with a limit for one.
#[derive(Debug)]
pub(super) struct Peers {
    most: usize,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection that counts until it is dropped.
#[derive(Debug)]
pub(super) struct Counted {
    peers: Arc<Peers>,
    client: IpAddr,
}

impl Peers {
    /// Admits at most so many connections of one client.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            open: Mutex::default(),
        }
    }

    /// Counts a connection from this address; `None` if its client has too many.
    pub(super) fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Counted> {
        let client = client(peer);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(client).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Counted {
            peers: Arc::clone(self),
            client,
        })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.peers.open.lock();
        let open = open
            .as_deref_mut()
            .unwrap_or_else(|poisoned| poisoned.get_mut());
        if let Some(count) = open.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.client);
            }
        }
    }
}

/// What counts as one client: an IPv4 address, or the first half of an IPv6 address, since one
/// client has all addresses that begin with it.
pub(super) fn client(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::sync::Arc;

    use super::Peers;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn one_client_has_so_many_connections_and_others_have_theirs() {
        let peers = Arc::new(Peers::new(2));
        let first = peers.admit(address("2001:db8::1"));
        let second = peers.admit(address("2001:db8::2"));
        assert!(first.is_some() && second.is_some());
        assert!(peers.admit(address("2001:db8::3")).is_none());
        assert!(peers.admit(address("192.0.2.1")).is_some());
        drop(first);
        assert!(peers.admit(address("2001:db8::3")).is_some());
        drop(second);
        assert!(peers.open.lock().unwrap().is_empty());
    }
}
