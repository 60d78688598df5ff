INSERT INTO clicks (n) VALUES ('seven')
