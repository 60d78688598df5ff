SELECT value::jsonb -> 'name' FROM lines
