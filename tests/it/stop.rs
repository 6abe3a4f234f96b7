//! A run that gets a signal ends at once, and what it had finished stays.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};

use crate::feed_rules::atom::verify;

use super::env::{Env, rss, text};
use super::run::{feed, outcomes};
use super::server::{Act, Reply, Server};

const SIGINT: i32 = 2;
const SIGTERM: i32 = 15;

fn send(signal: i32, child: &Child) {
    let sent = Command::new("/bin/sh")
        .args(["-c", &format!("kill -{signal} {}", child.id())])
        .status();
    assert!(sent.unwrap().success());
}

/// The command, which ends at SIGINT even if this process ignores it, as one in the background of a
/// shell without job control does: children inherit that. Where `env` cannot reset signals, the
/// command is as it was.
fn interruptible(command: &Command) -> Command {
    let env = |arguments: &[&str]| {
        let mut env = Command::new("/usr/bin/env");
        env.args(arguments);
        env
    };
    let resets = env(&["--default-signal=INT", "true"])
        .stderr(Stdio::null())
        .status();
    let is_able = resets.is_ok_and(|status| status.success());
    let mut wrapped = env(if is_able {
        &["--default-signal=INT"]
    } else {
        &[]
    });
    wrapped
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(command.get_current_dir().unwrap())
        .env_clear()
        .env("PATH", "/usr/bin:/bin");
    wrapped
}

#[test]
fn a_stopped_run_ends_at_once_and_keeps_what_was_finished() {
    for signal in [SIGINT, SIGTERM] {
        let server = Server::start();
        let good = |text: &str| {
            Reply::ok(rss(&[("1", "t", text)]))
                .header("ETag", format!("\"{}\"", text.len()))
                .conditional()
        };
        server.route("/good", good("old"));
        server.route("/slow", Reply::ok(rss(&[("2", "u", &text(2))])));
        let env = Env::new(&(feed(&server, "good") + &feed(&server, "slow")));
        // Nobody who waits for the deadline ends at once.
        env.reword("\"5s\"", "\"10m\"");
        env.pass();
        let (published, before) = (env.read("public/all.atom"), env.export());

        server.route("/good", good(&text(1)));
        server.route("/slow", Reply::raw([Act::Stall]));
        let mut child = interruptible(&env.command(&["run", "--force"]))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        while env.export() == before {
            assert!(child.try_wait().unwrap().is_none(), "it ended too early");
        }
        assert_eq!(env.run(&["run", "--no-wait"]).code, 75);
        send(signal, &child);
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.signal(), Some(signal));
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "");

        env.assert_sound();
        assert_eq!(env.read("public/all.atom"), published, "old, and whole");
        server.route("/slow", Reply::ok(rss(&[("2", "u", &text(3))])));
        server.forget_requests();
        let report: serde_json::Value =
            serde_json::from_str(&env.ok(&["run", "--force", "--no-wait", "--json"])).unwrap();
        assert_eq!(outcomes(&report), ["not-modified", "read"]);
        assert_eq!(env.export().len(), 2);
        assert_eq!(verify(env.read("public/all.atom").as_bytes()), Ok(2));
        assert_ne!(env.read("public/all.atom"), published);
    }
}
