-- Messages for the outputs that are webhooks or commands.

CREATE TABLE recipients (
    id            INTEGER PRIMARY KEY,
    -- The name of the output.
    name          TEXT NOT NULL UNIQUE,
    -- The last entry that was stored before the output was there: stories that began before are
    -- never sent to it.
    begun         INTEGER NOT NULL,
    -- The last entry and the last change that were looked at for it.
    seen_entry    INTEGER NOT NULL,
    seen_change   INTEGER NOT NULL,
    -- Messages it has taken, attempts that failed, messages that were given up: ever.
    sent          INTEGER NOT NULL DEFAULT 0,
    failed        INTEGER NOT NULL DEFAULT 0,
    given_up      INTEGER NOT NULL DEFAULT 0,
    last_given_up INTEGER,
    -- The present series of failed attempts: how many, since when, until when there is no other,
    -- and what the last one met.
    failures      INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER,
    retry_at      INTEGER,
    what          TEXT,
    remedy        TEXT
) STRICT;

-- The stories that entered the queue of a recipient, ever: none enters it again. A story is named by
-- its key, which is that of the entry that founded it: a merged story may be deleted.
CREATE TABLE told_stories (
    recipient INTEGER NOT NULL REFERENCES recipients (id) ON DELETE CASCADE,
    story     BLOB NOT NULL,
    PRIMARY KEY (recipient, story)
) STRICT, WITHOUT ROWID;

-- What waits to be sent.
CREATE TABLE messages (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient    INTEGER NOT NULL REFERENCES recipients (id) ON DELETE CASCADE,
    story        BLOB NOT NULL,
    -- The change of the story that it tells of; NULL for the story itself.
    change       INTEGER REFERENCES changes (id) ON DELETE CASCADE,
    queued_at    INTEGER NOT NULL,
    -- How often it was sent, whether or not an answer came.
    attempts     INTEGER NOT NULL DEFAULT 0,
    failed_since INTEGER
) STRICT;
CREATE INDEX messages_by_recipient ON messages (recipient, attempts, id);
CREATE INDEX messages_by_story ON messages (story);
CREATE INDEX messages_by_change ON messages (change) WHERE change IS NOT NULL;
