SELECT key FROM lines GROUP BY key ORDER BY sum(length(value)) DESC, max("timestamp")
