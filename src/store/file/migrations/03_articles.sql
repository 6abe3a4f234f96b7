-- Pages of entries of sources whose feeds carry only summaries, and the robots.txt of origins.

CREATE TABLE articles (
    entry         INTEGER PRIMARY KEY REFERENCES entries (id),
    -- waiting | taken | not-taken
    state         TEXT NOT NULL DEFAULT 'waiting',
    -- How the text was found on the page, or why it was not taken.
    why           TEXT NOT NULL DEFAULT '',
    -- When it was last requested with the present selector.
    asked         INTEGER,
    tries         INTEGER NOT NULL DEFAULT 0,
    -- NULL: never again.
    due           INTEGER,
    etag          BLOB,
    last_modified BLOB,
    -- Hash of what the feed says about the entry: if that changes, the page is requested again.
    sent_revision BLOB NOT NULL,
    -- The selector with which the source was read: if that changes, likewise.
    selector      TEXT NOT NULL,
    -- 1 while the feed lists the entry.
    listed        INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX articles_due ON articles (entry) WHERE due IS NOT NULL;

-- robots.txt by scheme, host and port.
CREATE TABLE robots (
    origin TEXT NOT NULL PRIMARY KEY,
    -- rules | nothing | unreachable
    said   TEXT NOT NULL,
    text   BLOB,
    until  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- For deleting a story, SQLite looks for others that redirect to it; without this index it would
-- scan all stories.
CREATE INDEX stories_by_merged ON stories (merged_into) WHERE merged_into IS NOT NULL;

-- Bodies may be compressed. Stored ones stay as they are.
CREATE TABLE packed (
    entry INTEGER PRIMARY KEY REFERENCES entries (id),
    -- Text, or its length in four bytes and a zstd frame.
    html  ANY NOT NULL
) STRICT;
INSERT INTO packed SELECT entry, html FROM bodies;
DROP TABLE bodies;
ALTER TABLE packed RENAME TO bodies;

CREATE TABLE packed (
    entry INTEGER NOT NULL REFERENCES entries (id),
    -- When the change was seen.
    at    INTEGER NOT NULL,
    title TEXT NOT NULL,
    html  ANY NOT NULL
) STRICT;
INSERT INTO packed SELECT entry, at, title, html FROM revisions ORDER BY rowid;
DROP TABLE revisions;
ALTER TABLE packed RENAME TO revisions;
CREATE INDEX revisions_by_entry ON revisions (entry, at);
