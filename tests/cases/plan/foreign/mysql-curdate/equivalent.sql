SELECT now()::date
