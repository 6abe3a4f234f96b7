-- Changes that readers of the outputs saw. Nothing is known of those before this version.

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
