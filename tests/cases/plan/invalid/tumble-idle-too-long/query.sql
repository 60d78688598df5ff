SELECT * FROM tumble(lines, interval '10 s', idle => interval '4000 days')
