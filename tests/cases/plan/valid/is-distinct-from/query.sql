SELECT value IS DISTINCT FROM key, value IS NOT DISTINCT FROM NULL, (key = 'a') IS NOT TRUE, (key = 'a') IS UNKNOWN FROM lines
