CREATE VIEW long_lines AS SELECT value, length(value) AS n, "timestamp" FROM lines WHERE length(value) > 5;
CREATE VIEW a AS SELECT 1 AS one;
CREATE VIEW b AS SELECT n FROM long_lines;
