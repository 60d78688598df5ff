SELECT * FROM tumble(lines, value::date, interval '7 days', shift => interval '12 hours')
