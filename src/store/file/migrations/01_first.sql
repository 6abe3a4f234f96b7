-- Instants are seconds since 1970-01-01 UTC. Keys and hashes are raw bytes. Lists are JSON arrays.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sources (
    id               INTEGER PRIMARY KEY,
    name             TEXT NOT NULL UNIQUE,
    -- The name under which it was first stored, which stays part of the keys of its entries.
    identity         TEXT NOT NULL UNIQUE,
    -- Hash of the settings by which it is read. If they change, the columns down to body_hash are
    -- void.
    reading          BLOB,
    etag             BLOB,
    last_modified    BLOB,
    body_hash        BLOB,
    moved_to         TEXT,
    moved_first_seen INTEGER,
    moved_confirmed  INTEGER NOT NULL DEFAULT 0,
    due              INTEGER,
    gone             INTEGER NOT NULL DEFAULT 0,
    failures         INTEGER NOT NULL DEFAULT 0,
    last_try         INTEGER,
    last_success     INTEGER,
    last_error       TEXT,
    -- 1 after the entries beyond the backlog were marked.
    settled          INTEGER NOT NULL DEFAULT 0,
    feed_title       TEXT,
    feed_link        TEXT,
    feed_id          TEXT,
    feed_kind        TEXT,
    feed_language    TEXT,
    ttl              INTEGER,
    skip_hours       TEXT NOT NULL DEFAULT '[]',
    skip_days        TEXT NOT NULL DEFAULT '[]'
) STRICT;

-- Until when a feed, host or domain must not be requested.
CREATE TABLE holds (
    scope TEXT NOT NULL PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stories (
    id          INTEGER PRIMARY KEY,
    key         BLOB NOT NULL UNIQUE,
    position    INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    -- The story into which this one was merged: this one has no members, and its id redirects
    -- there.
    merged_into INTEGER REFERENCES stories (id)
) STRICT;
CREATE INDEX stories_by_position ON stories (position, key) WHERE merged_into IS NULL;

CREATE TABLE entries (
    id         INTEGER PRIMARY KEY,
    key        BLOB NOT NULL UNIQUE,
    source     INTEGER NOT NULL REFERENCES sources (id),
    story      INTEGER NOT NULL REFERENCES stories (id),
    evidence   TEXT NOT NULL,
    guid       TEXT,
    link       TEXT,
    title      TEXT NOT NULL,
    authors    TEXT NOT NULL DEFAULT '[]',
    categories TEXT NOT NULL DEFAULT '[]',
    published  INTEGER,
    updated    INTEGER,
    first_seen INTEGER NOT NULL,
    -- min(first_seen, published) at the time when the entry was first stored.
    position   INTEGER NOT NULL,
    image      TEXT,
    language   TEXT,
    file       TEXT,
    sent       BLOB NOT NULL,
    revision   BLOB NOT NULL,
    version    INTEGER NOT NULL,
    content    BLOB NOT NULL,
    title_hash BLOB NOT NULL,
    chars      INTEGER NOT NULL,
    link_key   BLOB,
    -- 1 for entries of a new source that are stored but not published.
    backlog    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX entries_by_source ON entries (source, position);
CREATE INDEX entries_by_story ON entries (story);
CREATE INDEX entries_by_content ON entries (content, title_hash);
CREATE INDEX entries_by_link ON entries (link_key) WHERE link_key IS NOT NULL;

-- Other keys of an entry, because its publisher changed its guid.
CREATE TABLE aliases (
    key   BLOB NOT NULL PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES entries (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE bodies (
    entry INTEGER PRIMARY KEY REFERENCES entries (id),
    html  TEXT NOT NULL
) STRICT;
