-- What feedfold remembers of its own work: reads of sources, and runs.

-- One row for each read of a source: each request that got an answer or failed, and each reading
-- of local files. Written in the transaction that stores what was read. The last 500 rows of each
-- source are kept.
CREATE TABLE reads (
    source  INTEGER NOT NULL REFERENCES sources (id),
    -- Counts the reads of the source from 1.
    number  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    -- read | not-modified | retry-later | gone | failed
    outcome TEXT NOT NULL,
    -- Status code of the answer; NULL for local files, and if no answer came.
    status  INTEGER,
    bytes   INTEGER NOT NULL,
    -- Entries of the document that were not stored before.
    new     INTEGER NOT NULL,
    -- Entries that were stored before and changed.
    updated INTEGER NOT NULL,
    -- All entries that were stored before: the overlap with what was known.
    known   INTEGER NOT NULL,
    -- New and changed entries whose title was decoded with the wrong character set.
    garbled INTEGER NOT NULL,
    PRIMARY KEY (source, number)
) STRICT, WITHOUT ROWID;

-- One row for each run that asked a source; the last 500 are kept. The reads of a run have its
-- time.
CREATE TABLE runs (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    millis  INTEGER NOT NULL,
    -- Sources that were read or did not change, and sources that failed.
    read    INTEGER NOT NULL,
    failed  INTEGER NOT NULL,
    new     INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    folded  INTEGER NOT NULL,
    -- A JSON array of the names of the outputs that could not be written.
    outputs TEXT NOT NULL
) STRICT;
