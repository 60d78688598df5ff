CREATE VIEW fresh AS SELECT value FROM lines
