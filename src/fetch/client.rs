//! Builds the HTTP clients: TLS, address checks, no cookies, no referer, no redirects of their
//! own.

use std::sync::Arc;

use reqwest::{Client, Proxy, redirect, retry};
use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;

use super::connection_reuse;
use super::gate::CheckingResolver;
use super::roots::Roots;
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
    public_only: ClientPair,
    /// Connects anywhere: for hosts that the configuration allows by name and port. A resolver
    /// could not check these, since it does not learn the port.
    any_address: ClientPair,
    roots: Arc<Roots>,
}

/// Whether a request may share its connection with other requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Connection {
    Fresh,
    Reused,
}

/// Two clients that differ only in whether they pool their connections.
struct ClientPair {
    unpooled: Client,
    pooled: Client,
}

impl Clients {
    /// Builds the four clients for `policy`. It does not need CA certificates: without them only
    /// https fails, source by source.
    pub(super) fn new(policy: &FetchPolicy) -> Result<Self, Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let roots = Arc::new(Roots::new(Arc::clone(&provider)));
        let tls = tls(provider, &roots)?;
        let allowed: Arc<[AllowedPrivate]> = policy.allow_private.clone().into();
        let guard = CheckingResolver {
            allowed: Arc::clone(&allowed),
        };
        // A proxy resolves the targets itself: we look up only the proxy's own name.
        let guard = policy.proxy.is_none().then_some(guard);
        Ok(Self {
            allowed,
            public_only: ClientPair::build(policy, &tls, guard)?,
            any_address: ClientPair::build(policy, &tls, None)?,
            roots,
        })
    }

    /// The client for one hop.
    pub(super) fn for_url(&self, url: &WebUrl, connection: Connection) -> &Client {
        let pair = if AllowedPrivate::any_names(&self.allowed, url) {
            &self.any_address
        } else {
            &self.public_only
        };
        match connection {
            Connection::Fresh => &pair.unpooled,
            Connection::Reused => &pair.pooled,
        }
    }

    /// Whether the machine has CA certificates.
    pub(super) fn has_roots(&self) -> bool {
        self.roots.exist()
    }

    /// The private addresses that may be connected to.
    pub(super) fn allowed(&self) -> &[AllowedPrivate] {
        &self.allowed
    }
}

impl ClientPair {
    fn build(
        policy: &FetchPolicy,
        tls: &ClientConfig,
        guard: Option<CheckingResolver>,
    ) -> Result<Self, Error> {
        Ok(Self {
            unpooled: build(policy, tls.clone(), guard.clone(), 0)?,
            pooled: build(
                policy,
                tls.clone(),
                guard,
                connection_reuse::per_origin(policy),
            )?,
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that builds HTTP clients"
)]
fn build(
    policy: &FetchPolicy,
    tls: ClientConfig,
    guard: Option<CheckingResolver>,
    most_idle: usize,
) -> Result<Client, Error> {
    // `no_proxy` first: it keeps the proxies of the environment out.
    let mut builder = Client::builder()
        .no_proxy()
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .referer(false)
        // By default the library sends a request again, up to twice, when a server refuses an
        // HTTP/2 stream.
        .retry(retry::never())
        .pool_max_idle_per_host(most_idle)
        .pool_idle_timeout(connection_reuse::IDLE)
        // No probes are needed: the deadline of an exchange and the idle time bound a connection.
        .tcp_keepalive(None)
        .tcp_keepalive_interval(None)
        .tcp_keepalive_retries(None)
        // A field value folded over several lines is one value (RFC 9112 5.2). A line that breaks
        // the grammar, such as one with white space before its colon (5.1), is ignored.
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_ignore_invalid_headers_in_responses(true)
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

/// TLS by rustls with ring, trusting what the machine trusts.
fn tls(provider: Arc<CryptoProvider>, roots: &Arc<Roots>) -> Result<ClientConfig, Error> {
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::Tls)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(roots) as _)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
