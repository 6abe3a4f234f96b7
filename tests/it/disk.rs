//! A disk that fills in the middle of a pass: the store stays consistent, the outputs stay the old
//! ones, and the next pass with free space completes.
//!
//! The disk is a small file system in memory if this user may mount one. Otherwise, and always in
//! one of the tests, a limit on file sizes replaces it: writing fails in the middle in the same
//! way.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test"
)]

use std::process::Command;

use crate::feed_rules::atom::verify;
use rusqlite::Connection;

use super::ahead::Ahead;
use super::env::{Env, numbered};

/// A disk of 16 MB that has no room for the files SQLite begins with, then none for the end of a
/// pass, then enough. `$0` is the binary.
const ON_A_SMALL_DISK: &str = r#"
mount -t tmpfs -o size=16m none room || exit 99
cp small.rss feed.rss && "$0" run || exit 98
cp -r room before
cp large.rss feed.rss
dd if=/dev/zero of=room/filler bs=4k 2>/dev/null
"$0" run 2>first.err; echo $? >first.code
truncate -s -300k room/filler
"$0" run 2>full.err; echo $? >full.code
rm room/filler && cp -r room during
"$0" run 2>next.err; echo $? >next.code
cp -r room after
"#;

/// The same with files of 256 KiB at most, or twice that, by the unit of the shell.
const UNDER_A_LIMIT: &str = r#"
cp small.rss feed.rss && "$0" run || exit 98
cp -r room before
cp large.rss feed.rss
(trap '' XFSZ; ulimit -f 512; exec "$0" run) 2>full.err; echo $? >full.code
cp -r room during
"$0" run 2>next.err; echo $? >next.code
cp -r room after
"#;

/// A command that writes much to a store of the large feed, with files of 128 or 64 KiB at most.
const OTHER_COMMANDS: &str = r#"
cp large.rss feed.rss && "$0" run || exit 98
cp -r room before
(trap '' XFSZ; ulimit -f 128; exec "$0" COMMAND) 2>full.err; echo $? >full.code
cp -r room during
"$0" COMMAND 2>next.err; echo $? >next.code
cp -r room after
"#;

/// `watch` on the small disk: it fills, then there is room again, and a minute later, by the clock
/// of the process, the next pass begins.
const WATCH_ON_A_SMALL_DISK: &str = r#"
mount -t tmpfs -o size=16m none room || exit 99
cp small.rss feed.rss && "$0" run || exit 98
cp -r room before
cp large.rss feed.rss
dd if=/dev/zero of=room/filler bs=4k 2>/dev/null
truncate -s -300k room/filler
WATCH
rm room/filler
GO ON
cp -r room after
"#;

/// The same with a limit on the size of files, which another process lifts.
const WATCH_UNDER_A_LIMIT: &str = r#"
cp small.rss feed.rss && "$0" run || exit 98
cp -r room before
cp large.rss feed.rss
WATCH
prlimit --pid $watch --fsize=unlimited || exit 96
GO ON
cp -r room after
"#;

/// `watch` begins when the file is due again, and says what is wrong; polled, because it goes on.
const WATCH: &str = r#"
echo 61 >ahead
(LIMIT export AHEAD="$PWD/ahead" LD_PRELOAD="$PWD/ahead.so"; exec "$0" watch) >watch.out 2>full.err &
watch=$!
trap 'kill -KILL $watch' EXIT
until grep -q "watch tries again in a minute" full.err; do kill -0 $watch || exit 97; done
# It reads the due times meanwhile, for which SQLite makes files and removes them.
until cp -r room during 2>/dev/null; do rm -r during; done
"#;

/// A minute later it publishes what it could not store before.
const GO_ON: &str = r#"
echo 122 >ahead
until grep -q " 97 new" watch.out; do kill -0 $watch || exit 97; done
kill -TERM $watch
trap - EXIT
wait $watch; echo $? >watch.code
"#;

/// A refold on a disk without room for the copy, then with room for the copy alone, then with
/// enough. The disk fills while the refold stands still; one that was too fast for that begins
/// anew.
const REFOLD_ON_A_SMALL_DISK: &str = r#"
mount -t tmpfs -o size=64m none room || exit 99
cp large.rss feed.rss && "$0" run || exit 98
size=$(stat -c %s room/store.db)
leave() { rm -f room/filler; free=$(df --output=avail -B1 room | tail -n 1); head -c $((free - $1)) /dev/zero >room/filler; }
leave $((size * 3 / 2))
"$0" refold 2>first.err; echo $? >first.code
ls room >first.ls
while :; do
    leave $((size * 3))
    "$0" refold 2>full.err & refold=$!
    until [ -e room/store.db-refold ] || ! kill -0 $refold; do :; done
    kill -STOP $refold && leave $((size / 2))
    kill -CONT $refold
    wait $refold; code=$?
    [ $code = 0 ] || break
done
echo $code >full.code
rm room/filler
"$0" refold >next.out || exit 97
"#;

/// Entries of the large feed; all of them are more than either room.
const MANY: u32 = 100;

/// A feed of long texts that have nothing in common.
fn feed(entries: u32) -> String {
    let body = |number: u32| {
        let mut word = number.wrapping_mul(2_654_435_761).wrapping_add(1);
        let characters = (0..4000).map(|_| {
            word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from_u32(0x4E00 + (word >> 16) % 0x5000).unwrap()
        });
        characters.collect::<String>()
    };
    numbered((0..entries).map(|number| (number, body(number))))
}

/// An installation whose store and output lie in `room`.
fn installed() -> Env {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"feed.rss\"\n");
    let config = env.read("feeds.toml");
    let config = config
        .replace("store.db", "room/store.db")
        .replace("public/all.atom", "room/all.atom");
    env.write("feeds.toml", config);
    env.write("small.rss", feed(3));
    env.write("large.rss", feed(MANY));
    std::fs::create_dir(env.path("room")).unwrap();
    env
}

/// Runs a script in the folder of the installation; gives how it ended.
fn run(env: &Env, program: &str, arguments: &[&str], script: &str) -> Option<i32> {
    Command::new(program)
        .args(arguments)
        .args(["-c", script, env!("CARGO_BIN_EXE_feedfold")])
        .current_dir(env.path(""))
        .status()
        .ok()
        .and_then(|status| status.code())
}

fn entries(env: &Env, name: &str) -> u32 {
    let store = Connection::open(env.path(name)).unwrap();
    let check: String = store
        .pragma_query_value(None, "integrity_check", |row| row.get(0))
        .unwrap();
    assert_eq!(check, "ok", "{name}");
    store
        .query_row("SELECT count(*) FROM entries", [], |row| row.get(0))
        .unwrap()
}

/// What has to hold, wherever the room ran out; `said` is told to the person.
fn assert_nothing_was_lost(env: &Env, said: &str) {
    let err = env.read("full.err");
    assert_eq!(env.read("full.code").trim(), "1", "{err}");
    assert_eq!(
        env.read("next.code").trim(),
        "0",
        "{}",
        env.read("next.err")
    );
    assert_stored_whole(env, said);
}

/// What was stored before is intact, nothing is stored in part, and later everything is.
fn assert_stored_whole(env: &Env, said: &str) {
    let err = env.read("full.err");
    assert!(err.contains(said), "{err}");
    assert_eq!(entries(env, "before/store.db"), 3);
    assert_eq!(entries(env, "during/store.db"), 3, "half a feed was stored");
    assert_eq!(env.read("during/all.atom"), env.read("before/all.atom"));
    let beside = std::fs::read_dir(env.path("during")).unwrap();
    let names: Vec<_> = beside
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(names.is_empty(), "{names:?}");
    assert_eq!(entries(env, "after/store.db"), MANY);
    verify(env.read("after/all.atom").as_bytes()).unwrap();
    assert!(env.read("after/all.atom").len() > env.read("before/all.atom").len());
}

fn limited() {
    let env = installed();
    assert_eq!(run(&env, "sh", &[], UNDER_A_LIMIT), Some(0));
    assert_nothing_was_lost(&env, "check the disk and the space left on it");
}

#[test]
fn a_disk_that_is_full_ends_the_pass_and_the_next_one_with_room_completes() {
    const SAID: &str = "is full: everything stored before is intact; free some space";
    let env = installed();
    let ended = run(&env, "unshare", &["-Urm", "sh"], ON_A_SMALL_DISK);
    if ended == Some(0) {
        assert_eq!(env.read("first.code").trim(), "1");
        assert!(
            env.read("first.err").contains(SAID),
            "{}",
            env.read("first.err")
        );
        assert_nothing_was_lost(&env, SAID);
    } else {
        // No name space of its own, or no right to mount in it.
        assert_ne!(ended, Some(98), "the first pass failed");
        limited();
    }
}

/// `watch` on a disk that fills says what happened, goes on, and publishes when there is room.
#[test]
fn watch_goes_on_when_the_disk_is_full_and_publishes_when_it_has_room() {
    let env = installed();
    let _clock = Ahead::new(&env);
    let whole = |script: &str, limit: &str| {
        let watch = WATCH.replace("LIMIT", limit);
        script.replace("WATCH\n", &watch).replace("GO ON\n", GO_ON)
    };
    let script = whole(WATCH_ON_A_SMALL_DISK, "");
    let ended = run(&env, "unshare", &["-Urm", "sh"], &script);
    if ended == Some(0) {
        assert_eq!(env.read("watch.code").trim(), "0");
        assert_stored_whole(
            &env,
            "is full: everything stored before is intact; free some space",
        );
    }
    // No name space of its own, or no right to mount in it.
    assert!(matches!(ended, Some(0 | 1 | 99)), "{ended:?}");

    let env = installed();
    let _clock = Ahead::new(&env);
    let script = whole(WATCH_UNDER_A_LIMIT, "trap '' XFSZ; ulimit -S -f 512;");
    assert_eq!(run(&env, "sh", &[], &script), Some(0));
    assert_eq!(env.read("watch.code").trim(), "0");
    assert_stored_whole(&env, "check the disk and the space left on it");
}

#[test]
fn a_write_that_fails_in_the_middle_ends_the_pass_and_the_next_one_completes() {
    limited();
}

/// Both work in batches: what is done stays, and the next time does the rest.
#[test]
fn prune_and_refold_on_a_full_disk_lose_nothing_and_complete_with_room() {
    for command in ["prune --max-size 1B", "refold"] {
        let env = installed();
        let script = OTHER_COMMANDS.replace("COMMAND", command);
        assert_eq!(run(&env, "sh", &[], &script), Some(0));
        let err = env.read("full.err");
        assert_eq!(env.read("full.code").trim(), "1", "{command}: {err}");
        assert!(err.contains("the disk"), "{command}: {err}");
        for folder in ["before", "during", "after"] {
            assert_eq!(entries(&env, &format!("{folder}/store.db")), MANY);
        }
        assert_eq!(env.read("during/all.atom"), env.read("before/all.atom"));
        let next = env.read("next.err");
        assert_eq!(env.read("next.code").trim(), "0", "{command}: {next}");
        assert!(!env.path("after/store.db-refold-part").exists());
    }
}

/// A refold lost its work when the disk filled in its last step, which is a second copy.
#[test]
fn a_refold_without_room_for_its_end_says_so_before_and_goes_on_there_later() {
    let env = installed();
    let ended = run(&env, "unshare", &["-Urm", "sh"], REFOLD_ON_A_SMALL_DISK);
    if ended != Some(0) {
        // No name space of its own, or no right to mount in it.
        assert!(matches!(ended, Some(1 | 99)), "{ended:?}");
        return;
    }
    for name in ["first", "full"] {
        let err = env.read(&format!("{name}.err"));
        assert_eq!(env.read(&format!("{name}.code")).trim(), "1", "{err}");
        let told = err.contains(" MiB are free: free some space there and start it again");
        assert!(told, "{name}: {err}");
    }
    assert!(!env.read("first.ls").contains("refold"));
    let next = env.read("next.out");
    let resumed = format!("{MANY} of them were decided before it was interrupted");
    assert!(next.contains(&resumed), "{next}");
}
