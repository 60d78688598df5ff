-- set emit=final
SELECT window_start, count(*) FROM tumble(lines, interval '10 s') GROUP BY window_start
