-- Changes for faults found in real use; each part says what it is for.

-- Documents that are cut off: the sources that last sent one, and the entries that came
-- incomplete.

-- When the first cut document after the last complete one came; NULL if the last one was complete.
ALTER TABLE sources ADD COLUMN cut_since INTEGER;
-- 0 whole, 1 without its end tag, 2 cut inside a field.
ALTER TABLE entries ADD COLUMN completeness INTEGER NOT NULL DEFAULT 0;
-- Hash of the last incomplete form of an entry that did not replace the stored one, to notice when
-- it comes again.
CREATE TABLE incomplete_forms (
    entry INTEGER PRIMARY KEY REFERENCES entries (id),
    sent  BLOB NOT NULL
) STRICT;

-- Articles that came under a key which an earlier article already had, because their publisher
-- reuses a guid or a link.
CREATE TABLE reused (
    key   BLOB NOT NULL,
    entry INTEGER NOT NULL REFERENCES entries (id),
    PRIMARY KEY (key, entry)
) STRICT, WITHOUT ROWID;

-- Lines at the margins of texts that a source changes all the time. Each row counts, for one
-- entry, how often the line changed, and how often it did not change while the entry did.
CREATE TABLE moving_lines (
    source  INTEGER NOT NULL REFERENCES sources (id),
    line    BLOB NOT NULL,
    entry   INTEGER NOT NULL REFERENCES entries (id),
    changed INTEGER NOT NULL,
    rested  INTEGER NOT NULL,
    PRIMARY KEY (source, line, entry)
) STRICT, WITHOUT ROWID;

-- 1 for a form that differs from the next one in such lines only: if there are too many forms,
-- these are deleted first.
ALTER TABLE revisions ADD COLUMN margin INTEGER NOT NULL DEFAULT 0;

-- Stories of equal position are sorted by row id, the last one first; SQLite keeps the row id at
-- the end of every index.
DROP INDEX stories_by_position;
CREATE INDEX stories_by_position ON stories (position) WHERE merged_into IS NULL;

-- The entry that represented a story when an output last carried it: a changed configuration may
-- choose another one although no entry is stored.
ALTER TABLE stories ADD COLUMN shown INTEGER REFERENCES entries (id);

-- What an undo restores: the representative of a story and its `updated` before a ruling changed
-- them. A row is deleted when something else than a ruling changes either of them.
CREATE TABLE before_rulings (
    story   INTEGER NOT NULL REFERENCES stories (id),
    -- The instant of the ruling.
    act     INTEGER NOT NULL,
    entry   INTEGER NOT NULL REFERENCES entries (id),
    updated INTEGER NOT NULL,
    PRIMARY KEY (story, act)
) STRICT, WITHOUT ROWID;
CREATE INDEX before_rulings_by_entry ON before_rulings (entry);

-- Rulings about a pair that a later one of the other kind replaced: they are in force again when
-- that one is withdrawn.
CREATE TABLE replaced_rulings (
    kind TEXT NOT NULL,
    one  BLOB NOT NULL,
    other BLOB NOT NULL,
    at   INTEGER NOT NULL,
    -- The instant of the ruling that replaced it.
    act  INTEGER NOT NULL
) STRICT;
CREATE INDEX replaced_rulings_by_pair ON replaced_rulings (one, other);

-- Published ids: those of feeds, those of stories that are not derived from their keys, and the
-- entries of a lost store's outputs whose ids no story has got yet.
CREATE TABLE feed_ids (
    output TEXT NOT NULL PRIMARY KEY,
    id     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE published_ids (
    story      BLOB NOT NULL PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    -- 1 for an id of a lost store, 0 for one that this store gave while others were still waiting.
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

-- Numbers of proposals and suggestions without their session, as texts cite them; look-ups use the
-- form `提案 * 1323`.
INSERT OR IGNORE INTO document_numbers (number, entry, own)
    SELECT substr(number, 1, 2) || ' * ' || substr(number, 4 + instr(substr(number, 4), ' ')), entry, max(own)
    FROM document_numbers
    WHERE (number > '提案 ' AND number < '提案!') OR (number > '建议 ' AND number < '建议!')
    GROUP BY 1, 2;

-- The kind of a source's last failure, on which its remedy depends.
ALTER TABLE sources ADD COLUMN last_cause TEXT;

-- Attached files: a JSON array of `model::Enclosure`; NULL for none. Entries stored before get
-- theirs when they are read again.
ALTER TABLE entries ADD COLUMN enclosures TEXT;

-- When a feed that only answers 304 is next asked without conditions: some servers answer 304 for
-- ever.
ALTER TABLE sources ADD COLUMN recheck INTEGER;
