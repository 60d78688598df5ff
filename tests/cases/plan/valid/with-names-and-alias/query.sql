WITH c(a, b) AS (SELECT value, key FROM lines) SELECT x.p, x.b FROM c AS x(p)
