SELECT value FROM lines WHERE value <> 'x' UNION ALL SELECT 'last'
