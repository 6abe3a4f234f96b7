//! How the outputs and pages are served.

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::Duration;

use url::Host;

/// The `[serve]` table, checked.
#[derive(Debug, Clone)]
pub struct ServePolicy {
    /// Where to listen.
    pub address: SocketAddr,
    /// Names by which clients may call the server, beside those that it knows by itself.
    pub hosts: Vec<Host>,
    /// How long a source may be due before the passes count as late.
    pub late_after: Duration,
}

impl ServePolicy {
    /// The default of `address`: only programs of this machine reach it.
    pub const ADDRESS: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 8080));
    /// The default of `late_after`.
    pub const LATE_AFTER: Duration = Duration::from_hours(3);
}
