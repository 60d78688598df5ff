SELECT * FROM tumble(lines, interval '10 s', idle => '1 month')
