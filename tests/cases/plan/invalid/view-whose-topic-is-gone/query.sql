SELECT count(*)
FROM a
