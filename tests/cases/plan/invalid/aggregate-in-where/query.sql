SELECT key FROM lines WHERE count(*) > 1 GROUP BY key
