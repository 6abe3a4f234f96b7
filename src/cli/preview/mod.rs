//! `preview`: what a source would give, storing nothing.

mod lines;

use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;

use clap::Args;
use encoding_rs::Encoding;
use jiff::tz::TimeZone;
use url::Url;

use super::{Ending, Shell};
use crate::config::{Config, defaults};
use crate::fetch::Fetcher;
use crate::fetch::files::{self, FileKind, LocalFile};
use crate::model::{AllowedPrivate, Failure, FetchPolicy, Location, Source, Step, WebUrl};
use crate::parse::{PostFile, Reading};
use crate::{identify, normalize, publish};

pub use lines::{Error, Preview};

#[derive(Debug, Args)]
pub(super) struct PreviewArgs {
    /// Address of a feed, or a local file (.md is read as a post, anything else as a feed)
    #[arg(value_name = "URL|FILE")]
    address: String,

    /// The Content-Type to assume, instead of the server's; for files there is none otherwise
    #[arg(long, value_name = "CT")]
    content_type: Option<String>,

    /// Print JSON lines: one for the feed, then one per entry
    #[arg(long)]
    json: bool,
}

/// What is read, and how.
struct Document {
    bytes: Vec<u8>,
    content_type: Option<String>,
    base: Option<Url>,
    /// Base name of a post.
    post: Option<String>,
}

pub(super) fn preview(shell: &Shell, args: &PreviewArgs) -> anyhow::Result<Ending> {
    // A configuration is read only when it was asked for: a preview needs none.
    let config = shell.config.is_some().then(|| shell.load()).transpose()?;
    let policy = match &config {
        Some(config) => config.fetch.clone(),
        None => defaults::policy(defaults::user_agent()),
    };
    let document = match read(&args.address, policy) {
        Ok(document) => document,
        Err(failure) => return Ok(refused(shell, args, &failure)),
    };
    let timezone = config
        .as_ref()
        .map_or(TimeZone::UTC, |config| config.site.timezone.clone());
    let reading = Reading {
        content_type: args
            .content_type
            .as_deref()
            .or(document.content_type.as_deref()),
        charset: config
            .as_ref()
            .and_then(|config| charset_of(config, &args.address)),
        timezone: &timezone,
        base: document.base.as_ref(),
    };
    let preview = Preview {
        reading,
        post: document
            .post
            .as_deref()
            .map(|name| PostFile { path: name, name }),
        json: args.json,
        sanitise: &|html| publish::sanitize(html, reading.base),
        body_text: &normalize::body_text,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    match preview.write(&document.bytes, &mut out) {
        Ok(()) => {
            out.flush()?;
            Ok(Ending::Done)
        }
        Err(Error::Write(error)) => Err(error.into()),
        Err(Error::Parse(error)) => Ok(refused(shell, args, &error.failure())),
    }
}

fn refused(shell: &Shell, args: &PreviewArgs, failure: &Failure) -> Ending {
    let address =
        WebUrl::parse(&args.address).map_or_else(|_| args.address.clone(), |url| url.to_string());
    let Failure { what, remedy, .. } = failure;
    // Most failures name the address themselves.
    let told = if what.contains(&address) {
        format!("{what}; {remedy}")
    } else {
        format!("{address}: {what}; {remedy}")
    };
    shell.terminal.error(&told);
    Ending::Failed
}

fn read(address: &str, mut policy: FetchPolicy) -> Result<Document, Failure> {
    let Some(url) = web_address(address)? else {
        return read_file(Path::new(address), policy.max_body);
    };
    // Whoever types an address means it; what it redirects to is checked as ever.
    policy.allow_private.push(AllowedPrivate::Host {
        host: url.host().trim_matches(['[', ']']).to_owned(),
        port: url.expose().port_or_known_default(),
    });
    let inside = |error: &dyn std::fmt::Display| Failure {
        step: Step::Fetch,
        what: error.to_string(),
        remedy: "check the system".to_owned(),
    };
    let fetcher = Fetcher::new(&policy, identify::body_hash).map_err(|error| inside(&error))?;
    let runtime = Shell::runtime().map_err(|error| inside(&error))?;
    let fetched = runtime.block_on(fetcher.page(&url))?;
    Ok(Document {
        bytes: fetched.body,
        content_type: fetched.content_type,
        base: Some(fetched.final_url.expose().clone()),
        post: None,
    })
}

/// The address, if it is one of the web; an error for other schemes, `None` for a path.
fn web_address(address: &str) -> Result<Option<WebUrl>, Failure> {
    if !address.contains("://") {
        return Ok(None);
    }
    WebUrl::parse(address).map(Some).map_err(|error| Failure {
        step: Step::Fetch,
        what: format!("the address {error}"),
        remedy: "give an http or https address, or a file".to_owned(),
    })
}

fn read_file(path: &Path, max_body: u64) -> Result<Document, Failure> {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let is_post = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
    let kind = if is_post {
        FileKind::Post
    } else {
        FileKind::Feed
    };
    let file = LocalFile {
        path: path.to_owned(),
        guid: name.clone(),
        name: name.clone(),
        kind,
    };
    let bytes = files::read(&file, max_body)?;
    Ok(Document {
        bytes,
        content_type: None,
        base: None,
        post: is_post.then_some(name),
    })
}

/// The charset of the configured source at this address, if there is one.
fn charset_of(config: &Config, address: &str) -> Option<&'static Encoding> {
    let url = WebUrl::parse(address).ok()?;
    let is_at = |source: &&Arc<Source>| matches!(&source.location, Location::Web(at) if *at == url);
    config.sources.iter().find(is_at)?.charset
}
