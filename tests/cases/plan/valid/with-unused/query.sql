WITH c AS (SELECT value FROM clicks) SELECT value FROM lines
