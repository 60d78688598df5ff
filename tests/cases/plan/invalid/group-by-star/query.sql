SELECT key, count(*) FROM lines GROUP BY *
