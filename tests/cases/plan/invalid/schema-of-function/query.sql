SELECT public.lower(value) FROM lines
