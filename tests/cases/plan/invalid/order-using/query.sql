SELECT value FROM lines ORDER BY value USING <
