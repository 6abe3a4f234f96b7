-- What the faults of real use asked for: each part says what it is for.

-- Numbers of proposals and suggestions without their session, as texts cite them: found by `提案 * 1323`.
INSERT OR IGNORE INTO document_numbers (number, entry, own)
    SELECT substr(number, 1, 2) || ' * ' || substr(number, 4 + instr(substr(number, 4), ' ')), entry, max(own)
    FROM document_numbers
    WHERE (number > '提案 ' AND number < '提案!') OR (number > '建议 ' AND number < '建议!')
    GROUP BY 1, 2;

-- Of which kind the last failure of a source was: its remedy depends on it.
ALTER TABLE sources ADD COLUMN last_cause TEXT;
