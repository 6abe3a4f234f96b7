//! Reads `feeds.toml` into a checked configuration, or reports every mistake in it.
//!
//! Each table has one file (`site`, `fetch`, `serve`, `source`, `rule`, `output`, and `recipient`
//! for outputs that are no files). It declares the keys of the table with `keys!` (`typed`) and
//! reads them. The check, the JSON Schema and the table in the documentation are made from these
//! declarations.
//!
//! The file is read in three passes. The TOML parser yields a document with the position of every
//! key and value; it continues after a syntax error. The walker (`walk`) reads the document table
//! by table, compares the keys with the declared ones, turns each value into a type of the model
//! and reports the values that it refuses. Last, `cross_checks` checks what concerns more than one
//! table. Only when a message needs an excerpt, `redacted` parses the text once more, to find the
//! secrets that it masks. We do not use serde's derive, because it stops at the first error.

mod cross_checks;
mod draw;
pub mod edit;
mod fetch;
mod findings;
pub mod keys;
mod output;
mod problem;
mod readers;
mod recipient;
mod redacted;
mod rule;
mod schema;
mod serve;
mod site;
mod source;
mod source_plan;
mod spelling;
mod starter;
mod syntax;
mod typed;
mod value;
mod walk;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use toml::de::DeTable;

use crate::model::{FetchPolicy, Output, Recipient, Rule, ServePolicy, Site, Source};

pub use draw::{Canvas, draw};
pub use fetch::default_policy;
pub use problem::{Error, Problem, Problems, Severity};
pub use schema::schema;
pub use serve::read_password;
pub use source_plan::{ReadFrom, SourcePlan, source_plans};
pub use starter::{NewSite, STARTER_OUTPUT, starter};

use cross_checks::CrossChecks;
use findings::Findings;
use output::OutputTarget;
use problem::{Check, Refusal};
use redacted::RedactedSource;
use rule::References;
use source::Inherited;
use walk::Table;

/// Looks up a variable of the environment.
pub type Environment<'e> = dyn Fn(&str) -> Option<String> + 'e;

/// A checked configuration: every name is unique, and every source that a rule or an output names
/// exists.
#[derive(Debug, Clone)]
pub struct Config {
    /// Identity of what is published.
    pub site: Site,
    /// The database file.
    pub store_path: PathBuf,
    /// How feeds are fetched.
    pub fetch: FetchPolicy,
    /// How `feedfold serve` answers.
    pub serve: ServePolicy,
    /// The file with the numbers for the node exporter; `None` if nobody wants it.
    pub metrics_path: Option<PathBuf>,
    /// In the order of the file.
    pub sources: Vec<Arc<Source>>,
    /// In the order of the file, in which they are applied.
    pub rules: Vec<Rule>,
    /// The outputs that are files, in the order of the configuration.
    pub outputs: Vec<Output>,
    /// The outputs that get messages, in the order of the configuration.
    pub recipients: Vec<Recipient>,
    /// The folder of the file, to which relative paths are relative.
    pub folder: PathBuf,
    /// Settings that are valid but look like mistakes.
    pub warnings: Vec<Problem>,
}

/// Reads an address to listen on, as `[serve] address` has it; else says what is wrong with it.
pub fn listen_address(text: &str) -> Result<SocketAddr, String> {
    value::listen_address(text).map_err(|refusal| refusal.sentence())
}

/// Largest configuration, in bytes: that of 50,000 sources has some ten million.
const MAX_BYTES: u64 = 64 << 20;

/// Most symbolic links that are followed to the store, as in Linux.
const MAX_LINKS: usize = 40;

/// Reads a duration as the configuration has it, such as `60m` or `2 days`; else says what is
/// wrong with it.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    value::duration(text).map_err(|refusal| refusal.sentence())
}

/// Reads a size as the configuration has it, such as `16 MiB`, in bytes; else says what is wrong
/// with it.
pub fn parse_size(text: &str) -> Result<u64, String> {
    value::size(text, (0, u64::MAX)).map_err(|refusal| refusal.sentence())
}

impl Config {
    /// Reads and checks a file. Paths in the result are absolute. Fails if the file cannot be
    /// read, or with everything that is wrong in it.
    pub fn load(path: &Path, environment: &Environment<'_>) -> Result<Self, Error> {
        let unreadable = |cause: std::io::Error| match cause.kind() {
            ErrorKind::NotFound => Error::Missing {
                path: path.to_owned(),
            },
            ErrorKind::FileTooLarge => Error::TooLarge {
                path: path.to_owned(),
                most: MAX_BYTES,
            },
            _ => Error::Unreadable {
                path: path.to_owned(),
                cause,
            },
        };
        let bytes = bytes_of(path).map_err(unreadable)?;
        let own_path = std::path::absolute(path).map_err(unreadable)?;
        let shown = path.display().to_string();
        let mut config =
            Self::from_bytes(&bytes, &shown, &own_path, environment).map_err(Error::Invalid)?;
        // The lock and the log of the store lie beside its file, whichever link leads there.
        config.store_path = followed(config.store_path);
        Ok(config)
    }

    /// Checks the content of a file. `shown` is its name in messages. `own_path` is its absolute
    /// path. Relative paths in the file are relative to its folder.
    pub fn from_bytes(
        bytes: &[u8],
        shown: &str,
        own_path: &Path,
        environment: &Environment<'_>,
    ) -> Result<Self, Problems> {
        // Some Windows editors begin files with a byte order mark.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = &*String::from_utf8_lossy(bytes);
        let (document, errors) = DeTable::parse_recoverable(text);
        let findings = Findings::new(RedactedSource::new(shown, text));
        if let Err(error) = std::str::from_utf8(bytes) {
            let at = error.valid_up_to();
            findings.report(
                Severity::Error,
                Check::Syntax,
                None,
                at..at,
                Refusal::new("text in UTF-8", "save the file as UTF-8").found("other bytes"),
            );
        }
        for (span, refusal) in syntax::refusals(text, &errors) {
            findings.report(Severity::Error, Check::Syntax, None, span, refusal);
        }
        let root = Table::root(&document, &keys::ROOT, &findings);
        let config = read(&root, own_path, environment, &findings);
        let broken = errors
            .iter()
            .map(|error| findings.line(error.span().unwrap_or_default().start))
            .collect();
        finish(config, findings, broken)
    }
}

/// Reads every table. `None` if one of them is refused; `findings` then says why.
fn read(
    root: &Table<'_>,
    own_path: &Path,
    environment: &Environment<'_>,
    findings: &Findings,
) -> Option<Config> {
    let folder = own_path.parent().unwrap_or(Path::new(""));
    let site = site::read_site(root);
    let store = site::read_store(root, folder);
    let fetch = fetch::read_fetch(root, site.site.as_ref(), environment);
    let inherited = Inherited {
        folder,
        fetch: &fetch,
        timezone: &site.timezone,
        environment,
    };
    let sources = source::read_sources(root, &inherited);
    let mut references = References::default();
    let rules = rule::read_rules(root, &mut references);
    let outputs = output::read_outputs(
        root,
        (folder, environment),
        site.site.as_ref(),
        &mut references,
    );
    CrossChecks {
        root,
        own_path,
        store: &store,
        sources: &sources,
        rules: &rules,
        outputs: &outputs,
        references: &references,
        findings,
    }
    .check();
    let site = site.site?;
    let (mut published, mut recipients) = (Vec::new(), Vec::new());
    for draft in outputs {
        match draft.target? {
            OutputTarget::File(output) => published.push(output),
            OutputTarget::Recipient(recipient) => recipients.push(recipient),
        }
    }
    output::fill_in_titles(&mut published, &site);
    let config = Config {
        site,
        store_path: store.0,
        fetch: fetch.policy,
        serve: serve::read_serve(root, folder),
        metrics_path: site::read_metrics(root, folder),
        sources: sources
            .into_iter()
            .map(|draft| draft.source.map(Arc::new))
            .collect::<Option<_>>()?,
        rules: rules
            .into_iter()
            .map(|draft| draft.rule)
            .collect::<Option<_>>()?,
        outputs: published,
        recipients,
        folder: folder.to_owned(),
        warnings: Vec::new(),
    };
    Some(config)
}

/// Reads a file of at most [`MAX_BYTES`].
fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path)?;
    std::io::Read::read_to_end(&mut std::io::Read::take(file, MAX_BYTES + 1), &mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= MAX_BYTES) {
        return Ok(bytes);
    }
    Err(ErrorKind::FileTooLarge.into())
}

/// The file to which symbolic links lead, also if it is not there yet.
fn followed(path: PathBuf) -> PathBuf {
    let mut path = path;
    for _ in 0..MAX_LINKS {
        let Ok(target) = std::fs::read_link(&path) else {
            break;
        };
        path = match path.parent() {
            Some(folder) => folder.join(target),
            None => target,
        };
    }
    path
}

/// Returns the configuration if there are no errors, else the errors. `broken` are the lines in
/// which the parser found syntax errors.
fn finish(
    config: Option<Config>,
    findings: Findings,
    mut broken: Vec<usize>,
) -> Result<Config, Problems> {
    let (errors, warnings) = findings.into_parts();
    let not_toml = errors
        .iter()
        .filter(|problem| problem.check == Check::Syntax);
    broken.extend(not_toml.map(|problem| problem.line));
    if let Some(config) = config
        && errors.is_empty()
    {
        return Ok(Config { warnings, ..config });
    }
    // A syntax error can hide keys from the walker. So after one, do not report a key as missing,
    // and report each broken line only once.
    let is_certain = |problem: &Problem| match problem.check {
        Check::Syntax => true,
        Check::Value => !broken.contains(&problem.line),
        Check::File => broken.is_empty(),
    };
    Err(Problems(errors.into_iter().filter(is_certain).collect()))
}
