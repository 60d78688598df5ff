CREATE TEMP TABLE fresh (a int)
