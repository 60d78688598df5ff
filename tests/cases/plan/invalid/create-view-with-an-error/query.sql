CREATE VIEW v AS
SELECT value,
       vlue FROM lines
