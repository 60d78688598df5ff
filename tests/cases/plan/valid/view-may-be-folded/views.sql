CREATE VIEW "LongLines" AS SELECT value FROM lines
