-- What people decided about whole stories, stored for each entry that the story had then. A hidden
-- story is a row of `rulings` with the kind `hide`.

-- Labels that a person gave to a story or took from it. Of several rows about one label, the last
-- one is in force.
CREATE TABLE label_rulings (
    -- Key of the entry.
    entry  BLOB NOT NULL,
    label  TEXT NOT NULL,
    -- add | remove
    change TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (entry, label, change)
) STRICT, WITHOUT ROWID;

-- Changes that readers of the outputs saw, and numbers by day and source. Nothing is known of
-- changes before this version; `refold` counts the entries stored before.

-- What changed in a story after an output first carried it. A pass writes at most one change of
-- the text, from what readers saw before the pass to what they see after it. Both forms are kept
-- here, because an entry keeps only its last forms, and because the outlet, too, may change.
CREATE TABLE changes (
    id         INTEGER PRIMARY KEY,
    story      INTEGER NOT NULL REFERENCES stories (id),
    -- Counts the changes of the story from 1; part of their published ids.
    number     INTEGER NOT NULL,
    -- When the pass saw it.
    at         INTEGER NOT NULL,
    -- `corrects` or `withdraws`; NULL for a change of the text.
    correction TEXT,
    -- 1 for spelling and typesetting only.
    small      INTEGER NOT NULL,
    -- The entry that readers see since then, or the one that corrects or withdraws the story.
    entry      INTEGER NOT NULL REFERENCES entries (id),
    title      TEXT,
    html       ANY,
    -- The entry that readers saw before; NULL for a correction or withdrawal.
    old_entry  INTEGER REFERENCES entries (id),
    old_title  TEXT,
    old_html   ANY
) STRICT;
CREATE INDEX changes_by_time ON changes (at);
CREATE UNIQUE INDEX changes_by_story ON changes (story, number);

-- Numbers by day and source. Days are counted from 1970-01-01, in the zone that `meta` has under
-- `days`. Entries that a source sent at its first read count nowhere.

-- When the source was first read, until it gave entries once; NULL for a source of before.
ALTER TABLE sources ADD COLUMN first_read INTEGER;

CREATE TABLE daily (
    day     INTEGER NOT NULL,
    source  INTEGER NOT NULL REFERENCES sources (id),
    entries INTEGER NOT NULL,
    -- Entries that are the first of their story.
    own     INTEGER NOT NULL,
    -- Stories of several sources that it carried, and those in which it was the first.
    shared  INTEGER NOT NULL,
    first   INTEGER NOT NULL,
    PRIMARY KEY (day, source)
) STRICT, WITHOUT ROWID;

-- How long after the first source others carried a story.
CREATE TABLE daily_lags (
    day      INTEGER NOT NULL,
    first    INTEGER NOT NULL REFERENCES sources (id),
    follower INTEGER NOT NULL REFERENCES sources (id),
    -- See `model::LagBucket`.
    bucket   INTEGER NOT NULL,
    stories  INTEGER NOT NULL,
    PRIMARY KEY (day, first, follower, bucket)
) STRICT, WITHOUT ROWID;

-- Stories by the number of sources that carried them.
CREATE TABLE daily_carried (
    day     INTEGER NOT NULL,
    sources INTEGER NOT NULL,
    stories INTEGER NOT NULL,
    PRIMARY KEY (day, sources)
) STRICT, WITHOUT ROWID;
