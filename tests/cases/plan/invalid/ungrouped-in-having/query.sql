SELECT key FROM lines GROUP BY key HAVING value = 'a'
