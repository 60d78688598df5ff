EXPLAIN (ANALYZE, TIMING, COSTS off, FORMAT text) SELECT upper(value) FROM topic('lines', until => 'now') UNION ALL SELECT value FROM topic('clicks', until => 'now') WHERE key = 'a'
