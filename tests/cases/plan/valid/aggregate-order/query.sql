SELECT string_agg(value, key ORDER BY "offset" DESC, value), array_agg(key ORDER BY key NULLS FIRST) FROM lines
