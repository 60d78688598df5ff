SELECT value FROM lines LIMIT count(*)
