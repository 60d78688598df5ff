CREATE VIEW v WITH (security_barrier) AS SELECT 1
