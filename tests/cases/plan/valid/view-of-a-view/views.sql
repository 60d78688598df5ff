CREATE VIEW long_lines AS SELECT value, length(value) AS n, "timestamp" FROM lines WHERE length(value) > 5;
CREATE VIEW longest AS SELECT value, n AS letters FROM long_lines WHERE n > 80;
