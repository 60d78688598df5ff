VALUES (1 + 2, upper('a')), (length('four'), now()::text)
