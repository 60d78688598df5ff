-- set emit=final
SELECT value FROM lines
