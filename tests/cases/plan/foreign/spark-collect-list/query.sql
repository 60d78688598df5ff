SELECT key, collect_list(value) FROM lines GROUP BY key
