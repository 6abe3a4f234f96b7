//! Every misbehaving feed at the same time, beside good ones: two runs of the real binary.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: what is not there is a failed test"
)]

mod answers;
mod bombs;
mod case;
mod documents;
mod entries;
mod redirects;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::process::Stdio;

use crate::feed_rules::atom::verify;
use serde_json::Value;

use super::env::{Env, rss, text};
use super::fetch_hostile::encoded;
use super::publish_sanitize::assert_inert_entry;
use super::server::{Reply, Server};
use case::Case;

/// Would take for ever where a title is a hundred thousand times the same letter, in an engine
/// that tracks back.
const RULE: &str = "[[rules]]\nname = \"slow\"\nwhen = { any = [\"/(a+)+$/\", \"/(a|a)*b/\"], on = [\"title\", \"text\"] }\ndo = { label = [\"slow\"] }\n";

/// Servers the cases are spread over, each a host of its own with a good feed beside them.
const HOSTS: usize = 12;

/// Most memory a run may take, in bytes.
const MEMORY: u64 = 200_000_000;

/// Where the connection is closed before there is an answer: these are asked once more.
const UNANSWERED: [&str; 2] = ["/hangsup", "/nohdr"];

struct Bench {
    env: Env,
    servers: Vec<Server>,
    /// Nobody may ask it for anything.
    inside: Server,
    cases: Vec<Case>,
}

impl Bench {
    fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let coded = |bytes: &[u8]| runtime.block_on(encoded(bytes));
        let inside = Server::start();
        let there = inside.url("/");
        let mut cases = answers::cases();
        cases.extend(wire::cases(&coded));
        cases.extend(redirects::cases(inside.port()));
        cases.extend(documents::cases(&there));
        cases.extend(entries::cases(&there));
        cases.extend(bombs::cases());
        let servers: Vec<Server> = (0..HOSTS).map(|_| Server::start()).collect();
        let source =
            |name: &str, url: &str| format!("[[sources]]\nname = \"{name}\"\nurl = '{url}'\n");
        let hosts = servers.iter().cycle();
        let mut tables: Vec<String> = cases
            .iter()
            .zip(hosts)
            .map(|(case, server)| source(&case.name, &case.stand(server)))
            .collect();
        for (number, server) in (1..).zip(&servers) {
            let name = format!("good{number}");
            let feed = rss(&[(&name, &name, &text(number))]);
            server.route(&format!("/{name}"), Reply::ok(feed).header("ETag", "\"1\""));
            tables.push(source(&name, &server.url(&format!("/{name}"))));
        }
        let tables = tables.concat();
        let env = Env::new(&format!("max_entries = 5000\n{RULE}{tables}"));
        let allowed: Vec<String> = servers
            .iter()
            .map(|server| format!("\"127.0.0.1:{}\"", server.port()))
            .collect();
        env.reword("\"127.0.0.1\"", &allowed.join(", "));
        let bounds = "\"5s\"\nmax_body = \"4 MiB\"\nretry_after_scope = \"feed\"";
        env.reword("\"5s\"", bounds);
        Self {
            env,
            servers,
            inside,
            cases,
        }
    }

    /// One run: its report by source, and the most memory it took, in bytes.
    fn run(&self) -> (BTreeMap<String, Value>, u64) {
        let mut child = self
            .env
            .command(&["run", "--force", "--json"])
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(self.env.path("told")).unwrap())
            .spawn()
            .unwrap();
        let mut out = child.stdout.take().unwrap();
        let reading = std::thread::spawn(move || {
            let mut report = String::new();
            out.read_to_string(&mut report).map(|_| report)
        });
        let status = format!("/proc/{}/status", child.id());
        let mut most = 0;
        let ended = loop {
            let status = std::fs::read_to_string(&status).unwrap_or_default();
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = peak.and_then(|peak| peak.trim().strip_suffix(" kB"));
            most = kilobytes.map_or(most, |kilobytes| most.max(kilobytes.parse().unwrap()));
            if let Some(ended) = child.try_wait().unwrap() {
                break ended;
            }
            std::thread::yield_now();
        };
        let report = reading.join().unwrap().unwrap();
        let told = self.env.read("told");
        assert_eq!(ended.code(), Some(0), "{told}");
        assert_plain(&told);
        let report: Value = serde_json::from_str(&report).unwrap();
        let sources = report["sources"].as_array().unwrap().iter();
        let by_name = sources.map(|source| {
            (
                source["source"].as_str().unwrap().to_owned(),
                source.clone(),
            )
        });
        (by_name.collect(), most * 1024)
    }

    /// That nobody was asked twice, more than two at once, or who should not be.
    fn assert_polite(&self) {
        let mut again = BTreeMap::new();
        for server in &self.servers {
            let requests = server.requests();
            let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
            for request in &requests {
                *asked.entry(request.target.as_str()).or_default() += 1;
            }
            let more = asked.iter().filter(|(_, times)| **times > 1);
            again.extend(more.map(|(target, times)| (target.to_string(), *times)));
            assert!(requests.iter().all(|request| request.method == "GET"));
            assert!(server.most_at_once() <= 2, "{}", server.most_at_once());
            server.forget_requests();
        }
        let unanswered = UNANSWERED.iter().map(|target| ((*target).to_owned(), 2));
        assert_eq!(again, unanswered.collect());
        assert_eq!(self.inside.requests().len(), 0);
    }
}

/// No character that drives a terminal or turns the direction of its line.
pub(crate) fn assert_plain(shown: &str) {
    for line in shown.lines() {
        let bad = line.chars().find(|character| {
            character.is_control() || matches!(character, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(bad, None, "{line:?}");
    }
}

#[test]
fn every_hostile_feed_costs_itself_only_in_two_runs() {
    let bench = Bench::new();
    let mut names = BTreeSet::new();
    assert!(bench.cases.iter().all(|case| names.insert(&case.name)));
    assert!(bench.cases.len() >= 200, "{}", bench.cases.len());
    let mut published = vec![];
    for run in 0..2 {
        let (report, memory) = bench.run();
        let wrong: Vec<String> = bench
            .cases
            .iter()
            .filter(|case| !case.outcomes[run].is(report.get(&case.name)))
            .map(|case| {
                let told = report.get(&case.name);
                format!("{}: not {:?} but {told:?}", case.name, case.outcomes[run])
            })
            .collect();
        assert!(wrong.is_empty(), "run {run}: {wrong:#?}");
        let good = if run == 0 { "read" } else { "not-modified" };
        for number in 1..=HOSTS {
            let name = format!("good{number}");
            assert_eq!(report[&name]["outcome"], good, "{name}");
        }
        assert!(memory < MEMORY, "{memory} bytes");
        bench.assert_polite();
        published.push(bench.env.published("public/all.atom"));
    }

    let stored = bench.env.export();
    for number in 1..=HOSTS {
        let name = format!("good{number}");
        assert_eq!(
            stored
                .iter()
                .filter(|entry| entry["guid"] == name.as_str())
                .count(),
            1
        );
    }
    let [before, after] = &published[..] else {
        unreachable!("two runs")
    };
    let moved = before
        .iter()
        .find(|(id, updated)| after.get(*id) != Some(updated));
    assert_eq!(moved, None, "it did not change, and yet its id or date did");
    let output = bench.env.read("public/all.atom");
    verify(output.as_bytes()).unwrap();
    for never in ["hush", "root:x:"] {
        assert!(!output.contains(never), "{never} is published");
    }
    let feed = feed_rs::parser::parse(output.as_bytes()).unwrap();
    for entry in &feed.entries {
        assert_inert_entry(entry);
    }
    for report in [
        ["stories"].as_slice(),
        &["sources"],
        &["stories", "--limit", "1000"],
        &["search", "About"],
    ] {
        assert_plain(&bench.env.ok(report));
    }
    let mut files: Vec<String> = std::fs::read_dir(bench.env.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort_unstable();
    let expected = ["feeds.toml", "public", "store.db", "store.db.lock", "told"];
    assert_eq!(files, expected, "words of a feed made a file");
}
