SELECT * FROM tumble((SELECT value::date AS d FROM lines), d::timestamp, interval '1 hour')
