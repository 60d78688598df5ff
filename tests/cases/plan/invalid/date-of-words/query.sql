SELECT 'yesterdy'::date
