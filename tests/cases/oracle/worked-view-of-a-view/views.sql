CREATE VIEW worked_view_long (line, n) AS SELECT value, length(value), "timestamp" FROM worked_view WHERE length(value) > 2;
CREATE VIEW worked_view_counts AS SELECT n, count(*) AS lines, max(line) AS last FROM worked_view_long GROUP BY n;
