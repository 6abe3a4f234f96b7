//! Runs a command with a message on its standard input.

use std::process::{ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStderr, ChildStdin, Command};
use tokio::time::timeout;

use super::compose::Composed;
use crate::model::{BodyTemplate, Cause, CommandLine, Failure, Recipient, Step};

/// Most bytes of its standard error that are kept for the report.
const MAX_SAID: usize = 4 * 1024;

/// Most characters of it in a message.
const MAX_QUOTED: usize = 200;

/// Runs the command with the item as one line of JSON on its standard input, until it ends or its
/// time is up. Status 0 means that it took the message.
///
/// Its standard output is discarded. The parts of the message are in its environment too, as
/// `FEEDFOLD_TITLE`, and the key as `FEEDFOLD_IDEMPOTENCY_KEY`. When the time is up, the process
/// and all that it started are killed.
pub(super) async fn run(
    command: &CommandLine,
    recipient: &Recipient,
    composed: &Composed,
) -> Result<(), Failure> {
    let name = command.program.display().to_string();
    let failed = |cause: Cause, what: String, remedy: &str| Failure {
        step: Step::Publish,
        cause,
        what,
        remedy: remedy.to_owned(),
    };
    let mut child = started(command, recipient, composed).map_err(|error| {
        failed(
            Cause::Setup,
            format!("{name} cannot be started: {error}"),
            "correct `command` of the output: it takes a program and its arguments, without a shell",
        )
    })?;
    let group = ProcessGroup::of(&child);
    let mut said = Vec::new();
    let ended = timeout(
        recipient.timeout,
        converse(&mut child, &composed.item.json, &mut said),
    );
    let ended = ended.await;
    let said = match said
        .split(|byte| *byte == b'\n')
        .find(|line| !line.trim_ascii().is_empty())
    {
        Some(line) => format!(": {}", quoted(&String::from_utf8_lossy(line))),
        None => String::new(),
    };
    match ended {
        Ok(Ok(status)) => {
            group.leave();
            if status.success() {
                return Ok(());
            }
            Err(failed(
                Cause::Answer,
                format!("{name} ended with {}{said}", shown(status)),
                "run it by hand with an item of JSON Feed on its standard input; feedfold tries \
                 again, ever less often, for a day",
            ))
        }
        Ok(Err(error)) => Err(failed(
            Cause::Setup,
            format!("{name} could not be waited for: {error}"),
            "nothing to do: feedfold tries again, ever less often, for a day",
        )),
        Err(_) => Err(failed(
            Cause::TimedOut,
            format!(
                "{name} did not end within {:?} and was killed{said}",
                recipient.timeout
            ),
            "if it is slow but sound, raise `timeout` of the output",
        )),
    }
}

fn started(
    command: &CommandLine,
    recipient: &Recipient,
    composed: &Composed,
) -> std::io::Result<Child> {
    let mut process = Command::new(&command.program);
    process
        .args(&command.arguments)
        .current_dir(&command.folder)
        .env("FEEDFOLD_IDEMPOTENCY_KEY", &composed.key)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    for part in BodyTemplate::PARTS {
        let variable = format!("FEEDFOLD_{}", part.to_ascii_uppercase());
        process.env(variable, composed.part(recipient, part));
    }
    process.spawn()
}

/// Writes the message, reads what the process says, and waits for its end. It does not wait for
/// others that have its standard error.
async fn converse(
    child: &mut Child,
    json: &str,
    said: &mut Vec<u8>,
) -> std::io::Result<ExitStatus> {
    let (input, errors) = (child.stdin.take(), child.stderr.take());
    let talk = async {
        tokio::join!(write(input, json), read(errors, said));
        std::future::pending::<()>().await;
    };
    tokio::select! {
        // The talk first: what was said before the end is read before it.
        biased;
        () = talk => unreachable_end(),
        status = child.wait() => status,
    }
}

/// The talk never completes by itself; the end of the process ends it.
fn unreachable_end() -> std::io::Result<ExitStatus> {
    Err(std::io::ErrorKind::Other.into())
}

async fn write(input: Option<ChildStdin>, json: &str) {
    if let Some(mut input) = input {
        // A process may end without reading: its status says whether it took the message.
        let _ignored = input.write_all(format!("{json}\n").as_bytes()).await;
    }
}

/// Reads to the end, and keeps the beginning.
async fn read(errors: Option<ChildStderr>, said: &mut Vec<u8>) {
    let Some(mut errors) = errors else { return };
    let mut buffer = [0; 1024];
    while let Ok(length @ 1..) = errors.read(&mut buffer).await {
        let room = MAX_SAID.saturating_sub(said.len()).min(length);
        said.extend(buffer.iter().take(room));
    }
}

/// The processes that a command started. They are killed when this is dropped.
struct ProcessGroup(Option<Pid>);

impl ProcessGroup {
    fn of(child: &Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Self(id.and_then(Pid::from_raw))
    }

    /// The command ended by itself; what it left running may go on.
    fn leave(mut self) {
        self.0 = None;
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // The group is gone if all of them ended.
            let _ignored = kill_process_group(group, Signal::KILL);
        }
    }
}

fn shown(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("status {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => "an unknown status".to_owned(),
    }
}

/// What another program said, as part of a message: without characters that control a terminal.
fn quoted(text: &str) -> String {
    let shown: String = text
        .chars()
        .map(|char| if char.is_control() { ' ' } else { char })
        .take(MAX_QUOTED)
        .collect();
    shown.trim().to_owned()
}
