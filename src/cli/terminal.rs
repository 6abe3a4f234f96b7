//! Writes to the terminal. Text of feeds cannot control it, and colours appear only on a terminal.

use std::cell::RefCell;
use std::io::{self, IsTerminal, Stderr, Stdout, Write};

use console::{Style, Term};
use jiff::tz::TimeZone;

use super::display::local_time;
use super::log::LogFormat;
use crate::clock::{Clock, SystemClock};
use crate::config::{self, Canvas, Problem};
use crate::text;

/// The standard output and standard error of a command.
pub(super) struct Terminal {
    /// Whether standard output is a terminal, so that a person reads it.
    pub(super) out_is_person: bool,
    /// Whether standard error is a terminal, so that a person reads it.
    pub(super) err_is_person: bool,
    log: LogFormat,
    /// Where messages get the time, and in which zone; empty if they have none. A log has its own.
    times: RefCell<Option<(SystemClock, TimeZone)>>,
    out: Stdout,
    err: Stderr,
    screen: Term,
}

impl Terminal {
    /// The terminal of this process. Errors and warnings go to its log, if it has one.
    pub(super) fn of_process(log: LogFormat) -> Self {
        Self {
            log,
            times: RefCell::default(),
            out_is_person: io::stdout().is_terminal(),
            err_is_person: io::stderr().is_terminal(),
            out: io::stdout(),
            err: io::stderr(),
            screen: Term::stdout(),
        }
    }

    /// From now on, errors, warnings and notes begin with the time in this zone.
    pub(super) fn tell_times(&self, clock: SystemClock, zone: &TimeZone) {
        self.times.replace(Some((clock, zone.clone())));
    }

    /// The text with the time before it, if messages have it.
    pub(super) fn with_time(&self, text: &str) -> String {
        match &*self.times.borrow() {
            Some((clock, zone)) => format!("{} {text}", local_time(clock.now(), zone)),
            None => text.to_owned(),
        }
    }

    /// Writes a line to standard output. The caller must have applied [`safe`].
    pub(super) fn line(&self, line: &str) -> io::Result<()> {
        writeln!(self.out.lock(), "{line}")
    }

    /// Applies [`safe`] to a line and writes it to standard output.
    pub(super) fn safe_line(&self, line: &str) -> io::Result<()> {
        self.line(&safe(line))
    }

    /// Writes bytes to standard output as they are.
    pub(super) fn bytes(&self, bytes: &[u8]) -> io::Result<()> {
        self.out.lock().write_all(bytes)
    }

    /// Writes one JSON document to standard output.
    pub(super) fn json(&self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        let mut out = self.out.lock();
        serde_json::to_writer(&mut out, value).map_err(io::Error::from)?;
        writeln!(out)?;
        Ok(())
    }

    /// Prints a line about work that goes on, such as a pass of `watch`: to standard output, or to
    /// the log.
    pub(super) fn status(&self, message: &str) -> io::Result<()> {
        if self.log == LogFormat::Text {
            return self.safe_line(message);
        }
        tracing::info!("{}", safe(message));
        Ok(())
    }

    /// Prints an error.
    pub(super) fn error(&self, message: &str) {
        if self.log != LogFormat::Text {
            tracing::error!("{}", safe_lines(message));
            return;
        }
        let mark = Style::new().for_stderr().red().bold().apply_to("error:");
        self.to_stderr(&self.with_time(&format!("{mark} {}", safe_lines(message))));
    }

    /// Prints a warning.
    pub(super) fn warning(&self, message: &str) {
        if self.log != LogFormat::Text {
            tracing::warn!("{}", safe_lines(message));
            return;
        }
        let mark = Style::new()
            .for_stderr()
            .yellow()
            .bold()
            .apply_to("warning:");
        self.to_stderr(&self.with_time(&format!("{mark} {}", safe_lines(message))));
    }

    /// Prints to standard error what a person may want to know and need not do anything about.
    pub(super) fn note(&self, message: &str) {
        if self.log != LogFormat::Text {
            tracing::info!("{}", safe_lines(message));
            return;
        }
        self.to_stderr(&self.with_time(&safe_lines(message)));
    }

    /// Prints the errors of the configuration, with the lines of the file.
    pub(super) fn configuration_error(&self, error: &config::Error) {
        match error {
            config::Error::Invalid(problems) => {
                if self.log == LogFormat::Text {
                    self.draw(problems.iter());
                } else {
                    let drawn = self.drawn(problems.iter());
                    tracing::error!("{}", safe_lines(&drawn));
                }
            }
            other => self.error(&other.to_string()),
        }
    }

    /// Prints the warnings about the configuration, with the lines of the file.
    pub(super) fn configuration_warnings(&self, warnings: &[Problem]) {
        if warnings.is_empty() {
            return;
        }
        if self.log == LogFormat::Text {
            self.draw(warnings);
        } else {
            tracing::warn!("{}", safe_lines(&self.drawn(warnings)));
        }
    }

    fn draw<'p>(&self, problems: impl IntoIterator<Item = &'p Problem>) {
        self.to_stderr(&self.drawn(problems));
    }

    fn drawn<'p>(&self, problems: impl IntoIterator<Item = &'p Problem>) -> String {
        let canvas = Canvas::Terminal {
            color: self.err_is_person && console::colors_enabled_stderr(),
            width: usize::from(self.width()),
        };
        config::draw(problems, canvas).trim_end().to_owned()
    }

    /// Width of the terminal in columns; 100 if it is unknown or below 40.
    pub(super) fn width(&self) -> u16 {
        let columns = self.screen.size_checked().map(|(_, columns)| columns);
        columns.filter(|columns| *columns >= 40).unwrap_or(100)
    }

    fn to_stderr(&self, text: &str) {
        // If writing to standard error fails, there is nowhere left to report it.
        let _ignored = writeln!(self.err.lock(), "{text}");
    }
}

/// Makes text of a feed safe for one line of a terminal.
pub(super) fn safe(text: &str) -> String {
    text::for_terminal(text)
}

/// Like [`safe`], but keeps line breaks.
pub(super) fn safe_lines(text: &str) -> String {
    text.lines().map(safe).collect::<Vec<_>>().join("\n")
}

pub(super) use crate::text::shell_quoted;

#[cfg(test)]
mod tests {
    use super::{safe, safe_lines};

    #[test]
    fn a_title_cannot_write_the_clipboard_or_turn_the_line_around() {
        assert_eq!(
            safe("a\u{1b}]52;c;aGk=\u{7}b\u{202e}c\u{9b}"),
            "a\\u{1b}]52;c;aGk=\\u{7}b\\u{202e}c\\u{9b}"
        );
        assert_eq!(safe("工信部\r\n答复"), "工信部  答复");
        assert_eq!(safe_lines("a\nb\u{7}"), "a\nb\\u{7}");
    }
}
