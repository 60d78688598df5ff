DROP TABLE lines, clicks
