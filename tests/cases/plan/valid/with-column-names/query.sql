WITH c(a, b) AS (SELECT value, key FROM lines) SELECT b, a FROM c
