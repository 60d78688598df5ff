SELECT key, count(*) FROM lines GROUP BY key WHERE key = 'a'
