-- WebSub: which hubs tell us of changes of which feeds.

-- The hub that the feed names, and its own address, under which that hub knows it.
ALTER TABLE sources ADD COLUMN feed_hub TEXT;
ALTER TABLE sources ADD COLUMN feed_topic TEXT;

-- When the source would be due if its hub told nothing; NULL if `due` says it.
ALTER TABLE sources ADD COLUMN usual_due INTEGER;

-- One row for each callback that a hub knows or is to know.
CREATE TABLE subscriptions (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    source       INTEGER NOT NULL REFERENCES sources (id),
    -- The random end of the address of the callback, and the key of the hub's signatures.
    token        TEXT NOT NULL UNIQUE,
    secret       TEXT NOT NULL,
    -- The public address of this server when the callback was made.
    server       TEXT NOT NULL,
    hub          TEXT NOT NULL,
    topic        TEXT NOT NULL,
    -- new | asked | active | denied | failed | leaving
    state        TEXT NOT NULL,
    -- Until when the hub tells of changes; NULL if it has never agreed.
    lease_end    INTEGER,
    -- When the hub is asked next, and how often in a row that failed.
    next_attempt INTEGER NOT NULL,
    failures     INTEGER NOT NULL DEFAULT 0,
    -- Why it failed last, or why the hub denied the subscription.
    trouble      TEXT,
    -- Pushes with a correct signature, ever and last; pushes that were ignored.
    pushes       INTEGER NOT NULL DEFAULT 0,
    last_push    INTEGER,
    ignored      INTEGER NOT NULL DEFAULT 0,
    -- How many reads since the last push found nothing; NULL once its entries were found, or after
    -- the second such read.
    unmet        INTEGER,
    -- Pushes whose entries were found since the last entry that no push announced, and how many
    -- reads found such entries.
    announced    INTEGER NOT NULL DEFAULT 0,
    missed       INTEGER NOT NULL DEFAULT 0,
    -- The last read while this server could hear the hub; NULL before the first.
    last_read    INTEGER
) STRICT;
CREATE INDEX subscriptions_by_source ON subscriptions (source);
