-- set since=soon
SELECT * FROM lines
