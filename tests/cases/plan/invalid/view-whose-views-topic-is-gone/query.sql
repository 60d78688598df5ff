SELECT count(*) FROM tumble(b, interval '1 minute')
