-- Keys for finding near copies, links between entries, rulings of people, and earlier forms of
-- texts.

-- A few hashes of every text. An edited entry keeps its old ones, which cost one comparison each.
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
    -- 1 for entries that report the same in other words.
    related INTEGER NOT NULL,
    PRIMARY KEY (low, high)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_from_high ON links (high, low);

-- Rulings of people: `merge` or `split` two entries, `pin` the one that represents its story.
CREATE TABLE rulings (
    id    INTEGER PRIMARY KEY,
    kind  TEXT NOT NULL,
    one   BLOB NOT NULL,
    other BLOB,
    at    INTEGER NOT NULL
) STRICT;
CREATE INDEX rulings_by_one ON rulings (one);
CREATE INDEX rulings_by_other ON rulings (other) WHERE other IS NOT NULL;

-- Earlier forms of an entry.
CREATE TABLE revisions (
    entry INTEGER NOT NULL REFERENCES entries (id),
    -- When the change was seen.
    at    INTEGER NOT NULL,
    title TEXT NOT NULL,
    html  TEXT NOT NULL
) STRICT;
CREATE INDEX revisions_by_entry ON revisions (entry, at);

-- Changes of the entry that represents a story.
CREATE TABLE representatives (
    story INTEGER NOT NULL REFERENCES stories (id),
    entry INTEGER NOT NULL REFERENCES entries (id),
    at    INTEGER NOT NULL
) STRICT;
CREATE INDEX representatives_by_story ON representatives (story, at);

-- The official document of an entry as JSON, and its numbers for look-ups.
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

-- The first few uses of each line of a source, for counting the stories that contain it.
CREATE TABLE lines (
    source INTEGER NOT NULL,
    line   BLOB NOT NULL,
    entry  INTEGER NOT NULL,
    PRIMARY KEY (source, line, entry)
) STRICT, WITHOUT ROWID;

-- Lines that a source repeats in different stories (boilerplate): comparisons leave them out.
CREATE TABLE furniture (
    source  INTEGER NOT NULL REFERENCES sources (id),
    line    BLOB NOT NULL,
    text    TEXT NOT NULL,
    learned INTEGER NOT NULL,
    PRIMARY KEY (source, line)
) STRICT, WITHOUT ROWID;
