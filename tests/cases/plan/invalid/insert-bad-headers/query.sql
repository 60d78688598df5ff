INSERT INTO lines (headers) VALUES ('{')
