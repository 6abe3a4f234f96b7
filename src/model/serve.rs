//! How the outputs and pages are served.

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::path::PathBuf;
use std::time::Duration;

use url::Host;

use super::WebUrl;

/// The `[serve]` table, checked.
#[derive(Debug, Clone)]
pub struct ServePolicy {
    /// Where to listen.
    pub address: SocketAddr,
    /// Names by which clients may call the server, beside those that it knows by itself.
    pub hosts: Vec<Host>,
    /// The address at which WebSub hubs reach `watch --serve` from the internet; it ends with a
    /// slash.
    pub url: Option<WebUrl>,
    /// How long a source may be due before the passes count as late.
    pub late_after: Duration,
    /// Whether people may overrule stories on the pages.
    pub editing: Editing,
    /// Where the password for that comes from. Without one, only whoever sits at this machine may
    /// edit.
    pub password: Option<PasswordFrom>,
}

/// Whether the pages of stories have forms for people who may edit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Editing {
    /// For whoever has the password; without a password, for programs of this machine.
    #[default]
    On,
    /// For nobody.
    Off,
}

/// Where a password comes from. Only `serve` reads it, so that other commands work without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordFrom {
    /// A variable of the environment.
    Variable(String),
    /// The first line of a file.
    File(PathBuf),
    /// The first line of a file in the folder that a variable of the environment names, as systemd
    /// names the folder of credentials.
    FileBelow(String, PathBuf),
}

impl ServePolicy {
    /// The default of `address`: only programs of this machine reach it.
    pub const ADDRESS: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 8080));
    /// The default of `late_after`.
    pub const LATE_AFTER: Duration = Duration::from_hours(3);
}
