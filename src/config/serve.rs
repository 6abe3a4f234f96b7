//! `[serve]`: where `feedfold serve` listens, and for whom it answers.

use std::net::SocketAddr;
use std::time::Duration;

use url::Host;

use super::keys::RootKeys;
use super::readers::{Text, Texts, duration, text, texts};
use super::typed::{Written, keys};
use super::value;
use super::walk::Table;
use crate::model::ServePolicy;

keys! {
    /// How `feedfold serve` answers.
    ServeKeys("serve", "[serve]") {
        example: "write a line [serve] and the keys below it",
    }

    /// Address and port to listen on.
    ADDRESS: Text<SocketAddr> = "address", text(value::listen_address),
        default ServePolicy::ADDRESS;
    /// Further names of this server, as a proxy or another machine calls it.
    HOSTS: Texts<Host> = "hosts", texts(value::host),
        without "localhost, the address, the host of [site] url";
    /// /healthz fails when a source has been due for longer than this and no run came.
    LATE_AFTER: Text<Duration> = "late_after", duration(value::duration),
        default ServePolicy::LATE_AFTER;
}

pub(super) fn read_serve(root: &Table<'_>) -> ServePolicy {
    let table = RootKeys::SERVE.table_or_empty(root);
    ServePolicy {
        address: ServeKeys::ADDRESS.read_or_default(&table),
        hosts: ServeKeys::HOSTS.read(&table).unwrap_or_default(),
        late_after: ServeKeys::LATE_AFTER.read_or_default(&table),
    }
}

impl Written for SocketAddr {
    fn written(&self) -> String {
        self.to_string()
    }
}
