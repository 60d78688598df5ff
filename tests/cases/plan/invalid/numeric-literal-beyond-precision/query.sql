SELECT 1234::numeric(3,1)
