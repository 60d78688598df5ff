SELECT key, value FROM lines QUALIFY row_number() OVER (PARTITION BY key ORDER BY "timestamp" DESC) = 1
