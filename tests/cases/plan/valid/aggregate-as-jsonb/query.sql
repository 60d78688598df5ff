SELECT jsonb_agg(partition ORDER BY partition), jsonb_agg(DISTINCT key ORDER BY key), jsonb_object_agg(key, value) FROM lines
