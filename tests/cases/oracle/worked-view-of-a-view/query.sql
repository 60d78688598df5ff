-- order: total
SELECT n, lines, last FROM worked_view_counts WHERE lines > 1
ORDER BY n
