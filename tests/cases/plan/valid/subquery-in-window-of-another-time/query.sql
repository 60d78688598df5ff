SELECT window_start, count(*) FROM tumble((SELECT value::timestamptz AS at, key AS k FROM lines WHERE value <> ''), at, interval '10 s') WHERE k = 'x' GROUP BY window_start
