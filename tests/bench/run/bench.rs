//! A folder with a configuration for the feeds of a server, and passes over them.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::corpus::Corpus;
use crate::floor;
use crate::measured::{Cost, measure};
use crate::server::Server;

pub(crate) const FEEDFOLD: &str = env!("CARGO_BIN_EXE_feedfold");

const HEAD: &str = "[site]\ntitle = \"Bench\"\nurl = \"https://feeds.example.org/\"\nauthor = \"Desk\"\n\
    [store]\npath = \"store.db\"\n\
    [fetch]\nallow_private = [\"127.0.0.1\"]\nper_host = 32\nper_domain = 32\ntimeout = \"60s\"\n\
    [[outputs]]\nname = \"all\"\npath = \"all.atom\"\n";

pub(crate) struct Bench {
    folder: PathBuf,
    server: Server,
    corpus: Corpus,
}

impl Bench {
    /// Sets up a folder, or goes on with one under the addresses it had.
    pub(crate) fn at(folder: &Path, corpus: Corpus) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let port = std::fs::read_to_string(folder.join("port")).unwrap_or_default();
        let server = Server::start(port.parse().unwrap_or(0))
            .with_context(|| format!("port {port} is taken: remove {}", folder.display()))?;
        std::fs::write(folder.join("port"), server.port().to_string())?;
        let mut urls = String::new();
        let mut configuration = HEAD.to_owned();
        for feed in 0..corpus.shape().feeds {
            let url = server.url(&format!("/{feed}"));
            writeln!(urls, "{url}")?;
            write!(
                configuration,
                "[[sources]]\nname = \"outlet-{feed}\"\nurl = \"{url}\"\n"
            )?;
        }
        std::fs::write(folder.join("feeds.toml"), configuration)?;
        std::fs::write(folder.join("urls"), urls)?;
        Ok(Self {
            folder: folder.to_owned(),
            server,
            corpus,
        })
    }

    /// Writes all feeds of a corpus to files, with a configuration that reads them.
    pub(crate) fn write(folder: &Path, corpus: &Corpus) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder)?;
        let mut configuration = HEAD.to_owned();
        for feed in 0..corpus.shape().feeds {
            let document = corpus.feed(feed, 0..corpus.shape().entries);
            std::fs::write(folder.join(format!("{feed}.xml")), document)?;
            write!(
                configuration,
                "[[sources]]\nname = \"outlet-{feed}\"\npath = \"{feed}.xml\"\n"
            )?;
        }
        Ok(std::fs::write(folder.join("feeds.toml"), configuration)?)
    }

    /// Where configuration, store and output are.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Serves these entries in every `step`th feed.
    pub(crate) fn serve(&self, entries: Range<usize>, step: usize) {
        for feed in (0..self.corpus.shape().feeds).step_by(step) {
            let document = self.corpus.feed(feed, entries.clone());
            let etag = format!("\"{feed}-{}\"", entries.end);
            self.server.serve(&format!("/{feed}"), etag, document);
        }
    }

    /// Answers 304 to whoever has this many entries of every feed, and `of_first` of the first
    /// one.
    pub(crate) fn serve_unchanged(&self, entries: usize, of_first: usize) {
        for feed in 0..self.corpus.shape().feeds {
            let end = if feed == 0 { of_first } else { entries };
            let etag = format!("\"{feed}-{end}\"");
            self.server.serve(&format!("/{feed}"), etag, String::new());
        }
    }

    /// From now on the server closes each connection after one answer.
    pub(crate) fn close_connections(&self) {
        self.server.close_connections();
    }

    pub(crate) fn feedfold(&self, arguments: &[&str]) -> anyhow::Result<Cost> {
        let configuration = self.folder.join("feeds.toml");
        let configuration = configuration.to_str().context("a path in UTF-8")?;
        let mut command = vec![FEEDFOLD, "--config", configuration];
        command.extend(arguments);
        measure(&command)
    }

    /// Measures a pass and its floor, whole and in parts, and prints all.
    pub(crate) fn compare(&self, name: &str) -> anyhow::Result<()> {
        let own = std::env::current_exe()?;
        let (database, urls) = (self.folder.join("floor.db"), self.folder.join("urls"));
        let words = [&own, &database, &urls];
        let [own, database, urls] = words.map(|path| path.to_str().unwrap_or_default());
        let floor = measure(&[own, floor::ARGUMENT, database, urls])?;
        let parts = self.parts()?;
        self.server.first_request();
        let ours = self.feedfold(&["run", "--force"])?;
        let first = self.server.first_request();
        let first = first.context("a request")?.saturating_sub(ours.started);
        floor.print(&format!("{name}: floor"));
        let [fetching, reading, hashing, inserting] = parts;
        println!(
            "{name}: floor in one thread: fetch {fetching:.0} ms, feed-rs {reading:.0} ms, \
             sha2 {hashing:.0} ms, insert {inserting:.0} ms"
        );
        ours.print(name);
        println!(
            "{name}: {:.2} × the floor, {:.2} × the sum of its parts in one thread; first request after {:.0} ms",
            ours.wall / floor.wall,
            ours.wall / parts.iter().sum::<f64>(),
            first.as_secs_f64() * 1000.0
        );
        Ok(())
    }

    /// Milliseconds of the parts of the floor, each alone in one thread: fetching, reading,
    /// hashing, inserting.
    fn parts(&self) -> anyhow::Result<[f64; 4]> {
        let output = Command::new(std::env::current_exe()?)
            .arg(floor::PARTS)
            .arg(self.folder.join("parts.db"))
            .arg(self.folder.join("urls"))
            .output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let figures: Result<Vec<f64>, _> = text.split_whitespace().map(str::parse).collect();
        let figures: Result<[f64; 4], _> = figures?.try_into();
        figures.map_err(|_| anyhow::anyhow!("the parts of the floor failed: {text}"))
    }

    /// How many entries of the first feed were stored.
    pub(crate) fn stored_of_first_feed(&self) -> anyhow::Result<usize> {
        let sources = self.report(&["sources", "--json"])?;
        let entries = sources
            .pointer("/0/entries")
            .and_then(serde_json::Value::as_u64);
        Ok(usize::try_from(
            entries.context("`sources` tells entries")?,
        )?)
    }

    /// The id of the newest story.
    pub(crate) fn newest_story(&self) -> anyhow::Result<String> {
        let stories = self.report(&["stories", "--json", "--limit", "1"])?;
        let id = stories
            .pointer("/0/story")
            .and_then(serde_json::Value::as_str);
        Ok(id.context("`stories` tells ids")?.to_owned())
    }

    fn report(&self, arguments: &[&str]) -> anyhow::Result<serde_json::Value> {
        let output = Command::new(FEEDFOLD)
            .arg("--config")
            .arg(self.folder.join("feeds.toml"))
            .args(arguments)
            .output()?;
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}
