SELECT * FROM tumble((SELECT value, received_at AS ts FROM lines), ts, interval '10 s')
