CREATE VIEW v AS SELECT value FROM topic('lines', since => '1 hour', until => 'now')
