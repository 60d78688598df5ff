SELECT count(*) FROM lines GROUP BY CUBE (key || '0', key || '1', key || '2', key || '3', key || '4'), CUBE (value || '0', value || '1', value || '2', value || '3')
