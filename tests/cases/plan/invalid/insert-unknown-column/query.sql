INSERT INTO lines (val) VALUES ('a')
