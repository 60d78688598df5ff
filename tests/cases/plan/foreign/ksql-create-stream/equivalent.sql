CREATE OR REPLACE VIEW errors AS SELECT * FROM lines WHERE value LIKE '%error%'
