//! The remedies for failures by cause: for one source, and for many sources with a common cause.

use crate::model::{Cause, Location, Source};

/// Describes a failure that many sources have in common. Returns the description and the remedy.
#[expect(clippy::too_many_lines, reason = "a table with a row for each cause")]
pub fn common(cause: Cause) -> (&'static str, &'static str) {
    match cause {
        Cause::Name => (
            "the names of their hosts cannot be resolved",
            "check this machine's network and its DNS",
        ),
        Cause::Connection => (
            "there is no connection to their hosts, or it broke off",
            "check this machine's network",
        ),
        Cause::Tls => (
            "there is no safe connection to their hosts",
            "check this machine's clock and certificates",
        ),
        Cause::TimedOut => (
            "no whole answer came in time",
            "check this machine's network; for slow servers raise `[fetch] timeout`",
        ),
        Cause::AskedToWait => (
            "their servers asked to be left alone",
            "nothing to do: feedfold asks them again",
        ),
        Cause::Server => (
            "their servers failed (5xx)",
            "nothing to do: feedfold asks them again, ever less often",
        ),
        Cause::Access => (
            "they may not be read (401, 403, 407 or 451)",
            "give credentials in their `headers`, ask the publishers, or remove them",
        ),
        Cause::Missing => (
            "there is nothing at their addresses (404 or 410)",
            "`feedfold add --list SITE` shows the feeds of a site; correct each `url`",
        ),
        Cause::Redirect => (
            "their redirects lead nowhere",
            "look at the addresses in a browser and correct each `url`",
        ),
        Cause::Private => (
            "their addresses are private and not allowed",
            "if that is meant, add their hosts or networks to `[fetch] allow_private`",
        ),
        Cause::WebPage => (
            "they gave web pages, not feeds",
            "`feedfold add ADDRESS` finds the feed that a page offers",
        ),
        Cause::NotAFeed => (
            "they gave documents that are no feeds",
            "look at the addresses in a browser and correct each `url`",
        ),
        Cause::OwnOutput => (
            "they are outputs of this feedfold",
            "remove these sources: reading them would publish every story again",
        ),
        Cause::Damaged => (
            "their documents are damaged or cut short",
            "tell the publishers; stored texts stay as they are",
        ),
        Cause::TooLarge => (
            "their documents are larger than `[fetch] max_body` allows",
            "if the feeds really are that large, raise `[fetch] max_body`",
        ),
        Cause::Answer => (
            "the answers of their servers are of no use",
            "look at the addresses in a browser",
        ),
        Cause::Setup => (
            "this machine or the configuration keeps feedfold from asking them",
            "`feedfold run -v` says what is wrong with each",
        ),
        Cause::File => ("their files cannot be read", "correct each `path`"),
        Cause::Output => ("they cannot be written", "`feedfold run -v` says why"),
        Cause::Feedfold => ("feedfold failed", "please report it"),
    }
}

/// The remedy for a source that fails repeatedly.
pub fn remedy(source: &Source, cause: Option<Cause>) -> String {
    let Location::Web(url) = &source.location else {
        return "correct its `path` or the file, or set `enabled = false`".to_owned();
    };
    let advice = match cause {
        Some(Cause::Missing) => {
            "the feed may have moved: `feedfold add --list SITE` shows the feeds of a site; correct its `url`"
        }
        Some(Cause::WebPage) => {
            return format!(
                "this is a web page: `feedfold add --list {url}` finds the feed that it offers; correct \
                 its `url`"
            );
        }
        Some(Cause::NotAFeed | Cause::Redirect | Cause::Answer) => {
            "look at the address in a browser and correct its `url`, or `feedfold add` the site"
        }
        Some(Cause::Access) => {
            "give its credentials in the source's `headers`, or ask the publisher for access"
        }
        Some(Cause::Name) => "check the spelling of its `url`, and this machine's network and DNS",
        Some(Cause::Connection) => {
            "check host and port of its `url`, and this machine's network; feedfold asks it again"
        }
        Some(Cause::Tls) => {
            "check this machine's clock and certificates, or tell the publisher: its certificate is not valid"
        }
        Some(Cause::TimedOut) => {
            "wait: feedfold asks it again; if the server is slow but sound, raise `[fetch] timeout`"
        }
        Some(Cause::AskedToWait) => {
            "wait: feedfold asks it again; if it goes on, raise the source's `interval`"
        }
        Some(Cause::Server) => "wait: its server fails, and feedfold asks it again",
        Some(Cause::Private) => {
            "if that is meant, add its host or network to `[fetch] allow_private`"
        }
        Some(Cause::OwnOutput) => "remove it: `feedfold remove NAME`",
        Some(Cause::Damaged) => "tell the publisher; stored texts stay as they are",
        Some(Cause::TooLarge) => "if the feed really is that large, raise `[fetch] max_body`",
        Some(Cause::Setup) => "mend what the message says, on this machine or in feeds.toml",
        Some(Cause::Feedfold) => "this is a fault of feedfold: please report it with the feed",
        Some(Cause::File | Cause::Output) | None => {
            return format!(
                "`feedfold preview {url}` tries it now; correct its `url`, or set `enabled = false`"
            );
        }
    };
    format!("{advice}; to give it up, set `enabled = false`")
}
