//! Lists and reads local files.
#![expect(clippy::unwrap_used, reason = "test code")]

use std::fs;
use std::path::Path;

use feedfold::fetch::files::{FileKind, Listing, list, read};
use feedfold::model::{Failure, FilePattern};
use tempfile::TempDir;

fn folder(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file).unwrap();
    }
    folder
}

fn listed(folder: &Path, pattern: &str) -> Result<Listing, Failure> {
    list(&FilePattern::parse(folder, pattern).unwrap())
}

fn guids(listing: &Listing) -> Vec<&str> {
    listing.files.iter().map(|file| &*file.guid).collect()
}

#[test]
fn files_are_listed_in_order_with_their_path_below_the_fixed_part() {
    let folder = folder(&[
        "p/b.md",
        "p/a.md",
        "p/2026/a.md",
        "p/x.RSS",
        "p/deep/er/c.json",
    ]);
    for pattern in [
        "p/**/*",
        "./p/**/*",
        &format!("{}/p/**/*", folder.path().display()),
    ] {
        let listing = listed(folder.path(), pattern).unwrap();
        let expected = ["2026/a.md", "a.md", "b.md", "deep/er/c.json", "x.RSS"];
        assert_eq!(guids(&listing), expected, "{pattern}");
        assert_eq!(listing.refused, []);
        let names: Vec<&str> = listing.files.iter().map(|file| &*file.name).collect();
        assert_eq!(names, ["a.md", "a.md", "b.md", "c.json", "x.RSS"]);
        let feeds = listing
            .files
            .iter()
            .filter(|file| file.kind == FileKind::Feed);
        assert_eq!(feeds.count(), 2);
    }
}

#[test]
fn a_pattern_without_wildcards_is_one_file() {
    let folder = folder(&["p/b.md"]);
    assert_eq!(guids(&listed(folder.path(), "p/b.md").unwrap()), ["b.md"]);
}

#[test]
fn a_bracket_in_the_name_of_the_configurations_folder_is_no_pattern() {
    let folder = folder(&["odd [1]/p/b.md"]);
    let listing = listed(&folder.path().join("odd [1]"), "p/*.md").unwrap();
    assert_eq!(guids(&listing), ["b.md"]);
}

#[test]
fn what_matches_nothing_is_an_error_that_says_what_to_do() {
    let folder = folder(&["p/b.md"]);
    for (pattern, what, remedy) in [
        ("q/*.md", "there is no folder", "correct `path`"),
        ("p/*.rss", "no file matches", "correct `path`"),
        ("p/c.md", "no file matches", "correct `path`"),
        ("p", "no file matches", "only folders match"),
    ] {
        let failure = listed(folder.path(), pattern).unwrap_err();
        assert!(failure.what.contains(what), "{failure:?}");
        assert!(failure.remedy.contains(remedy), "{failure:?}");
    }
}

#[test]
fn a_file_of_unknown_kind_is_refused_and_the_others_are_listed() {
    let folder = folder(&["p/a.md", "p/b.docx", "p/c", "p/d.rdf"]);
    let listing = listed(folder.path(), "p/*").unwrap();
    assert_eq!(guids(&listing), ["a.md"]);
    assert_eq!(listing.refused.len(), 3);
    for failure in &listing.refused {
        assert!(failure.what.contains("no known extension"), "{failure:?}");
        assert!(failure.remedy.contains(".md") && failure.remedy.contains(".json"));
    }
}

#[cfg(unix)]
#[test]
fn a_file_whose_name_is_not_utf_8_is_refused_and_the_others_are_listed() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&["p/a.md"]);
    fs::write(
        folder.path().join("p").join(OsStr::from_bytes(b"\xff.md")),
        "x",
    )
    .unwrap();
    let listing = listed(folder.path(), "p/*").unwrap();
    assert_eq!(guids(&listing), ["a.md"]);
    assert!(
        listing
            .refused
            .iter()
            .all(|failure| failure.what.contains("UTF-8"))
    );
    assert_eq!(listing.refused.len(), 1);
}

#[test]
fn a_file_is_read_up_to_the_bound() {
    let folder = folder(&["p/abc.md"]);
    let listing = listed(folder.path(), "p/*").unwrap();
    let file = listing.files.first().unwrap();
    assert_eq!(read(file, 8).unwrap(), b"p/abc.md");
    let failure = read(file, 7).unwrap_err().failure(file);
    assert!(failure.what.contains("larger than 7 bytes"), "{failure:?}");
    assert!(failure.remedy.contains("max_body"));
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_with_its_path() {
    let folder = folder(&["p/a.md", "p/b.md"]);
    let listing = listed(folder.path(), "p/*").unwrap();
    fs::remove_file(folder.path().join("p/a.md")).unwrap();
    let file = listing.files.first().unwrap();
    let failure = read(file, 100).unwrap_err().failure(file);
    assert!(failure.what.contains("a.md cannot be read"), "{failure:?}");
    assert!(read(listing.files.last().unwrap(), 100).is_ok());
}
