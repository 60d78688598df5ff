SELECT "timestamp"::text FROM lines
