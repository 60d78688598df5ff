SELECT window_start, count(*) FROM tumble(lines, value::date, interval '7 days', shift => interval '4 days') GROUP BY window_start
