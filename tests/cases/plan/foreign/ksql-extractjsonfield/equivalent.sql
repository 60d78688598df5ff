SELECT value::jsonb ->> 'user' FROM lines
