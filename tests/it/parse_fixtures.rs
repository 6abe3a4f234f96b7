//! Every file in `tests/fixtures/feeds` is a test; `<name>.snap` beside it has the parsed feed.
//! The files in `tests/fixtures/crashes` once crashed the parser; it must survive them.
#![expect(clippy::unwrap_used, reason = "a test may end where it fails")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use feedfold::model::{Completeness, DocumentEnd, ParsedFeed, RawEntry};
use feedfold::parse::{PostFile, discover, parse, parse_post};
use jiff::tz::TimeZone;

use super::parse::reading;

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(folder);
    let entries = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_none_or(|kind| kind != "snap"))
        .collect();
    files.sort();
    files
}

/// One line for each field that is there.
fn drawn(feed: &ParsedFeed) -> String {
    let mut out = String::new();
    let head = &feed.head;
    writeln!(out, "{} in {}", head.kind.as_str(), head.encoding).unwrap();
    let ttl = head.ttl.map(|ttl| format!("{ttl:?}"));
    let skip = (!head.skip.hours.is_empty() || !head.skip.days.is_empty())
        .then(|| format!("hours {:?}, days {:?}", head.skip.hours, head.skip.days));
    let fields = [
        ("title", head.title.clone()),
        ("link", head.link.clone()),
        ("id", head.id.clone()),
        ("language", head.language.clone()),
        ("ttl", ttl),
        ("skip", skip),
    ];
    draw(&mut out, "", &fields);
    if feed.end == DocumentEnd::Missing {
        out.push_str("ends in the middle\n");
    }
    for warning in &feed.warnings {
        writeln!(out, "warning: {warning}").unwrap();
    }
    for entry in &feed.entries {
        draw_entry(&mut out, entry);
    }
    if let Some(half) = &feed.truncated_entry {
        out.push_str("half of an entry\n");
        draw_entry(&mut out, half);
    }
    out
}

fn draw_entry(out: &mut String, entry: &RawEntry) {
    let joined = |names: Vec<String>| (!names.is_empty()).then(|| names.join(" | "));
    let categories = entry.categories.iter().map(|category| {
        let scheme = category.scheme.as_deref().unwrap_or_default();
        format!("{} {scheme}", category.term).trim().to_owned()
    });
    let enclosures = entry.enclosures.iter().map(|file| {
        let kind = file.media_type.as_deref().unwrap_or("?");
        let seconds = file.duration.map(|seconds| format!(" {seconds} s"));
        let seconds = seconds.unwrap_or_default();
        format!("{} {kind} {:?}{seconds}", file.url, file.length)
    });
    let incomplete = (entry.completeness != Completeness::Whole)
        .then(|| format!("{:?}", entry.completeness).to_lowercase());
    let fields = [
        ("incomplete", incomplete),
        ("guid", entry.guid.clone()),
        ("link", entry.link.clone()),
        ("title", entry.title.clone()),
        ("published", entry.published.map(|at| at.to_string())),
        ("updated", entry.updated.map(|at| at.to_string())),
        ("authors", joined(entry.authors.clone())),
        ("categories", joined(categories.collect())),
        ("language", entry.language.clone()),
        ("image", entry.image.clone()),
        ("enclosures", joined(enclosures.collect())),
        ("summary", entry.summary.clone()),
        ("content", entry.content.clone()),
    ];
    out.push_str("-\n");
    draw(out, "  ", &fields);
}

fn draw(out: &mut String, indent: &str, fields: &[(&str, Option<String>)]) {
    for (name, value) in fields {
        if let Some(value) = value {
            writeln!(out, "{indent}{name}: {value}").unwrap();
        }
    }
}

#[test]
fn every_document_is_read_as_the_file_beside_it_says() {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../fixtures/feeds");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let files = files("feeds");
    assert!(files.len() > 20, "the fixtures are missing");
    for path in files {
        let document = fs::read(&path).unwrap();
        let text = match parse(&document, &reading(&zone)) {
            Ok(feed) => drawn(&feed),
            Err(error) => format!("no feed: {error}\n"),
        };
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        settings.bind(|| insta::assert_snapshot!(name, text));
    }
}

/// Whether people can be shown it.
fn is_a_line(text: &str) -> bool {
    !text.contains(char::is_control) && text.chars().count() <= 400
}

#[test]
fn what_once_broke_something_is_survived() {
    let zone = TimeZone::UTC;
    let file = PostFile {
        path: "a.md",
        name: "a.md",
    };
    let mut seen = 0;
    for path in files("crashes") {
        let document = fs::read(&path).unwrap();
        let feed = parse(&document, &reading(&zone));
        let told = feed.iter().flat_map(|feed| &feed.warnings);
        let told = told
            .chain(feed.as_ref().err().map(ToString::to_string).as_ref())
            .all(|text| is_a_line(text));
        let post = parse_post(&document, &reading(&zone), file).is_ok();
        let found = discover(&document, &[], &reading(&zone)).len();
        assert!(
            told && !(feed.is_ok() && post) && found <= 50,
            "{}",
            path.display()
        );
        seen += 1;
    }
    assert!(seen > 0, "the fixtures are missing");
}
