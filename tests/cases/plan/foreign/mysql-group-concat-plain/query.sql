SELECT key, GROUP_CONCAT(value) FROM lines GROUP BY key
