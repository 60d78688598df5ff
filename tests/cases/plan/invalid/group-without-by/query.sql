SELECT key, count(*) FROM lines GROUP key
