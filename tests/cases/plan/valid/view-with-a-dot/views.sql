CREATE VIEW my.view AS SELECT value FROM lines
