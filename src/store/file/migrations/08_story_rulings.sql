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
