//! Tells systemd that the service is ready, stops, or still lives (`sd_notify`).

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// The socket on which systemd listens to a service of `Type=notify`.
#[derive(Debug)]
pub struct Notifier {
    socket: UnixDatagram,
    address: SocketAddr,
}

impl Notifier {
    /// Opens the socket that `NOTIFY_SOCKET` names: a path, or a name in the abstract namespace
    /// behind `@`.
    pub fn open(name: &OsStr) -> io::Result<Self> {
        let address = match name.as_bytes().strip_prefix(b"@") {
            Some(name) => SocketAddr::from_abstract_name(name)?,
            None => SocketAddr::from_pathname(name)?,
        };
        Ok(Self {
            socket: UnixDatagram::unbound()?,
            address,
        })
    }

    /// Says that the service has started.
    pub fn ready(&self) {
        self.send("READY=1");
    }

    /// Says that the service still works; systemd restarts one that does not say so in time.
    pub fn alive(&self) {
        self.send("WATCHDOG=1");
    }

    /// Says that the service is about to end.
    pub fn stopping(&self) {
        self.send("STOPPING=1");
    }

    fn send(&self, state: &str) {
        // Without systemd there is nobody to tell.
        let _ignored = self.socket.send_to_addr(state.as_bytes(), &self.address);
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixDatagram;

    use super::Notifier;

    #[test]
    fn systemd_hears_the_state_on_its_socket() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let systemd = UnixDatagram::bind(&path).unwrap();
        let notifier = Notifier::open(path.as_os_str()).unwrap();
        let heard = || {
            let mut buffer = [0; 64];
            let length = systemd.recv(&mut buffer).unwrap();
            String::from_utf8(buffer[..length].to_vec()).unwrap()
        };
        notifier.ready();
        notifier.alive();
        notifier.stopping();
        assert_eq!(
            [heard(), heard(), heard()],
            ["READY=1", "WATCHDOG=1", "STOPPING=1"]
        );
    }
}
