SELECT 12.345::numeric(4,1), cast(1234 AS numeric(3,-1)), decimal(6) '1e5', numeric(3,1) '2.25',
       '2026-01-01 10:00:00.1235'::timestamptz(3), value::numeric(10,2) FROM lines
