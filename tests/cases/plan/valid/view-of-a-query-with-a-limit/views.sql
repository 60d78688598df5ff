CREATE VIEW newest AS SELECT value FROM lines ORDER BY "timestamp" DESC LIMIT 3
