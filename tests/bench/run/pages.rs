//! Measures publishing from a full store, and every page of `feedfold serve` on it.
//!
//! The pages come from the program itself: from the front page on, links are followed, a few of
//! each kind. So a page that is added is measured without a change here. Each page is made anew for
//! each request, because the date of an output file changed before it; then it is asked for with
//! its entity tag, which is answered with 304.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context as _, ensure};
use regex::Regex;
use url::Url;

use crate::bench::{Bench, FEEDFOLD};

/// Most milliseconds of publishing when nothing changed, the program's start included.
const PUBLISHING: f64 = 100.0;

/// Most milliseconds of a page, in the median; of the statistics; and of a 304.
const PAGE: f64 = 20.0;
const STATISTICS: f64 = 50.0;
const UNCHANGED: f64 = 1.0;

/// Requests that find each page unmade, and requests with its entity tag.
const MADE: usize = 15;
const ASKED: usize = 60;

/// Pages of a kind.
const PER_KIND: usize = 3;

/// Pages that no link leads to, besides the front page; those that are not there are left out.
const UNLINKED: [&str; 4] = [
    "search?q=%E4%BA%A7%E4%B8%9A",
    "search?q=no+such+words",
    "stats?from=2025-01-01&to=2025-03-31",
    "changes.json",
];

/// Publishes twice from a store: nothing is to be written, and soon.
///
/// # Errors
/// Says which bound does not hold.
pub(crate) fn publishing(bench: &Bench, name: &str) -> anyhow::Result<()> {
    bench.feedfold(&["publish"])?;
    let output = bench.folder().join("all.atom");
    let state = || -> anyhow::Result<_> {
        let metadata = std::fs::metadata(&output)?;
        Ok((metadata.modified()?, std::fs::read(&output)?))
    };
    let before = state()?;
    let mut took = Vec::new();
    for _ in 0..5 {
        took.push(bench.feedfold(&["publish"])?.wall);
    }
    let took = median(&mut took);
    println!("{name}: publish, nothing changed: median {took:.1} ms, bound {PUBLISHING} ms");
    ensure!(state()? == before, "{} was written anew", output.display());
    ensure!(took < PUBLISHING, "publishing took {took:.1} ms");
    Ok(())
}

/// Asks for each page of a store, and prints the slowest of each kind.
///
/// # Errors
/// Names the pages that took longer than their bound.
pub(crate) fn served(bench: &Bench, name: &str) -> anyhow::Result<()> {
    let mut server = Served::start(bench.folder())?;
    let mut slow = Vec::new();
    let mut kinds: BTreeMap<String, (f64, f64, f64, usize, String)> = BTreeMap::new();
    for path in server.pages()? {
        let (first, answer) = server.timed(&path, None)?;
        if answer.status != 200 {
            slow.push(format!(
                "{path}: answers {} after {first:.1} ms",
                answer.status
            ));
            continue;
        }
        let mut made = Vec::new();
        for _ in 0..MADE {
            bench.touch_output()?;
            made.push(server.timed(&path, None)?.0);
        }
        let (_, answer) = server.timed(&path, None)?;
        let tag = answer.tag.with_context(|| format!("{path} has no tag"))?;
        let mut asked = Vec::new();
        for _ in 0..ASKED {
            let (took, again) = server.timed(&path, Some(&tag))?;
            ensure!(again.status == 304, "{path} answers {} again", again.status);
            asked.push(took);
        }
        let (made, asked) = (median(&mut made), median(&mut asked));
        let bound = if path.starts_with("/stats") {
            STATISTICS
        } else {
            PAGE
        };
        if made >= bound || asked >= UNCHANGED {
            slow.push(format!("{path}: {made:.1} ms, 304 in {asked:.2} ms"));
        }
        let slowest = kinds.entry(kind_of(&path)).or_default();
        if made >= slowest.0 {
            *slowest = (made, first, asked, answer.body.len(), path);
        }
    }
    for (made, first, asked, length, path) in kinds.into_values() {
        println!(
            "{name}: {path}: median {made:.1} ms, first {first:.1} ms, {length} bytes, 304 in \
             {asked:.2} ms"
        );
    }
    ensure!(slow.is_empty(), "too slow: {}", slow.join("; "));
    Ok(())
}

fn median(took: &mut [f64]) -> f64 {
    took.sort_unstable_by(f64::total_cmp);
    took.get(took.len() / 2).copied().unwrap_or_default()
}

/// The kind of a page: its first folder, whether more follows, its form, its parameters.
fn kind_of(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let is_json = Path::new(path).extension().is_some_and(|it| it == "json");
    let path = path.strip_suffix(".json").unwrap_or(path);
    let folders = path.split('/').count();
    let first = path.split('/').nth(1).unwrap_or_default();
    let parameters = query.split('&').filter_map(|pair| pair.split('=').next());
    let parameters: Vec<&str> = parameters.collect();
    format!("{first} {folders} {is_json} {parameters:?}")
}

/// A server of the real binary, and a connection to it.
struct Served {
    child: Child,
    base: Url,
    stream: BufReader<TcpStream>,
}

/// What is used of an answer.
struct Answer {
    status: u16,
    tag: Option<String>,
    body: Vec<u8>,
}

impl Served {
    fn start(folder: &Path) -> anyhow::Result<Self> {
        let mut child = Command::new(FEEDFOLD)
            .args(["serve", "127.0.0.1:0"])
            .current_dir(folder)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let out = child.stdout.take().context("standard output")?;
        BufReader::new(out).read_line(&mut line)?;
        let base = line.trim().strip_prefix("serving ");
        let base = Url::parse(base.context("the address of the server")?)?;
        let address = (
            base.host_str().unwrap_or_default(),
            base.port().unwrap_or(80),
        );
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        let stream = BufReader::new(stream);
        Ok(Self {
            child,
            base,
            stream,
        })
    }

    /// Milliseconds until the whole answer was there, and the answer.
    fn timed(&mut self, path: &str, tag: Option<&str>) -> anyhow::Result<(f64, Answer)> {
        let tag = tag.map_or(String::new(), |tag| format!("If-None-Match: {tag}\r\n"));
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{tag}\r\n");
        let started = Instant::now();
        self.stream.get_mut().write_all(request.as_bytes())?;
        let answer = self.answer()?;
        Ok((started.elapsed().as_secs_f64() * 1000.0, answer))
    }

    fn answer(&mut self) -> anyhow::Result<Answer> {
        let (mut status, mut tag, mut length) = (0, None, 0);
        loop {
            let mut line = String::new();
            ensure!(self.stream.read_line(&mut line)? > 0, "the server hung up");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(": ") {
                match name.to_ascii_lowercase().as_str() {
                    "etag" => tag = Some(value.to_owned()),
                    "content-length" => length = value.parse()?,
                    _ => {}
                }
            } else if let Some(code) = line.split(' ').nth(1) {
                status = code.parse()?;
            }
        }
        let mut body = vec![0; if status == 304 { 0 } else { length }];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, tag, body })
    }

    /// The paths of the pages, a few of each kind, as links lead to them.
    fn pages(&mut self) -> anyhow::Result<Vec<String>> {
        let link = Regex::new("(?:href|action)=\"([^\"]+)\"")?;
        let unlinked = UNLINKED.map(|path| format!("/{path}"));
        let mut queue: VecDeque<String> = std::iter::once("/".to_owned()).chain(unlinked).collect();
        let mut seen: BTreeSet<String> = queue.iter().cloned().collect();
        let (mut kinds, mut pages) = (BTreeMap::<String, usize>::new(), Vec::new());
        while let Some(path) = queue.pop_front() {
            let count = kinds.entry(kind_of(&path)).or_default();
            if *count >= PER_KIND {
                continue;
            }
            *count += 1;
            let (_, answer) = self.timed(&path, None)?;
            let is_optional = UNLINKED.iter().any(|it| path.ends_with(it));
            if answer.status == 404 && is_optional {
                continue;
            }
            let html = String::from_utf8_lossy(&answer.body).into_owned();
            pages.push(path.clone());
            let here = self.base.join(&path)?;
            for found in link.captures_iter(&html).filter_map(|found| found.get(1)) {
                let target = here.join(&found.as_str().replace("&amp;", "&"))?;
                let is_ours = target.origin() == self.base.origin();
                let is_file = [".atom", ".rss", ".opml", ".html", ".css"]
                    .iter()
                    .any(|ending| target.path().ends_with(ending));
                let query = target.query().map_or(String::new(), |it| format!("?{it}"));
                let target = format!("{}{query}", target.path());
                if is_ours && !is_file && seen.insert(target.clone()) {
                    queue.push_back(target);
                }
            }
        }
        Ok(pages)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ignored = self.child.kill();
        let _ended = self.child.wait();
    }
}

impl Bench {
    /// Gives the output another date, as a pass does that writes it anew.
    #[expect(
        clippy::disallowed_methods,
        reason = "the date of a file comes from the clock"
    )]
    fn touch_output(&self) -> anyhow::Result<()> {
        let file = std::fs::File::options()
            .append(true)
            .open(self.folder().join("all.atom"))?;
        Ok(file.set_modified(SystemTime::now())?)
    }
}
