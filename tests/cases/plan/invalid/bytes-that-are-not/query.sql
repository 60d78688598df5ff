SELECT '\xzz'::bytea
