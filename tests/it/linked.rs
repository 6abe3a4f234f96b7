//! A store and outputs that symbolic links lead to, and configurations that are no files.

use std::os::unix::fs::symlink;

use super::env::{Env, numbered, text};

const SOURCE: &str = "[[sources]]\nname = \"a\"\npath = \"a.rss\"\n";

fn feed(count: u32) -> String {
    numbered((1..=count).map(|number| (number, text(number))))
}

#[test]
fn lock_log_and_restored_file_of_a_linked_store_lie_where_the_link_leads() {
    let env = Env::new(SOURCE);
    env.write("a.rss", feed(3));
    std::fs::create_dir(env.path("disk")).unwrap();
    symlink("disk/real.db", env.path("store.db")).unwrap();
    env.pass();
    env.ok(&["backup", "good.db"]);
    env.write("a.rss", feed(4));
    env.pass();
    env.ok(&["restore", "good.db"]);
    assert!(env.path("store.db").is_symlink(), "the link was replaced");
    assert_eq!(env.export().len(), 3);
    env.pass();
    let names = |folder: &str| {
        let entries = std::fs::read_dir(env.path(folder)).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.contains("store") || name.contains("real"))
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(""), ["store.db"]);
    let disk = names("disk");
    assert_eq!(disk[1..], ["real.db", "real.db.lock"]);
    assert!(disk[0].starts_with("real-set-aside-"), "{disk:?}");
}

#[test]
fn a_link_in_the_place_of_an_output_stays_and_no_folder_is_made_behind_it() {
    let env = Env::new(SOURCE);
    env.write("a.rss", feed(3));
    std::fs::create_dir(env.path("public")).unwrap();
    symlink("../web/all.atom", env.path("public/all.atom")).unwrap();
    let ended = env.run(&["run", "--force"]);
    assert_eq!(ended.code, 1, "{}", ended.err);
    assert!(ended.err.contains("output all: cannot"), "{}", ended.err);
    assert!(!env.path("web").exists());
    // The disk is mounted.
    std::fs::create_dir(env.path("web")).unwrap();
    env.pass();
    assert!(env.path("public/all.atom").is_symlink());
    assert_eq!(env.read("web/all.atom").matches("<entry>").count(), 3);
}

#[test]
fn a_configuration_without_end_is_refused_before_it_fills_the_memory() {
    let env = Env::new("");
    let ended = env.run(&["--config", "/dev/zero", "check"]);
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(
        ended.err.contains("/dev/zero has more than"),
        "{}",
        ended.err
    );
}
