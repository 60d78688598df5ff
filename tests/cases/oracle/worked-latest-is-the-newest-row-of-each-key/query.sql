-- order: total
-- needs: latest()
SELECT key, value FROM latest(worked_latest) ORDER BY key
