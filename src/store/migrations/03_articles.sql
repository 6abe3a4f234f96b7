-- Pages of the entries of sources whose feeds carry only summaries, and what hosts say of robots.

CREATE TABLE articles (
    entry         INTEGER PRIMARY KEY REFERENCES entries (id),
    -- waiting | taken | not-taken
    state         TEXT NOT NULL DEFAULT 'waiting',
    -- How the text was found on the page, or why it was not taken.
    why           TEXT NOT NULL DEFAULT '',
    -- When it was last asked by the present selector.
    asked         INTEGER,
    tries         INTEGER NOT NULL DEFAULT 0,
    -- NULL: not again.
    due           INTEGER,
    etag          BLOB,
    last_modified BLOB,
    -- Hash of what the feed itself says of the entry: when that changes, its page is asked again.
    sent_revision BLOB NOT NULL,
    -- The selector by which the source was read: the same.
    selector      TEXT NOT NULL,
    -- 1 while the entry stands in the feed.
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

-- Deleting a story asks whether another one leads to it: without this, every story is looked at.
CREATE INDEX stories_by_merged ON stories (merged_into) WHERE merged_into IS NOT NULL;

-- Bodies may be compressed. What is stored already stays as it is.
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
