-- What the faults of real use asked for: each part says what it is for.

-- Documents cut in the middle: which sources brought one last, and which entries came incomplete.

-- When the first of the cut documents came that no whole one has followed yet.
ALTER TABLE sources ADD COLUMN cut_since INTEGER;
-- 0 whole, 1 without its end tag, 2 cut inside a field.
ALTER TABLE entries ADD COLUMN completeness INTEGER NOT NULL DEFAULT 0;
-- Hash of the last incomplete form of an entry that did not replace the stored one: it may come again.
CREATE TABLE incomplete_forms (
    entry INTEGER PRIMARY KEY REFERENCES entries (id),
    sent  BLOB NOT NULL
) STRICT;

-- Published ids: those of feeds, those that stories do not have from their keys, and the entries of a lost
-- store's outputs whose ids no story has yet.
CREATE TABLE feed_ids (
    output TEXT NOT NULL PRIMARY KEY,
    id     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE published_ids (
    story      BLOB NOT NULL PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    -- 1 for an id of the lost store, 0 for one that this store gave while such ids were still waiting.
    taken_over INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE inherited (
    id        TEXT NOT NULL PRIMARY KEY,
    title     TEXT NOT NULL,
    links     TEXT NOT NULL,
    -- Beginning of its text.
    words     TEXT NOT NULL,
    published INTEGER NOT NULL,
    updated   INTEGER NOT NULL,
    -- When it was taken over.
    since     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
