SELECT "timestamp", key FROM lines
