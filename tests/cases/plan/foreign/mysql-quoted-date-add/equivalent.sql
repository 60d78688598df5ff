SELECT now() + interval '1 day'
