-- What the faults of real use asked for: each part says what it is for.

-- When a feed that only answers 304 is next asked without conditions: some servers answer 304 for ever.
ALTER TABLE sources ADD COLUMN recheck INTEGER;
