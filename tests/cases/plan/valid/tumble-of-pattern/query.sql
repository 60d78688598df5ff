SELECT topic, window_start, count(*) FROM tumble(topics('user.*', since => '1 hour'), interval '10 s') GROUP BY 1, 2
