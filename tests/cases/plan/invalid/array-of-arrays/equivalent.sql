SELECT '[[1], [2]]'::jsonb
