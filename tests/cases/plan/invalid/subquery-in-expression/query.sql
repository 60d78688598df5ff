SELECT value FROM lines WHERE key IN (SELECT 'a')
