SELECT '{1,2'::integer[]
