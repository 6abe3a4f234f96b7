//! Measures wall time, CPU time and peak memory of one process.
//!
//! The operating system reports to a parent the greatest memory of *all* its children. So each
//! measured command gets a parent of its own: this program, started again with [`ARGUMENT`].

use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context as _, bail, ensure};
use nix::sys::resource::{UsageWho, getrusage};

/// Starts this program as the parent of one command.
pub(crate) const ARGUMENT: &str = "--measure";

/// What a process took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Milliseconds from start to end.
    pub(crate) wall: f64,
    /// Milliseconds of all cores, in the program and in the system.
    pub(crate) cpu: f64,
    /// Greatest memory, in MB.
    pub(crate) peak: f64,
    /// When it was started, since the epoch.
    pub(crate) started: Duration,
}

impl Cost {
    pub(crate) fn print(self, name: &str) {
        println!(
            "{name}: {:.0} ms, {:.0} ms of CPU, {:.0} MB",
            self.wall, self.cpu, self.peak
        );
    }
}

/// Runs a command and says what it took.
pub(crate) fn measure(command: &[&str]) -> anyhow::Result<Cost> {
    let output = Command::new(std::env::current_exe()?)
        .arg(ARGUMENT)
        .args(command)
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().last().unwrap_or_default();
    let figures: Vec<f64> = line
        .split(' ')
        .filter_map(|figure| figure.parse().ok())
        .collect();
    let [wall, cpu, peak, started] = figures.as_slice() else {
        bail!("`{}` failed: {text}", command.join(" "));
    };
    Ok(Cost {
        wall: *wall,
        cpu: *cpu,
        peak: *peak,
        started: Duration::from_secs_f64(*started),
    })
}

/// The parent of one command: runs it and prints what it took.
pub(crate) fn parent(command: &[String]) -> anyhow::Result<()> {
    let (program, arguments) = command.split_first().context("no command")?;
    let (since_epoch, started) = (SystemTime::UNIX_EPOCH.elapsed()?, Instant::now());
    let status = Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .status()?;
    let wall = started.elapsed();
    ensure!(status.success(), "{status}");
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let milliseconds = |time: nix::sys::time::TimeVal| {
        time.tv_sec() as f64 * 1000.0 + time.tv_usec() as f64 / 1000.0
    };
    let cpu = milliseconds(usage.user_time()) + milliseconds(usage.system_time());
    println!(
        "{:.1} {:.1} {:.1} {:.6}",
        wall.as_secs_f64() * 1000.0,
        cpu,
        usage.max_rss() as f64 / 1024.0,
        since_epoch.as_secs_f64(),
    );
    Ok(())
}
