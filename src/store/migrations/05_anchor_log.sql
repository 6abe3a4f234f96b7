-- Postings of the last transactions, packed: one that stores little then writes one page instead of one for every
-- anchor. When there are many they go to `anchors`, or to the blocks.
CREATE TABLE anchor_log (
    id     INTEGER PRIMARY KEY,
    packed BLOB NOT NULL
) STRICT;
INSERT INTO meta VALUES ('anchors-logged', 0);
