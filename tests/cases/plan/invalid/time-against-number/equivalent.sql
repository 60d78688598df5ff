SELECT value FROM lines WHERE "timestamp" > to_timestamp(1769860800)
