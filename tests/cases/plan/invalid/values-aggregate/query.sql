VALUES (count(*))
