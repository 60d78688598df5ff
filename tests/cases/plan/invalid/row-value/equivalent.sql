SELECT jsonb_build_array(key, value) FROM lines
