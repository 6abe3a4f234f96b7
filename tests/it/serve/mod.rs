//! `feedfold serve`: what a client gets, as bytes on the wire.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what is not there is a failed test"
)]

pub(crate) mod client;
mod limits;
mod negotiation;
mod pages;
mod replaced;

use crate::env::{Env, numbered, text};

/// Four outputs of one source with three stories, written by a pass.
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
    env
}
