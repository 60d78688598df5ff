-- order: total
-- needs: session
SELECT key, window_start, window_end, count(*) AS n
FROM session(worked_session, interval '10 seconds', by => key)
GROUP BY key, window_start, window_end ORDER BY key NULLS LAST, window_start
