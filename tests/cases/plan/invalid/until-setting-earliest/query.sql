-- set until=earliest
SELECT * FROM lines
