//! feedfold reads many feeds and publishes one curated Atom feed in which every story appears
//! once.
//!
//! A text that many outlets repost becomes one *story*: feedfold publishes one entry, lists every
//! repost below it, and can explain every fold.
//!
//! # The map
//!
//! ```text
//! main ─► cli ─► config
//!          │ ├─► serve                   outputs and pages over HTTP, and edits by people
//!          │ ├─► watch ─► pipeline       passes for ever, each source at its time
//!          │ └─► eval                    measures folding and fits weights: no pass uses it
//!          ▼       ▼
//!       pipeline ─► clock · config       order of the steps; carries data between them
//!    ┌───┬──────┬───────┬─────────┬───────┬───────┬─────┬──────┬──────┬───────┐
//!  fetch parse extract normalize official identify fold curate health publish store
//!    └───┴──────┴───────┴─────┬───┴───────┴───────┴─────┴──────┴──────┴───────┘
//!                             │                         no step imports another
//!                        html · text                       shared: reading HTML, odd characters
//!                           model                          shared types, imports nothing of ours
//! ```
//!
//! `cli` also calls `store` for its reports, `fetch` and `parse` for `add` and `preview`, and
//! `normalize` and `publish` for texts and finished outputs.
//!
//! In reading order:
//!
//! | module | takes → gives | the only user of |
//! |---|---|---|
//! | [`model`] | the shared types: one for each state of an entry | zstd, for stored HTML |
//! | [`html`] | HTML → what a reader sees of it: text, tags, pictures, players; limits, selectors | — |
//! | [`text`] | any text → the form that is safe for a terminal, a message or XML; ranges of scripts | — |
//! | [`config`] | `feeds.toml` → checked configuration, or everything that is wrong in it | toml, miette |
//! | [`fetch`] | source + validators → outcome; pages and `robots.txt`; local files → bytes | reqwest, robotxt; sha2 for bodies |
//! | [`parse`] | bytes → entries as the publisher sent them + warnings | feed-rs (`publish` checks its files with it), YAML |
//! | [`extract`] | article page → the text in it, for feeds with summaries only; pure | `dom_smoothie` (readability) |
//! | [`normalize`] | HTML → body text → normalised text, versioned; boilerplate by rule and learned | similar; Unicode tables, beside the names `config` makes |
//! | [`official`] | text → official document (issuer, numbers, titles, date), Chinese only; pure | regex, beside the rules |
//! | [`identify`] | entries as sent → entry key, stored entry, content hash, published ids | sha2; also `fetch`, `serve`, `publish` |
//! | [`fold`] | which entries are compared, how they belong together and why, which stories result; pure: it asks through `fold::StoredEntries` and gives a decision | — |
//! | [`store`] | keeps everything; answers what `fold` asks, writes what it decides; `mod.rs` has its types, each method is in the file of its subject | rusqlite |
//! | [`curate`] | rules → labels, keep or drop, priority; pure | — |
//! | [`health`] | reads, runs, store, backups → alarms that are raised, reminded of or ended; pure | — |
//! | [`publish`] | stories or their changes → bytes of Atom, RSS, JSON Feed, HTML; sources → OPML → file; the pages of `serve` | `atom_syndication`, rss, ammonia, maud |
//! | [`pipeline`] | runs the steps in order; retries of pages, choice of stories for outputs, reasons for `explain`, data of the pages of `serve`; subscriptions at hubs | ring, for signatures and random addresses |
//! | [`clock`] | the time | the system clock |
//! | [`eval`] | labels → how well stories agree with them, and weights fitted to them; for developers | fastrand |
//! | [`serve`] | GET → output file, page, 304 or error; POST → a ruling, or the push of a hub; part of the shell | hyper; axum, beside `cli` |
//! | [`watch`] | time, signals, configuration → passes, each source at its own time; part of the shell | — |
//! | [`cli`] | the shell: arguments, terminal, exit codes | clap, indicatif, comfy-table |
//!
//! `tests/it/architecture.rs` reads every `use` and fails when this picture is not true.
//!
//! # Where do I …
//!
//! | to add | touch, in this order |
//! |---|---|
//! | a configuration key | the field in `model` → its row and the field that it fills, both in the file of its table (`config/source.rs` for `[[sources]]`) → `tests/fixtures/config/full.toml` and the key table in `data/docs/configuration.md`; tests name both → if it changes how a document is read: `source_settings_hash` in `pipeline/sources/task.rs`, or a feed that answers 304 keeps its old reading |
//! | an output format | a variant of `StoryFormat`, its file ending, name and media type in `model/output.rs` → a writer beside `publish/atom.rs`, chosen in `publish::document` (HTML: in `publish::render`) → which keys it takes in `config/output.rs` → its policy in `serve/answer.rs` → `publish/read_back.rs` and `publish/verify/mod.rs` → how a browser shows it in `serve/outputs.rs` → its rules in `tests/it/feed_rules`, the comparisons in `tests/it/publish_formats.rs` and `publish_verify.rs` → `data/docs/configuration.md`, `operation.md` |
//! | a page of `serve` | its data and its renderer in one file of `publish/page`, its phrases in `publish/page/words` (three languages) → its question, bounded, in `pipeline/queries/pages` → a variant of `Page` with its path in `serve/pages.rs` → `Site::pages` in `tests/it/pages_served.rs`, which checks every page |
//! | an evidence term | one row in the file of its subject in `fold/evidence` (name, sentence for `explain`, side, prior, weight, measure) → its Chinese phrase in `publish/page/words/evidence.rs` → a fact that `Profile` does not have yet: its field in `fold/profile.rs`, also in `Profile::order`, and in `fold/packed.rs` → if it counts against one text, a pair that it decides in `fold/evidence/tests/decisive.rs` → if it can count for one text, its bound in `fold/sketch/screen.rs` → `feedfold eval --fit` for the weights → a pair for which it counts in `tests/fixtures/fold_pairs.jsonl`, and `VERSION` in `fold/version.rs`, as its test says |
//! | a language in which texts are compared | its months in `text/calendar.rs` → its numbers, units, per cent, currencies and common words in `fold/tokens/{scale_words,rate,unit,word_meanings,currency,common_words,style}.rs` → its opposites, denials, negations, digests and columns in `fold/words`, its corrections in `fold/corrections/table.rs` → links and credits around texts in `normalize/boilerplate/rules.rs` → examples in `fold/tokens/tests_languages.rs` |
//! | a question that deciding asks | `StoredEntries` in `fold/decide/asked.rs` → its answer in `store/folding/stored.rs` → `pipeline/decider.rs`, which joins both → `fold/decide/tests.rs` |
//! | a command | `cli/NAME.rs` → `Command` and `dispatch` in `cli/mod.rs` → a row in `data/docs/commands.md` → man page and completions by `INSTA_UPDATE=always cargo test --test it packaging` → a test in `tests/it` |
//! | a migration | a store of the present version, `NN.db` and `NN.atom`, in `tests/fixtures/stores` (`tests/it/upgrade.rs` says how) → `store/file/migrations/NN_name.sql` → the list in `store/file/open.rs` |
//! | a fixture | a feed in `tests/fixtures/feeds` or a page in `tests/fixtures/articles` → `INSTA_UPDATE=always cargo test --test it fixtures` or `extract_pages` → read the golden as you read code |
//!
//! # Invariants
//!
//! 1. One bad entry never loses its feed, and one bad source never stops another. Nothing below
//!    the shell exits, prints or panics. (`tests/it/hostile.rs`, `tests/it/run_trouble.rs`)
//! 2. The same bytes give the same ids: no identity is random or made of a title alone. The same
//!    input in another order, or in a new store, gives the same partition into stories. Their ids
//!    may differ, since a story has the id of its founding entry. There are two exceptions. Of a
//!    text with more than two dozen copies, or one that is like more than thirty others of its
//!    half day, feedfold does not compare all pairs; and it learns boilerplate as entries arrive.
//!    `refold` decides everything again. (`tests/it/order.rs`, `tests/it/fold_copies.rs`,
//!    `tests/it/fold_again.rs`; `cargo bench --bench missed` counts pairs never compared)
//! 3. One transaction stores an entry, its fingerprint and its decision. The validators of a
//!    source are stored in that transaction, never earlier. Several sources may share one.
//!    (`store::Writing`, `tests/it/kill.rs`)
//! 4. A story's published id never changes, whichever member represents it. When stories merge,
//!    the oldest id stays, and `show` redirects the other one to it. When a story is split, its id
//!    stays with the founding entry. `updated` moves only when the entry that readers see changed
//!    or names a new correction, and an undo restores it. A new store keeps the ids that the
//!    outputs of a lost store hold, and no store overwrites the output of another. An incomplete
//!    entry never replaces a whole one, nor does the beginning of its text with an ellipsis.
//!    (`tests/it/order.rs`, `tests/it/identity.rs`, `tests/it/published.rs`,
//!    `tests/it/fold_overruled.rs`, `tests/it/soak.rs`, `tests/it/lost_store.rs`,
//!    `tests/it/cut.rs`, `tests/it/counters.rs`, `tests/it/corrections.rs`)
//! 5. A source never overwrites an entry of another source by claiming its guid: the source is
//!    part of every key. (`identify`)
//! 6. Every fold records its evidence. A person's `merge`, `split`, `pin`, `hide` or `relabel`
//!    outlives every run, every change of the text and every `refold`. (`tests/it/run.rs`,
//!    `tests/it/fold_overruled.rs`, `tests/it/story_rulings.rs`, `tests/it/fold_again.rs`)
//! 7. A false fold is worse than a missed one: it costs double when weights are fitted, and a
//!    short text never folds by its hash alone. Two texts never fold when both have official
//!    numbers of one sequence and share none of them. (`fold`)
//! 8. The same store gives the same output bytes, and an unchanged output file is not touched.
//!    feedfold writes each output to a temporary file, reads that with a strict parser and renames
//!    it into place. (`tests/it/publish_write.rs`)
//! 9. feedfold trusts nothing that a feed says: it sanitises HTML, sends no control characters to
//!    terminals, and checks addresses before it connects and after every redirect.
//!    `serve` leads to no file but the outputs, and answers only to its own names. The push of a
//!    hub is only a reason to ask the publisher. (`tests/it/hostile_texts.rs`, `cli::terminal`,
//!    `tests/it/hostile.rs`, `tests/it/serve`, `tests/it/websub.rs`)
//! 10. No output names an address with a credential, of a private network or of a private source.
//!     [`model::Disclosure`] decides for everything that publishes. All formats of an output carry
//!     the same stories under the same ids. (`tests/it/publish_secrets.rs`,
//!     `tests/it/publish_formats.rs`, `tests/it/publish_again.rs`)
//! 11. feedfold never writes to a store whose file is damaged, or to one of a newer version.
//!     If the full-text index alone is damaged, feedfold makes it anew from the entries. A stored
//!     text that cannot be unpacked costs its entry that text alone, and is reported; a full repost
//!     gives readers the text. feedfold upgrades an older store whole or not at all. Only a checked
//!     copy takes the place of the store or of its contents; `restore` keeps the old file.
//!     (`tests/it/damage.rs`, `tests/it/damaged_index.rs`, `tests/it/damaged_texts.rs`,
//!     `tests/it/upgrade.rs`, `tests/it/backup.rs`, `tests/it/refold_killed.rs`)
//!
//! # Words
//!
//! - A *source* is one `[[sources]]` table. The document that it leads to is a *feed*, one item of
//!   the feed is an *entry*, and the *page* of an entry is the document that it links to.
//! - The *guid* is the publisher's id as sent; the *entry key* is our own id. *Validators* are
//!   `ETag` and `Last-Modified`.
//! - The *body text* is taken out of the HTML. Versioned rules make the *normalised text* of it,
//!   and the *content hash* is the SHA-256 of that. *Boilerplate* is the text that an outlet puts
//!   around its articles; the normalised text has none.
//! - feedfold compares the *fingerprints* of entries. A *candidate* is an entry that is worth
//!   comparing; *evidence* is why two entries were folded or not. An *anchor* is a hash by which
//!   candidates are found, a *posting* names an entry that has an anchor, and a *link* is the
//!   stored result of one comparison.
//! - A *story* is the set of entries that carry the same text. One of them is its
//!   *representative*, the others are *reposts*: *full*, or cut to an *excerpt*. A *related* entry
//!   is about the same in other words, and has its own story. So has a *correction* or withdrawal:
//!   a later text that says the earlier one was wrong, or replaces a value in it.
//! - A *change* of a story is an edit of its text, another text in the place of it, or a correction
//!   or withdrawal of it, after an output first carried the story.
//! - A *ruling* is a decision of a person about entries or stories. An *output* is a published
//!   feed. A *run* (in code also *pass*) reads the due sources once and writes the outputs.

#![cfg_attr(
    test,
    expect(
        clippy::too_many_lines,
        reason = "a test is a table of cases, or one course of events"
    )
)]

pub mod cli;
pub mod clock;
pub mod config;
pub mod curate;
pub mod eval;
pub mod extract;
pub mod fetch;
pub mod fold;
pub mod health;
pub mod html;
pub mod identify;
pub mod model;
pub mod normalize;
pub mod official;
pub mod parse;
pub mod pipeline;
pub mod publish;
pub mod serve;
pub mod store;
pub mod text;
pub mod watch;
