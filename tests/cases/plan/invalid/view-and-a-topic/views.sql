CREATE VIEW long_lines AS SELECT value, length(value) AS n, "timestamp" FROM lines WHERE length(value) > 5;
