SELECT UNIX_TIMESTAMP("timestamp") FROM lines
