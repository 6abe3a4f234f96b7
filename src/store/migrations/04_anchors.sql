-- Where anchors go when many have come: in order, packed, so that a million texts take a third of the room
-- and few pages change. `anchors` keeps the recent ones.
CREATE TABLE anchor_blocks (
    -- Least anchor that belongs here; the first block begins at 0, and each ends where the next begins.
    first  INTEGER PRIMARY KEY,
    packed BLOB NOT NULL
) STRICT;

-- How many postings stand in `anchors` and in blocks, and from which anchor on they are moved next.
INSERT INTO meta SELECT 'anchors-recent', count(*) FROM anchors;
INSERT INTO meta VALUES ('anchors-settled', 0), ('anchors-next', 0);
