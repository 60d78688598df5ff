SELECT '{a: 1}'::jsonb
