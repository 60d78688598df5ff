SELECT (value::jsonb ->> 'id')::bigint AS id, (value::jsonb ->> 'price')::decimal(10, 2) AS price FROM lines
