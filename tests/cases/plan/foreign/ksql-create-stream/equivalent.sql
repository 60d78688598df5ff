WITH errors AS (SELECT * FROM lines WHERE value LIKE '%error%') SELECT * FROM errors
