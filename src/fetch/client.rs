//! Builds the HTTP clients: TLS, address checks, no cookies, no referer, no redirects of their own.

use std::sync::Arc;

use reqwest::{Client, Proxy, redirect, retry};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::gate::Guarded;
use crate::model::{AllowedPrivate, FetchPolicy, WebUrl};

/// Largest header section accepted over HTTP/2, in bytes; hyper bounds HTTP/1 at about 400 KiB and
/// 100 fields.
const MAX_HEADERS: u32 = 64 * 1024;

/// Why no client could be built.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The proxy's address is not usable.
    #[error("the proxy {0} is not usable; `[fetch] proxy` takes an http or https address")]
    Proxy(WebUrl),
    /// The TLS library refused its settings.
    #[error("TLS cannot be set up on this machine: {0}")]
    Tls(#[source] rustls::Error),
    /// The HTTP library refused its settings.
    #[error("the HTTP client cannot be set up on this machine: {0}")]
    Http(#[source] reqwest::Error),
}

/// The clients of one fetcher.
pub(super) struct Clients {
    allowed: Arc<[AllowedPrivate]>,
    /// Connects to public addresses and allowed networks only.
    guarded: Client,
    /// Connects anywhere: for hosts the configuration allows by name and port, which a resolver
    /// cannot check since it is not told the port.
    trusted: Client,
    /// Whether there are certificates to trust.
    pub(super) has_roots: bool,
}

impl Clients {
    /// Builds both clients for `policy`. Never fails for want of CA certificates: then only https
    /// does not work.
    pub(super) fn new(policy: &FetchPolicy) -> Result<Self, Error> {
        let (tls, has_roots) = tls()?;
        let allowed: Arc<[AllowedPrivate]> = policy.allow_private.clone().into();
        let guard = Guarded {
            allowed: Arc::clone(&allowed),
        };
        // A proxy resolves the targets itself: the only name looked up here is its own.
        let guard = policy.proxy.is_none().then_some(guard);
        Ok(Self {
            allowed,
            guarded: build(policy, tls.clone(), guard)?,
            trusted: build(policy, tls, None)?,
            has_roots,
        })
    }

    /// The client for one hop.
    pub(super) fn for_url(&self, url: &WebUrl) -> &Client {
        if AllowedPrivate::any_names(&self.allowed, url) {
            &self.trusted
        } else {
            &self.guarded
        }
    }

    /// The private addresses that may be connected to.
    pub(super) fn allowed(&self) -> &[AllowedPrivate] {
        &self.allowed
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that builds HTTP clients"
)]
fn build(policy: &FetchPolicy, tls: ClientConfig, guard: Option<Guarded>) -> Result<Client, Error> {
    // `no_proxy` first: it keeps the proxies of the environment out.
    let mut builder = Client::builder()
        .no_proxy()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .referer(false)
        // By itself it asks again, up to twice, when a server refuses an HTTP/2 stream.
        .retry(retry::never())
        // No connection is kept for a second request: servers close idle ones at any moment, and a
        // request sent into that is lost without a retry. One feed is one request anyway.
        .pool_max_idle_per_host(0)
        .http2_max_header_list_size(MAX_HEADERS);
    if let Some(address) = &policy.proxy {
        let proxy =
            Proxy::all(address.expose().as_str()).map_err(|_| Error::Proxy(address.clone()))?;
        builder = builder.proxy(proxy);
    }
    if let Some(guard) = guard {
        builder = builder.dns_resolver(Arc::new(guard));
    }
    builder
        .build()
        .map_err(|error| Error::Http(error.without_url()))
}

/// TLS by rustls with ring, trusting what the machine trusts; whether that is anything.
fn tls() -> Result<(ClientConfig, bool), Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(Error::Tls)?;
    let verifier = Verifier::new(provider);
    // It fails only for want of any CA certificate, as in a bare container.
    let has_roots = verifier.is_ok();
    let builder = match verifier {
        Ok(verifier) => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier)),
        Err(_) => builder.with_root_certificates(RootCertStore::empty()),
    };
    let mut config = builder.with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((config, has_roots))
}
