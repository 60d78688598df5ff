WITH lines AS (SELECT key AS k FROM lines) SELECT k FROM lines
