CREATE VIEW v AS SELECT key, "timestamp" FROM clicks
