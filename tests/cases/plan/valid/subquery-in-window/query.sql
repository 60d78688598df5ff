SELECT window_start, k, count(*) FROM tumble((SELECT key AS k, "timestamp" AS at FROM lines WHERE value <> ''), at, interval '10 s') WHERE k <> 'x' GROUP BY window_start, k
