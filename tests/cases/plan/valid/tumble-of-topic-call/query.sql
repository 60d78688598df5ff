SELECT window_start, count(*) FROM tumble(topic('lines', since => 'earliest', until => 'now'), interval '1 hour') GROUP BY 1
