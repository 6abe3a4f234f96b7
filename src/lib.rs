//! feedfold reads many feeds and publishes one curated Atom feed in which every story stands once.
//!
//! However many outlets repost a text, it becomes one *story*: one published entry, every repost
//! listed, every fold explained.
//!
//! # The map
//!
//! ```text
//! main ─► cli ─► config
//!          │
//!          ▼
//!       pipeline ─► clock                order of the steps; carries data between them
//!    ┌───┬──────┬───────┬─────────┬──────┬──────┬───────┬───────┐
//!  fetch parse extract normalize identify fold curate publish store     steps: never import one another
//!    └───┴──────┴───────┴─────┬───┴──────┴──────┴───────┴───────┘
//!                           model                              shared types, imports nothing of ours
//! ```
//!
//! In reading order:
//!
//! | module | takes → gives | the only user of |
//! |---|---|---|
//! | [`model`] | the shared types: one per moment of an entry's life | zstd, for stored HTML |
//! | [`config`] | `feeds.toml` → checked configuration, or all that is wrong with it | toml, miette |
//! | [`fetch`] | source + validators → outcome; pages and `robots.txt`; local files → bytes | reqwest, robotxt |
//! | [`parse`] | bytes → entries as the publisher sent them + warnings | feed-rs, YAML |
//! | [`extract`] | article page → the text in it, for feeds with summaries only; pure | `dom_smoothie` (readability) |
//! | [`normalize`] | HTML → body text → normalised text, versioned; furniture by rule and learned | Unicode tables, beside the names `config` makes |
//! | [`identify`] | entry key, recognition, content hash, official documents, published ids | sha2; regex beside the rules |
//! | [`fold`] | two entries → how they belong together, with evidence; entries → stories; pure | — |
//! | [`store`] | everything that is remembered; `mod.rs` is the whole API | rusqlite |
//! | [`curate`] | rules → labels, keep or drop, priority; pure | — |
//! | [`publish`] | stories → Atom bytes → file | `atom_syndication`, ammonia |
//! | [`pipeline`] | runs the steps in order; retries of pages, choice of stories for outputs, reasons for `explain` | — |
//! | [`clock`] | the time | the system clock |
//! | [`cli`] | the shell: arguments, terminal, exit codes | clap, indicatif, comfy-table, similar |
//!
//! `tests/it/architecture.rs` reads every `use` and keeps this picture true.
//!
//! # Invariants
//!
//! 1. One bad entry never loses its feed; one bad source never stops another; nothing below the shell
//!    exits, prints or panics. (`tests/it/hostile.rs`, `tests/it/run_trouble.rs`)
//! 2. Same bytes, same ids: no identity is random or made of a title alone. The same input in another
//!    order, or into a new store, comes to the same partition into stories; their ids may differ, since
//!    a story is named after the entry that founded it. Exceptions: of a text in more than two dozen copies,
//!    or alike more than thirty others, not all pairs are compared; and furniture is learned as it comes.
//!    `refold` decides all again. (`tests/it/order.rs`, `tests/it/fold_copies.rs`, `tests/it/fold_again.rs`)
//! 3. An entry, its fingerprint and its decision are stored in one transaction, a source's validators
//!    in the same one, never earlier; what several sources brought may share one. (`store::Writing`,
//!    `tests/it/kill.rs`)
//! 4. A story's published id never changes, whichever member represents it. When stories merge, the
//!    oldest id stays and the other redirects in `show`; when one is split, the id stays with the
//!    founding entry. `updated` moves only when the entry that readers see changed, and an undo
//!    restores it. A new store keeps the ids that the outputs of a lost one hold, and no output of
//!    another store is overwritten. An entry that came incomplete replaces no whole one.
//!    (`tests/it/order.rs`, `tests/it/identity.rs`, `tests/it/published.rs`,
//!    `tests/it/fold_overruled.rs`, `tests/it/soak.rs`, `tests/it/lost_store.rs`,
//!    `tests/it/cut.rs`)
//! 5. Another source can never overwrite an entry by claiming its guid: the source is part of every key.
//!    (`identify`)
//! 6. A fold records its evidence; a person's `merge`, `split` or `pin` outlives every pass, change of text
//!    and `refold`. (`tests/it/run.rs`, `tests/it/fold_overruled.rs`, `tests/it/fold_again.rs`)
//! 7. False folds are worse than missed ones: they cost double when weights are fitted, a short text never
//!    folds by its hash alone, and two texts whose own official numbers of one sequence are known and disjoint
//!    never fold. (`fold`)
//! 8. Same store, same output bytes; an unchanged output file is not touched; every output is written
//!    aside, re-read by a strict parser, then renamed into place. (`tests/it/publish_write.rs`)
//! 9. Nothing a feed says is trusted: HTML is sanitised, terminals get no control characters, addresses
//!    are checked before connecting and after every redirect. (`tests/it/hostile_texts.rs`,
//!    `cli::terminal`, `tests/it/hostile.rs`)
//! 10. A damaged store and a newer one are never written to, an older one is upgraded whole or not at all. Only a
//!     checked copy takes the store's place, and what stood there is kept. (`tests/it/damage.rs`,
//!     `tests/it/upgrade.rs`, `tests/it/backup.rs`)
//!
//! # Words
//!
//! A *source* is one `[[sources]]` table; what is fetched from it is a *feed*, one item of which is an
//! *entry*; its *page* is what it links to. The *guid* is the publisher's id as sent, the *entry key* our own. *Validators* are `ETag` and
//! `Last-Modified`. *Body text* is taken out of the HTML; *normalised text* is what is left of it after
//! versioned folding, and the *content hash* is its SHA-256. A *fingerprint* is what two entries are
//! compared by; a *candidate* is an entry worth comparing, *evidence* why two were folded. A *story* is
//! the set of entries that carry the same text: one *representative*, the rest *reposts*, *full* or cut to an
//! *excerpt*. A *related* entry is about the same in other words, and has its own story. *Furniture* is what an
//! outlet puts around a text. An *anchor* is a hash by which candidates are found, a *posting* an entry that has
//! one, a *link* the stored outcome of comparing two entries, a *ruling* what a person decided about them. An *output* is a published feed, a *run* one
//! pass over the due sources.

pub mod cli;
pub mod clock;
pub mod config;
pub mod curate;
pub mod extract;
pub mod fetch;
pub mod fold;
pub mod identify;
pub mod model;
pub mod normalize;
pub mod parse;
pub mod pipeline;
pub mod publish;
pub mod store;
