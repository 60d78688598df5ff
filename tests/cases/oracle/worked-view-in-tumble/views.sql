CREATE VIEW worked_tumbled_long (line, n) AS SELECT value, length(value), "timestamp" FROM worked_tumbled_view WHERE length(value) > 2;
