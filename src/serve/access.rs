//! Who may edit: whoever has the password; without a password, programs of this machine.
//!
//! We use HTTP Basic, not a form with a cookie. A browser sends the password to this scheme, host
//! and port alone, while it sends a cookie to every port of the host. The server keeps no
//! sessions, and no stranger can sign a person in or fix a session. Both kinds go along with
//! requests that foreign pages cause, so [`super::origin`] is needed either way.

use std::net::IpAddr;
use std::time::Instant;

use axum::http::header::{AUTHORIZATION, FORWARDED, VIA};
use axum::http::{HeaderMap, HeaderName, Uri, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::failure::Failure;
use super::guesses::Guesses;
use super::hosts::Hosts;
use crate::model::{Editing, Secret, ServePolicy};

/// Fields that proxies add.
const PROXY_FIELDS: [HeaderName; 8] = [
    FORWARDED,
    VIA,
    HeaderName::from_static("x-forwarded-for"),
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-proto"),
    HeaderName::from_static("x-real-ip"),
    HeaderName::from_static("cf-connecting-ip"),
    HeaderName::from_static("true-client-ip"),
];

/// What a client may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rights {
    /// Read.
    Read,
    /// Read, and overrule stories.
    Edit,
}

/// The two ends of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Endpoints {
    /// The address of this machine at which it arrived.
    pub(super) own: IpAddr,
    /// The address of the client, or of the proxy before it.
    pub(super) peer: IpAddr,
}

/// Who may edit.
#[derive(Debug)]
pub(super) enum Access {
    /// Nobody.
    Nobody,
    /// Programs of this machine.
    ThisMachine,
    /// Whoever has the password.
    Password(Password),
}

/// The password, as its hash: so neither its length nor its letters change the time of a
/// comparison.
#[derive(Debug)]
pub(super) struct Password {
    hash: [u8; 32],
    guesses: Guesses,
}

impl Access {
    /// Who may edit by a configuration.
    pub(super) fn new(policy: &ServePolicy, password: Option<&Secret>) -> Self {
        match (policy.editing, password) {
            (Editing::On, Some(password)) => Self::Password(Password {
                hash: Sha256::digest(password.expose()).into(),
                guesses: Guesses::default(),
            }),
            (Editing::On, None) if policy.address.ip().to_canonical().is_loopback() => {
                Self::ThisMachine
            }
            (Editing::Off, _) | (Editing::On, None) => Self::Nobody,
        }
    }

    /// What the sender of a request may do. A wrong password is refused, as is each one that comes
    /// too soon after several wrong ones.
    pub(super) fn rights(
        &self,
        (uri, headers, version): (&Uri, &HeaderMap, Version),
        ends: Endpoints,
        now: Instant,
    ) -> Result<Rights, Failure> {
        match self {
            Self::Nobody => Ok(Rights::Read),
            Self::ThisMachine => Ok(if is_direct(uri, headers, version, ends) {
                Rights::Edit
            } else {
                Rights::Read
            }),
            Self::Password(password) => {
                let mut lines = headers.get_all(AUTHORIZATION).iter();
                let Some(line) = lines.next() else {
                    return Ok(Rights::Read);
                };
                let given = (lines.next().is_none())
                    .then(|| given(line.as_bytes()))
                    .flatten();
                password.check(given.as_deref().unwrap_or_default(), ends.peer, now)
            }
        }
    }
}

impl Password {
    fn check(&self, given: &[u8], peer: IpAddr, now: Instant) -> Result<Rights, Failure> {
        let given: [u8; 32] = Sha256::digest(given).into();
        let is_right = || bool::from(given.ct_eq(&self.hash));
        match self.guesses.judge(peer, now, is_right) {
            None => Err(Failure::TooManyGuesses),
            Some(false) => Err(Failure::Password),
            Some(true) => Ok(Rights::Edit),
        }
    }
}

/// Whether a program of this machine sent a request itself, not a proxy for somebody else: from a
/// loopback address, to a loopback name, in HTTP/1.1, without a field that proxies add. nginx
/// speaks HTTP/1.0 to the servers behind it unless it is told otherwise.
fn is_direct(uri: &Uri, headers: &HeaderMap, version: Version, ends: Endpoints) -> bool {
    let is_loopback = |address: IpAddr| address.to_canonical().is_loopback();
    is_loopback(ends.own)
        && is_loopback(ends.peer)
        && version == Version::HTTP_11
        && Hosts::new([]).know(uri, headers, ends.own)
        && !PROXY_FIELDS.iter().any(|field| headers.contains_key(field))
}

/// The password in `Authorization: Basic` (RFC 7617). Any user name will do.
fn given(line: &[u8]) -> Option<Vec<u8>> {
    let (scheme, encoded) = line.split_at_checked("Basic ".len())?;
    if !scheme.eq_ignore_ascii_case(b"Basic ") {
        return None;
    }
    let decoded = STANDARD.decode(encoded.trim_ascii()).ok()?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    decoded.get(colon + 1..).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
    use std::time::Instant;

    use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, Version};

    use super::{Access, Endpoints, Rights};
    use crate::model::{Editing, Secret, ServePolicy};
    use crate::serve::failure::Failure;

    const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const FAR: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

    fn access(address: IpAddr, editing: Editing, password: Option<&str>) -> Access {
        let policy = ServePolicy {
            address: (address, 8080).into(),
            hosts: Vec::new(),
            url: None,
            late_after: ServePolicy::LATE_AFTER,
            editing,
            password: None,
        };
        let password = password.map(|password| Secret::new(password.to_owned()));
        Access::new(&policy, password.as_ref())
    }

    fn rights(
        access: &Access,
        fields: &[(&'static str, &'static str)],
        (version, peer): (Version, IpAddr),
    ) -> Result<Rights, Failure> {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        let ends = Endpoints {
            own: LOOPBACK,
            peer,
        };
        let uri = Uri::from_static("/");
        access.rights((&uri, &headers, version), ends, Instant::now())
    }

    #[test]
    fn without_a_password_only_direct_requests_of_this_machine_may_edit() {
        let direct = (Version::HTTP_11, LOOPBACK);
        let local = access(LOOPBACK, Editing::On, None);
        for host in ["localhost:8080", "127.0.0.1", "[::1]:8080", "LOCALHOST."] {
            assert_eq!(rights(&local, &[("host", host)], direct), Ok(Rights::Edit));
        }
        let loopback = IpAddr::V6(Ipv6Addr::LOCALHOST);
        let six = access(loopback, Editing::On, None);
        assert_eq!(
            rights(&six, &[("host", "localhost")], direct),
            Ok(Rights::Edit)
        );
        let host = ("host", "localhost");
        for (fields, origin) in [
            (&[("host", "news.example")][..], direct),
            (&[], direct),
            (&[host, ("x-forwarded-for", "192.0.2.7")], direct),
            (&[host, ("forwarded", "for=192.0.2.7")], direct),
            (&[host, ("via", "1.1 proxy")], direct),
            (&[host, ("x-real-ip", "127.0.0.1")], direct),
            (&[host], (Version::HTTP_10, LOOPBACK)),
            (&[host], (Version::HTTP_11, FAR)),
        ] {
            assert_eq!(
                rights(&local, fields, origin),
                Ok(Rights::Read),
                "{fields:?}"
            );
        }
        for closed in [
            access(LOOPBACK, Editing::Off, None),
            access(LOOPBACK, Editing::Off, Some("correct horse")),
            access(FAR, Editing::On, None),
            access(IpAddr::V4(Ipv4Addr::UNSPECIFIED), Editing::On, None),
        ] {
            assert_eq!(rights(&closed, &[host], direct), Ok(Rights::Read));
        }
    }

    #[test]
    fn with_a_password_it_is_asked_of_everybody_and_any_user_name_will_do() {
        let far = (Version::HTTP_11, FAR);
        let guarded = access(LOOPBACK, Editing::On, Some("correct horse"));
        assert_eq!(rights(&guarded, &[], far), Ok(Rights::Read));
        let direct = (Version::HTTP_11, LOOPBACK);
        assert_eq!(
            rights(&guarded, &[("host", "localhost")], direct),
            Ok(Rights::Read)
        );
        // `desk:correct horse` and `:correct horse`.
        for right in [
            "Basic ZGVzazpjb3JyZWN0IGhvcnNl",
            "basic OmNvcnJlY3QgaG9yc2U=",
        ] {
            let fields = [("authorization", right)];
            assert_eq!(rights(&guarded, &fields, far), Ok(Rights::Edit), "{right}");
        }
        // Two fields; another password; no colon; another scheme; no Base64; nothing.
        let right = ("authorization", "Basic ZGVzazpjb3JyZWN0IGhvcnNl");
        for wrong in [
            &[right, right][..],
            &[("authorization", "Basic ZGVzazpjb3JyZWN0IGhvcnM=")],
            &[("authorization", "Basic Y29ycmVjdCBob3JzZQ==")],
            &[("authorization", "Bearer ZGVzazpjb3JyZWN0IGhvcnNl")],
            &[("authorization", "Basic %%%")],
            &[("authorization", "")],
        ] {
            let fresh = access(LOOPBACK, Editing::On, Some("correct horse"));
            assert_eq!(
                rights(&fresh, wrong, far),
                Err(Failure::Password),
                "{wrong:?}"
            );
        }
    }
}
