WITH c AS (SELECT key, count(*) AS n FROM lines GROUP BY key) SELECT key FROM c WHERE n > 3
