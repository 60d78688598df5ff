WITH a AS (SELECT value FROM lines) SELECT key FROM a
