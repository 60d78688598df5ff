CREATE VIEW counts AS SELECT window_start, value, count(*) AS n FROM tumble(lines, interval '1 minute') GROUP BY window_start, value
