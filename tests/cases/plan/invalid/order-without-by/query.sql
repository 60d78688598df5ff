SELECT key FROM lines ORDER key
