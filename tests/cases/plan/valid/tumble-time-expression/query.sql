SELECT window_end, count(*) FROM tumble(lines, key::timestamptz, interval '1 day', shift => interval '6 hours') GROUP BY window_end
