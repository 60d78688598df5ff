SELECT value, count(*) FROM latest(lines) GROUP BY value
