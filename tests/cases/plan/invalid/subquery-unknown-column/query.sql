SELECT key FROM (SELECT value FROM lines) AS s
