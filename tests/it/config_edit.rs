//! Edits replace the whole configuration file, keep its mode and follow links.
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
        url: "https://b.org/feed".to_owned(),
        ..NewSource::default()
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

#[test]
fn a_link_to_another_folder_is_followed_and_one_that_leads_nowhere_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let (home, etc) = (folder.path().join("home"), folder.path().join("etc"));
    fs::create_dir(&home).unwrap();
    fs::create_dir(&etc).unwrap();
    fs::write(etc.join("own.toml"), "old").unwrap();
    symlink("../etc/own.toml", home.join("feeds.toml")).unwrap();
    symlink("feeds.toml", home.join("again.toml")).unwrap();
    symlink("nowhere.toml", home.join("broken.toml")).unwrap();

    write(&home.join("again.toml"), "new").unwrap();
    assert_eq!(fs::read_to_string(etc.join("own.toml")).unwrap(), "new");
    let error = write(&home.join("broken.toml"), "new").unwrap_err();
    assert!(
        error.to_string().contains("cannot find the configuration"),
        "{error}"
    );
    assert_eq!(names(&home), ["again.toml", "broken.toml", "feeds.toml"]);
    assert_eq!(names(&etc), ["own.toml"]);
}

#[test]
fn a_mode_of_any_kind_stays() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feeds.toml");
    for mode in [0o600, 0o644, 0o664, 0o660] {
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        write(&file, "new").unwrap();
        let kept = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(kept, mode, "{mode:o}");
    }
}

#[test]
fn a_protected_file_or_folder_is_left_alone_unless_it_is_roots_to_write() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feeds.toml");
    for (folder_mode, file_mode) in [(0o755, 0o444), (0o555, 0o644)] {
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(file_mode)).unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(folder_mode)).unwrap();
        // Nothing is protected from root, as whom containers run their tests.
        let is_root = fs::File::options().write(true).open(&file).is_ok()
            && fs::write(folder.path().join("probe"), "").is_ok();
        let written = write(&file, "new");
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        let text = fs::read_to_string(&file).unwrap();
        if is_root {
            fs::remove_file(folder.path().join("probe")).unwrap();
            assert_eq!((written.is_ok(), &*text), (true, "new"));
        } else {
            let error = written.unwrap_err().to_string();
            assert!(
                error.contains("let this user write the file and its folder"),
                "{error}"
            );
            assert_eq!(text, "old");
        }
        assert_eq!(names(folder.path()), ["feeds.toml"]);
    }
}
