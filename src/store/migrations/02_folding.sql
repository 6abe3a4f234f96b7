-- What near copies are found by, what was decided about pairs, what people decided, and what texts were before.

-- Few hashes of every text. An edited entry keeps its old ones: they cost a look, and nothing else.
CREATE TABLE anchors (
    anchor INTEGER NOT NULL,
    entry  INTEGER NOT NULL,
    PRIMARY KEY (anchor, entry)
) STRICT, WITHOUT ROWID;

-- Pairs that carry one text or are related; low is the entry stored first.
CREATE TABLE links (
    low     INTEGER NOT NULL,
    high    INTEGER NOT NULL,
    -- Logarithm of the odds that both carry one text.
    score   REAL NOT NULL,
    -- 1 for entries about the same in other words.
    related INTEGER NOT NULL,
    PRIMARY KEY (low, high)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_from_high ON links (high, low);

-- What a person decided: `merge` and `split` of two entries, `pin` of the one that represents its story.
CREATE TABLE rulings (
    id    INTEGER PRIMARY KEY,
    kind  TEXT NOT NULL,
    one   BLOB NOT NULL,
    other BLOB,
    at    INTEGER NOT NULL
) STRICT;
CREATE INDEX rulings_by_one ON rulings (one);
CREATE INDEX rulings_by_other ON rulings (other) WHERE other IS NOT NULL;

-- What an entry said before its publisher changed it.
CREATE TABLE revisions (
    entry INTEGER NOT NULL REFERENCES entries (id),
    -- When the change was seen.
    at    INTEGER NOT NULL,
    title TEXT NOT NULL,
    html  TEXT NOT NULL
) STRICT;
CREATE INDEX revisions_by_entry ON revisions (entry, at);

-- Who represented a story from when on, as far as that changed.
CREATE TABLE representatives (
    story INTEGER NOT NULL REFERENCES stories (id),
    entry INTEGER NOT NULL REFERENCES entries (id),
    at    INTEGER NOT NULL
) STRICT;
CREATE INDEX representatives_by_story ON representatives (story, at);

-- What identifies an entry officially: JSON, and its numbers for finding it by them.
CREATE TABLE documents (
    entry    INTEGER PRIMARY KEY REFERENCES entries (id),
    document TEXT NOT NULL
) STRICT;
CREATE TABLE document_numbers (
    number TEXT NOT NULL,
    entry  INTEGER NOT NULL,
    -- 1 for a number of its own, 0 for one that it mentions.
    own    INTEGER NOT NULL,
    PRIMARY KEY (number, entry)
) STRICT, WITHOUT ROWID;

ALTER TABLE entries ADD COLUMN url_key BLOB;
CREATE INDEX entries_by_url ON entries (url_key) WHERE url_key IS NOT NULL;

-- Where a source repeats a line: its first few uses, to count in how many stories it stands.
CREATE TABLE lines (
    source INTEGER NOT NULL,
    line   BLOB NOT NULL,
    entry  INTEGER NOT NULL,
    PRIMARY KEY (source, line, entry)
) STRICT, WITHOUT ROWID;

-- Lines that a source repeats in different stories: they are not compared.
CREATE TABLE furniture (
    source  INTEGER NOT NULL REFERENCES sources (id),
    line    BLOB NOT NULL,
    text    TEXT NOT NULL,
    learned INTEGER NOT NULL,
    PRIMARY KEY (source, line)
) STRICT, WITHOUT ROWID;
