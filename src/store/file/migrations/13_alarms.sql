-- Alarms, and how long each read took.

-- One row for each alarm that was raised. At most one alarm of a kind about one thing is open. Of
-- those that ended, the last 500 are kept.
CREATE TABLE alarms (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The word of `AlarmKind`.
    kind      TEXT NOT NULL,
    -- NULL if the alarm is about the installation.
    source    INTEGER REFERENCES sources (id),
    -- The folder or the output; empty for other alarms.
    about     TEXT NOT NULL,
    -- Since when it is so.
    since     INTEGER NOT NULL,
    -- What was seen, what to do, and the command with which to begin.
    found     TEXT NOT NULL,
    remedy    TEXT NOT NULL,
    command   TEXT NOT NULL,
    raised    INTEGER NOT NULL,
    -- When people were last told of it.
    told      INTEGER NOT NULL,
    reminders INTEGER NOT NULL DEFAULT 0,
    -- NULL while it is open.
    ended     INTEGER
) STRICT;
CREATE INDEX alarms_open ON alarms (id) WHERE ended IS NULL;

-- Since when the alarms of the source are silenced; NULL if they are not.
ALTER TABLE sources ADD COLUMN quiet INTEGER;

-- How long the read took, in milliseconds; NULL for reads by an older version.
ALTER TABLE reads ADD COLUMN millis INTEGER;
