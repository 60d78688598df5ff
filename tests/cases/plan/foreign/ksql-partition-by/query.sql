SELECT key, value FROM lines PARTITION BY value
