SELECT upper(key) || '!' AS loud, count(*) + 1 AS more FROM lines GROUP BY key
