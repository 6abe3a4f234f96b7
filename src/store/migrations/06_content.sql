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
