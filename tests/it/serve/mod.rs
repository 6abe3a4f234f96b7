//! `feedfold serve`: what a client gets, as bytes on the wire.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "test code: what is not there is a failed test, and files get dates of before"
)]

pub(crate) mod client;
pub(crate) mod crawl;
mod editing;
mod editors;
mod limits;
mod negotiation;
mod pages;
mod replaced;

use std::time::{Duration, SystemTime};

use crate::env::{Env, numbered, text};

/// Four outputs of one source with three stories, written by a pass a minute ago: the date of a
/// file is in no answer within the second in which it was written.
fn published() -> Env {
    let env = Env::new(
        "[[outputs]]\nname = \"rss\"\npath = \"elsewhere/all.rss\"\n\
         [[outputs]]\nname = \"json\"\npath = \"public/all.json\"\n\
         [[outputs]]\nname = \"sources\"\npath = \"public/政 sources.opml\"\n\
         [[sources]]\nname = \"a\"\npath = \"a.rss\"\n",
    );
    env.write(
        "a.rss",
        numbered((1..4).map(|number| (number, text(number)))),
    );
    env.pass();
    let files = ["public/all.atom", "elsewhere/all.rss", "public/all.json"];
    for file in files.into_iter().chain(["public/政 sources.opml"]) {
        date_back(&env, file, 60);
    }
    env
}

/// Makes a file look as if it had been written that many seconds ago; negative for the future.
fn date_back(env: &Env, file: &str, seconds: i64) {
    let file = std::fs::File::options()
        .append(true)
        .open(env.path(file))
        .unwrap();
    let ago = Duration::from_secs(seconds.unsigned_abs());
    let now = SystemTime::now();
    let at = if seconds < 0 { now + ago } else { now - ago };
    file.set_modified(at).unwrap();
}
