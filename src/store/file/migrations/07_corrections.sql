-- Corrections and withdrawals. Adding columns without a default changes no row: the links stored
-- before are decided again by `refold`.

-- What one entry of the pair says of the other one: `corrects` or `withdraws`; NULL for nothing.
-- The score of a pair that never folds is negative infinity.
ALTER TABLE links ADD COLUMN correction TEXT;
-- The entry that says it; NULL if none does.
ALTER TABLE links ADD COLUMN corrector INTEGER;

-- The corrections that the outputs named last in a story, because new ones move `updated`; NULL if
-- they never named any.
ALTER TABLE stories ADD COLUMN notice TEXT;
