INSERT INTO lines AS l VALUES ('a')
