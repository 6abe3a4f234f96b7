//! An output file is either the old or the new one, whole; it stays untouched if nothing changed.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use feedfold::model::Step;
use feedfold::model::{OutputFormat, StoryFormat};
use feedfold::publish::{FileChange, WriteError};

use crate::publish_stories::{rendered, stories};

fn write(path: &Path, bytes: &[u8]) -> Result<FileChange, WriteError> {
    let format = OutputFormat::Stories(StoryFormat::Atom);
    feedfold::publish::write(path, format, bytes)
}

fn feed(stories_in_it: usize) -> Vec<u8> {
    rendered(stories().get(..stories_in_it).unwrap_or_default())
        .unwrap_or_default()
        .into_bytes()
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_new_file_gets_its_folders_and_is_readable_by_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/feed.atom");
    assert_eq!(write(&path, &feed(1)).unwrap(), FileChange::Replaced);
    assert_eq!(fs::read(&path).unwrap(), feed(1));
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o7777,
        0o644
    );
    assert_eq!(names_in(path.parent().unwrap()), ["feed.atom"]);
}

#[test]
fn equal_bytes_leave_bytes_time_and_inode_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feed.atom");
    write(&path, &feed(1)).unwrap();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    File::options()
        .write(true)
        .open(&path)
        .and_then(|file| file.set_modified(long_ago))
        .unwrap();
    assert_eq!(write(&path, &feed(1)).unwrap(), FileChange::Unchanged);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), long_ago);
    assert_eq!(write(&path, &feed(2)).unwrap(), FileChange::Replaced);
    assert_ne!(fs::metadata(&path).unwrap().modified().unwrap(), long_ago);
    assert_eq!(fs::read(&path).unwrap(), feed(2));
}

#[test]
fn the_mode_of_an_old_file_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feed.atom");
    write(&path, &feed(1)).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    write(&path, &feed(2)).unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o7777,
        0o640
    );
}

#[test]
fn a_symbolic_link_stays_and_the_file_behind_it_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("real/feed.atom");
    write(&target, &feed(1)).unwrap();
    let link = folder.path().join("feed.atom");
    symlink(&target, &link).unwrap();
    write(&link, &feed(2)).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&target).unwrap(), feed(2));
}

#[test]
fn bytes_that_do_not_read_back_never_replace_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feed.atom");
    write(&path, &feed(1)).unwrap();
    let error = write(&path, b"<feed>cut").unwrap_err();
    assert!(matches!(error, WriteError::Invalid { .. }), "{error}");
    assert_eq!(fs::read(&path).unwrap(), feed(1));
    assert_eq!(names_in(folder.path()), ["feed.atom"]);
}

/// What a kill between creating and renaming leaves behind.
#[test]
fn leftovers_of_this_output_go_at_the_next_write_and_nothing_else_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feed.atom");
    let held = folder.path().join(".feedfold-feed.atom-Held01.tmp");
    let others = [
        ".feedfold-feed.atom-ab.tmp",
        ".feedfold-feed.atom-abcdef.tmp.bak",
        ".feedfold-feed.atom-abc-ef.tmp",
        ".feedfold-feed.atom-old-aZ09bc.tmp",
        ".feedfold-other.atom-aZ09bc.tmp",
        "feed.atom-aZ09bc.tmp",
    ];
    fs::write(folder.path().join(".feedfold-feed.atom-aZ09bc.tmp"), "half").unwrap();
    fs::create_dir(folder.path().join(".feedfold-feed.atom-folder.tmp")).unwrap();
    for name in others {
        fs::write(folder.path().join(name), "mine").unwrap();
    }
    let writing = File::create(&held).unwrap();
    writing.lock().unwrap();
    assert_eq!(write(&path, &feed(1)).unwrap(), FileChange::Replaced);
    let mut expected = vec![
        ".feedfold-feed.atom-Held01.tmp",
        ".feedfold-feed.atom-folder.tmp",
        "feed.atom",
    ];
    expected.extend(others);
    expected.sort_unstable();
    assert_eq!(names_in(folder.path()), expected);
    drop(writing);
    write(&path, &feed(2)).unwrap();
    assert!(!held.exists());
}

#[test]
fn a_name_as_long_as_names_may_be_can_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{}.atom", "x".repeat(250)));
    assert_eq!(write(&path, &feed(1)).unwrap(), FileChange::Replaced);
    assert_eq!(names_in(folder.path()).len(), 1);
}

#[test]
fn a_folder_where_the_file_should_be_is_an_error_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feed.atom");
    fs::create_dir(&path).unwrap();
    let failure = write(&path, &feed(1)).unwrap_err().failure();
    assert!(failure.remedy.contains("must name a file"), "{failure:?}");
    let below = folder.path().join("file/feed.atom");
    fs::write(folder.path().join("file"), "x").unwrap();
    let failure = write(&below, &feed(1)).unwrap_err().failure();
    assert!(failure.remedy.contains("must name a file"), "{failure:?}");
}

/// Root may write anywhere, so as root the test runs itself again as nobody.
#[test]
fn a_read_only_folder_is_an_error_with_a_remedy_and_the_old_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("public/feed.atom");
    write(&path, &feed(1)).unwrap();
    let public = path.parent().unwrap();
    fs::set_permissions(public, Permissions::from_mode(0o555)).unwrap();
    if File::create(public.join("probe")).is_ok() {
        let binary = folder.path().join("it");
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        fs::copy(std::env::current_exe().unwrap(), &binary).unwrap();
        let mut again = Command::new(&binary);
        let name =
            "publish_write::a_read_only_folder_is_an_error_with_a_remedy_and_the_old_file_stays";
        again
            .args(["--exact", name])
            .uid(65_534)
            .gid(65_534)
            .current_dir("/");
        assert_runs_itself(again);
        return;
    }
    let error = write(&path, &feed(2)).unwrap_err();
    let failure = error.failure();
    assert_eq!(failure.step, Step::Publish);
    assert!(
        failure.what.contains("cannot create a file in"),
        "{failure:?}"
    );
    assert!(
        failure
            .remedy
            .contains("let the user who runs feedfold write"),
        "{failure:?}"
    );
    assert_eq!(fs::read(&path).unwrap(), feed(1));
    assert_eq!(names_in(public), ["feed.atom"]);
    assert_eq!(write(&path, &feed(1)).unwrap(), FileChange::Unchanged);
    fs::set_permissions(public, Permissions::from_mode(0o755)).unwrap();
}

/// A limit on the size of files stands for a full disk: writing fails in the middle in the same
/// way. The test runs itself again under it.
#[test]
fn a_disk_that_fills_is_an_error_with_a_remedy_and_the_old_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feed.atom");
    write(&path, &feed(1)).unwrap();
    let large = vec![b'x'; 200_000];
    if fs::write(folder.path().join("probe"), &large).is_ok() {
        let mut again = Command::new("sh");
        let name =
            "publish_write::a_disk_that_fills_is_an_error_with_a_remedy_and_the_old_file_stays";
        again.args([
            "-c",
            "trap '' XFSZ; ulimit -f 100; exec \"$0\" --exact \"$1\"",
        ]);
        again.arg(std::env::current_exe().unwrap()).arg(name);
        assert_runs_itself(again);
        return;
    }
    fs::remove_file(folder.path().join("probe")).unwrap();
    let failure = write(&path, &large).unwrap_err().failure();
    assert!(
        failure.what.contains("cannot write a file in"),
        "{failure:?}"
    );
    assert!(failure.remedy.contains("free some space"), "{failure:?}");
    assert_eq!(fs::read(&path).unwrap(), feed(1));
    assert_eq!(names_in(folder.path()), ["feed.atom"]);
}

fn assert_runs_itself(mut again: Command) {
    let output = again.output();
    let said = output.as_ref().map(|output| {
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        stdout + &String::from_utf8_lossy(&output.stderr)
    });
    let said = said.unwrap_or_else(ToString::to_string);
    assert!(output.is_ok_and(|output| output.status.success()), "{said}");
    assert!(said.contains("1 passed"), "{said}");
}
