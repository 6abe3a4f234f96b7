//! Writing a changed configuration: whole, with its mode, and through links.
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use feedfold::config::Config;
use feedfold::config::edit::{NewSource, append_source, write};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

#[test]
fn a_source_arrives_behind_a_link_and_the_mode_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (
        folder.path().join("own.toml"),
        folder.path().join("feeds.toml"),
    );
    let text = "[site]\ntitle = \"T\"\nurl = \"https://example.org/\"\nauthor = \"A\"\n";
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
    symlink("own.toml", &link).unwrap();

    let source = NewSource {
        name: None,
        url: "https://b.org/feed".to_owned(),
        title: None,
    };
    let appended = append_source(text, &source).unwrap();
    write(&link, &appended.text).unwrap();

    let config = Config::load(&link, &|_| None).unwrap();
    assert_eq!(config.sources[0].name, appended.name);
    assert!(link.is_symlink());
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert_eq!(names(folder.path()), ["feeds.toml", "own.toml"]);
}

#[test]
fn a_file_that_cannot_be_written_is_left_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let missing = write(&folder.path().join("feeds.toml"), "")
        .unwrap_err()
        .to_string();
    assert!(
        missing.contains("feeds.toml") && missing.contains("--config"),
        "{missing}"
    );
    let no_file = write(folder.path(), "").unwrap_err().to_string();
    assert!(no_file.contains("name a file with --config"), "{no_file}");
    assert_eq!(names(folder.path()), Vec::<String>::new());
}
