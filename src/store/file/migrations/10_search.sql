-- The full-text index. It holds no text, only which stories have which terms: `pipeline::searching`
-- cuts the texts into terms, separated by spaces. The row id is that of the story. A pass writes
-- none of this while it stores entries; the index is filled afterwards.

-- Terms of the titles of all members, for sorting.
CREATE VIRTUAL TABLE search_titles USING fts5 (
    terms, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
);
-- The same terms, and those of the text, the document and the outlets.
CREATE VIRTUAL TABLE search_texts USING fts5 (
    terms, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
);

-- Stories that the index has in an older form, or that lost members.
CREATE TABLE search_stale (
    story INTEGER PRIMARY KEY
) STRICT;

-- The index has all entries up to the row `search-filled`, in terms of the version
-- `search-version`.
INSERT INTO meta VALUES ('search-filled', 0), ('search-version', 0);

-- A trigger takes the conflict clause of the statement that fires it, so that `OR IGNORE` would have
-- no effect below `ON CONFLICT DO UPDATE`.
CREATE TRIGGER search_moved AFTER UPDATE OF story ON entries WHEN old.story <> new.story BEGIN
    INSERT INTO search_stale SELECT old.story
        WHERE NOT EXISTS (SELECT 1 FROM search_stale WHERE story = old.story);
    INSERT INTO search_stale SELECT new.story
        WHERE NOT EXISTS (SELECT 1 FROM search_stale WHERE story = new.story);
END;
CREATE TRIGGER search_edited AFTER UPDATE OF title, revision, language, authors ON entries
WHEN old.title <> new.title OR old.revision <> new.revision OR old.language IS NOT new.language
    OR old.authors <> new.authors
BEGIN
    INSERT INTO search_stale SELECT new.story
        WHERE NOT EXISTS (SELECT 1 FROM search_stale WHERE story = new.story);
END;
CREATE TRIGGER search_forgotten AFTER DELETE ON bodies BEGIN
    INSERT INTO search_stale SELECT story FROM entries
        WHERE id = old.entry AND story NOT IN (SELECT story FROM search_stale);
END;
