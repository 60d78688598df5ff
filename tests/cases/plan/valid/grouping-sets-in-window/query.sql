SELECT window_start, key, count(*) FROM tumble(lines, interval '10 s') GROUP BY window_start, ROLLUP (key)
