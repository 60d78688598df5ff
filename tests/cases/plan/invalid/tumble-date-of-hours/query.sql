SELECT * FROM tumble(lines, value::date, interval '12 hours')
