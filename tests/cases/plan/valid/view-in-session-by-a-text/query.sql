SELECT window_start, key, count(*) AS n FROM session('v', interval '30 minutes', by => key) GROUP BY window_start, key
