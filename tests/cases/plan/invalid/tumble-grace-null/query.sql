SELECT * FROM tumble(lines, interval '10 s', grace => NULL)
