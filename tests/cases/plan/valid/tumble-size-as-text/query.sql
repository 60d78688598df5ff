SELECT window_start, count(*) FROM tumble(lines, '10 minutes') GROUP BY window_start
