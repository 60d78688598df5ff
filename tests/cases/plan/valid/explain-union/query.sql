EXPLAIN SELECT value FROM topic('lines', since => 5, until => 'now') UNION ALL SELECT value FROM topics('user.*') LIMIT 3
