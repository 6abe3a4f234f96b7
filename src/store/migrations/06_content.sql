-- What the faults of real use asked for: each part says what it is for.

-- Stories of one position stand in the order in which they were stored, the last one first: SQLite
-- keeps the row id at the end of every index.
DROP INDEX stories_by_position;
CREATE INDEX stories_by_position ON stories (position) WHERE merged_into IS NULL;

-- The entry that represented a story when an output last carried it: a changed configuration may
-- choose another one while nothing is stored.
ALTER TABLE stories ADD COLUMN shown INTEGER REFERENCES entries (id);

-- What an undo restores: who represented a story, and its `updated`, before a ruling changed that.
-- A row goes when something else than a ruling changes what it says.
CREATE TABLE before_rulings (
    story   INTEGER NOT NULL REFERENCES stories (id),
    -- The instant of the ruling.
    act     INTEGER NOT NULL,
    entry   INTEGER NOT NULL REFERENCES entries (id),
    updated INTEGER NOT NULL,
    PRIMARY KEY (story, act)
) STRICT, WITHOUT ROWID;
CREATE INDEX before_rulings_by_entry ON before_rulings (entry);

-- Rulings about a pair that a later one of the other kind replaced: they hold again when that is
-- undone.
CREATE TABLE replaced_rulings (
    kind TEXT NOT NULL,
    one  BLOB NOT NULL,
    other BLOB NOT NULL,
    at   INTEGER NOT NULL,
    -- The instant of the ruling that replaced it.
    act  INTEGER NOT NULL
) STRICT;
CREATE INDEX replaced_rulings_by_pair ON replaced_rulings (one, other);
