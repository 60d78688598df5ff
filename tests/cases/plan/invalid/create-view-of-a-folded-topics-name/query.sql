CREATE VIEW awskafkatutorialtopic AS SELECT 1
