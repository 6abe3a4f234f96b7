-- What the faults of real use asked for: each part says what it is for.

-- Attached files: a JSON array of `model::Enclosure`, NULL for none; older entries get theirs when read again.
ALTER TABLE entries ADD COLUMN enclosures TEXT;
