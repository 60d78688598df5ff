SELECT window_start, count(*) FROM tumble(lines, interval '10 s') GROUP BY ROLLUP (window_start)
