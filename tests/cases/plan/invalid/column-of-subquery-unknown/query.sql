SELECT value FROM (SELECT key FROM lines) AS k
