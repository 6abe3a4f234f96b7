-- Texts that `prune` removed. Adding a column without a default changes no row.

-- When the text of the entry was removed; NULL while the store has it.
ALTER TABLE entries ADD COLUMN pruned INTEGER;
