CREATE OR REPLACE TEMP VIEW errors AS SELECT value FROM lines WHERE value LIKE '%error%'
