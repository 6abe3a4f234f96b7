//! `preview`: prints the entries that a source would have, without storing them.

mod lines;

use std::ffi::{OsStr, OsString};
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;

use clap::Args;
use encoding_rs::Encoding;
use jiff::tz::TimeZone;
use url::Url;

use super::failures::with_address;
use super::{ExitStatus, Shell};
use crate::config::{Config, default_policy};
use crate::fetch::Fetcher;
use crate::fetch::files::{self, FileKind, LocalFile, Unreadable};
use crate::model::{Cause, Failure, FetchPolicy, Location, Source, Step, WebUrl};
use crate::parse::{DocumentContext, PostFile};

pub use lines::{Error, Preview};

const EXAMPLES: &str = "\
Examples:
  feedfold preview https://www.example.org/rss
  feedfold preview posts/harbour.md
  feedfold --config feeds.toml preview http://127.0.0.1:1200/route

preview reads no configuration without --config. A private address needs one that names it in \
`[fetch] allow_private`.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct PreviewArgs {
    /// Address of a feed, or a local file (.md is read as a post, anything else as a feed)
    #[arg(value_name = "URL|FILE")]
    address: OsString,

    /// The Content-Type to assume, instead of the server's; for files there is none otherwise
    #[arg(long, value_name = "CT")]
    content_type: Option<String>,

    /// Print JSON lines: one for the feed, then one per entry
    #[arg(long)]
    json: bool,
}

/// The bytes to parse, and what the parser needs besides them.
struct PreviewInput {
    bytes: Vec<u8>,
    content_type: Option<String>,
    base: Option<Url>,
    /// File name without extension, if the document is a post.
    post: Option<String>,
}

/// The origin of the fetch policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PolicyOrigin {
    /// The configuration of `--config`.
    Configured,
    /// The defaults, because the user gave no `--config`.
    Defaults,
}

pub(super) fn preview(shell: &Shell, args: &PreviewArgs) -> anyhow::Result<ExitStatus> {
    // A preview needs no configuration. Read one only if the user gave `--config`.
    let config = shell.config.is_some().then(|| shell.load()).transpose()?;
    let (policy, origin) = match &config {
        Some(config) => (config.fetch.clone(), PolicyOrigin::Configured),
        None => (default_policy(), PolicyOrigin::Defaults),
    };
    let document = match read(&args.address, &policy, origin) {
        Ok(document) => document,
        Err(failure) => return Ok(refused(shell, args, &failure)),
    };
    let timezone = config
        .as_ref()
        .map_or(TimeZone::UTC, |config| config.site.timezone.clone());
    let reading = DocumentContext {
        content_type: args
            .content_type
            .as_deref()
            .or(document.content_type.as_deref()),
        charset: config
            .as_ref()
            .and_then(|config| charset_of(config, args.address.to_str()?)),
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
    };
    let mut out = BufWriter::new(io::stdout().lock());
    match preview.write(&document.bytes, &mut out) {
        Ok(()) => {
            out.flush()?;
            Ok(ExitStatus::Done)
        }
        Err(Error::Write(error)) => Err(error.into()),
        Err(Error::Parse(error)) => Ok(refused(shell, args, &error.failure())),
    }
}

fn refused(shell: &Shell, args: &PreviewArgs, failure: &Failure) -> ExitStatus {
    let what = with_address(&args.address.to_string_lossy(), &failure.what);
    shell.terminal.error(&format!("{what}; {}", failure.remedy));
    ExitStatus::Failed
}

/// Reads the file or fetches the address that `written` names. As in a pass and in `add`, a
/// private address is allowed only by the configuration.
fn read(
    written: &OsStr,
    policy: &FetchPolicy,
    source: PolicyOrigin,
) -> Result<PreviewInput, Failure> {
    let Some(address) = written.to_str() else {
        return read_file(Path::new(written), policy.max_body);
    };
    let Some(url) = web_address(address)? else {
        return read_file(Path::new(address), policy.max_body);
    };
    let inside = |error: &dyn std::fmt::Display| {
        refusal(Cause::Setup, error.to_string(), "check the system")
    };
    let fetcher = Fetcher::new(policy).map_err(|error| inside(&error))?;
    let runtime = Shell::runtime().map_err(|error| inside(&error))?;
    let fetched = runtime.block_on(fetcher.page(&url));
    let fetched = fetched.map_err(|failure| match (failure.cause, source) {
        (Cause::Private, PolicyOrigin::Defaults) => Failure {
            remedy: format!(
                "{} of a configuration and give it with `--config FILE`",
                failure.remedy
            ),
            ..failure
        },
        _ => failure,
    })?;
    Ok(PreviewInput {
        bytes: fetched.body,
        content_type: fetched.content_type,
        base: Some(fetched.final_url.expose().clone()),
        post: None,
    })
}

/// Parses an http(s) address. `None` for a path, an error for other schemes.
fn web_address(address: &str) -> Result<Option<WebUrl>, Failure> {
    if !address.contains("://") {
        return Ok(None);
    }
    WebUrl::parse(address).map(Some).map_err(|error| {
        refusal(
            Cause::Setup,
            format!("the address {error}"),
            "give an http or https address, or a file",
        )
    })
}

fn refusal(cause: Cause, what: String, remedy: &str) -> Failure {
    Failure {
        step: Step::Fetch,
        cause,
        what,
        remedy: remedy.to_owned(),
    }
}

fn read_file(path: &Path, max_body: u64) -> Result<PreviewInput, Failure> {
    let shown = path.display();
    let Some(name) = path.file_name().unwrap_or_default().to_str() else {
        return Err(refusal(
            Cause::File,
            format!("the name of {shown} is not valid UTF-8"),
            "rename the file: a source would leave it out",
        ));
    };
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
        guid: name.to_owned(),
        name: name.to_owned(),
        kind,
        size: 0,
    };
    let bytes = files::read(&file, max_body).map_err(|error| {
        let advice = match &error {
            Unreadable::Missing => match looks_like_host(path) {
                Some(host) => format!("check the path; for a web address write https://{host}"),
                None => format!("check the path: it counts from {}", current_folder()),
            },
            Unreadable::Folder => "name one file in it".to_owned(),
            Unreadable::NoFile => "name a file".to_owned(),
            Unreadable::Forbidden => {
                "let this user read it, and enter the folders above it".to_owned()
            }
            Unreadable::TooLarge(_) => {
                "if it really is that large, raise `[fetch] max_body` and give `--config FILE`"
                    .to_owned()
            }
            Unreadable::Other(_) => "check the disk, or copy the file elsewhere".to_owned(),
        };
        refusal(Cause::File, format!("{shown} {error}"), &advice)
    })?;
    Ok(PreviewInput {
        bytes,
        content_type: None,
        base: None,
        post: is_post.then(|| name.to_owned()),
    })
}

/// The host of a path that is probably a web address without a scheme: `www.example.org/feed`.
fn looks_like_host(path: &Path) -> Option<&str> {
    let text = path.to_str()?;
    let (host, _) = text.split_once('/').unwrap_or((text, ""));
    let (_, extension) = host.rsplit_once('.')?;
    let is_extension =
        extension.len() > 1 && extension.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_file = ["md", "xml", "rss", "atom", "json", "rdf", "txt", "html"].contains(&extension);
    (is_extension && !is_file && !host.starts_with('.')).then_some(text)
}

fn current_folder() -> String {
    let folder = std::env::current_dir();
    folder.map_or_else(
        |_| "the current folder".to_owned(),
        |folder| folder.display().to_string(),
    )
}

/// The charset of the configured source with this address, if there is one.
fn charset_of(config: &Config, address: &str) -> Option<&'static Encoding> {
    let url = WebUrl::parse(address).ok()?;
    let is_at = |source: &&Arc<Source>| matches!(&source.location, Location::Web(at) if *at == url);
    config.sources.iter().find(is_at)?.charset
}
