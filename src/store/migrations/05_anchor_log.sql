-- Postings of the last passes, in order and packed, several rows a pass at most: one that stores little then writes
-- one page instead of one for every anchor. They move into `anchors` when there are many.
CREATE TABLE anchor_log (
    id     INTEGER PRIMARY KEY,
    packed BLOB NOT NULL
) STRICT;
INSERT INTO meta VALUES ('anchors-logged', 0);
