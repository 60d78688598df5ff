SELECT now() - interval '10 second'
