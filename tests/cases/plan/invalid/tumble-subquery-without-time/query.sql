SELECT * FROM tumble((SELECT value FROM lines), interval '10 s')
