SELECT * FROM tumble(lines, interval '10 s', grace => interval '1 month')
