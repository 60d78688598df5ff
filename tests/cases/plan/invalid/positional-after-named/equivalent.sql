SELECT * FROM tumble(lines, interval '10 seconds', grace => interval '1 second')
