SELECT window_start, count(*) FROM tumble(lines, interval '10 s', grace => interval '0', idle => '1 day') GROUP BY 1
