//! A wall clock that a test sets ahead for a real process: a small library that the process loads
//! before all others gives it the time of the system, and so many seconds more.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what cannot be set up is a failed test"
)]

use std::path::PathBuf;
use std::process::Command;

use super::env::Env;

/// The library: `clock_gettime` adds the number in the file that `AHEAD` names.
const LIBRARY: &str = r#"
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t clock, struct timespec *time) {
    long result = syscall(SYS_clock_gettime, clock, time);
    const char *path = getenv("AHEAD");
    if (result != 0 || clock != CLOCK_REALTIME || path == 0) return (int)result;
    char text[32] = {0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    if (read(file, text, sizeof text - 1) > 0) time->tv_sec += atol(text);
    close(file);
    return 0;
}
"#;

/// The clock of the processes to which it applies.
pub(crate) struct Ahead {
    library: PathBuf,
    file: PathBuf,
}

impl Ahead {
    /// A clock that shows the time of the system. Its files are in the folder of `env`.
    pub(crate) fn new(env: &Env) -> Self {
        env.write("ahead.c", LIBRARY);
        let clock = Self {
            library: env.path("ahead.so"),
            file: env.path("ahead"),
        };
        clock.set(0);
        // A build of feedfold needs a C compiler, too.
        let mut compiler = Command::new("cc");
        let built = compiler
            .args(["-shared", "-fPIC", "-o"])
            .args([&clock.library, &env.path("ahead.c")])
            .status();
        assert!(built.unwrap().success());
        clock
    }

    /// Gives a process this clock.
    pub(crate) fn applies_to(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", &self.library)
            .env("AHEAD", &self.file);
    }

    /// Sets the clock so many seconds before that of the system.
    pub(crate) fn set(&self, seconds: i64) {
        let new = self.file.with_extension("new");
        std::fs::write(&new, seconds.to_string()).unwrap();
        std::fs::rename(new, &self.file).unwrap();
    }
}
