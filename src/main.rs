//! The binary: hands the command line to [`feedfold::cli`] and its exit code to the system.

use std::process::ExitCode;

fn main() -> ExitCode {
    feedfold::cli::main(std::env::args_os())
}
