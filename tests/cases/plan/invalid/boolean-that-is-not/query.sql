SELECT 'ja'::boolean
