-- set emit=final
SELECT key, count(*) FROM tumble(lines, interval '10 seconds') GROUP BY key, window_start
