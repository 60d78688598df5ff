FROM lines SELECT value
