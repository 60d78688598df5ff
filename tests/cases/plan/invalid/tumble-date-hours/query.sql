SELECT * FROM tumble((SELECT value::date AS d FROM lines) , d, interval '1 hour')
