//! The names under which limits and holds are counted, and the holds of one fetcher.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use url::Host;

use crate::model::{RetryAfterScope, WebUrl};

/// The host, with its port unless that is the scheme's default: `http` and `https` of one name are
/// one host, two servers on one machine are two.
pub(super) fn host(url: &WebUrl) -> String {
    let name = url.host().trim_end_matches('.');
    match url.expose().port() {
        Some(port) => format!("{name}:{port}"),
        None => name.to_owned(),
    }
}

/// The registrable domain by the Public Suffix List (`finance.sina.com.cn` is of `sina.com.cn`);
/// an address or a name without one stands for itself.
pub(super) fn domain(url: &WebUrl) -> String {
    let name = url.host().trim_end_matches('.');
    match url.expose().host() {
        Some(Host::Domain(_)) => psl::domain_str(name).unwrap_or(name).to_owned(),
        _ => name.to_owned(),
    }
}

/// The key under which a `Retry-After` of `url` is stored: equal for all addresses that it holds
/// back.
///
/// It contains no secret, since it uses the redacted form of the address.
pub fn hold_key(url: &WebUrl, scope: RetryAfterScope) -> String {
    match scope {
        RetryAfterScope::Feed => format!("feed {url}"),
        RetryAfterScope::Host => format!("host {}", host(url)),
        RetryAfterScope::Domain => format!("domain {}", domain(url)),
    }
}

/// The waits that servers asked for by `Retry-After` since the fetcher was made.
#[derive(Debug)]
pub(super) struct Holds {
    scope: RetryAfterScope,
    waits: Mutex<HashMap<String, Duration>>,
}

impl Holds {
    pub(super) fn new(scope: RetryAfterScope) -> Self {
        Self {
            scope,
            waits: Mutex::default(),
        }
    }

    /// How long `url` must not be requested, if its feed, host or domain asked for a pause.
    pub(super) fn wait_for(&self, url: &WebUrl) -> Option<Duration> {
        let waits = self.waits();
        // Usually there are no holds, and no key has to be made.
        (!waits.is_empty())
            .then(|| waits.get(&hold_key(url, self.scope)).copied())
            .flatten()
    }

    pub(super) fn set(&self, url: &WebUrl, wait: Duration) {
        self.waits().insert(hold_key(url, self.scope), wait);
    }

    fn waits(&self) -> MutexGuard<'_, HashMap<String, Duration>> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{domain, hold_key, host};
    use crate::model::{RetryAfterScope, WebUrl};

    fn url(text: &str) -> WebUrl {
        WebUrl::parse(text).unwrap()
    }

    #[test]
    fn both_schemes_of_a_name_are_one_host_and_another_port_is_another() {
        assert_eq!(host(&url("http://Example.com./a")), "example.com");
        assert_eq!(host(&url("https://example.com:443/b")), "example.com");
        assert_eq!(host(&url("http://127.0.0.1:1200/")), "127.0.0.1:1200");
        assert_eq!(host(&url("http://[::1]:1200/")), "[::1]:1200");
    }

    #[test]
    fn the_domain_is_the_one_somebody_registered() {
        assert_eq!(domain(&url("https://finance.sina.com.cn/")), "sina.com.cn");
        assert_eq!(domain(&url("https://www.miit.gov.cn./")), "miit.gov.cn");
        assert_eq!(domain(&url("http://127.0.0.1:1200/")), "127.0.0.1");
        assert_eq!(domain(&url("http://localhost/")), "localhost");
    }

    #[test]
    fn a_hold_reaches_as_far_as_its_scope_and_shows_no_secret() {
        let one = url("https://a.example.com/x?key=hush");
        let two = url("https://b.example.com/y");
        let key = hold_key(&one, RetryAfterScope::Feed);
        assert!(
            key.contains("a.example.com/x") && !key.contains("hush"),
            "{key}"
        );
        assert_ne!(
            hold_key(&one, RetryAfterScope::Host),
            hold_key(&two, RetryAfterScope::Host)
        );
        assert_eq!(
            hold_key(&one, RetryAfterScope::Domain),
            hold_key(&two, RetryAfterScope::Domain)
        );
    }
}
