SELECT window_start, count(*) AS n FROM tumble(long_lines, interval '10 seconds') GROUP BY window_start
