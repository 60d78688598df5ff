SELECT window_start, window_end, key, count(*) FROM session(lines, gap => interval '30 min', by => key, grace => '0 s') GROUP BY window_start, window_end, key HAVING window_end > window_start
