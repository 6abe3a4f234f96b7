-- Postings of the last transactions, packed, so that a small transaction writes one page instead
-- of one for every anchor. A full log is emptied into `anchors` or into the blocks.
CREATE TABLE anchor_log (
    id     INTEGER PRIMARY KEY,
    packed BLOB NOT NULL
) STRICT;
INSERT INTO meta VALUES ('anchors-logged', 0);
