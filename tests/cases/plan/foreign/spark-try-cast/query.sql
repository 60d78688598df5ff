SELECT TRY_CAST(value AS int) FROM lines
