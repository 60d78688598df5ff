SELECT max(n) AS top FROM counts
