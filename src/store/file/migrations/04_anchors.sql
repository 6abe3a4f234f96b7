-- Most postings, sorted by anchor and packed in blocks, so that the index of a million texts is a
-- third as large and few pages change at a time. `anchors` keeps the recent ones.
CREATE TABLE anchor_blocks (
    -- Least anchor of this block; the first block begins at 0, and each ends where the next
    -- begins.
    first  INTEGER PRIMARY KEY,
    packed BLOB NOT NULL
) STRICT;

-- Number of postings in `anchors` and in blocks, and the anchor at which compaction continues.
INSERT INTO meta SELECT 'anchors-recent', count(*) FROM anchors;
INSERT INTO meta VALUES ('anchors-settled', 0), ('anchors-next', 0);
