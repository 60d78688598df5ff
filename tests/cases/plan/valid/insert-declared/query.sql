INSERT INTO clicks VALUES ('2026-03-01 10:00', 5, '7', 'k'), ('2026-03-02', 'x', 2.6)
