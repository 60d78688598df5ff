WITH a AS (SELECT value FROM lines) SELECT value FROM topic('a')
